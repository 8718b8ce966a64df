/**
 * What objects use up of quotas.
 * @module
 */
import { fromRfc3339, type KindInfo, microsPerSecond, type PodSpec, type UnixMicros } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { qosClassOf } from "../quality-of-service.ts";
import { type Amounts, addAmounts, podAmounts } from "./amounts.ts";

const classSuffix = ".storageclass.storage.k8s.io/";
const podNames = new Set(
  (
    "pods count/pods cpu memory ephemeral-storage requests.cpu requests.memory requests.ephemeral-storage " +
    "limits.cpu limits.memory limits.ephemeral-storage"
  ).split(" "),
);
const claimNames = ["persistentvolumeclaims", "requests.storage"];
const serviceNames = new Set(["services", "services.nodeports", "services.loadbalancers", "count/services"]);
/** Kinds whose count has an old name too. */
const alsoByPlural = new Set(["configmaps", "secrets", "replicationcontrollers", "resourcequotas"]);

/** `count/deployments.apps` */
export function countName({ plural, group }: Pick<KindInfo, "plural" | "group">): string {
  return group === "" ? `count/${plural}` : `count/${plural}.${group}`;
}

/** Which of a quota's names objects of a kind use up. */
export function namesFor(info: KindInfo, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    if (info.group === "" && info.kind === "Pod") {
      return podNames.has(name) || /^(?:requests\.)?hugepages-/.test(name) || /^requests\.[^/]+\/./.test(name);
    }
    if (info.group === "" && info.kind === "Service") return serviceNames.has(name);
    if (info.group === "" && info.kind === "PersistentVolumeClaim") {
      return (
        name === "count/persistentvolumeclaims" ||
        claimNames.includes(name) ||
        claimNames.some((one) => name.endsWith(classSuffix + one))
      );
    }
    return name === countName(info) || (info.group === "" && alsoByPlural.has(info.plural) && name === info.plural);
  });
}

/** What an object uses up. `now` tells whether a pod's time to stop is over. */
export function usageOf(info: KindInfo, object: Draft, now: UnixMicros): Amounts {
  if (info.group === "" && info.kind === "Pod") return podUsage(object, now);
  if (info.group === "" && info.kind === "Service") return serviceUsage(objectIn(object, "spec"));
  if (info.group === "" && info.kind === "PersistentVolumeClaim") return claimUsage(objectIn(object, "spec"));
  const count = { [countName(info)]: "1" };
  return info.group === "" && alsoByPlural.has(info.plural) ? { ...count, [info.plural]: "1" } : count;
}

/** Whether a pod counts: it is not over, and its time to stop is not. */
export function podCounts(pod: Draft, now: UnixMicros): boolean {
  const phase = maybeObjectIn(pod, "status")?.["phase"];
  if (phase === "Succeeded" || phase === "Failed") return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = maybeObjectIn(pod, "metadata") ?? {};
  if (typeof deletionTimestamp !== "string" || typeof deletionGracePeriodSeconds !== "number") return true;
  return now <= fromRfc3339(deletionTimestamp) + deletionGracePeriodSeconds * microsPerSecond;
}

function podUsage(pod: Draft, now: UnixMicros): Amounts {
  const count = { "count/pods": "1" };
  if (!podCounts(pod, now)) return count;
  const spec = objectIn(pod, "spec");
  return { ...count, ...computeUsage(podAmounts(spec, "requests"), podAmounts(spec, "limits")) };
}

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage: Record<string, string> = { pods: "1" };
  for (const [name, amount] of Object.entries(requests)) {
    const standard = name === "cpu" || name === "memory" || name === "ephemeral-storage";
    if (standard || name.startsWith("hugepages-")) usage[name] = amount;
    if (standard || name.startsWith("hugepages-") || name.includes("/")) usage[`requests.${name}`] = amount;
  }
  for (const name of ["cpu", "memory", "ephemeral-storage"]) {
    const limit = limits[name];
    if (limit !== undefined) usage[`limits.${name}`] = limit;
  }
  return usage;
}

function serviceUsage(spec: Draft): Amounts {
  const ports = listIn(spec, "ports");
  const type = spec["type"];
  let nodePorts = type === "NodePort" || type === "LoadBalancer" ? ports.length : 0;
  if (type === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] === false) {
    nodePorts = ports.filter(({ nodePort }) => nodePort !== undefined).length;
  }
  return {
    "count/services": "1",
    services: "1",
    "services.loadbalancers": type === "LoadBalancer" ? "1" : "0",
    "services.nodeports": String(nodePorts),
  };
}

