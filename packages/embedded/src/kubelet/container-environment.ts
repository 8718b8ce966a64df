/**
 * The environment of a container: services, whole config maps, single values, references between them.
 * @module
 */
import {
  type ConfigMap,
  type Container,
  type EnvVar,
  type KubeObject,
  type Node,
  type Pod,
  quantityMillis,
  quantityValue,
  type Secret,
} from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { serviceVariables } from "./service-environment.ts";

/** Variables, or why there are none, in the kubelet's words. */
export type EnvironmentOutcome =
  | { readonly ok: true; readonly variables: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string };

class MissingSource extends Error {}

/** What a container finds in its environment. */
export function environmentOf(sim: Simulation, pod: Pod, container: Container, podIP: string): EnvironmentOutcome {
  const namespace = pod.metadata.namespace ?? "";
  const services = pod.spec.enableServiceLinks === false ? {} : serviceVariables(sim, namespace);
  const own: Record<string, string> = {};
  try {
    for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef !== undefined) Object.assign(own, prefixed(prefix, configMapData(sim, namespace, configMapRef)));
      if (secretRef !== undefined) Object.assign(own, prefixed(prefix, secretData(sim, namespace, secretRef)));
    }
    for (const variable of container.env ?? []) {
      const value = variableValue(sim, pod, container, podIP, variable, (name) => own[name] ?? services[name]);
      if (value !== undefined) own[variable.name] = value;
    }
  } catch (error) {
    if (error instanceof MissingSource) return { ok: false, message: error.message };
    throw error;
  }
  return { ok: true, variables: joined(services, pod.spec.hostname ?? pod.metadata.name, own) };
}

type Variables = Readonly<Record<string, string>>;

/** Environments by services' variables, then by the text of the others: a container that is restarted gets the same again. */
const known = new WeakMap<Variables, Map<string, Variables>>();
/** Beyond it, all of some services are forgotten. */
const mostKnown = 256;

/** Variables of services after the host's name, which is to be filled in: a copy of such an object costs next to nothing. */
const begun = new WeakMap<Variables, Variables>();

/** All variables, frozen; there are hundreds of services'. */
function joined(services: Variables, HOSTNAME: string, own: Variables): Variables {
  let ofServices = known.get(services);
  if (ofServices === undefined || ofServices.size >= mostKnown) {
    ofServices = new Map();
    known.set(services, ofServices);
  }
  const key = JSON.stringify([HOSTNAME, own]);
  let all = ofServices.get(key);
  if (all === undefined) {
    let begin = begun.get(services);
    if (begin === undefined) {
      begin = { HOSTNAME, ...services };
      begun.set(services, begin);
    }
    const variables: Record<string, string> = { ...begin };
    variables["HOSTNAME"] = services["HOSTNAME"] ?? HOSTNAME;
    for (const name in own) variables[name] = own[name] as string;
    all = Object.freeze(variables);
    ofServices.set(key, all);
  }
  return all;
}

function prefixed(prefix: string, data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [prefix + key, value]));
}

interface SourceRef {
  readonly name: string;
  readonly optional?: boolean;
}

function source<T extends KubeObject>(
  sim: Simulation,
  kind: T["kind"],
  namespace: string,
  ref: SourceRef,
): T | undefined {
  const object = getObject<T>(sim, kind, namespace, ref.name);
  if (object === undefined && ref.optional !== true)
    throw new MissingSource(`${kind.toLowerCase()} "${ref.name}" not found`);
  return object;
}

function configMapData(sim: Simulation, namespace: string, ref: SourceRef): Readonly<Record<string, string>> {
  return source<ConfigMap>(sim, "ConfigMap", namespace, ref)?.data ?? {};
}

function secretData(sim: Simulation, namespace: string, ref: SourceRef): Readonly<Record<string, string>> {
  const data = source<Secret>(sim, "Secret", namespace, ref)?.data ?? {};
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]));
}

/** Text of a secret's value. */
export function decodeBase64(value: string): string {
  return Buffer.from(value, "base64").toString("utf8");
}

function variableValue(
  sim: Simulation,
  pod: Pod,
  container: Container,
  podIP: string,
  variable: EnvVar,
  known: (name: string) => string | undefined,
): string | undefined {
  const from = variable.valueFrom;
  if (from === undefined) return expandReferences(variable.value ?? "", known);
  const namespace = pod.metadata.namespace ?? "";
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = from;
  if (configMapKeyRef !== undefined) {
    const value = configMapData(sim, namespace, configMapKeyRef)[configMapKeyRef.key];
    if (value === undefined && configMapKeyRef.optional !== true) {
      throw new MissingSource(
        `couldn't find key ${configMapKeyRef.key} in ConfigMap ${namespace}/${configMapKeyRef.name}`,
      );
    }
    return value;
  }
  if (secretKeyRef !== undefined) {
    const value = secretData(sim, namespace, secretKeyRef)[secretKeyRef.key];
    if (value === undefined && secretKeyRef.optional !== true) {
      throw new MissingSource(`couldn't find key ${secretKeyRef.key} in Secret ${namespace}/${secretKeyRef.name}`);
    }
    return value;
  }
  if (fieldRef !== undefined) return fieldValue(sim, pod, fieldRef.fieldPath, podIP);
  return resourceFieldRef === undefined ? "" : resourceValue(container, resourceFieldRef.resource);
}

function fieldValue(sim: Simulation, pod: Pod, path: string, podIP: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  const { metadata, spec } = pod;
  if (keyed !== null) return metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2] ?? ""] ?? "";
  const node = getObject<Node>(sim, "Node", undefined, spec.nodeName ?? "");
  const hostIP = node?.status.addresses.find(({ type }) => type === "InternalIP")?.address ?? "";
  const values: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName,
    "status.podIP": podIP,
    "status.podIPs": podIP,
    "status.hostIP": hostIP,
    "status.hostIPs": hostIP,
  };
  return values[path] ?? "";
}

function resourceValue({ resources }: Container, path: string): string {
  const [list, name = ""] = path.split(/\.(.*)/s);
  const amount = (list === "limits" ? resources?.limits : resources?.requests)?.[name];
  if (amount === undefined) return "0";
  return String(name === "cpu" ? Math.ceil(quantityMillis(amount) / 1000) : quantityValue(amount));
}

/** Puts values in the place of `$(NAME)`; `$$` is one dollar, unknown names stay. */
export function expandReferences(text: string, look: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? "$" : (look(name) ?? whole),
  );
}
