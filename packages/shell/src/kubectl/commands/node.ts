/**
 * `kubectl cordon | uncordon | drain | taint`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, usageError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, select } from "../resources.ts";
import { fieldAt, listAt, type Tree, textAt } from "../tree.ts";
import { waitUntilGone } from "./delete.ts";

async function selectNodes(call: Invocation, usage: string): Promise<readonly Found[]> {
  if (call.args.length === 0 && call.flags.text("selector") === "") throw usageError(call.verb, usage);
  const { found, errors } = await select(
    call,
    {},
    call.args.some((arg) => arg.includes("/")) ? call.args : ["nodes", ...call.args],
  );
  const [error] = errors;
  if (error !== undefined) throw error;
  return found;
}

async function setUnschedulable(call: Invocation, { info, object }: Found, unschedulable: boolean): Promise<void> {
  const done = unschedulable ? "cordoned" : "uncordoned";
  if ((fieldAt(object, "spec.unschedulable") === true) === unschedulable) {
    await reportChange(call, info, object, `already ${done}`);
    return;
  }
  if (call.dryRun() !== "client") {
    const body = { spec: { unschedulable: unschedulable ? true : null } };
    await call.api.patch(
      call.reference(info, object.metadata.name),
      { type: "strategic", body },
      call.dryRun() === "server" ? { dryRun: true } : {},
    );
  }
  await reportChange(call, info, object, done);
}

function cordonCommand(name: "cordon" | "uncordon"): Command {
  return {
    name,
    summary: name === "cordon" ? "Mark node as unschedulable" : "Mark node as schedulable",
    usage: `${name} NODE [flags]`,
    flags: `${flagGroups.dryRun} selector/l output/o`,
    async run(call) {
      for (const node of await selectNodes(call, `USAGE: ${name} NODE [flags]`))
        await setUnschedulable(call, node, name === "cordon");
      return 0;
    },
  };
}

export const cordonCommandPair: readonly Command[] = [cordonCommand("cordon"), cordonCommand("uncordon")];

function ownerKind(pod: KubeObject): string | undefined {
  return pod.metadata.ownerReferences?.find((owner) => owner.controller === true)?.kind;
}

export const drainCommand: Command = {
  name: "drain",
  summary: "Drain node in preparation for maintenance",
  usage: "drain NODE [flags]",
  flags:
    `${flagGroups.dryRun} chunk-size#=500 delete-emptydir-data? disable-eviction? force? grace-period#=-1 ignore-daemonsets? pod-selector ` +
    "selector/l skip-wait-for-delete-timeout# timeout~ output/o",
  async run(call) {
    for (const node of await selectNodes(call, "USAGE: drain NODE [flags]")) {
      await setUnschedulable(call, node, true);
      await evictAll(call, node);
      await reportChange(call, node.info, node.object, "drained");
    }
    return 0;
  },
};

async function evictAll(call: Invocation, { object: node }: Found): Promise<void> {
  const pods = await call.list(
    { apiVersion: "v1", kind: "Pod", namespaced: true },
    {
      everywhere: true,
      fieldSelector: `spec.nodeName=${node.metadata.name}`,
      labelSelector: call.flags.text("pod-selector"),
    },
  );
  const ours = pods.filter(({ metadata }) => metadata.annotations?.["kubernetes.io/config.mirror"] === undefined);
  const daemons = ours.filter((pod) => ownerKind(pod) === "DaemonSet");
  const others = ours.filter((pod) => ownerKind(pod) !== "DaemonSet");
  const local = others.filter((pod) => listAt(pod, "spec.volumes").some((volume) => volume["emptyDir"] !== undefined));
  const alone = others.filter((pod) => ownerKind(pod) === undefined);
  const name = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;
  const problems = [
    [daemons, "ignore-daemonsets", "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"],
    [local, "delete-emptydir-data", "cannot delete Pods with local storage (use --delete-emptydir-data to override)"],
    [alone, "force", "cannot delete cannot delete Pods that declare no controller (use --force to override)"],
  ] as const;
  const messages = problems.flatMap(([list, flag, text]) =>
    list.length > 0 && !call.flags.bool(flag) ? [`${text}: ${list.map(name).join(", ")}`] : [],
  );
  if (messages.length > 0) {
    const all = messages.length === 1 ? messages[0] : `[${messages.join(", ")}]`;
    throw new KubectlError(
      `unable to drain node ${JSON.stringify(node.metadata.name)} due to error: ${all}, continuing command...\n` +
        `There are pending nodes to be drained:\n ${node.metadata.name}\n${messages.join("\n")}`,
    );
  }
  if (daemons.length > 0) call.warn(`Warning: ignoring DaemonSet-managed Pods: ${daemons.map(name).join(", ")}`);
  const grace = call.flags.int("grace-period");
  for (const pod of others) {
    const { name, namespace = "" } = pod.metadata;
    call.print(`evicting pod ${namespace}/${name}\n`);
    if (call.dryRun() === "none")
      await call.api.evict({ namespace, name }, grace >= 0 ? { gracePeriodSeconds: grace } : {});
  }
  if (call.dryRun() !== "none") return;
  const info = call.kinds.find("v1", "Pod");
  if (info === undefined) return;
  await waitUntilGone(
    call,
    others.map((object) => ({ info, object })),
    call.flags.seconds("timeout"),
  );
  for (const { metadata } of others) call.print(`pod/${metadata.name} evicted\n`);
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export const taintCommand: Command = {
  name: "taint",
  summary: "Update the taints on one or more nodes",
  usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N:TAINT_EFFECT_N- [flags]",
  flags: `${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} all? field-manager=kubectl-taint overwrite? selector/l`,
  async run(call) {
    const at = call.args.findIndex((text) => /[=:]|-$/.test(text));
    if (at < 0) throw new KubectlError("at least one taint update is required");
    const targets = call.args.slice(0, at);
    const changes = call.args.slice(at);
    const { found, errors } = await select(call, {}, targets);
    const [error] = errors;
    if (error !== undefined) throw error;
    for (const { info, object } of found) {
      if (info.kind !== "Node") throw new KubectlError(`invalid resource type ${info.kind}, only node(s) is supported`);
      const taints = changes.reduce(
        (before, text) => applyTaint(before, text, call.flags.bool("overwrite"), object.metadata.name),
        listAt(object, "spec.taints"),
      );
      if (call.dryRun() !== "client") {
        await call.api.patch(call.reference(info, object.metadata.name), {
          type: "merge",
          body: { spec: { taints: taints.length > 0 ? taints : null } },
        });
      }
      await reportChange(call, info, object, changes.every((text) => text.endsWith("-")) ? "untainted" : "tainted");
    }
    return 0;
  },
};

function applyTaint(before: readonly Tree[], text: string, overwrite: boolean, node: string): readonly Tree[] {
  const removes = text.endsWith("-");
  const [, key = "", value, effect] =
    /^([^=:]+)(?:=([^:]*))?(?::(\w+))?-?$/.exec(removes ? text.slice(0, -1) : text) ?? [];
  if (key === "" || (!removes && (effect === undefined || !effects.includes(effect)))) {
    throw new KubectlError(
      effect === undefined
        ? `invalid taint spec: ${text}`
        : `invalid taint effect: ${effect}, unsupported taint effect`,
    );
  }
  const matches = (taint: Tree): boolean =>
    textAt(taint, "key") === key && (effect === undefined || textAt(taint, "effect") === effect);
  if (removes) {
    if (!before.some(matches))
      throw new KubectlError(`taint ${JSON.stringify(effect === undefined ? key : `${key}:${effect}`)} not found`);
    return before.filter((taint) => !matches(taint));
  }
  if (before.some(matches) && !overwrite) {
    throw new KubectlError(`node ${node} already has ${key} taint(s) with same effect(s) and --overwrite is false`);
  }
  return [
    ...before.filter((taint) => !matches(taint)),
    { effect, key, ...(value === undefined || value === "" ? {} : { value }) },
  ];
}
