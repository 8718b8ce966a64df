/**
 * `kubectl delete`.
 * @module
 */
import { type DeleteOptions, isNotFound, type KubeObject } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError, withContext } from "../kubectl-error.ts";
import { readManifests } from "../manifests.ts";
import { type Found, qualifiedName, resourcesRequired, type Selection, select } from "../resources.ts";

const policies: Readonly<Record<string, NonNullable<DeleteOptions["propagationPolicy"]>>> = {
  background: "Background",
  true: "Background",
  foreground: "Foreground",
  orphan: "Orphan",
  false: "Orphan",
};

export const deleteCommand: Command = {
  name: "delete",
  summary: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
  usage: "delete ([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.dryRun} all? all-namespaces/A? cascade=background!background field-selector force? grace-period#=-1 ` +
    "ignore-not-found? interactive/i? now? output/o raw selector/l timeout~ wait?=true",
  async run(call) {
    const options = deleteOptions(call);
    const { found, errors } = await selectDoomed(call);
    const ignore = call.flags.bool("ignore-not-found") || call.flags.bool("all");
    const failures = errors.filter((error) => !(ignore && isNotFound(error)));
    if (found.length === 0 && failures.length === 0) {
      if (!call.flags.bool("ignore-not-found")) call.print("No resources found\n");
      return 0;
    }
    if (call.flags.bool("force") && found.length > 0) {
      call.warn(
        "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. " +
          "The resource may continue to run on the cluster indefinitely.",
      );
    }
    const gone = await deleteAll(call, found, options, failures);
    const timedOut = waits(call) && !(await waitUntilGone(call, gone, call.flags.seconds("timeout")));
    for (const error of failures) call.warn(describeError(error));
    return timedOut ? 1 : failures.length > 0 ? 1 : 0;
  },
};

/** `--force` does not wait, unless asked to. */
function waits(call: Invocation): boolean {
  if (call.dryRun() !== "none") return false;
  return call.flags.has("wait") ? call.flags.bool("wait") : !call.flags.bool("force");
}

function deleteOptions(call: Invocation): DeleteOptions {
  const { flags } = call;
  let grace = flags.int("grace-period");
  const force = flags.bool("force");
  if (flags.bool("now")) {
    if (grace !== -1) throw new KubectlError("--now and --grace-period cannot be specified together");
    grace = 1;
  }
  if (grace === 0 && !force) {
    // a user who asks for 0 wants it gone when the command ends
    grace = 1;
  } else if (force && grace > 0) {
    throw new KubectlError("--force and --grace-period greater than 0 cannot be specified together");
  }
  if (force && grace < 0) grace = 0;
  const cascade = flags.text("cascade");
  const propagationPolicy = policies[cascade];
  if (propagationPolicy === undefined) {
    throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
  return {
    propagationPolicy,
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(call.dryRun() === "server" ? { dryRun: true } : {}),
  };
}

/** Files say where a missing object was named. */
async function selectDoomed(call: Invocation): Promise<Pick<Selection, "found" | "errors">> {
  if (!call.flags.has("filename")) return select(call, { whenEmpty: resourcesRequired });
  const found: Found[] = [];
  const errors: unknown[] = [];
  for (const entry of await readManifests(call)) {
    try {
      found.push({
        info: entry.info,
        object: await call.api.get(call.reference(entry.info, entry.name, entry.namespace)),
      });
    } catch (error) {
      errors.push(withContext(error, `error when deleting ${JSON.stringify(entry.source)}: `));
    }
  }
  return { found, errors };
}

async function deleteAll(
  call: Invocation,
  found: readonly Found[],
  options: DeleteOptions,
  failures: unknown[],
): Promise<readonly Found[]> {
  const gone: Found[] = [];
  for (const one of found) {
    const { info, object } = one;
    const { name, namespace } = object.metadata;
    try {
      if (call.dryRun() !== "client") await call.api.delete(call.reference(info, name, namespace), options);
      gone.push(one);
      report(call, one, call.flags.bool("force") ? "force deleted" : "deleted");
    } catch (error) {
      failures.push(error);
    }
  }
  return gone;
}

/** `pod "x" deleted from web namespace` */
function report(call: Invocation, { info, object }: Found, done: string): void {
  const { name, namespace } = object.metadata;
  if (call.flags.text("output") === "name") {
    call.print(`${qualifiedName(info, name)}\n`);
    return;
  }
  const where = namespace === undefined ? "" : ` from ${namespace} namespace`;
  const dry = { none: "", client: " (dry run)", server: " (server dry run)" }[call.dryRun()];
  call.print(`${qualifiedName(info, "").slice(0, -1)} ${JSON.stringify(name)} ${done}${where}${dry}\n`);
}

/** Lets time pass until the objects are gone. False when time ran out first. */
export async function waitUntilGone(call: Invocation, found: readonly Found[], seconds: number): Promise<boolean> {
  for (const { info, object } of found) {
    const isGone = async (): Promise<true | undefined> =>
      (await stillThere(call, info.apiVersion, object)) ? undefined : true;
    const limit = seconds > 0 ? seconds : 7 * 24 * 3600;
    if ((await call.poll(limit, isGone)) !== undefined) continue;
    const what = `${info.plural}/${object.metadata.name}`;
    call.warn(
      call.outOfTime()
        ? `waiting ended: the command's time ran out before ${what} was gone`
        : `error: timed out waiting for the condition on ${what}`,
    );
    return false;
  }
  return true;
}

async function stillThere(call: Invocation, apiVersion: string, { kind, metadata }: KubeObject): Promise<boolean> {
  try {
    const { name, namespace } = metadata;
    const now = await call.api.get({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
    return now.metadata.uid === metadata.uid;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
