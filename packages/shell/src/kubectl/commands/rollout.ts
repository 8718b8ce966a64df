/**
 * `kubectl rollout status | history | undo | restart | pause | resume`.
 * @module
 */
import { type KubeObject, toRfc3339 } from "@aiops-gym/cluster";
import { describePodTemplate } from "../describe/describe-pod.ts";
import { DescribeWriter } from "../describe/writer.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { hasSameTemplate, replicaSetsOf, revisionOf, templateWithoutHash } from "../owned.ts";
import { reportChange } from "../report-change.ts";
import { type Found, qualifiedName, qualifiedPlural, select } from "../resources.ts";
import { rolloutStatus } from "../rollout-status.ts";
import { alignTabs, describeLayout } from "../tab-writer.ts";
import { fieldAt, mapAt, treeAt, withField } from "../tree.ts";

const required = new KubectlError("required resource not specified");
const shared = `${flagGroups.files} ${flagGroups.output} selector/l`;

async function selectWorkloads(call: Invocation): Promise<{ found: readonly Found[]; errors: readonly unknown[] }> {
  return select(call, { whenEmpty: required, typeAlone: true });
}

/** Does something to each workload; failures of one do not keep the others from it. */
async function forEach(call: Invocation, act: (one: Found) => Promise<void>): Promise<number> {
  const { found, errors } = await selectWorkloads(call);
  const failures = [...errors];
  for (const one of found) {
    try {
      await act(one);
    } catch (error) {
      failures.push(error);
    }
  }
  for (const error of failures) call.warn(describeError(error));
  return failures.length > 0 ? 1 : 0;
}

function quoted({ info, object }: Found): string {
  return `${qualifiedPlural(info)} ${JSON.stringify(object.metadata.name)}`;
}

async function patchWorkload(
  call: Invocation,
  { info, object }: Found,
  body: Readonly<Record<string, unknown>>,
): Promise<KubeObject> {
  const ref = call.reference(info, object.metadata.name, object.metadata.namespace);
  return call.api.patch(ref, { type: "strategic", body }, { fieldManager: "kubectl-rollout" });
}

export const rolloutStatusCommand: Command = {
  name: "rollout status",
  summary: "Show the status of the rollout",
  usage: "rollout status (TYPE NAME | TYPE/NAME) [flags]",
  flags: `${flagGroups.files} revision# selector/l timeout~ watch/w?=true`,
  async run(call) {
    const { found, errors } = await selectWorkloads(call);
    const [error] = errors;
    if (error !== undefined) throw error;
    if (found.length === 0) call.warn(`No resources found in ${call.namespace} namespace.`);
    const limit = call.flags.seconds("timeout");
    for (const { info, object } of found) {
      let last = "";
      const look = async (): Promise<true | undefined> => {
        const now = await call.api.get(call.reference(info, object.metadata.name, object.metadata.namespace));
        const { text, done } = rolloutStatus(info, now, call.flags.int("revision"));
        if (text !== last) call.print(text);
        last = text;
        return done || !call.flags.bool("watch") ? true : undefined;
      };
      if ((await call.poll(limit > 0 ? limit : Number.MAX_SAFE_INTEGER / 1e7, look)) !== undefined) continue;
      if (limit > 0 && !call.outOfTime()) throw new KubectlError("timed out waiting for the condition");
      call.warn("waiting ended: the command's time ran out before the rollout was complete");
      return 124;
    }
    return 0;
  },
};

export const rolloutHistoryCommand: Command = {
  name: "rollout history",
  summary: "View rollout history",
  usage: "rollout history (TYPE NAME | TYPE/NAME) [--revision=N] [flags]",
  flags: `${shared} revision#`,
  async run(call) {
    const revision = call.flags.int("revision");
    if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`);
    return forEach(call, async (one) => {
      const { info, object } = one;
      const sets = await revisionsOf(call, one);
      const heading = revision > 0 ? `with revision #${revision}` : "";
      const name = qualifiedName(info, object.metadata.name);
      if (revision > 0) {
        const set = sets.find((candidate) => revisionOf(candidate) === revision);
        if (set === undefined) throw new KubectlError("unable to find the specified revision");
        const out = new DescribeWriter(call.clock.now());
        const cause = set.metadata.annotations?.["kubernetes.io/change-cause"];
        const template = treeAt(set, "spec.template");
        const annotations = { ...mapAt(template, "metadata.annotations"), "kubernetes.io/change-cause": cause };
        describePodTemplate(
          out,
          cause === undefined ? template : withField(template, "metadata.annotations", annotations),
        );
        call.print(`${name} ${heading}\n${out.rawText()}\n`);
        return;
      }
      const causes = sets.map(
        (set) => `${revisionOf(set)}\t${set.metadata.annotations?.["kubernetes.io/change-cause"] ?? "<none>"}\n`,
      );
      const table =
        sets.length === 0
          ? "No rollout history found."
          : alignTabs(`REVISION\tCHANGE-CAUSE\n${causes.join("")}`, describeLayout);
      call.print(`${name} \n${table}\n`);
    });
  },
};

