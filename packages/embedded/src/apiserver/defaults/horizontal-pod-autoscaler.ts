/**
 * Defaults of HorizontalPodAutoscalers.
 * @module
 */
import { type Draft, draftOf, listIn, maybeObjectIn, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

const cpuAt80: Draft = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
};

const upRules: Draft = { stabilizationWindowSeconds: 0, selectPolicy: "Max" };
const upPolicies: readonly Draft[] = [
  { type: "Pods", value: 4, periodSeconds: 15 },
  { type: "Percent", value: 100, periodSeconds: 15 },
];
const downRules: Draft = { selectPolicy: "Max" };
const downPolicies: readonly Draft[] = [{ type: "Percent", value: 100, periodSeconds: 15 }];

export const horizontalPodAutoscalerDefaults: KindDefaults = {
  status: { desiredReplicas: 0, currentMetrics: null },
  fill: (_object, spec) => {
    setDefaults(spec, { minReplicas: 1 });
    if (listIn(spec, "metrics").length === 0) spec["metrics"] = [draftOf(cpuAt80)];
    const behavior = maybeObjectIn(spec, "behavior");
    if (behavior === undefined) return;
    fillRules(behavior, "scaleUp", upRules, upPolicies);
    fillRules(behavior, "scaleDown", downRules, downPolicies);
  },
};

function fillRules(behavior: Draft, field: string, rules: Draft, policies: readonly Draft[]): void {
  const given = maybeObjectIn(behavior, field) ?? {};
  behavior[field] = given;
  setDefaults(given, rules);
  given["policies"] ??= policies.map(draftOf);
}
