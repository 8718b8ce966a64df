/**
 * `kubectl patch`.
 * @module
 */
import { badRequest, type JsonPatchOperation, type KubeObject, type Patch, type Subresource } from "@aiops-gym/cluster";
import { parse } from "yaml";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { writeJson } from "../json-writer.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { reportChange } from "../report-change.ts";
import { select } from "../resources.ts";
import { isTree } from "../tree.ts";

export const patchCommand: Command = {
  name: "patch",
  summary: "Update fields of a resource",
  usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH | --patch-file FILE] [--type json|merge|strategic] [flags]",
  flags: `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} field-manager=kubectl-patch local? patch/p patch-file subresource type=strategic`,
  async run(call) {
    const type = call.flags.text("type").toLowerCase();
    if (type !== "json" && type !== "merge" && type !== "strategic") {
      throw new KubectlError(`--type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
    }
    const patch = readPatch(await patchText(call), type);
    const { found, errors } = await select(call);
    for (const { info, object } of found) {
      const ref = call.reference(info, object.metadata.name, object.metadata.namespace);
      const subresource = call.flags.text("subresource") as Subresource | "";
      const patched = await call.api.patch(ref, patch, {
        ...(call.dryRun() === "none" ? {} : { dryRun: true }),
        ...(subresource === "" ? {} : { subresource }),
        fieldManager: call.flags.text("field-manager"),
      });
      await reportChange(call, info, patched, isSame(object, patched) ? "patched (no change)" : "patched");
    }
    for (const error of errors) call.warn(describeError(error));
    return errors.length > 0 ? 1 : 0;
  },
};

async function patchText(call: Invocation): Promise<string> {
  const file = call.flags.text("patch-file");
  if (file !== "") {
    return call.readFile(file).catch(() => {
      throw new KubectlError(`unable to read patch file: open ${file}: no such file or directory`);
    });
  }
  const text = call.flags.text("patch");
  if (text === "") throw new KubectlError("must specify --patch or --patch-file containing the contents of the patch");
  return text;
}

/** Text that looks like JSON goes to the server as it is; other text is YAML. */
function readPatch(text: string, type: Exclude<Patch["type"], "apply">): Patch {
  const value = parsePatch(text);
  if (type === "json") {
    if (!Array.isArray(value)) {
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${goKind(value)} into Go value of type []handlers.jsonPatchOp`,
      );
    }
    return { type, operations: value as readonly JsonPatchOperation[] };
  }
  if (!isTree(value))
    throw badRequest(`json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`);
  return { type, body: value };
}

function parsePatch(text: string): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      // kubectl takes YAML's flow style only when it does not begin like JSON
      throw badRequest(goJsonProblem(text, error instanceof Error ? error.message : ""));
    }
  }
  try {
    return parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new KubectlError(`unable to parse ${JSON.stringify(text)}: yaml: ${why}`);
  }
}

/** What Go's JSON reader says of a broken text. */
function goJsonProblem(text: string, problem: string): string {
  const position = /position (\d+)/.exec(problem)?.[1];
  const at = position === undefined ? text.length : Number(position);
  if (at >= text.length || /end of JSON|Unterminated/.test(problem)) return "unexpected end of JSON input";
  const char = text.charAt(at);
  const shown = char === "'" ? "'\\''" : `'${char}'`;
  const before = text.slice(0, at).trimEnd().slice(-1);
  const where =
    before === "{" || (before === "," && /\{[^[\]]*$/.test(text.slice(0, at)))
      ? "looking for beginning of object key string"
      : before === ":" || before === "[" || before === ","
        ? "looking for beginning of value"
        : /\{[^[\]]*"\s*$/.test(text.slice(0, at)) && !/:\s*"[^"]*"\s*$/.test(text.slice(0, at))
          ? "after object key"
          : text.slice(0, at).lastIndexOf("[") > text.slice(0, at).lastIndexOf("{")
            ? "after array element"
            : "after object key:value pair";
  return `invalid character ${shown} ${where}`;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return isTree(value) ? "object" : typeof value === "boolean" ? "bool" : typeof value;
}

function isSame(before: KubeObject, after: KubeObject): boolean {
  return (
    before === after ||
    before.metadata.resourceVersion === after.metadata.resourceVersion ||
    writeJson(before) === writeJson(after)
  );
}
