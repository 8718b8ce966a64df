/**
 * `kubectl rollout undo`.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import { describePodTemplate } from "../describe/describe-pod.ts";
import { DescribeWriter } from "../describe/writer.ts";
import { flagGroups } from "../flags.ts";
import type { Command } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { lastAppliedKey } from "../last-applied.ts";
import { hasSameTemplate, revisionOf, templateWithoutHash } from "../owned.ts";
import { reportChange } from "../report-change.ts";
import { fieldAt, mapAt, treeAt } from "../tree.ts";
import { forEachWorkload, revisionsOf, rolloutFlags } from "./rollout.ts";

/** Annotations that stay the deployment's own when it goes back. */
const ownAnnotations: readonly string[] = [
  lastAppliedKey,
  "deployment.kubernetes.io/revision",
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
];

/** Annotations come back with the template: why something changed, for example. */
function annotationsAfter(deployment: KubeObject, target: KubeObject): Readonly<Record<string, string>> {
  const keep = (object: KubeObject, own: boolean): readonly [string, string][] =>
    Object.entries(mapAt(object, "metadata.annotations")).filter(([key]) => ownAnnotations.includes(key) === own);
  return Object.fromEntries([...keep(deployment, true), ...keep(target, false)]);
}

const rolledBack = ["Deployment", "StatefulSet", "DaemonSet"];
/** Workloads that kubectl knows, but not how to roll them back. */
const known = ["ReplicaSet", "ReplicationController", "Job", "Pod", "CronJob"];

function requireRollbacker({ kind, group }: KindInfo): void {
  if (rolledBack.includes(kind)) return;
  const name = JSON.stringify(`${kind}${group === "" ? "" : `.${group}`}`);
  throw new KubectlError(
    known.includes(kind)
      ? `no rollbacker has been implemented for ${name}`
      : `error retrieving rollbacker for ${name}, no visitor method exists for {${group} ${kind}}`,
  );
}

export const rolloutUndoCommand: Command = {
  name: "rollout undo",
  summary: "Undo a previous rollout",
  usage: "rollout undo (TYPE NAME | TYPE/NAME) [--to-revision=N] [flags]",
  flags: `${rolloutFlags} ${flagGroups.dryRun} to-revision#`,
  async run(call) {
    const wanted = call.flags.int("to-revision");
    return forEachWorkload(
      call,
      async (one) => {
        const { info, object } = one;
        requireRollbacker(info);
        if (fieldAt(object, "spec.paused") === true) {
          throw new KubectlError(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
          );
        }
        const sets = await revisionsOf(call, one);
        const target = wanted === 0 ? sets.at(-2) : sets.find((set) => revisionOf(set) === wanted);
        if (target === undefined) {
          const none =
            info.kind === "Deployment"
              ? `no rollout history found for deployment ${JSON.stringify(object.metadata.name)}`
              : "no last revision to roll back to";
          throw new KubectlError(wanted === 0 ? none : `unable to find specified revision ${wanted} in history`);
        }
        if (call.dryRun() === "client") {
          const out = new DescribeWriter(call.clock.now());
          describePodTemplate(out, treeAt(target, "spec.template"));
          await reportChange(call, info, object, out.rawText());
          return;
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
        const template = templateWithoutHash(target);
        await call.api.patch(
          call.reference(info, object.metadata.name, object.metadata.namespace),
          info.kind === "Deployment"
            ? {
                type: "json",
                operations: [
                  { op: "replace", path: "/spec/template", value: template },
                  { op: "replace", path: "/metadata/annotations", value: annotationsAfter(object, target) },
                ],
              }
            : { type: "strategic", body: { spec: { template: { ...(template as object), $patch: "replace" } } } },
          call.dryRun() === "server" ? { dryRun: true } : {},
        );
        await reportChange(call, info, object, "rolled back");
      },
      true,
    );
  },
};
