/**
 * `kubectl patch`.
 * @module
 */
import {
  applyPatch,
  badRequest,
  goJsonKind,
  goJsonProblem,
  type JsonPatchOperation,
  type KindInfo,
  type KubeObject,
  noSuchResource,
  type Patch,
  type Subresource,
} from "@aiops-gym/cluster";
import { GoYamlError, readYaml } from "../../go-yaml.ts";
import { noteCause } from "../change-cause.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { writeJson } from "../json-writer.ts";
import { KubectlError } from "../kubectl-error.ts";
import { checkWriteFlags, reportUnmarked, writeOptions } from "../report-change.ts";
import { type Found, resourcesRequired, select } from "../resources.ts";
import { isTree } from "../tree.ts";
import { withWarnings } from "../with-warnings.ts";
import { localObjects, visit } from "./visit.ts";

const types = ["json", "merge", "strategic"] as const;

export const patchCommand: Command = {
  name: "patch",
  summary: "Update fields of a resource",
  usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
  flags: `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} field-manager=kubectl-patch local? patch/p patch-file record? subresource type=strategic`,
  async run(call) {
    const { flags } = call;
    checkWriteFlags(call);
    checkPatchFlags(call);
    const wanted = flags.text("type").toLowerCase();
    const type = types.find((one) => one === wanted);
    if (type === undefined)
      throw new KubectlError(`--type must be one of [${types.join(" ")}], not ${JSON.stringify(flags.text("type"))}`);
    const text = await patchText(call);
    const value = parsePatch(text, flags.text("patch"));
    const isLocal = flags.bool("local");
    const inOrder = isLocal ? await localObjects(call) : (await select(call, { whenEmpty: resourcesRequired })).inOrder;
    return visit(call, { inOrder }, (one) => patchOne(call, one, () => readPatch(value, text, type)));
  },
};

function checkPatchFlags(call: Invocation): void {
  const { flags } = call;
  const [patch, file] = [flags.text("patch"), flags.text("patch-file")];
  const refusals: readonly (readonly [boolean, string])[] = [
    [patch !== "" && file !== "", "cannot specify --patch and --patch-file together"],
    [patch === "" && file === "", "must specify --patch or --patch-file containing the contents of the patch"],
    [flags.bool("local") && call.args.length > 0, "cannot specify --local and server resources"],
    [
      flags.bool("local") && call.dryRun() === "server",
      "cannot specify --local and --dry-run=server - did you mean --dry-run=client?",
    ],
  ];
  const found = refusals.find(([applies]) => applies);
  if (found !== undefined) throw new KubectlError(found[1]);
}

async function patchText(call: Invocation): Promise<string> {
  const file = call.flags.text("patch-file");
  if (file === "") return call.flags.text("patch");
  return call.readFile(file).catch(() => {
    throw new KubectlError(`unable to read patch file: open ${file}: no such file or directory`);
  });
}

async function patchOne(
  call: Invocation,
  { info, object }: Found,
  read: () => Exclude<Patch, { type: "apply" }>,
): Promise<void> {
  const patch = read();
  if (call.flags.bool("local") || call.dryRun() === "client") {
    const changed = applyPatch(info, object, patch) as KubeObject;
    await reportPatched(call, info, object, changed);
    return;
  }
  const subresource = call.flags.text("subresource") as Subresource | "";
  if (subresource !== "" && !info.subresources.includes(subresource)) throw noSuchResource();
  const ref = call.reference(info, object.metadata.name, object.metadata.namespace);
  const options = { ...writeOptions(call), ...(subresource === "" ? {} : { subresource }) };
  const patched =
    patch.type === "json" || subresource !== ""
      ? await call.api.patch(ref, patch, options)
      : await withWarnings(call, options, (given) => call.api.patch(ref, patch, { ...options, ...given }));
  const shown = patched.kind === info.kind ? info : (call.kinds.find(patched.apiVersion, patched.kind) ?? scaleKind);
  const isSame =
    object.metadata.resourceVersion === patched.metadata.resourceVersion && writeJson(object) === writeJson(patched);
  const done = isSame ? "patched (no change)" : "patched";
  await reportUnmarked(call, shown, (await noteCause(call, ref)) ?? patched, done);
}

/** What patches of scales answer with; no kind of its own in discovery. */
const scaleKind: KindInfo = {
  group: "autoscaling",
  version: "v1",
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  plural: "scales",
  singular: "scale",
  shortNames: [],
  namespaced: true,
  subresources: [],
  verbs: [],
  categories: [],
  custom: false,
};

async function reportPatched(call: Invocation, info: KindInfo, before: KubeObject, after: KubeObject): Promise<void> {
  const done = writeJson(before) === writeJson(after) ? "patched (no change)" : "patched";
  await reportUnmarked(call, info, after, done);
}

/** What a patch's text says to the server. */
function readPatch(value: unknown, text: string, type: (typeof types)[number]): Exclude<Patch, { type: "apply" }> {
  if (value instanceof BrokenJson) throw badRequest(goJsonProblem(text, value.problem));
  if (type === "json") {
    if (!Array.isArray(value)) {
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${goJsonKind(value)} into Go value of type []handlers.jsonPatchOp`,
      );
    }
    return { type, operations: value as readonly JsonPatchOperation[] };
  }
  if (!isTree(value))
    throw badRequest(`json: cannot unmarshal ${goJsonKind(value)} into Go value of type map[string]interface {}`);
  return { type, body: value };
}

/** JSON that the server will refuse. */
class BrokenJson {
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }
}

/** Text that begins like JSON goes to the server as it is; other text is YAML. */
function parsePatch(text: string, shown: string): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      return new BrokenJson(error instanceof Error ? error.message : "");
    }
  }
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new KubectlError(`unable to parse ${JSON.stringify(shown)}: ${error.message}`);
  }
}
