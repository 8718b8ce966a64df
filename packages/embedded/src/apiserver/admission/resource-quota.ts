/**
 * ResourceQuota: nothing is made that would exceed a quota of its namespace; what is made is charged at once.
 * @module
 */
import { compareQuantities } from "@aiops-gym/cluster";
import { type Draft, draftOf, maybeObjectIn, objectIn } from "../draft.ts";
import { listObjects } from "../store.ts";
import { writeStatus } from "../write.ts";
import { type Amounts, addAmounts, minus } from "./amounts.ts";
import { isInScope, namesFor, unsaid, usageOf } from "./quota-usage.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

/** Kinds that quotas never look at. */
const ignored = new Set([
  "Event",
  "Binding",
  "SubjectAccessReview",
  "LocalSubjectAccessReview",
  "SelfSubjectAccessReview",
  "SelfSubjectRulesReview",
  "TokenReview",
]);

/** Refuses what exceeds a quota and charges the others; a dry run is refused all the same but charges nothing. */
export function checkQuotas(request: AdmissionRequest): void {
  const { sim, info, namespace, object, previous, dryRun } = request;
  if (namespace === undefined || ignored.has(info.kind) || !isCounted(request)) return;
  const quotas = listObjects(sim, "ResourceQuota", namespace);
  if (quotas.length === 0) return;
  const before = previous === undefined ? undefined : draftOf(previous);
  const interesting = quotas.flatMap((quota) => {
    const draft = draftOf(quota);
    const status = objectIn(draft, "status");
    const names = namesFor(info, Object.keys(maybeObjectIn(status, "hard") ?? {}));
    if (names.length === 0 || !isInScope(draft, info, object)) return [];
    const missing = info.kind === "Pod" ? unsaid(names, objectIn(object, "spec")) : "";
    if (missing !== "") throw refusal(request, `failed quota: ${quota.metadata.name}: ${missing}`);
    const used = maybeObjectIn(status, "used");
    if (names.some((name) => used?.[name] === undefined)) {
      const why = `status unknown for quota: ${quota.metadata.name}, resources: ${[...names].sort().join(",")}`;
      throw refusal(request, why);
    }
    return [{ quota, draft, status, names }];
  });
  const usage = usageOf(info, object, sim.now);
  const usageBefore = before === undefined ? {} : usageOf(info, before, sim.now);
  const charges = interesting.flatMap(({ quota, draft, status, names }) => {
    const delta = before !== undefined && isInScope(draft, info, before) ? increase(usage, usageBefore) : usage;
    const asked = only(delta, names);
    if (Object.keys(asked).length === 0) return [];
    const used = (maybeObjectIn(status, "used") ?? {}) as Amounts;
    const hard = (maybeObjectIn(status, "hard") ?? {}) as Amounts;
    const sum = addAmounts(used, asked);
    const exceeded = Object.keys(asked).filter((name) => compareQuantities(String(sum[name]), String(hard[name])) > 0);
    if (exceeded.length > 0) {
      const parts = `requested: ${listed(asked, exceeded)}, used: ${listed(used, exceeded)}, limited: ${listed(hard, exceeded)}`;
      throw refusal(request, `exceeded quota: ${quota.metadata.name}, ${parts}`);
    }
    return [{ quota, sum }];
  });
  if (dryRun) return;
  for (const { quota, sum } of charges) {
    const status = (quota.status ?? {}) as Readonly<Draft>;
    writeStatus(sim, quota, { ...status, used: sum });
  }
}

/** Which writes can use something up: new objects; services and claims that change; pods that get a deadline. */
function isCounted({ operation, info, subresource, object, previous }: AdmissionRequest): boolean {
  if (subresource !== undefined) return info.kind === "Pod" && subresource === "resize";
  if (operation === "CREATE") return true;
  if (info.kind === "Pod") {
    const deadline = (pod: Draft): boolean => maybeObjectIn(pod, "spec")?.["activeDeadlineSeconds"] !== undefined;
    return deadline(object) !== deadline(previous as unknown as Draft);
  }
  return info.group === "" && (info.kind === "Service" || info.kind === "PersistentVolumeClaim");
}

function increase(usage: Amounts, before: Amounts): Amounts {
  const result: Record<string, string> = {};
  for (const [name, amount] of Object.entries(usage)) {
    const rest = minus(amount, before[name] ?? "0");
    result[name] = compareQuantities(rest, "0") > 0 ? rest : "0";
  }
  return result;
}

function only(usage: Amounts, names: readonly string[]): Amounts {
  const kept = Object.entries(usage).filter(
    ([name, amount]) => names.includes(name) && compareQuantities(amount, "0") !== 0,
  );
  return Object.fromEntries(kept);
}

function listed(amounts: Amounts, names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name) => `${name}=${amounts[name]}`)
    .join(",");
}
