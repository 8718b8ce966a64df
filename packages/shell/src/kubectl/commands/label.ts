/**
 * `kubectl label` and `kubectl annotate`.
 * @module
 */
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { type Found, select } from "../resources.ts";
import { mapAt } from "../tree.ts";

/** What the two commands differ in. */
interface Words {
  readonly name: "label" | "annotate";
  readonly noun: "label" | "annotation";
  readonly field: "labels" | "annotations";
  readonly summary: string;
}

/** `key=value` or `key-`; names of objects end in no dash. */
function isChange(text: string): boolean {
  return text.includes("=") || (text.length > 1 && text.endsWith("-"));
}

function metadataCommand(words: Words): Command {
  return {
    name: words.name,
    summary: words.summary,
    usage: `${words.name} [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N- [flags]`,
    flags:
      `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? all-namespaces/A? field-manager field-selector list? local? ` +
      "overwrite? resource-version selector/l",
    run: (call) => change(call, words),
  };
}

async function change(call: Invocation, words: Words): Promise<number> {
  const at = call.args.findIndex(isChange);
  const targets = at < 0 ? call.args : call.args.slice(0, at);
  const changes = at < 0 ? [] : call.args.slice(at);
  if (targets.length === 0 && !call.flags.has("filename")) {
    throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  }
  if (changes.length === 0 && !call.flags.bool("list"))
    throw new KubectlError(`at least one ${words.noun} update is required`);
  const set = new Map<string, string>();
  const removed = new Set<string>();
  for (const text of changes) {
    const equals = text.indexOf("=");
    if (equals > 0) set.set(text.slice(0, equals), text.slice(equals + 1));
    else if (text.endsWith("-")) removed.add(text.slice(0, -1));
    else throw new KubectlError(`unknown ${words.noun} spec: ${text}`);
  }
  const { found, errors } = await select(call, {}, targets);
  const failures = [...errors];
  for (const one of found) {
    try {
      await changeOne(call, one, words, set, removed);
    } catch (error) {
      failures.push(error);
    }
  }
  for (const error of failures) call.warn(describeError(error));
  return failures.length > 0 ? 1 : 0;
}

async function changeOne(
  call: Invocation,
  { info, object }: Found,
  words: Words,
  set: ReadonlyMap<string, string>,
  removed: ReadonlySet<string>,
): Promise<void> {
  const before = mapAt(object, `metadata.${words.field}`);
  if (!call.flags.bool("overwrite")) {
    for (const [key, value] of set) {
      if (before[key] === undefined || before[key] === value) continue;
      const said =
        words.name === "label"
          ? `'${key}' already has a value (${before[key]}), and --overwrite is false`
          : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${before[key]})`;
      throw new KubectlError(said);
    }
  }
  const missing = [...removed].filter((key) => before[key] === undefined);
  for (const key of missing) call.print(`${words.noun} ${JSON.stringify(key)} not found.\n`);
  const changed = [...set].some(([key, value]) => before[key] !== value);
  const removes = [...removed].some((key) => before[key] !== undefined);
  let after = object;
  if ((changed || removes) && call.dryRun() !== "client" && !call.flags.bool("local")) {
    const body = {
      metadata: {
        [words.field]: { ...Object.fromEntries(set), ...Object.fromEntries([...removed].map((key) => [key, null])) },
      },
    };
    after = await call.api.patch(
      call.reference(info, object.metadata.name, object.metadata.namespace),
      { type: "merge", body },
      call.dryRun() === "server" ? { dryRun: true } : {},
    );
  }
  if (call.flags.bool("list")) {
    for (const [key, value] of Object.entries(mapAt(after, `metadata.${words.field}`))) call.print(`${key}=${value}\n`);
    return;
  }
  await reportChange(call, info, after, outcome(words, changed, removes, set.size > 0, missing.length > 0));
}

/** `labeled`, `unlabeled`, `not labeled`; annotations are always `annotated`. */
function outcome(words: Words, changed: boolean, removes: boolean, sets: boolean, missing: boolean): string {
  if (words.name === "annotate") return "annotated";
  if (changed) return "labeled";
  if (removes) return sets ? "labeled" : "unlabeled";
  return missing ? "labeled" : "not labeled";
}

export const labelCommand: Command = metadataCommand({
  name: "label",
  noun: "label",
  field: "labels",
  summary: "Update the labels on a resource",
});
export const annotateCommand: Command = metadataCommand({
  name: "annotate",
  noun: "annotation",
  field: "annotations",
  summary: "Update the annotations on a resource",
});
