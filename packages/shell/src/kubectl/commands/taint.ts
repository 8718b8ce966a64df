/**
 * `kubectl taint`.
 * @module
 */
import { type KubeObject, labelKeyErrors, labelValueErrors } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeErrors, KubectlError, usageError } from "../kubectl-error.ts";
import { checkWriteFlags, reportUnmarked, writeOptions } from "../report-change.ts";
import { type Found, requireKind, select } from "../resources.ts";
import { listAt, textAt, withField } from "../tree.ts";
import { visit } from "./visit.ts";

interface Taint {
  readonly key: string;
  readonly value: string;
  /** Empty where a key is removed whatever its effect. */
  readonly effect: string;
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export const taintCommand: Command = {
  name: "taint",
  summary: "Update the taints on one or more nodes",
  usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
  flags: `${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} all? field-manager=kubectl-taint overwrite? selector/l`,
  async run(call) {
    checkWriteFlags(call);
    const [resources, texts] = splitTaints(call.args);
    const [type] = resources;
    if (type === undefined) throw new KubectlError("one or more resources must be specified as <resource> <name>");
    if (texts.length === 0) throw new KubectlError("at least one taint update is required");
    const added = texts.filter((text) => !text.endsWith("-")).map(parseAdded);
    const removed = texts.filter((text) => text.endsWith("-")).map((text) => parseTaint(text.slice(0, -1)));
    checkTaints(call, type.toLowerCase(), resources.length, added, removed);
    const { flags } = call;
    const named = flags.bool("all") || flags.text("selector") !== "" ? [] : resources.slice(1);
    const selection = await select(call, {}, ["nodes", ...named]);
    return visit(call, selection, (one) => taintOne(call, one, added, removed));
  },
};

function splitTaints(args: readonly string[]): [readonly string[], readonly string[]] {
  const isTaint = (text: string): boolean => /[=:]|-$/.test(text);
  const at = args.findIndex(isTaint);
  if (at < 0) return [args, []];
  const late = args.slice(at).find((text) => !isTaint(text));
  if (late !== undefined) throw new KubectlError(`all resources must be specified before taint changes: ${late}`);
  return [args.slice(0, at), args.slice(at)];
}

function bad(text: string): KubectlError {
  return usageError("taint", text);
}

function parseTaint(text: string): Taint {
  const [pair = "", effect, ...more] = text.split(":");
  const [key = "", value = "", ...rest] = effect === undefined ? [pair] : pair.split("=");
  if (more.length > 0) throw bad(`invalid taint spec: ${text}`);
  if (effect !== undefined && !effects.includes(effect))
    throw bad(`invalid taint effect: ${effect}, unsupported taint effect`);
  if (rest.length > 0) throw bad(`invalid taint spec: ${text}`);
  const errors = [...labelValueErrors(value), ...labelKeyErrors(key)];
  if (errors.length > 0) throw bad(`invalid taint spec: ${text}, ${errors.join("; ")}`);
  return { key, value, effect: effect ?? "" };
}

function parseAdded(text: string, index: number, all: readonly string[]): Taint {
  const taint = parseTaint(text);
  if (taint.effect === "") throw bad(`invalid taint spec: ${text}`);
  const isTwice = all.slice(0, index).some((other) => isSame(parseTaint(other), taint));
  if (isTwice) {
    throw bad(`duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`);
  }
  return taint;
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

function checkTaints(
  call: Invocation,
  type: string,
  count: number,
  added: readonly Taint[],
  removed: readonly Taint[],
): void {
  if (call.kinds.findResource(type) === undefined)
    throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(type)}`, { bare: true });
  if (requireKind(call, type).kind !== "Node")
    throw new KubectlError(`invalid resource type ${type}, only node types are supported`);
  const both = removed.filter((gone) =>
    added.some((one) => one.key === gone.key && (gone.effect === "" || gone.effect === one.effect)),
  );
  if (both.length > 0) {
    throw new KubectlError(
      `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(", ")}`,
    );
  }
  const { flags } = call;
  if (flags.bool("all") && flags.text("selector") !== "")
    throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited");
  if (!flags.bool("all") && flags.text("selector") === "" && count < 2)
    throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set");
}

async function taintOne(
  call: Invocation,
  { info, object }: Found,
  added: readonly Taint[],
  removed: readonly Taint[],
): Promise<void> {
  const { name } = object.metadata;
  const before = listAt(object, "spec.taints");
  const old = before.map((one) => ({
    key: textAt(one, "key"),
    value: textAt(one, "value"),
    effect: textAt(one, "effect"),
  }));
  const present = added.filter((one) => old.some((other) => isSame(one, other))).map(({ key }) => key);
  if (!call.flags.bool("overwrite") && present.length > 0) {
    throw new KubectlError(
      `node ${name} already has ${present.join(",")} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const kept = before.filter((_, index) => !added.some((one) => isSame(one, old[index] ?? one)));
  const fresh = added.map(({ key, value, effect }) => ({ key, ...(value === "" ? {} : { value }), effect }));
  const all: readonly object[] = [...fresh, ...kept];
  const { taints, isRemoved } = withoutTaints(all, removed);
  const isAdded = before.length !== all.length;
  const done = (isAdded && isRemoved) || call.flags.bool("overwrite") ? "modified" : isAdded ? "tainted" : "untainted";
  const changed = withField(object, "spec.taints", taints.length > 0 ? taints : undefined);
  if (call.dryRun() === "client") {
    await reportUnmarked(call, info, changed, done);
    return;
  }
  const body = { spec: { taints: taints.length > 0 ? taints : null } };
  const ref = call.reference(info, name);
  const stored: KubeObject = await call.api.patch(ref, { type: "merge", body }, writeOptions(call));
  await reportUnmarked(call, info, stored, done);
}

/** The taints that stay. @throws for each that is not there. */
function withoutTaints(
  all: readonly object[],
  removed: readonly Taint[],
): { taints: readonly object[]; isRemoved: boolean } {
  let taints = all;
  let isRemoved = false;
  const missing: KubectlError[] = [];
  for (const { key, effect } of removed) {
    const left = taints.filter(
      (one) => textAt(one, "key") !== key || (effect !== "" && textAt(one, "effect") !== effect),
    );
    isRemoved = left.length !== taints.length;
    if (!isRemoved)
      missing.push(new KubectlError(`taint ${JSON.stringify(effect === "" ? key : `${key}:${effect}`)} not found`));
    taints = left;
  }
  const [only] = missing;
  if (only !== undefined && missing.length === 1) throw only;
  if (missing.length > 1) throw new KubectlError(describeErrors(missing), { bare: true });
  return { taints, isRemoved };
}
