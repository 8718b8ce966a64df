/**
 * Names that the server makes of `generateName`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { nextNameSuffix } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { getObject, shardOf } from "./store.ts";

const maxGeneratedName = 58;
/** How often a name is drawn when it is taken. */
const maxDraws = 8;

/** Draws a name that begins so and is free in the namespace, if one is found in a few tries. */
export function generateName(
  sim: Simulation,
  kind: Pick<KubeObject, "apiVersion" | "kind">,
  namespace: string | undefined,
  begin: string,
): string {
  const base = begin.slice(0, maxGeneratedName);
  const shard = shardOf(kind);
  let name: string;
  let tries = 0;
  do {
    name = base + nextNameSuffix(sim.random("apiserver/names"));
    tries += 1;
  } while (tries < maxDraws && getObject(sim, shard, namespace, name) !== undefined);
  return name;
}
