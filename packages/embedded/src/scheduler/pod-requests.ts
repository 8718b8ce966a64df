/**
 * What a pod asks of a node: resources and host ports.
 * @module
 */
import { type Container, type Pod, quantityMillis, type ResourceList } from "@aiops-gym/cluster";

/** Amounts in thousandths, by resource. */
export type Amounts = ReadonlyMap<string, number>;

/** What scores take a container to use that asks for nothing: 100m and 200 MB. */
const usualCpu = 100;
const usualMemory = 200 * 1024 * 1024 * 1000;

/** Everything that counts of a pod's wishes. */
export interface PodRequests {
  readonly amounts: Amounts;
  /** For scores: what it asks for, or the usual. */
  readonly cpu: number;
  readonly memory: number;
  /** `protocol address port` */
  readonly ports: readonly string[];
}

/** By the containers, which a pod's binding to its node leaves as they are. */
const known = new WeakMap<
  Pod["spec"]["containers"],
  { readonly initContainers: unknown; readonly overhead: unknown; readonly requests: PodRequests }
>();

/** What a pod asks for: the sum of its containers and sidecars, or more for an init container; its overhead on top. */
export function requestsOf({ spec }: Pod): PodRequests {
  const { containers, initContainers } = spec;
  const { overhead } = spec as { readonly overhead?: unknown };
  const found = known.get(containers);
  if (found !== undefined && found.initContainers === initContainers && found.overhead === overhead) {
    return found.requests;
  }
  const cpu = sumOf(spec, usualCpu, usualMemory);
  const requests: PodRequests = {
    amounts: sumOf(spec, 0, 0),
    cpu: cpu.get("cpu") ?? 0,
    memory: cpu.get("memory") ?? 0,
    ports: hostPorts(spec),
  };
  if (Object.isFrozen(spec)) known.set(containers, { initContainers, overhead, requests });
  return requests;
}

function sumOf(spec: Pod["spec"], cpu: number, memory: number): Map<string, number> {
  const own = ({ resources }: Container) => {
    const amounts = new Map(amountsOf(resources?.requests));
    if (cpu > 0 && !amounts.has("cpu")) amounts.set("cpu", cpu);
    if (memory > 0 && !amounts.has("memory")) amounts.set("memory", memory);
    return amounts;
  };
  const sum = new Map<string, number>();
  for (const container of spec.containers) add(sum, own(container));
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const amounts = own(container);
    const stays = (container as { restartPolicy?: string }).restartPolicy === "Always";
    if (stays) add(sidecars, amounts);
    for (const [name, amount] of stays ? sidecars : amounts) {
      const beside = stays ? 0 : (sidecars.get(name) ?? 0);
      peak.set(name, Math.max(peak.get(name) ?? 0, amount + beside));
    }
  }
  add(sum, sidecars);
  for (const [name, amount] of peak) sum.set(name, Math.max(sum.get(name) ?? 0, amount));
  add(sum, new Map(amountsOf((spec as { overhead?: ResourceList }).overhead)));
  return sum;
}

function add(sum: Map<string, number>, amounts: Amounts): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount);
}

/** Amounts of a resource list. */
export function amountsOf(list: ResourceList | undefined): readonly (readonly [string, number])[] {
  return Object.entries(list ?? {}).map(([name, amount]) => [name, quantityMillis(amount)] as const);
}

function hostPorts({ containers, initContainers = [] }: Pod["spec"]): readonly string[] {
  const sidecars = initContainers.filter(
    (container) => (container as { restartPolicy?: string }).restartPolicy === "Always",
  );
  return [...containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = "TCP", ...port }) => {
      if (hostPort === undefined || hostPort === 0) return [];
      const { hostIP = "" } = port as { hostIP?: string };
      return [`${protocol} ${hostIP === "" ? "0.0.0.0" : hostIP} ${hostPort}`];
    }),
  );
}

/** Whether a port that a pod wants is among the taken ones. */
export function portTaken(wanted: string, taken: ReadonlyMap<string, number>): boolean {
  if (taken.size === 0) return false;
  if (taken.has(wanted)) return true;
  const [protocol, address, port] = wanted.split(" ");
  if (address !== "0.0.0.0") return taken.has(`${protocol} 0.0.0.0 ${port}`);
  for (const other of taken.keys()) if (other.startsWith(`${protocol} `) && other.endsWith(` ${port}`)) return true;
  return false;
}
