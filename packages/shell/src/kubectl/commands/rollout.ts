/**
 * `kubectl rollout status | history`, and what all of `rollout` share.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { describePodTemplate } from "../describe/describe-pod.ts";
import { DescribeWriter } from "../describe/writer.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { replicaSetsOf, revisionOf } from "../owned.ts";
import { checkWriteFlags } from "../report-change.ts";
import { type Found, qualifiedName, select } from "../resources.ts";
import { rolloutStatus } from "../rollout-status.ts";
import { alignTabs, describeLayout } from "../tab-writer.ts";
import { fieldAt, mapAt, treeAt, withField } from "../tree.ts";
import { fail } from "./visit.ts";

const required = new KubectlError("required resource not specified");
/** Flags of all that change something or tell of the past. */
export const rolloutFlags = `${flagGroups.files} ${flagGroups.output} selector/l`;

async function selectWorkloads(call: Invocation): Promise<{ found: readonly Found[]; errors: readonly unknown[] }> {
  return select(call, { whenEmpty: required, typeAlone: true });
}

/** Does something to each workload; failures of one do not keep the others from it. */
export async function forEachWorkload(
  call: Invocation,
  act: (one: Found) => Promise<void>,
  quiet = false,
): Promise<number> {
  checkWriteFlags(call);
  const { found, errors } = await selectWorkloads(call);
  const failures = [...errors];
  if (found.length === 0 && failures.length === 0 && !quiet)
    call.warn(`No resources found in ${call.namespace} namespace.`);
  for (const one of found) {
    try {
      await act(one);
    } catch (error) {
      failures.push(error);
    }
  }
  return fail(call, failures);
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
  flags: `${rolloutFlags} revision#`,
  async run(call) {
    const revision = call.flags.int("revision");
    if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`);
    return forEachWorkload(call, async (one) => {
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

/** A workload's revisions in their order: replica sets; other kinds keep their revisions elsewhere. */
export async function revisionsOf(call: Invocation, { info, object }: Found): Promise<readonly KubeObject[]> {
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