/** Replica sets by revision; other kinds keep their revisions elsewhere. */
async function revisionsOf(call: Invocation, { info, object }: Found): Promise<readonly KubeObject[]> {
  if (info.kind === "Deployment") {
    return [...(await replicaSetsOf(call, object))].sort((a, b) => revisionOf(a) - revisionOf(b));
  }
  if (info.kind !== "StatefulSet" && info.kind !== "DaemonSet") {
    throw new KubectlError(
      `no history viewer has been implemented for ${JSON.stringify(`${info.kind}${info.group === "" ? "" : `.${info.group}`}`)}`,
    );
  }
  const all = await call.list(
    { apiVersion: "apps/v1", kind: "ControllerRevision", namespaced: true },
    { namespace: object.metadata.namespace },
  );
  return all
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid))
    .map((revision) => ({
      ...revision,
      // the mark of a patch is no part of the template
      spec: withField(treeAt(revision, "data.spec"), "template.$patch", undefined),
      metadata: {
        ...revision.metadata,
        annotations: {
          ...revision.metadata.annotations,
          "deployment.kubernetes.io/revision": String(fieldAt(revision, "revision")),
        },
      },
    }))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
}

export const rolloutUndoCommand: Command = {
  name: "rollout undo",
  summary: "Undo a previous rollout",
  usage: "rollout undo (TYPE NAME | TYPE/NAME) [--to-revision=N] [flags]",
  flags: `${shared} ${flagGroups.dryRun} to-revision#`,
  async run(call) {
    const wanted = call.flags.int("to-revision");
    return forEach(call, async (one) => {
      const { info, object } = one;
      if (!["Deployment", "StatefulSet", "DaemonSet"].includes(info.kind)) {
        throw new KubectlError(`no rollbacker has been implemented for ${JSON.stringify(info.kind)}`);
      }
      if (fieldAt(object, "spec.paused") === true) {
        throw new KubectlError(
          "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
        );
      }
      const sets = await revisionsOf(call, one);
      const target = wanted > 0 ? sets.find((set) => revisionOf(set) === wanted) : sets.at(-2);
      if (target === undefined) {
        throw new KubectlError(
          wanted > 0
            ? `unable to find specified revision ${wanted} in history`
            : `no rollout history found for ${info.singular} ${JSON.stringify(object.metadata.name)}`,
        );
      }
      if (hasSameTemplate(target, object)) {
        await reportChange(
          call,
          info,
          object,
          `skipped rollback (current template already matches revision ${revisionOf(target)})`,
        );
        return;
      }
      if (call.dryRun() !== "client") {
        const template = templateWithoutHash(target);
        await call.api.patch(
          call.reference(info, object.metadata.name, object.metadata.namespace),
          info.kind === "Deployment"
            ? { type: "json", operations: [{ op: "replace", path: "/spec/template", value: template }] }
            : { type: "strategic", body: { spec: { template: { ...(template as object), $patch: "replace" } } } },
          call.dryRun() === "server" ? { dryRun: true } : {},
        );
      }
      await reportChange(call, info, object, "rolled back");
    });
  },
};

export const rolloutRestartCommand: Command = {
  name: "rollout restart",
  summary: "Restart a resource",
  usage: "rollout restart (TYPE NAME | TYPE/NAME) [flags]",
  flags: `${shared} field-manager=kubectl-rollout`,
  async run(call) {
    return forEach(call, async (one) => {
      if (!["Deployment", "StatefulSet", "DaemonSet"].includes(one.info.kind)) {
        throw new KubectlError(`${quoted(one)} restarting is not supported`);
      }
      if (fieldAt(one.object, "spec.paused") === true) {
        throw new KubectlError(`${quoted(one)} can't restart paused deployment (run rollout resume first)`);
      }
      const annotations = { "kubectl.kubernetes.io/restartedAt": toRfc3339(call.clock.now()) };
      const body = { spec: { template: { metadata: { annotations } } } };
      const patched = await patchWorkload(call, one, body);
      if (patched.metadata.resourceVersion === one.object.metadata.resourceVersion) {
        throw new KubectlError(
          `${quoted(one)} if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        );
      }
      await reportChange(call, one.info, patched, "restarted");
    });
  },
};

/** `pause` and `resume` differ in words only. */
function pauseCommand(verb: "pause" | "resume", done: string, already: string, doing: string): Command {
  return {
    name: `rollout ${verb}`,
    summary: verb === "pause" ? "Mark the provided resource as paused" : "Resume a paused resource",
    usage: `rollout ${verb} (TYPE NAME | TYPE/NAME) [flags]`,
    flags: `${shared} field-manager=kubectl-rollout`,
    run: (call) =>
      forEach(call, async (one) => {
        if (one.info.kind !== "Deployment") throw new KubectlError(`${quoted(one)} ${doing} is not supported`);
        const paused = verb === "pause";
        if ((fieldAt(one.object, "spec.paused") === true) === paused)
          throw new KubectlError(`${quoted(one)} ${already}`);
        await reportChange(
          call,
          one.info,
          await patchWorkload(call, one, { spec: { paused: paused ? true : null } }),
          done,
        );
      }),
  };
}

export const rolloutPauseCommand: Command = pauseCommand("pause", "paused", "is already paused", "pausing");
export const rolloutResumeCommand: Command = pauseCommand("resume", "resumed", "is not paused", "resuming");
