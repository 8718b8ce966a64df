/**
 * Events of stateful sets.
 * @module
 */
import type { StatefulSet } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { recordEvent } from "../events.ts";

const component = "statefulset-controller";

/** Says something about a set; a reason that begins with `Failed` warns. */
export function say(sim: Simulation, involved: StatefulSet, reason: string, message: string): void {
  const type = reason.startsWith("Failed") ? "Warning" : "Normal";
  recordEvent(sim, { involved, type, reason, message, component });
}

/** Says what came of `create`, `update` or `delete` of a pod. */
export function sayOfPod(
  sim: Simulation,
  set: StatefulSet,
  verb: "create" | "update" | "delete",
  pod: string,
  failure?: string,
): void {
  const done = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
  const what = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`;
  if (failure === undefined) say(sim, set, `Successful${done}`, `${what} successful`);
  else say(sim, set, `Failed${done}`, `${what} failed error: ${failure}`);
}
