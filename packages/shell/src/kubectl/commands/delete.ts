/**
 * `kubectl delete`.
 * @module
 */
import { type DeleteOptions, isNotFound, type KindInfo, type KubeObject } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeErrors, KubectlError, withContext } from "../kubectl-error.ts";
import { loadManifests } from "../manifests.ts";
import { dryRunMark } from "../report-change.ts";
import { explainListFailure, type Found, qualifiedName, resolve, resourcesRequired } from "../resources.ts";

const policies: Readonly<Record<string, NonNullable<DeleteOptions["propagationPolicy"]>>> = {
  background: "Background",
  true: "Background",
  foreground: "Foreground",
  orphan: "Orphan",
  false: "Orphan",
};

/** What is to be deleted: named, whether it is there or not. */
interface Doomed {
  readonly info: KindInfo;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The file that names it. */
  readonly source: string;
}

export const deleteCommand: Command = {
  name: "delete",
  summary: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
  usage: "delete ([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.dryRun} all? all-namespaces/A? cascade=background!background field-selector force? grace-period#=-1 ` +
    "ignore-not-found? interactive/i? now? output/o raw selector/l timeout~ wait?=true",
  async run(call) {
    const { flags } = call;
    const options = deleteOptions(call);
    const { doomed, errors } = await findDoomed(call);
    checkDeleteFlags(call);
    if (flags.bool("interactive") && doomed.length > 0 && !isConfirmed(call, doomed)) {
      call.print("deletion is cancelled\n");
      return 0;
    }
    const selects = flags.bool("all") || flags.text("selector") !== "" || flags.text("field-selector") !== "";
    const ignore = flags.has("ignore-not-found") ? flags.bool("ignore-not-found") : selects;
    const { gone, failures } = await deleteAll(call, doomed, options);
    const told = [...failures.filter((error) => !(ignore && isNotFound(error))), ...errors];
    if (told.length > 0) {
      call.warn(describeErrors(told));
      return 1;
    }
    if (doomed.length === 0) call.print("No resources found\n");
    if (call.dryRun() !== "none" || !waits(call)) return 0;
    return (await waitUntilGone(call, gone, flags.seconds("timeout"))) ? 0 : 1;
  },
};

/** `--force` does not wait, unless asked to. */
function waits({ flags }: Invocation): boolean {
  return flags.has("wait") ? flags.bool("wait") : !(flags.bool("force") && flags.int("grace-period") <= 0);
}

function deleteOptions(call: Invocation): DeleteOptions {
  const { flags } = call;
  const propagationPolicy = policies[flags.text("cascade")];
  if (propagationPolicy === undefined) {
    throw new KubectlError(
      `invalid cascade value (${flags.text("cascade")}). Must be "background", "foreground", or "orphan"`,
    );
  }
  if (flags.bool("now") && flags.int("grace-period") !== -1)
    throw new KubectlError("--now and --grace-period cannot be specified together");
  const grace = graceSeconds(call);
  return {
    propagationPolicy,
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(call.dryRun() === "server" ? { dryRun: true } : {}),
  };
}

/** Whoever asks for 0 without `--force` wants it gone when the command ends. */
function graceSeconds({ flags }: Invocation): number {
  const asked = flags.bool("now") ? 1 : flags.int("grace-period");
  if (asked === 0 && !flags.bool("force")) return 1;
  return flags.bool("force") && asked < 0 ? 0 : asked;
}

function checkDeleteFlags(call: Invocation): void {
  const { flags } = call;
  const output = flags.text("output");
  if (output !== "" && output !== "name")
    throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.has("raw")) throw new KubectlError("--raw is not available in this shell; name what is to be deleted");
  if (!flags.bool("force")) return;
  if (graceSeconds(call) > 0)
    throw new KubectlError("--force and --grace-period greater than 0 cannot be specified together");
  call.warn(
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. " +
      "The resource may continue to run on the cluster indefinitely.",
  );
}

