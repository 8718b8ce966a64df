/**
 * How much the API server keeps. A real one's database has a quota of two gigabytes; this one lives in the process.
 * @module
 */
import { type KindInfo, StatusError } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import type { Draft } from "./draft.ts";
import { shardOf } from "./store.ts";

/** Objects of a kind; pods cost the most. */
const most = { pods: 5_000, others: 20_000 };
/** So many objects of a kind may be large, in characters of JSON. */
const mostLarge = 100;
const largeCharacters = 16_384;
/** What the control plane makes by itself is never large. */
const neverLarge: ReadonlySet<string> = new Set(["Pod", "Event", "ReplicaSet", "EndpointSlice", "Endpoints", "Lease"]);

/** @throws StatusError in etcd's words when there is no room for one more object of a kind. */
export function checkSpace(sim: Simulation, info: KindInfo, object: Draft): void {
  const count = sim.state.store.shards.get(shardOf(info))?.objects.size ?? 0;
  if (count < mostLarge) return;
  const full = count >= (info.kind === "Pod" ? most.pods : most.others);
  if (full || (!neverLarge.has(info.kind) && JSON.stringify(object).length > largeCharacters))
    throw StatusError.of("InternalError", "etcdserver: mvcc: database space exceeded");
}
