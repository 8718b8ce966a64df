/**
 * Addresses and node ports of services.
 * @module
 */
import { fieldInvalid, invalid, type KindInfo, type Service } from "@aiops-gym/cluster";
import { nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type Draft, listIn, objectIn } from "./draft.ts";
import { listObjects, objectKey } from "./store.ts";

/** Services get addresses of 10.96.0.0/16; the first 256 are left to those who ask for one. */
const network = "10.96";
const staticBand = 256;
const addresses = 65_535;
const nodePorts = { first: 30_000, last: 32_767, staticBand: 86 };

/** Gives a service what it lacks and takes back what its type may not have, in place; `previous` is absent for a new one. */
export function allocateService(sim: Simulation, info: KindInfo, object: Draft, previous: Service | undefined): void {
  const spec = objectIn(object, "spec");
  const name = String(objectIn(object, "metadata")["name"] ?? "");
  const others = listObjects<Service>(sim, "Service").filter(
    (service) => previous === undefined || objectKey(service) !== objectKey(previous),
  );
  if (spec["type"] === "ExternalName") {
    delete spec["clusterIP"];
    delete spec["clusterIPs"];
  } else allocateAddress(sim, info, spec, name, previous, others);
  const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
  if (exposed) allocateNodePorts(sim, info, spec, name, others);
  const local = spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";
  if (local) spec["healthCheckNodePort"] ??= freeNodePort(sim, usedNodePorts(others));
}

/** What only services with an address of their own have. */
const ofAddresses = ["internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy"];

/** What an update keeps of a service when it does not say: its address; and drops when its type no longer has it: node ports. */
export function keepAllocations(object: Draft, previous: Service): void {
  const spec = objectIn(object, "spec");
  if (spec["type"] === "ExternalName") {
    for (const field of ofAddresses) delete spec[field];
    // an address that was not asked to change goes by itself
    if (spec["clusterIP"] === previous.spec.clusterIP)
      for (const field of ["clusterIP", "clusterIPs"]) delete spec[field];
  }
  if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  if (spec["type"] !== "ExternalName" && spec["clusterIP"] === undefined && previous.spec.clusterIP !== undefined) {
    spec["clusterIP"] = previous.spec.clusterIP;
    spec["clusterIPs"] = [...(previous.spec.clusterIPs ?? [])];
  }
  const wasExposed = previous.spec.type !== "ClusterIP";
  const exposed = spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
  if (spec["type"] !== "LoadBalancer" || spec["externalTrafficPolicy"] !== "Local") delete spec["healthCheckNodePort"];
  if (!exposed && wasExposed) {
    delete spec["externalTrafficPolicy"];
    delete spec["allocateLoadBalancerNodePorts"];
    const before = new Set((previous.spec.ports ?? []).map(({ nodePort }) => nodePort));
    for (const port of listIn(spec, "ports")) if (before.has(port["nodePort"] as number)) delete port["nodePort"];
  }
}

function allocateAddress(
  sim: Simulation,
  info: KindInfo,
  spec: Draft,
  name: string,
  previous: Service | undefined,
  others: readonly Service[],
): void {
  const wanted = spec["clusterIP"];
  const used = new Set(others.map((service) => service.spec.clusterIP));
  if (wanted === undefined) {
    const random = sim.random("apiserver/cluster-ip");
    let ip: string;
    do {
      const host = staticBand + 1 + nextInt(random, addresses - staticBand - 1);
      ip = `${network}.${host >> 8}.${host & 255}`;
    } while (used.has(ip));
    spec["clusterIP"] = ip;
  } else if (typeof wanted === "string" && wanted !== "None" && wanted !== previous?.spec.clusterIP) {
    const why = !wanted.startsWith(`${network}.`)
      ? "the provided network does not match the current range"
      : used.has(wanted)
        ? "provided IP is already allocated"
        : undefined;
    if (why !== undefined) {
      const detail = `failed to allocate IP ${wanted}: ${why}`;
      throw invalid(info, name, [fieldInvalid("spec.clusterIPs", [wanted], detail)]);
    }
  }
  spec["clusterIPs"] = [spec["clusterIP"]];
}

function allocateNodePorts(
  sim: Simulation,
  info: KindInfo,
  spec: Draft,
  name: string,
  others: readonly Service[],
): void {
  const used = usedNodePorts(others);
  const { first, last } = nodePorts;
  for (const [index, port] of listIn(spec, "ports").entries()) {
    const wanted = port["nodePort"];
    if (typeof wanted === "number") {
      const detail =
        wanted < first || wanted > last
          ? `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
          : used.has(wanted)
            ? "provided port is already allocated"
            : undefined;
      if (detail !== undefined) {
        throw invalid(info, name, [fieldInvalid(`spec.ports[${index}].nodePort`, wanted, detail)]);
      }
    } else {
      port["nodePort"] = freeNodePort(sim, used);
    }
    used.add(port["nodePort"] as number);
  }
}

function usedNodePorts(services: readonly Service[]): Set<number | undefined> {
  return new Set(services.flatMap((service) => (service.spec.ports ?? []).map(({ nodePort }) => nodePort)));
}

function freeNodePort(sim: Simulation, used: ReadonlySet<number | undefined>): number {
  const random = sim.random("apiserver/node-port");
  const { first, last, staticBand: reserved } = nodePorts;
  let chosen: number;
  do chosen = first + reserved + nextInt(random, last - first - reserved + 1);
  while (used.has(chosen));
  return chosen;
}