/** Names are taken as they are: what is not there is found out by deleting it. */
async function findDoomed(
  call: Invocation,
): Promise<{ readonly doomed: readonly Doomed[]; readonly errors: readonly unknown[] }> {
  const { flags } = call;
  if (flags.has("filename") || flags.has("kustomize")) {
    if (call.args.length > 0) {
      throw new KubectlError(
        "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
      );
    }
    const { entries, errors } = await loadManifests(call);
    return { doomed: entries, errors };
  }
  const targets = await resolve(call, { whenEmpty: resourcesRequired, allSelects: true });
  const { labelSelector, fieldSelector } = call.selectors();
  const doomed: Doomed[] = [];
  const errors: unknown[] = [];
  for (const { info, name } of targets) {
    if (name !== undefined) {
      doomed.push({ info, name, namespace: info.namespaced ? call.namespace : undefined, source: "" });
      continue;
    }
    try {
      const items = await call.list(info, { labelSelector, fieldSelector, everywhere: call.allNamespaces });
      for (const { metadata } of items)
        doomed.push({ info, name: metadata.name, namespace: metadata.namespace, source: "" });
    } catch (error) {
      errors.push(explainListFailure(call, error, info));
    }
  }
  return { doomed, errors };
}

/** `-i`: says what is meant and asks. */
function isConfirmed(call: Invocation, doomed: readonly Doomed[]): boolean {
  call.print(`You are about to delete the following ${doomed.length} resource(s):\n`);
  for (const { info, name } of doomed) call.print(`${qualifiedName(info, name)}\n`);
  call.print("Do you want to continue? (y/N): ");
  const [answer = ""] = call.stdin.split("\n");
  return answer.trim().toLowerCase() === "y";
}

async function deleteAll(
  call: Invocation,
  doomed: readonly Doomed[],
  options: DeleteOptions,
): Promise<{ readonly gone: readonly Found[]; readonly failures: readonly unknown[] }> {
  const gone: Found[] = [];
  const failures: unknown[] = [];
  let warned = !call.flags.has("namespace") || call.allNamespaces;
  for (const one of doomed) {
    const { info, name, namespace, source } = one;
    if (!info.namespaced && !warned) {
      call.warn("Warning: deleting cluster-scoped resources, not scoped to the provided namespace");
      warned = true;
    }
    try {
      if (call.dryRun() !== "client") {
        const object = await call.api.delete(call.reference(info, name, namespace), options);
        gone.push({ info, object });
      }
      report(call, one, options.gracePeriodSeconds === 0 ? "force deleted" : "deleted");
    } catch (error) {
      failures.push(source === "" ? error : withContext(error, `error when deleting ${JSON.stringify(source)}: `));
    }
  }
  return { gone, failures };
}

/** `pod "x" deleted from web namespace` */
function report(call: Invocation, { info, name, namespace }: Doomed, done: string): void {
  if (call.flags.text("output") === "name") {
    call.print(`${qualifiedName(info, name)}\n`);
    return;
  }
  const where = info.namespaced ? ` from ${namespace} namespace` : "";
  const kind = qualifiedName(info, "").slice(0, -1);
  call.print(`${kind} ${JSON.stringify(name)} ${done}${where}${dryRunMark(call)}\n`);
}

/** Lets time pass until the objects are gone. False when time ran out first. */
export async function waitUntilGone(call: Invocation, found: readonly Found[], seconds: number): Promise<boolean> {
  for (const { info, object } of found) {
    const isGone = async (): Promise<true | undefined> => ((await stillThere(call, info, object)) ? undefined : true);
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

async function stillThere(call: Invocation, info: KindInfo, { metadata }: KubeObject): Promise<boolean> {
  try {
    const now = await call.api.get(call.reference(info, metadata.name, metadata.namespace));
    return now.metadata.uid === metadata.uid;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
