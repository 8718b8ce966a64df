/**
 * How far an autoscaler may go at once: windows of stabilization, policies, the least and the most.
 * @module
 */
import type { HorizontalPodAutoscaler, ScalingRules, UnixMicros } from "@aiops-gym/cluster";
import { type AutoscalerMemory, type Past, within } from "./autoscaler-memory.ts";

/** The number of replicas that is allowed, and the conditions that say so. */
export interface Limited {
  readonly replicas: number;
  readonly able: { readonly reason: string; readonly message: string };
  readonly limited: { readonly holds: boolean; readonly reason: string; readonly message: string };
}

const usualDownWindow = 300;
const ready = { reason: "ReadyForNewScale", message: "recommended size matches current size" };
const texts = {
  ScaleUpLimit: "the desired replica count is increasing faster than the maximum scale rate",
  TooManyReplicas: "the desired replica count is more than the maximum replica count",
  ScaleDownLimit: "the desired replica count is decreasing faster than the maximum scale rate",
  TooFewReplicas: "the desired replica count is less than the minimum replica count",
  DesiredWithinRange: "the desired count is within the acceptable range",
  ScaleUpStabilized: "recent recommendations were lower than current one, applying the lowest recent recommendation",
  ScaleDownStabilized:
    "recent recommendations were higher than current one, applying the highest recent recommendation",
} as const;
type Reason = keyof typeof texts;

/** Brings what metrics ask for within the limits. */
export function limitChange(
  { spec }: HorizontalPodAutoscaler,
  memory: AutoscalerMemory,
  now: UnixMicros,
  current: number,
  desired: number,
): Limited {
  const { behavior } = spec;
  const stable =
    behavior === undefined ? usualStable(memory, now, desired) : stabilize(behavior, memory, now, current, desired);
  const downwards = behavior === undefined || desired < current;
  const stabilized: Reason = downwards ? "ScaleDownStabilized" : "ScaleUpStabilized";
  const able = stable === desired ? ready : { reason: stabilized, message: texts[stabilized] };
  const [replicas, reason] =
    behavior === undefined
      ? usualLimit(spec, current, stable)
      : policyLimit(spec, behavior, memory, now, current, stable);
  return { replicas, able, limited: { holds: replicas !== stable, reason, message: texts[reason] } };
}

function usualStable({ recommendations }: AutoscalerMemory, now: UnixMicros, desired: number): number {
  return Math.max(desired, ...within(recommendations, now, usualDownWindow).map(({ replicas }) => replicas));
}

type Behavior = NonNullable<HorizontalPodAutoscaler["spec"]["behavior"]>;

function stabilize(
  { scaleUp, scaleDown }: Behavior,
  { recommendations }: AutoscalerMemory,
  now: UnixMicros,
  current: number,
  desired: number,
): number {
  const recent = (seconds: number) => within(recommendations, now, seconds).map(({ replicas }) => replicas);
  const up = Math.min(desired, ...recent(scaleUp.stabilizationWindowSeconds ?? 0));
  const down = Math.max(desired, ...recent(scaleDown.stabilizationWindowSeconds ?? usualDownWindow));
  return Math.min(Math.max(current, up), down);
}

type Bounds = Pick<HorizontalPodAutoscaler["spec"], "minReplicas" | "maxReplicas">;

function usualLimit({ minReplicas, maxReplicas }: Bounds, current: number, desired: number): readonly [number, Reason] {
  const rate = Math.max(2 * current, 4);
  if (desired < minReplicas) return [minReplicas, "TooFewReplicas"];
  if (desired > Math.min(maxReplicas, rate)) {
    return maxReplicas > rate ? [rate, "ScaleUpLimit"] : [maxReplicas, "TooManyReplicas"];
  }
  return [desired, "DesiredWithinRange"];
}

function policyLimit(
  { minReplicas, maxReplicas }: Bounds,
  { scaleUp, scaleDown }: Behavior,
  memory: AutoscalerMemory,
  now: UnixMicros,
  current: number,
  desired: number,
): readonly [number, Reason] {
  if (desired > current) {
    const rate = Math.max(current, furthest(scaleUp, memory, now, current, 1));
    const most = Math.min(maxReplicas, rate);
    if (desired > most) return [most, maxReplicas > rate ? "ScaleUpLimit" : "TooManyReplicas"];
  } else if (desired < current) {
    const rate = Math.min(current, furthest(scaleDown, memory, now, current, -1));
    const least = Math.max(minReplicas, rate);
    if (desired < least) return [least, minReplicas < rate ? "ScaleDownLimit" : "TooFewReplicas"];
  }
  return [desired, "DesiredWithinRange"];
}

/** How far policies let replicas go, up (1) or down (-1), by what has changed in their periods. */
function furthest(
  { selectPolicy, policies }: ScalingRules,
  { scaleUps, scaleDowns }: AutoscalerMemory,
  now: UnixMicros,
  current: number,
  direction: 1 | -1,
): number {
  if (selectPolicy === "Disabled") return current;
  const changed = (past: readonly Past[], seconds: number) =>
    within(past, now, seconds).reduce((sum, { replicas }) => sum + replicas, 0);
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = current - changed(scaleUps, periodSeconds) + changed(scaleDowns, periodSeconds);
    if (type === "Pods") return start + direction * value;
    const scaled = start * (1 + (direction * value) / 100);
    return direction === 1 ? Math.ceil(scaled) : Math.floor(scaled);
  });
  const wide = selectPolicy === "Max" ? 1 : -1;
  return direction * wide === 1 ? Math.max(...proposals) : Math.min(...proposals);
}
