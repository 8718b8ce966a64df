/**
 * The eviction of a pod: a deletion that disruption budgets may forbid.
 * @module
 */
import { type DeleteOptions, type Pod, StatusError, toRfc3339 } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { allowedConditions, budgetsOf, type DisruptionBudget } from "./disruption-budget.ts";
import { writeStatus } from "./write.ts";

const refused = "Cannot evict pod as it would violate the pod's disruption budget.";
const tooMany = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
const target = {
  type: "DisruptionTarget",
  status: "True",
  reason: "EvictionByEvictionAPI",
  message: "Eviction API: evicting",
} as const;
/** When a client may ask again while the budget is still being worked on. */
const retrySeconds = 10;

function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True") === true;
}

function refusal(cause: string, retryAfterSeconds?: number): StatusError {
  return StatusError.of("TooManyRequests", refused, {
    causes: [{ reason: "DisruptionBudget", message: cause }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/**
 * Prepares a pod's eviction: takes it off its budget's allowance and marks it. It is to be deleted then.
 *
 * @throws StatusError `TooManyRequests` when its budget does not let it go, an error without a reason when it has two.
 */
export function admitEviction(
  sim: Simulation,
  pod: Pod,
  { dryRun }: DeleteOptions & { readonly dryRun?: boolean },
): void {
  const { phase } = pod.status;
  const free = phase === "Succeeded" || phase === "Failed" || phase === "Pending";
  if (!free && pod.metadata.deletionTimestamp === undefined) {
    const [budget, second] = budgetsOf(sim, pod);
    if (second !== undefined) throw StatusError.of("", tooMany, undefined);
    if (budget !== undefined && !mayGoUnready(pod, budget)) charge(sim, pod, budget, dryRun === true);
  }
  if (dryRun !== true) mark(sim, pod);
}

/** Pods that are not ready may go by the budget's policy. */
function mayGoUnready(pod: Pod, { spec, status }: DisruptionBudget): boolean {
  if (isReady(pod)) return false;
  if (spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function charge(sim: Simulation, pod: Pod, budget: DisruptionBudget, dryRun: boolean): void {
  const { name, generation = 0 } = budget.metadata;
  const { status } = budget;
  if (status === undefined || (status.observedGeneration ?? 0) < generation) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, retrySeconds);
  }
  const { disruptionsAllowed, desiredHealthy, currentHealthy } = status;
  if (disruptionsAllowed === 0) {
    throw refusal(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
  }
  if (dryRun) return;
  const left = {
    ...status,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: toRfc3339(sim.now) },
  };
  const conditions = left.disruptionsAllowed === 0 ? { conditions: allowedConditions(sim, left) } : {};
  writeStatus<DisruptionBudget>(sim, budget, { ...left, ...conditions });
}

function mark(sim: Simulation, pod: Pod): void {
  const condition = { ...target, lastProbeTime: null, lastTransitionTime: toRfc3339(sim.now) };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== target.type);
  writeStatus<Pod>(sim, pod, { ...pod.status, conditions: [...others, condition] } as unknown as Pod["status"]);
}
