/**
 * What a command that writes says it did.
 * @module
 */
import type { KindInfo, KubeObject, WriteOptions } from "@aiops-gym/cluster";
import { parseGoBool } from "./flags.ts";
import type { Invocation } from "./invocation.ts";
import { writeJson } from "./json-writer.ts";
import { KubectlError } from "./kubectl-error.ts";
import { parseOutput, printObjects, visibleObject } from "./output.ts";
import { qualifiedName } from "./resources.ts";

/** Refuses a bad `--dry-run`, `-o` or `--validate` before anything is done. */
export function checkWriteFlags(call: Invocation): void {
  call.dryRun();
  parseOutput(call);
  validation(call);
}

/** `--validate`: whether fields that a kind does not have are refused. */
function validation(call: Invocation): "strict" | "warn" | "ignore" {
  const text = call.flags.text("validate");
  const bool = parseGoBool(text);
  if (bool !== undefined) return bool ? "strict" : "ignore";
  if (text === "strict" || text === "warn" || text === "ignore") return text;
  if (text === "") return "ignore";
  throw new KubectlError(
    `invalid - validate option ${JSON.stringify(text)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** What each write of a call passes on: its manager's name, dry run on the server, validation. */
export function writeOptions(call: Invocation): WriteOptions {
  const fieldManager = call.flags.text("field-manager");
  return {
    ...(call.dryRun() === "server" ? { dryRun: true } : {}),
    ...(validation(call) === "strict" ? { fieldValidation: "Strict" } : {}),
    ...(fieldManager === "" ? {} : { fieldManager }),
  };
}

/**
 * Says what was done to an object: `deployment.apps/web scaled`, or the object itself with `-o`.
 *
 * @param order - `given` for objects that kubectl made itself: their JSON has the order of Go's structs.
 */
export async function reportChange(
  call: Invocation,
  info: KindInfo,
  object: KubeObject,
  done: string,
  order: "sorted" | "given" = "sorted",
): Promise<void> {
  const format = parseOutput(call);
  // documents of one stream
  if (format?.name === "yaml" && call.documents++ > 0) call.print("---\n");
  if (format?.name === "json" && order === "given") call.print(`${writeJson(visibleObject(call, object), 4, order)}\n`);
  else if (format !== undefined) await printObjects(call, format, [{ info, object }], true);
  else call.print(`${qualifiedName(info, object.metadata.name ?? "<unknown>")} ${done}${dryRunMark(call)}\n`);
}

/** Says what was done where a dry run is not told: `patch` and `taint` do not. */
export async function reportUnmarked(
  call: Invocation,
  info: KindInfo,
  object: KubeObject,
  done: string,
): Promise<void> {
  if (parseOutput(call) === undefined) call.print(`${qualifiedName(info, object.metadata.name)} ${done}\n`);
  else await reportChange(call, info, object, done);
}

/** ` (dry run)`, ` (server dry run)` or nothing. */
export function dryRunMark(call: Invocation): string {
  return { none: "", client: " (dry run)", server: " (server dry run)" }[call.dryRun()];
}
