/**
 * `kubectl drain`.
 * @module
 */
import {
  fromRfc3339,
  isNotFound,
  type KubeObject,
  microsPerSecond,
  parseLabelSelector,
  StatusError,
} from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import type { Found } from "../resources.ts";
import { goDuration } from "../time-text.ts";
import { listAt, textAt } from "../tree.ts";
import { selectNodes, setUnschedulable } from "./cordon.ts";

export const drainCommand: Command = {
  name: "drain",
  summary: "Drain node in preparation for maintenance",
  usage: "drain NODE",
  flags:
    `${flagGroups.dryRun} chunk-size#=500 delete-emptydir-data? disable-eviction? force? grace-period#=-1 ignore-daemonsets? pod-selector ` +
    "selector/l skip-wait-for-delete-timeout# timeout~",
  async run(call) {
    if (call.args.length > 0 || call.flags.has("selector")) checkPodSelector(call);
    const nodes = await selectNodes(call, "drain NODE");
    await setUnschedulable(call, nodes, true);
    const failures: unknown[] = [];
    const pending: string[] = [];
    for (const node of nodes) {
      const { name } = node.object.metadata;
      try {
        await drainOne(call, node);
        await reportChange(call, node.info, node.object, "drained");
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        call.warn(
          `error: unable to drain node ${JSON.stringify(name)} due to error: ${error.message}, continuing command...`,
        );
        failures.push(error instanceof DrainProblems ? error.problems : [error]);
        pending.push(name);
      }
    }
    if (pending.length > 0) {
      call.warn("There are pending nodes to be drained:");
      for (const name of pending) call.warn(` ${name}`);
    }
    if (failures.length === 0) return 0;
    for (const error of failures.flat()) call.warn(error instanceof Error ? error.message : String(error));
    return 1;
  },
};

function checkPodSelector({ flags }: Invocation): void {
  try {
    parseLabelSelector(flags.text("pod-selector"));
  } catch {
    throw new KubectlError("--pod-selector=<pod_selector> must be a valid label selector");
  }
}

/** Several things that keep a node from being drained. */
class DrainProblems extends Error {
  readonly problems: readonly KubectlError[];

