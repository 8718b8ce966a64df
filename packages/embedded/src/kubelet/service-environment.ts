/**
 * Variables about services, which the kubelet gives to containers (`GEO_SERVICE_HOST` and the like).
 * @module
 */
import type { Service } from "@aiops-gym/cluster";
import { getObject, listObjects } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

type Variables = Readonly<Record<string, string>>;

// By the first of a namespace's services: of services that are all the same objects, as those of forks are.
const known = new WeakMap<
  Service,
  { readonly api: Service | undefined; readonly own: readonly Service[]; readonly variables: Variables }
>();

/** Variables for the services of a namespace and the API server's. */
export function serviceVariables(sim: Simulation, namespace: string): Variables {
  const api = getObject<Service>(sim, "Service", "default", "kubernetes");
  const own = listObjects<Service>(sim, "Service", namespace);
  const [first] = own;
  const last = first === undefined ? undefined : known.get(first);
  if (last !== undefined && last.api === api && areSame(last.own, own)) return last.variables;
  const variables: Record<string, string> = {};
  for (const service of api === undefined || namespace === "default" ? own : [api, ...own])
    addService(variables, service);
  if (first !== undefined) known.set(first, { api, own, variables });
  return variables;
}

function areSame(a: readonly Service[], b: readonly Service[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((service, index) => service === b[index]);
}

function addService(variables: Record<string, string>, { metadata, spec }: Service): void {
  const ip = spec.clusterIP;
  const [first] = spec.ports ?? [];
  if (ip === undefined || ip === "None" || first === undefined) return;
  const prefix = metadata.name.toUpperCase().replaceAll("-", "_");
  variables[`${prefix}_SERVICE_HOST`] = ip;
  variables[`${prefix}_SERVICE_PORT`] = String(first.port);
  for (const { name, port } of spec.ports ?? []) {
    if (name !== undefined)
      variables[`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll("-", "_")}`] = String(port);
  }
  variables[`${prefix}_PORT`] = `${first.protocol.toLowerCase()}://${ip}:${first.port}`;
  for (const { port, protocol } of spec.ports ?? []) {
    const part = `${prefix}_PORT_${port}_${protocol}`;
    variables[part] = `${protocol.toLowerCase()}://${ip}:${port}`;
    variables[`${part}_PROTO`] = protocol.toLowerCase();
    variables[`${part}_PORT`] = String(port);
    variables[`${part}_ADDR`] = ip;
  }
}
