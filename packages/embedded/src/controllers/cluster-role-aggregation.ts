/**
 * The cluster role aggregation controller: cluster roles that take in the rules of others, by their labels.
 * @module
 */
import { type KubeObject, type LabelSelector, labelMatcher } from "@aiops-gym/cluster";
import { type PolicyRule, rulesOf } from "../apiserver/authorization/rules.ts";
import { sameJson } from "../apiserver/draft.ts";
import { getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

const controller: Controller = defineController("cluster-role-aggregation", (sim, key) => {
  const role = getByKey(sim, "ClusterRole", key);
  if (role === undefined) return;
  const rules: PolicyRule[] = [];
  for (const selector of selectorsOf(role)) {
    const matches = labelMatcher(selector);
    for (const other of listObjects(sim, "ClusterRole")) {
      if (other.metadata.name === role.metadata.name || !matches(other.metadata.labels)) continue;
      for (const rule of rulesOf(other)) if (!rules.some((one) => sameJson(one, rule))) rules.push(rule);
    }
  }
  if (!sameJson(rules, rulesOf(role))) updateObject(sim, { ...role, rules: rules.length === 0 ? null : rules });
});

observeKind("ClusterRole", (sim, { type, object, previous }) => {
  if (
    type === "MODIFIED" &&
    previous !== undefined &&
    previous["rules"] === object["rules"] &&
    previous.metadata.labels === object.metadata.labels
  ) {
    return;
  }
  if (selectorsOf(object).length > 0) enqueue(sim, controller, objectKey(object));
  const labels = object.metadata.labels ?? previous?.metadata.labels;
  if (labels === undefined) return;
  for (const role of listObjects(sim, "ClusterRole")) {
    if (selectorsOf(role).some((selector) => labelMatcher(selector)(labels))) enqueue(sim, controller, objectKey(role));
  }
});

function selectorsOf(role: KubeObject): readonly LabelSelector[] {
  const rule = role["aggregationRule"] as { readonly clusterRoleSelectors?: readonly LabelSelector[] } | undefined;
  return rule?.clusterRoleSelectors ?? [];
}
