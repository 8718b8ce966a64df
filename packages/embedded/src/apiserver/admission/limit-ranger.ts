/**
 * LimitRanger: defaults and bounds for what containers, pods and claims of a namespace ask for.
 * @module
 */
import { compareQuantities, type KubeObject, parseQuantity } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { listObjects } from "../store.ts";
import { type Amounts, podAmounts } from "./amounts.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

const annotation = "kubernetes.io/limit-ranger";

function itemsOf(range: KubeObject): readonly Draft[] {
  return listIn(maybeObjectIn(range as unknown as Draft, "spec"), "limits");
}

/** Gives a new pod's containers the namespace's default requests and limits, in place. */
export function admitLimits({ sim, object, namespace }: AdmissionRequest): void {
  for (const range of listObjects(sim, "LimitRange", namespace)) {
    const limits: Draft = {};
    const requests: Draft = {};
    for (const item of itemsOf(range)) {
      if (item["type"] !== "Container") continue;
      Object.assign(requests, maybeObjectIn(item, "defaultRequest"));
      Object.assign(limits, maybeObjectIn(item, "default"));
    }
    const spec = objectIn(object, "spec");
    const told = [
      ...listIn(spec, "containers").flatMap((container) => merge(container, requests, limits, "container")),
      ...listIn(spec, "initContainers").flatMap((container) => merge(container, requests, limits, "init container")),
    ];
    if (told.length === 0) continue;
    objectIn(objectIn(object, "metadata"), "annotations")[annotation] = `LimitRanger plugin set: ${told.join("; ")}`;
  }
}

function merge(container: Draft, requests: Draft, limits: Draft, what: string): readonly string[] {
  const told: string[] = [];
  const resources = objectIn(container, "resources");
  for (const [field, word, defaults] of [
    ["requests", "request", requests],
    ["limits", "limit", limits],
  ] as const) {
    const given = maybeObjectIn(resources, field) ?? {};
    const set = Object.keys(defaults).filter((name) => given[name] === undefined);
    if (set.length === 0) continue;
    for (const name of set) given[name] = defaults[name];
    resources[field] = given;
    told.push(`${set.sort().join(", ")} ${word} for ${what} ${container["name"]}`);
  }
  return told;
}

/** Refuses a new pod, or a claim, that is out of the namespace's bounds. */
export function checkLimits(request: AdmissionRequest): void {
  const { sim, object, namespace, info, previous } = request;
  if (previous?.metadata.deletionTimestamp !== undefined) return;
  const spec = objectIn(object, "spec");
  for (const range of listObjects(sim, "LimitRange", namespace)) {
    const errors = itemsOf(range).flatMap((item) => {
      const type = String(item["type"]);
      if (info.kind === "PersistentVolumeClaim") return type === info.kind ? claimErrors(type, item, spec) : [];
      if (type === "Pod") return boundErrors(type, item, podAmounts(spec, "requests"), podAmounts(spec, "limits"));
      if (type !== "Container") return [];
      return [...listIn(spec, "containers"), ...listIn(spec, "initContainers")].flatMap((container) => {
        const resources = maybeObjectIn(container, "resources");
        return boundErrors(type, item, amountsIn(resources, "requests"), amountsIn(resources, "limits"));
      });
    });
    const texts = [...new Set(errors)];
    if (texts.length > 0) throw refusal(request, texts.length === 1 ? String(texts[0]) : `[${texts.join(", ")}]`);
  }
}

function amountsIn(draft: Draft | undefined, field: string): Amounts {
  return (maybeObjectIn(draft, field) ?? {}) as Amounts;
}

function claimErrors(type: string, item: Draft, spec: Draft): readonly string[] {
  const requests = amountsIn(maybeObjectIn(spec, "resources"), "requests");
  const errors = boundErrors(type, { min: item["min"] }, requests, {});
  for (const [name, bound] of Object.entries(amountsIn(item, "max"))) {
    const sentence = `maximum ${name} usage per ${type} is ${bound}`;
    const request = requests[name];
    if (request === undefined) errors.push(`${sentence}.  No request is specified`);
    else if (compareQuantities(request, bound) > 0) errors.push(`${sentence}, but request is ${request}`);
  }
  return errors;
}

function boundErrors(type: string, item: Draft, requests: Amounts, limits: Amounts): string[] {
  const errors: string[] = [];
  for (const [name, bound] of Object.entries(amountsIn(item, "min"))) {
    const sentence = `minimum ${name} usage per ${type} is ${bound}`;
    const [request, limit] = [requests[name], limits[name]];
    if (request === undefined) errors.push(`${sentence}.  No request is specified`);
    else if (compareQuantities(request, bound) < 0) errors.push(`${sentence}, but request is ${request}`);
    else if (limit !== undefined && compareQuantities(limit, bound) < 0) {
      errors.push(`${sentence}, but limit is ${limit}`);
    }
  }
  for (const [name, bound] of Object.entries(amountsIn(item, "max"))) {
    const sentence = `maximum ${name} usage per ${type} is ${bound}`;
    const [request, limit] = [requests[name], limits[name]];
    if (limit === undefined) errors.push(`${sentence}.  No limit is specified`);
    else if (compareQuantities(limit, bound) > 0) errors.push(`${sentence}, but limit is ${limit}`);
    else if (request !== undefined && compareQuantities(request, bound) > 0) {
      errors.push(`${sentence}, but request is ${request}`);
    }
  }
  for (const [name, bound] of Object.entries(amountsIn(item, "maxLimitRequestRatio"))) {
    const sentence = `${name} max limit to request ratio per ${type} is ${bound}`;
    const [request = "0", limit = "0"] = [requests[name], limits[name]];
    if (compareQuantities(request, "0") === 0) errors.push(`${sentence}, but no request is specified or request is 0`);
    else if (compareQuantities(limit, "0") === 0) errors.push(`${sentence}, but no limit is specified or limit is 0`);
    else {
      const ratio = Number(parseQuantity(limit).nanos) / Number(parseQuantity(request).nanos);
      if (ratio * 1e9 > Number(parseQuantity(bound).nanos)) {
        errors.push(`${sentence}, but provided ratio is ${ratio.toFixed(6)}`);
      }
    }
  }
  return errors;
}