  constructor(texts: readonly string[]) {
    super(texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`);
    this.problems = texts.map((text) => new KubectlError(text));
  }
}

/** What is to be done with a pod, and why that is worth a word. */
type Fate =
  | { readonly evict: boolean; readonly warning?: string }
  | { readonly evict: false; readonly problem: string };

function controllerOf(pod: KubeObject): { readonly kind: string; readonly name: string } | undefined {
  return pod.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

function hasEnded(pod: KubeObject): boolean {
  return ["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
}

/** What each rule says of a pod, in order; the last one that has something to say counts, unless the pod stays. */
const rules: readonly ((call: Invocation, pod: KubeObject) => Promise<Fate> | Fate)[] = [
  (call, { metadata }) => {
    const limit = call.flags.int("skip-wait-for-delete-timeout");
    const since = metadata.deletionTimestamp;
    const isLate = since !== undefined && limit > 0 && call.clock.now() - fromRfc3339(since) > limit * microsPerSecond;
    return { evict: !isLate };
  },
  async (call, pod) => {
    const owner = controllerOf(pod);
    if (owner?.kind !== "DaemonSet" || hasEnded(pod)) return { evict: true };
    const { namespace = "" } = pod.metadata;
    try {
      await call.api.get({ apiVersion: "apps/v1", kind: "DaemonSet", namespace, name: owner.name });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (isNotFound(error) && call.flags.bool("force")) return { evict: true, warning: error.message };
      return { evict: false, problem: error.message };
    }
    return call.flags.bool("ignore-daemonsets")
      ? { evict: false, warning: "ignoring DaemonSet-managed Pods" }
      : { evict: false, problem: "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)" };
  },
  (_call, { metadata }) => ({ evict: metadata.annotations?.["kubernetes.io/config.mirror"] === undefined }),
  (call, pod) => {
    const isLocal = listAt(pod, "spec.volumes").some((volume) => volume["emptyDir"] !== undefined);
    if (!isLocal || hasEnded(pod)) return { evict: true };
    return call.flags.bool("delete-emptydir-data")
      ? { evict: true, warning: "deleting Pods with local storage" }
      : { evict: false, problem: "Pods with local storage (use --delete-emptydir-data to override)" };
  },
  (call, pod) => {
    if (hasEnded(pod) || controllerOf(pod) !== undefined) return { evict: true };
    return call.flags.bool("force")
      ? { evict: true, warning: "deleting Pods that declare no controller" }
      : { evict: false, problem: "cannot delete Pods that declare no controller (use --force to override)" };
  },
];

async function fateOf(call: Invocation, pod: KubeObject): Promise<Fate> {
  let fate: Fate = { evict: true };
  for (const rule of rules) {
    const said = await rule(call, pod);
    if (!said.evict) return said;
    if ("warning" in said) fate = said;
  }
  return fate;
}

async function drainOne(call: Invocation, { object: node }: Found): Promise<void> {
  const pods = await call.list(
    { apiVersion: "v1", kind: "Pod", namespaced: true },
    {
      everywhere: true,
      fieldSelector: `spec.nodeName=${node.metadata.name}`,
      labelSelector: call.flags.text("pod-selector"),
    },
  );
  const doomed: KubeObject[] = [];
  const problems = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const note = (texts: Map<string, string[]>, text: string, { metadata }: KubeObject): void => {
    texts.set(text, [...(texts.get(text) ?? []), `${metadata.namespace}/${metadata.name}`]);
  };
  for (const pod of pods) {
    const fate = await fateOf(call, pod);
    if ("problem" in fate) note(problems, fate.problem, pod);
    else if (fate.warning !== undefined) note(warnings, fate.warning, pod);
    if (fate.evict) doomed.push(pod);
  }
  if (problems.size > 0)
    throw new DrainProblems([...problems].map(([text, names]) => `cannot delete ${text}: ${names.join(", ")}`));
  if (warnings.size > 0)
    call.warn(`Warning: ${[...warnings].map(([text, names]) => `${text}: ${names.join(", ")}`).join("; ")}`);
  await evictAll(call, doomed);
}

/** Asks for all pods at once, again and again where a budget is in the way, until they are gone. */
async function evictAll(call: Invocation, pods: readonly KubeObject[]): Promise<void> {
  const limit = call.flags.seconds("timeout");
  const dry = call.dryRun();
  const start = call.clock.now();
  const asked = new Set<KubeObject>();
  const gone = new Set<KubeObject>();
  for (;;) {
    for (const pod of pods) {
      if (asked.has(pod)) continue;
      const { namespace = "", name } = pod.metadata;
      const mark = { none: "", client: " (dry run)", server: " (server dry run)" }[dry];
      call.print(`${call.flags.bool("disable-eviction") ? "deleting" : "evicting"} pod ${namespace}/${name}${mark}\n`);
      if (dry === "client" || (await evict(call, pod))) asked.add(pod);
    }
    if (dry !== "none") return;
    const left = pods.filter((pod) => asked.has(pod) && !gone.has(pod));
    for (const pod of left) {
      if (await isThere(call, pod)) continue;
      gone.add(pod);
      call.print(`pod/${pod.metadata.name} ${call.flags.bool("disable-eviction") ? "deleted" : "evicted"}\n`);
    }
    if (gone.size === pods.length) return;
    const spent = (call.clock.now() - start) / microsPerSecond;
    if (limit > 0 && spent >= limit) {
      const late = pods.filter((pod) => !gone.has(pod));
      const text = late.map(
        ({ metadata }) =>
          `error when waiting for pod ${JSON.stringify(metadata.name)} in namespace ${JSON.stringify(metadata.namespace)} to terminate: global timeout reached: ${goDuration(limit)}`,
      );
      call.warn(
        `There are pending pods in node ${JSON.stringify(textAt(late[0], "spec.nodeName"))} when an error occurred: ${text.length === 1 ? text[0] : `[${text.join(", ")}]`}`,
      );
      for (const { metadata } of late) call.warn(`pod/${metadata.name}`);
      throw new DrainProblems(text);
    }
    if (call.outOfTime()) {
      throw new KubectlError("waiting ended: the command's time ran out before all pods were gone", { exitCode: 124 });
    }
    await call.clock.sleep(asked.size === pods.length ? 1 : 5, call.signal);
  }
}

/** Whether the eviction is under way; a budget may stand against it for now. */
async function evict(call: Invocation, { metadata }: KubeObject): Promise<boolean> {
  const { namespace = "", name } = metadata;
  const grace = call.flags.int("grace-period");
  const options = {
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(call.dryRun() === "server" ? { dryRun: true } : {}),
  };
  try {
    if (call.flags.bool("disable-eviction"))
      await call.api.delete({ apiVersion: "v1", kind: "Pod", namespace, name }, options);
    else await call.api.evict({ namespace, name }, options);
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    if (!(error instanceof StatusError) || error.reason !== "TooManyRequests") throw error;
    call.warn(
      `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}`,
    );
    return false;
  }
}

async function isThere(call: Invocation, { metadata }: KubeObject): Promise<boolean> {
  try {
    const { name, namespace = "" } = metadata;
    const now = await call.api.get({ apiVersion: "v1", kind: "Pod", namespace, name });
    return now.metadata.uid === metadata.uid;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
