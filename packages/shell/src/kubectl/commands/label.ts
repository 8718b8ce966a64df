/**
 * `kubectl label` and `kubectl annotate`.
 * @module
 */
import { type KubeObject, labelValueErrors } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { writeJson } from "../json-writer.ts";
import { describeErrors, KubectlError } from "../kubectl-error.ts";
import { type PairChanges, parsePairs, splitPairs } from "../pairs.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../report-change.ts";
import { type Found, select } from "../resources.ts";
import { mapAt, withField } from "../tree.ts";
import { localObjects, visit } from "./visit.ts";

/** What the two commands differ in. */
interface Words {
  readonly name: "label" | "annotate";
  readonly noun: "label" | "annotation";
  readonly field: "labels" | "annotations";
  readonly summary: string;
  /** What files are called when `--local` wants some. */
  readonly file: string;
}

function metadataCommand(words: Words): Command {
  return {
    name: words.name,
    summary: words.summary,
    usage: `${words.name} [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N- [flags]`,
    flags:
      `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} all? all-namespaces/A? field-manager=kubectl-${words.name} ` +
      "field-selector list? local? overwrite? resource-version selector/l",
    run: (call) => change(call, words),
  };
}

async function change(call: Invocation, words: Words): Promise<number> {
  checkWriteFlags(call);
  const [targets, texts] = splitPairs(call.args, words.noun);
  const changes = words.name === "label" ? parseLabelChanges(texts) : parsePairs(texts, "annotation", true);
  checkFlags(call, words, targets, changes);
  const selection = call.flags.bool("local") ? undefined : await select(call, {}, targets);
  const inOrder = selection === undefined ? await localObjects(call) : selection.inOrder;
  const single = selection === undefined ? inOrder.length === 1 : selection.single;
  if (call.flags.text("resource-version") !== "" && !single)
    throw new KubectlError("--resource-version may only be used with a single resource");
  return visit(call, { inOrder }, (one) => changeOne(call, one, words, changes, single));
}

function parseLabelChanges(texts: readonly string[]): PairChanges {
  const set = new Map<string, string>();
  const removed: string[] = [];
  for (const text of texts) {
    if (!text.includes("=")) {
      removed.push(text.slice(0, -1));
      continue;
    }
    const [key = "", value = "", ...more] = text.split("=");
    if (more.length > 0) throw new KubectlError(`invalid label spec: ${text}`);
    const errors = labelValueErrors(value);
    if (errors.length > 0) throw new KubectlError(`invalid label value: ${JSON.stringify(text)}: ${errors.join(";")}`);
    set.set(key, value);
  }
  if (removed.some((key) => set.has(key)))
    throw new KubectlError("can not both modify and remove a label in the same command");
  return { set, removed };
}

