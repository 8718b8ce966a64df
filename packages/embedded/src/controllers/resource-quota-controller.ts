/**
 * The resource quota controller: what quotas allow, and what their namespaces use of it.
 * @module
 */
import { type KindInfo, type KubeObject, kinds } from "@aiops-gym/cluster";
import type { Amounts } from "../apiserver/admission/amounts.ts";
import { namesFor, podCounts, totalUsage } from "../apiserver/admission/quota-usage.ts";
import { type Draft, draftOf, maybeObjectIn } from "../apiserver/draft.ts";
import { getByKey, listObjects, objectKey, observeEveryKind, observeKind } from "../apiserver/store.ts";
import { writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { type Controller, defineController, enqueue } from "./work-queue.ts";

type Quota = KubeObject & { readonly kind: "ResourceQuota" };

const controller: Controller = defineController("resource-quota", (sim, key) => {
  const quota = getByKey<Quota>(sim, "ResourceQuota", key);
  if (quota !== undefined) syncQuota(sim, quota);
});

observeKind<Quota>("ResourceQuota", (sim, { type, object, previous }) => {
  if (type !== "DELETED" && previous?.spec !== object.spec) enqueue(sim, controller, objectKey(object));
});

// What is given back is noticed here; what is taken was charged when it was admitted.
observeEveryKind((sim, { type, object, previous }) => {
  if (type === "ADDED" || object.metadata.namespace === undefined) return;
  const quotas = listObjects(sim, "ResourceQuota", object.metadata.namespace);
  if (quotas.length === 0) return;
  const freed = type === "DELETED" ? object.kind !== "Event" : previous !== undefined && isFreed(sim, object, previous);
  if (freed) for (const quota of quotas) enqueue(sim, controller, objectKey(quota));
});

function isFreed(sim: Simulation, object: KubeObject, previous: KubeObject): boolean {
  if (object.kind === "Service") {
    const type = (of: KubeObject): unknown => (of.spec as Draft | undefined)?.["type"];
    return type(object) !== type(previous);
  }
  if (object.kind !== "Pod" || object.status === previous.status) return false;
  return podCounts(previous as unknown as Draft, sim.now) && !podCounts(object as unknown as Draft, sim.now);
}

function syncQuota(sim: Simulation, quota: Quota): void {
  const draft = draftOf(quota);
  const hard = (maybeObjectIn(maybeObjectIn(draft, "spec"), "hard") ?? {}) as Amounts;
  const used = usedOf(sim, quota, draft, Object.keys(hard));
  writeStatus(sim, quota, { ...(quota.status as Draft | undefined), hard, used });
}

function usedOf(sim: Simulation, quota: Quota, draft: Draft, names: readonly string[]): Amounts {
  const used: Record<string, string> = {};
  for (const info of countedKinds(names)) {
    const counted = namesFor(info, names);
    const objects = listObjects(sim, info.kind, quota.metadata.namespace);
    Object.assign(used, totalUsage(draft, info, objects, counted, sim.now));
  }
  return used;
}

/** Kinds whose objects use up anything of a quota. */
function countedKinds(names: readonly string[]): readonly KindInfo[] {
  return kinds.kinds.filter((info) => info.namespaced && !info.custom && namesFor(info, names).length > 0);
}
