/**
 * Disruption budgets (policy/v1), and the condition that tells whether they let a pod go.
 * @module
 */
import {
  type Condition,
  type IntOrString,
  type KubeObject,
  type LabelSelector,
  labelMatcher,
  type Pod,
  toRfc3339,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { listObjects } from "./store.ts";

/** What is known of a budget's pods. */
export interface DisruptionBudgetStatus {
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly observedGeneration?: number;
  /** When pods were evicted that are still to be seen to go, by name. */
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions?: readonly Condition[];
}

/** A disruption budget. */
export interface DisruptionBudget extends KubeObject {
  readonly kind: "PodDisruptionBudget";
  readonly spec: {
    readonly selector?: LabelSelector;
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly unhealthyPodEvictionPolicy?: "IfHealthyBudget" | "AlwaysAllow";
  };
  readonly status?: DisruptionBudgetStatus;
}

/** The budgets that mean a pod, by name. */
export function budgetsOf(sim: Simulation, { metadata }: Pod): readonly DisruptionBudget[] {
  return listObjects<DisruptionBudget>(sim, "PodDisruptionBudget", metadata.namespace).filter(({ spec }) =>
    labelMatcher(spec.selector)(metadata.labels),
  );
}

/** A budget's conditions once it lets so many pods go; why the count is not known, if it is not. */
export function allowedConditions(
  sim: Simulation,
  status: Pick<DisruptionBudgetStatus, "conditions" | "disruptionsAllowed" | "observedGeneration">,
  failure?: string,
): readonly Condition[] {
  const allowed = status.disruptionsAllowed > 0 && failure === undefined;
  const type = "DisruptionAllowed";
  const before = status.conditions?.find((condition) => condition.type === type);
  const next = {
    type,
    status: allowed ? "True" : "False",
    observedGeneration: status.observedGeneration ?? 0,
    lastTransitionTime:
      before?.status === (allowed ? "True" : "False") ? (before.lastTransitionTime ?? "") : toRfc3339(sim.now),
    reason: failure !== undefined ? "SyncFailed" : allowed ? "SufficientPods" : "InsufficientPods",
    message: failure ?? "",
  } as Condition;
  return [...(status.conditions ?? []).filter((condition) => condition.type !== type), next];
}