/** Refuses what does not go together. */
function checkFlags(call: Invocation, words: Words, targets: readonly string[], changes: PairChanges): void {
  const { flags } = call;
  const local = flags.bool("local");
  const both = changes.removed.filter((key) => changes.set.has(key));
  const refusals: readonly (readonly [boolean, string])[] = [
    [
      words.name === "annotate" && flags.bool("list") && flags.text("output") !== "",
      "--list and --output may not be specified together",
    ],
    [flags.bool("all") && flags.text("selector") !== "", "cannot set --all and --selector at the same time"],
    [
      flags.bool("all") && flags.text("field-selector") !== "",
      "cannot set --all and --field-selector at the same time",
    ],
    [
      local && call.dryRun() === "server",
      "cannot specify --local and --dry-run=server - did you mean --dry-run=client?",
    ],
    [
      local && targets.length > 0,
      `can only use local files by -f ${words.file}.yaml or --filename=${words.file}.json when --local=true is set`,
    ],
    [
      local && !flags.has("filename"),
      `one or more files must be specified as -f ${words.file}.yaml or --filename=${words.file}.json`,
    ],
    [
      !local && targets.length === 0 && !flags.has("filename"),
      "one or more resources must be specified as <resource> <name> or <resource>/<name>",
    ],
    [
      changes.set.size === 0 && changes.removed.length === 0 && !flags.bool("list"),
      `at least one ${words.noun} update is required`,
    ],
    [
      both.length > 0,
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(", ")}`,
    ],
  ];
  const found = refusals.find(([applies]) => applies);
  if (found !== undefined) throw new KubectlError(found[1]);
}

async function changeOne(
  call: Invocation,
  { info, object }: Found,
  words: Words,
  { set, removed }: PairChanges,
  single: boolean,
): Promise<void> {
  const { flags } = call;
  const path = `metadata.${words.field}`;
  const before = mapAt(object, path);
  const isLocal = call.dryRun() === "client" || flags.bool("local") || flags.bool("list");
  if (words.name === "label" && !isLocal) {
    for (const key of removed) if (before[key] === undefined) call.print(`label ${JSON.stringify(key)} not found.\n`);
  }
  if (!flags.bool("overwrite")) refuseOverwrites(words, before, set);
  const kept = Object.entries({ ...before, ...Object.fromEntries(set) }).filter(([key]) => !removed.includes(key));
  const changed = withField(object, path, Object.fromEntries(kept));
  let stored = changed;
  if (!isLocal) stored = await store(call, { info, object }, words, { set, removed });
  if (flags.bool("list")) {
    if (!single) call.print(`Listing ${words.field} for ${info.kind}.${info.group}/${object.metadata.name}:\n`);
    for (const [key, value] of kept) call.print(`${single ? "" : " "}${key}=${value}\n`);
    return;
  }
  if (words.name === "annotate") await reportChange(call, info, stored, "annotated");
  else await reportChange(call, info, changed, outcome(object, changed, flags.bool("overwrite")));
}

async function store(
  call: Invocation,
  { info, object }: Found,
  words: Words,
  { set, removed }: PairChanges,
): Promise<KubeObject> {
  const version = call.flags.text("resource-version");
  const before = mapAt(object, `metadata.${words.field}`);
  const gone = removed.filter((key) => before[key] !== undefined).map((key) => [key, null]);
  const map = { ...Object.fromEntries(set), ...(Object.fromEntries(gone) as Record<string, null>) };
  const body = {
    metadata: { [words.field]: map, ...(version === "" ? {} : { resourceVersion: version }) },
  };
  return call.api.patch(
    call.reference(info, object.metadata.name, object.metadata.namespace),
    { type: "merge", body },
    writeOptions(call),
  );
}

function refuseOverwrites(
  words: Words,
  before: Readonly<Record<string, string>>,
  set: ReadonlyMap<string, string>,
): void {
  const taken = [...set].filter(([key, value]) => before[key] !== undefined && before[key] !== value);
  if (words.name === "annotate") {
    // whoever tells why something changed may tell anew
    const texts = taken
      .filter(([key]) => key !== "kubernetes.io/change-cause")
      .map(([key]) => `'${key}' already has a value (${before[key]})`);
    if (texts.length > 0) {
      throw new KubectlError(
        `--overwrite is false but found the following declared annotation(s): ${texts.join("; ")}`,
      );
    }
    return;
  }
  const errors = taken.map(
    ([key]) => new KubectlError(`'${key}' already has a value (${before[key]}), and --overwrite is false`),
  );
  const [only] = errors;
  if (only !== undefined && errors.length === 1) throw only;
  if (errors.length > 1) throw new KubectlError(describeErrors(errors), { bare: true });
}

/** `labeled`, `unlabeled` where the object got shorter, `not labeled` where nothing changed. */
function outcome(before: KubeObject, after: KubeObject, overwrite: boolean): string {
  const [old, now] = [writeJson(before), writeJson(after)];
  if (old === now) return "not labeled";
  return !overwrite && now.length < old.length ? "unlabeled" : "labeled";
}

export const labelCommand: Command = metadataCommand({
  name: "label",
  noun: "label",
  field: "labels",
  summary: "Update the labels on a resource",
  file: "pod",
});
export const annotateCommand: Command = metadataCommand({
  name: "annotate",
  noun: "annotation",
  field: "annotations",
  summary: "Update the annotations on a resource",
  file: "rsrc",
});
