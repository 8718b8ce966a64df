/**
 * Hooks: objects that are made before and after what happens to a release, and that have to come to their end.
 * @module
 */
import { listAt, mapAt, textAt } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import type { Hook, HookEvent } from "./manifests.ts";
import { type Release, timeText } from "./release.ts";
import {
  buildResources,
  createAll,
  deleteAll,
  lookUp,
  messageOf,
  type Resource,
  waitForDeletion,
} from "./resources.ts";

/**
 * Runs a release's hooks of an event, the lightest first.
 *
 * @returns the release with what became of them.
 * @throws {@link HookFailure} when one fails.
 */
export async function runHooks(call: HelmCall, release: Release, event: HookEvent): Promise<Release> {
  const executing = release.hooks
    .filter((hook) => hook.events.includes(event))
    .sort((a, b) => a.weight - b.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let current = release;
  const change = (hook: Hook, changes: Partial<Hook>): Hook => {
    const changed = { ...hook, ...changes };
    current = { ...current, hooks: current.hooks.map((one) => (isSame(one, hook) ? changed : one)) };
    return changed;
  };
  const done: Hook[] = [];
  for (const planned of executing) {
    const policies = planned.deletePolicies.length === 0 ? ["before-hook-creation"] : planned.deletePolicies;
    let hook = change(planned, { deletePolicies: policies });
    await removeByPolicy(call, hook, "before-hook-creation");
    const resources = buildResources(
      call,
      hook.manifest,
      `unable to build kubernetes object for ${event} hook ${hook.path}`,
    );
    const startedAt = timeText(call.now);
    hook = change(hook, { lastRun: { startedAt, completedAt: "", phase: "Running" } });
    await call.storage.update(current);
    const end = (phase: "Failed" | "Succeeded"): Hook =>
      change(hook, { lastRun: { startedAt, completedAt: timeText(call.now), phase } });
    try {
      await createAll(call, resources);
    } catch (error) {
      end("Failed");
      throw new HookFailure(`warning: Hook ${event} ${hook.path} failed: ${messageOf(error)}`, current);
    }
    try {
      await waitForEnd(call, resources);
    } catch (error) {
      hook = end("Failed");
      await printLogs(call, hook, "hook-failed");
      await removeByPolicy(call, hook, "hook-failed");
      for (const earlier of done) await removeByPolicy(call, earlier, "hook-succeeded");
      throw new HookFailure(messageOf(error), current);
    }
    done.push(end("Succeeded"));
  }
  for (const hook of done.reverse()) {
    await printLogs(call, hook, "hook-succeeded");
    await removeByPolicy(call, hook, "hook-succeeded");
  }
  return current;
}

/** A hook failed; the release tells which. */
export class HookFailure extends HelmError {
  readonly release: Release;

  constructor(message: string, release: Release) {
    super(message);
    this.release = release;
  }
}

function isSame(a: Hook, b: Hook): boolean {
  return a.path === b.path && a.kind === b.kind && a.name === b.name;
}

async function removeByPolicy(call: HelmCall, hook: Hook, policy: string): Promise<void> {
  if (hook.kind === "CustomResourceDefinition" || !hook.deletePolicies.includes(policy)) return;
  const resources = buildResources(
    call,
    hook.manifest,
    `unable to build kubernetes object for deleting hook ${hook.path}`,
  );
  const failures = await deleteAll(call, resources);
  if (failures.length > 0) throw new HelmError(failures.join("; "));
  await waitForDeletion(call, resources);
}

/** Waits until jobs and pods have succeeded; other kinds are done at once. */
async function waitForEnd(call: HelmCall, resources: readonly Resource[]): Promise<void> {
  for (const { info, ref } of resources) {
    if (info.kind !== "Job" && info.kind !== "Pod") continue;
    await call.waitFor(call.flags.seconds("timeout"), async () => {
      const object = await lookUp(call, ref);
      if (object === undefined) return true;
      if (info.kind === "Pod") {
        const phase = textAt(object, "status.phase");
        if (phase === "Failed") throw new HelmError(`1 error occurred:\n\t* pod ${ref.name} failed\n\n`);
        return phase === "Succeeded";
      }
      for (const condition of listAt(object, "status.conditions")) {
        if (condition["status"] !== "True") continue;
        if (condition["type"] === "Complete") return true;
        if (condition["type"] === "Failed")
          throw new HelmError(`1 error occurred:\n\t* job ${ref.name} failed: ${textAt(condition, "reason")}\n\n`);
      }
      return false;
    });
  }
}

/** `helm.sh/hook-output-log-policy`. */
async function printLogs(call: HelmCall, hook: Hook, policy: string): Promise<void> {
  if (!hook.outputLogPolicies.includes(policy)) return;
  const { items } = await call.api.list({ apiVersion: "v1", kind: "Pod", namespace: call.namespace });
  for (const pod of items) {
    const isOfHook =
      hook.kind === "Pod"
        ? pod.metadata.name === hook.name
        : hook.kind === "Job" && mapAt(pod, "metadata.labels")["job-name"] === hook.name;
    if (!isOfHook) continue;
    for (const container of listAt(pod, "spec.containers"))
      call.stderr += await call.api.logs(
        { namespace: call.namespace, name: pod.metadata.name },
        { container: textAt(container, "name") },
      );
  }
}
