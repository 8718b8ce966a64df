/**
 * Which pod and which container `logs` and `exec` mean.
 * @module
 */
import { type KubeObject, StatusError } from "@aiops-gym/cluster";
import { hasTrueCondition } from "./columns/column.ts";
import { nameOf } from "./describe/writer.ts";
import type { Invocation } from "./invocation.ts";
import { KubectlError, notRegistered } from "./kubectl-error.ts";
import { selectedPods, selectorText } from "./owned.ts";
import { requireKind } from "./resources.ts";
import { compareText, listAt, numberAt, textAt } from "./tree.ts";

const phaseRank: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };

function readySince(pod: KubeObject): string {
  const ready = listAt(pod, "status.conditions").find((one) => one["type"] === "Ready" && one["status"] === "True");
  return textAt(ready, "lastTransitionTime");
}

function restarts(pod: KubeObject): number {
  return Math.max(0, ...listAt(pod, "status.containerStatuses").map((one) => numberAt(one, "restartCount")));
}

/** The pod that tells most comes first: assigned, running, ready for long, then old. Many restarts are good for logs, bad for exec. */
function comparePods(forLogs: boolean): (a: KubeObject, b: KubeObject) => number {
  return (a, b) => {
    const unassigned = Number(textAt(a, "spec.nodeName") === "") - Number(textAt(b, "spec.nodeName") === "");
    if (unassigned !== 0) return unassigned;
    const phase = (phaseRank[textAt(a, "status.phase")] ?? 0) - (phaseRank[textAt(b, "status.phase")] ?? 0);
    if (phase !== 0) return phase;
    const ready = Number(hasTrueCondition(b, "Ready")) - Number(hasTrueCondition(a, "Ready"));
    if (ready !== 0) return ready;
    const deleting =
      Number(a.metadata.deletionTimestamp !== undefined) - Number(b.metadata.deletionTimestamp !== undefined);
    if (!forLogs && deleting !== 0) return deleting;
    const since = compareText(readySince(a), readySince(b));
    if (since !== 0) return since;
    const restarted = restarts(b) - restarts(a);
    if (restarted !== 0) return forLogs ? restarted : -restarted;
    return compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp);
  };
}

/** Go's names of types, for failures. */
const goTypes: Readonly<Record<string, string>> = {
  ConfigMap: "*v1.ConfigMap",
  Secret: "*v1.Secret",
  Namespace: "*v1.Namespace",
  Node: "*v1.Node",
};

/** The pods of `x`, `pod/x` or `deploy/x`, the best one first. */
export async function choosePods(
  call: Invocation,
  text: string,
  verb: "logs" | "exec",
): Promise<readonly KubeObject[]> {
  const slash = text.indexOf("/");
  const info = slash < 0 ? requireKind(call, "pods") : requireKind(call, text.slice(0, slash));
  if (text.split("/").length > 2) {
    throw new KubectlError("arguments in resource/name form may not have more than one slash");
  }
  const name = text.slice(slash + 1);
  const object = await call.api.get(call.reference(info, name));
  if (info.kind === "Pod") return [object];
  if (info.custom) throw notRegistered(info);
  if (selectorText(object) === undefined) {
    const type = goTypes[info.kind] ?? `*v1.${info.kind}`;
    throw new KubectlError(
      verb === "logs"
        ? `cannot get the logs from ${type}: selector for ${type} not implemented`
        : `cannot attach to ${type}: selector for ${type} not implemented`,
    );
  }
  const pods = await call.poll(20, async () => {
    const found = await selectedPods(call, object);
    return found.length > 0 ? found : undefined;
  });
  if (pods === undefined) throw new KubectlError("timed out waiting for the condition");
  return [...pods].sort(comparePods(verb === "logs"));
}

/** Names of all containers, those that come first marked. */
function containerNames(pod: KubeObject): readonly string[] {
  return [
    ...listAt(pod, "spec.containers").map(nameOf),
    ...listAt(pod, "spec.initContainers").map((one) => `${nameOf(one)} (init)`),
    ...listAt(pod, "spec.ephemeralContainers").map((one) => `${nameOf(one)} (ephem)`),
  ];
}

/** The container that is meant when none is named; says so when there was a choice. */
export function defaultContainer(call: Invocation, pod: KubeObject): string {
  const names = listAt(pod, "spec.containers").map(nameOf);
  const wanted = pod.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  const container = wanted !== undefined && names.includes(wanted) ? wanted : (names[0] ?? "");
  const all = containerNames(pod);
  if (all.length > 1 && container !== wanted && !call.flags.bool("quiet")) {
    call.warn(`Defaulted container ${JSON.stringify(container)} out of: ${all.join(", ")}`);
  }
  return container;
}

/** Whether a pod has a container of this name, of whatever sort. */
export function hasContainer(pod: KubeObject, name: string): boolean {
  return ["containers", "initContainers", "ephemeralContainers"].some((field) =>
    listAt(pod, `spec.${field}`).some((one) => nameOf(one) === name),
  );
}

/** `logs` words what it does not find in a way of its own. */
export function explainMissing(call: Invocation, error: unknown): unknown {
  if (!(error instanceof StatusError) || error.reason !== "NotFound") return error;
  return new KubectlError(
    `error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.namespace)}`,
  );
}