function claimUsage(spec: Draft): Amounts {
  const className = spec["storageClassName"];
  const storage = maybeObjectIn(maybeObjectIn(spec, "resources"), "requests")?.["storage"];
  const usage: Record<string, string> = { persistentvolumeclaims: "1", "count/persistentvolumeclaims": "1" };
  if (storage !== undefined) usage["requests.storage"] = String(storage);
  if (typeof className === "string" && className !== "") {
    for (const name of claimNames) if (usage[name] !== undefined) usage[className + classSuffix + name] = usage[name];
  }
  return usage;
}

const mustBeSaid = "cpu memory requests.cpu requests.memory limits.cpu limits.memory".split(" ");

/** What a pod's containers have to say when a quota counts it: `must specify limits.cpu for: main`; empty when all is said. */
export function unsaid(names: readonly string[], spec: Draft): string {
  if (maybeObjectIn(spec, "resources") !== undefined) return "";
  const missing = new Map<string, Set<string>>();
  for (const container of [...listIn(spec, "containers"), ...listIn(spec, "initContainers")]) {
    const resources = maybeObjectIn(container, "resources");
    const said = computeUsage(
      (maybeObjectIn(resources, "requests") ?? {}) as Amounts,
      (maybeObjectIn(resources, "limits") ?? {}) as Amounts,
    );
    for (const name of names) {
      if (!mustBeSaid.includes(name) || said[name] !== undefined) continue;
      missing.set(name, (missing.get(name) ?? new Set()).add(String(container["name"])));
    }
  }
  const texts = [...missing.keys()]
    .sort()
    .map((name) => `${name} for: ${[...(missing.get(name) ?? [])].sort().join(",")}`);
  return texts.length === 0 ? "" : `must specify ${texts.join("; ")}`;
}

/** Whether a quota's scopes take an object in. */
export function isInScope(quota: Draft, info: KindInfo, object: Draft): boolean {
  const spec = objectIn(quota, "spec");
  const scopes: readonly unknown[] = Array.isArray(spec["scopes"]) ? spec["scopes"] : [];
  const selectors = [
    ...scopes.map((scopeName): Draft => ({ scopeName, operator: "Exists" })),
    ...listIn(maybeObjectIn(spec, "scopeSelector"), "matchExpressions"),
  ];
  if (selectors.length === 0) return true;
  if (info.group !== "" || info.kind !== "Pod") return false;
  const pod = objectIn(object, "spec");
  return selectors.every((selector) => podIsInScope(selector, pod));
}

function podIsInScope(selector: Draft, spec: Draft): boolean {
  const bestEffort = (): boolean => qosClassOf(spec as unknown as PodSpec) === "BestEffort";
  switch (selector["scopeName"]) {
    case "Terminating":
      return spec["activeDeadlineSeconds"] !== undefined;
    case "NotTerminating":
      return spec["activeDeadlineSeconds"] === undefined;
    case "BestEffort":
      return bestEffort();
    case "NotBestEffort":
      return !bestEffort();
    case "PriorityClass":
      return matchesClass(selector, spec["priorityClassName"]);
    default:
      return false;
  }
}

function matchesClass({ operator, values }: Draft, name: unknown): boolean {
  const has = typeof name === "string" && name !== "";
  const listed = has && Array.isArray(values) && values.includes(name);
  if (operator === "Exists") return has;
  if (operator === "DoesNotExist") return !has;
  return operator === "In" ? listed : !listed;
}

/** Sums what objects use up of the names. */
export function totalUsage(
  quota: Draft,
  info: KindInfo,
  objects: readonly unknown[],
  names: readonly string[],
  now: UnixMicros,
): Amounts {
  let total: Amounts = Object.fromEntries(names.map((name) => [name, "0"]));
  for (const object of objects) {
    const draft = draftOf(object);
    if (!isInScope(quota, info, draft)) continue;
    const usage = usageOf(info, draft, now);
    const counted = names.filter((name) => usage[name] !== undefined);
    total = addAmounts(total, Object.fromEntries(counted.map((name) => [name, String(usage[name])])));
  }
  return total;
}
