/**
 * What runs, as the sampling clock goes through it.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";

/** The running containers, their services and addresses. It holds while the same containers run. */
export interface Running {
  /** In the order in which they were made. */
  readonly containers: readonly ContainerRecord[];
  /** Each once, in the order of their first containers. */
  readonly services: readonly string[];
  /** For each container the place of its service. */
  readonly serviceOf: Int32Array;
  /** Places of the pods' addresses, each once. */
  readonly addresses: ReadonlyMap<string, number>;
  /** For each container the place of its pod's address. */
  readonly addressOf: Int32Array;
  /** For each address the place of the service that what it received and sent belongs to. */
  readonly serviceOfAddress: Int32Array;
}

const kept = new WeakMap<object, Running>();

/** What runs now; the same object as long as that is the same. */
export function runningNow(sim: Simulation): Running {
  const { runtime } = sim.state;
  const before = kept.get(runtime);
  if (before !== undefined && isStill(before.containers, runtime.containers.values())) return before;
  const now = workOut([...runtime.containers.values()].filter(({ status }) => status === "running"));
  kept.set(runtime, now);
  return now;
}

function isStill(before: readonly ContainerRecord[], containers: Iterable<ContainerRecord>): boolean {
  let index = 0;
  for (const container of containers) {
    if (container.status !== "running") continue;
    if (before[index] !== container) return false;
    index++;
  }
  return index === before.length;
}

function workOut(containers: readonly ContainerRecord[]): Running {
  const services = new Map<string, number>();
  const addresses = new Map<string, number>();
  const place = (places: Map<string, number>, name: string): number => {
    const found = places.get(name) ?? places.size;
    places.set(name, found);
    return found;
  };
  const serviceOf = Int32Array.from(containers, ({ service }) => place(services, service));
  const addressOf = Int32Array.from(containers, ({ podIP }) => place(addresses, podIP));
  const serviceOfAddress = new Int32Array(addresses.size);
  addressOf.forEach((address, index) => {
    serviceOfAddress[address] = serviceOf[index] ?? 0;
  });
  return { containers, services: [...services.keys()], serviceOf, addresses, addressOf, serviceOfAddress };
}
