/**
 * `kubectl rollout restart | pause | resume`.
 * @module
 */
import { type KubeObject, toRfc3339 } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, qualifiedPlural } from "../resources.ts";
import { fieldAt, mapAt } from "../tree.ts";
import { forEachWorkload, rolloutFlags } from "./rollout.ts";

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

export const rolloutRestartCommand: Command = {
  name: "rollout restart",
  summary: "Restart a resource",
  usage: "rollout restart (TYPE NAME | TYPE/NAME) [flags]",
  flags: `${rolloutFlags} field-manager=kubectl-rollout`,
  async run(call) {
    return forEachWorkload(call, async (one) => {
      if (!["Deployment", "StatefulSet", "DaemonSet"].includes(one.info.kind)) {
        throw new KubectlError(`${quoted(one)} restarting is not supported`);
      }
      if (fieldAt(one.object, "spec.paused") === true) {
        throw new KubectlError(`${quoted(one)} can't restart paused deployment (run rollout resume first)`);
      }
      const annotations = { "kubectl.kubernetes.io/restartedAt": toRfc3339(call.clock.now()) };
      const body = { spec: { template: { metadata: { annotations } } } };
      const key = "kubectl.kubernetes.io/restartedAt";
      if (mapAt(one.object, "spec.template.metadata.annotations")[key] === annotations[key]) {
        throw new KubectlError(
          `failed to create patch for ${one.object.metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        );
      }
      const patched = await patchWorkload(call, one, body);
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
    flags: `${rolloutFlags} field-manager=kubectl-rollout`,
    run: (call) =>
      forEachWorkload(call, async (one) => {
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
