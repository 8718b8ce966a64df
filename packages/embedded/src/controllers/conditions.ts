/**
 * Conditions of statuses: finding, setting, removing.
 * @module
 */
import { type Condition, toRfc3339 } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";

/** The condition of a type. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  if (conditions !== undefined) for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** What is to be said; the times come from the clock. */
export type NewCondition = Pick<Condition, "type" | "status" | "reason" | "message">;

/**
 * Sets a condition as deployments do: nothing happens when status and reason stay, otherwise it moves to the end;
 * `lastTransitionTime` stays while the status does.
 */
export function setCondition(
  sim: Simulation,
  conditions: readonly Condition[],
  condition: NewCondition,
): readonly Condition[] {
  const current = findCondition(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const now = toRfc3339(sim.now);
  const lastTransitionTime = current?.status === condition.status ? (current.lastTransitionTime ?? now) : now;
  const { type, status, reason, message } = condition;
  const next = { type, status, lastUpdateTime: now, lastTransitionTime, reason, message } as Condition;
  return [...removeCondition(conditions, type), next];
}

/** The conditions without one type. */
export function removeCondition(conditions: readonly Condition[], type: string): readonly Condition[] {
  return findCondition(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type);
}
