/**
 * `kubectl apply`, `create -f` and `replace`.
 * @module
 */

import { isNotFound, type KubeObject, type Manifest, type WriteOptions } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { writeJson } from "../json-writer.ts";
import { describeError, KubectlError, withContext } from "../kubectl-error.ts";
import { type ManifestEntry, readManifests } from "../manifests.ts";
import { reportChange } from "../output.ts";
import { qualifiedName } from "../resources.ts";
import { threeWayPatch } from "../three-way-merge.ts";
import { isTree, type Tree, treeAt, withField } from "../tree.ts";
import { withoutVersion } from "../without-version.ts";
import { waitUntilGone } from "./delete.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** Does something with each object of the files; failures of one do not keep the others from it. */
async function forEachEntry(call: Invocation, act: (entry: ManifestEntry) => Promise<void>): Promise<number> {
  if (!call.flags.has("filename") && !call.flags.has("kustomize"))
    throw new KubectlError("must specify one of -f and -k");
  if (call.args.length > 0)
    throw new KubectlError(
      `Unexpected args: [${call.args.join(" ")}]\nSee 'kubectl ${call.verb} -h' for help and examples`,
    );
  let failed = false;
  for (const entry of await readManifests(call)) {
    try {
      await act(entry);
    } catch (error) {
      call.warn(describeError(error));
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

function writeOptions(call: Invocation): WriteOptions {
  const strict = call.flags.text("validate") === "strict" || call.flags.text("validate") === "true";
  return {
    ...(call.dryRun() === "server" ? { dryRun: true } : {}),
    ...(strict ? { fieldValidation: "Strict" } : {}),
    fieldManager: call.flags.text("field-manager"),
  };
}

/** The manifest with what was applied noted in it. */
function annotated(manifest: Manifest): Manifest {
  const annotations = { ...treeAt(manifest, "metadata.annotations") };
  delete annotations[lastApplied];
  const plain = withField(manifest, "metadata.annotations", annotations);
  return withField(plain, "metadata.annotations", { ...annotations, [lastApplied]: `${writeJson(plain)}\n` });
}

function readLastApplied(object: KubeObject): Tree {
  try {
    const value: unknown = JSON.parse(object.metadata.annotations?.[lastApplied] ?? "{}");
    return isTree(value) ? value : {};
  } catch {
    return {};
  }
}

export const applyCommand: Command = {
  name: "apply",
  summary: "Apply a configuration to a resource by file name or stdin",
  usage: "apply -f FILENAME [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} all? cascade=background!background ` +
    "field-manager=kubectl-client-side-apply force? force-conflicts? grace-period#=-1 openapi-patch?=true overwrite?=true prune? " +
    "prune-allowlist[] record? selector/l server-side? subresource timeout~ wait?",
  async run(call) {
    if (call.flags.bool("server-side") || call.flags.bool("prune")) {
      throw new KubectlError("--server-side and --prune are not available in this shell; plain apply is");
    }
    return forEachEntry(call, (entry) => applyOne(call, entry));
  },
};

async function applyOne(call: Invocation, entry: ManifestEntry): Promise<void> {
  const { info, name, namespace, source } = entry;
  if (name === "") {
    throw new KubectlError(`error from server for ${JSON.stringify(source)}: resource name may not be empty`);
  }
  const ref = call.reference(info, name, namespace);
  const wanted = annotated(entry.manifest);
  let current: KubeObject;
  try {
    current = await call.api.get(ref);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await createOne(call, entry, wanted);
    return;
  }
  if (current.metadata.annotations?.[lastApplied] === undefined) {
    call.warn(
      `Warning: resource ${info.plural}/${name} is missing the ${lastApplied} annotation which is required by kubectl apply. ` +
        "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. " +
        "The missing annotation will be patched automatically.",
    );
  }
  const patch = threeWayPatch(readLastApplied(current), wanted as unknown as Tree, current, !info.custom);
  if (Object.keys(patch).length === 0) {
    await reportChange(call, info, current, "unchanged");
    return;
  }
  let after = current;
  if (call.dryRun() !== "client") {
    after = await call.api
      .patch(ref, info.custom ? { type: "merge", body: patch } : { type: "strategic", body: patch }, writeOptions(call))
      .catch((error: unknown) => {
        throw withContext(error, applyingContext(entry, patch));
      });
  }
  const same = call.dryRun() === "none" && after.metadata.resourceVersion === current.metadata.resourceVersion;
  await reportChange(call, info, after, same ? "unchanged" : "configured");
}

/** What kubectl says before the reason why a patch was refused. */
function applyingContext({ info, name, namespace, source }: ManifestEntry, patch: Tree): string {
  const version = info.group === "" ? `/${info.version}` : info.apiVersion;
  return (
    `error when applying patch:\n${writeJson(patch)}\nto:\nResource: "${version}, Resource=${info.plural}", ` +
    `GroupVersionKind: "${version}, Kind=${info.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}\n` +
    `for: ${JSON.stringify(source)}: error when patching ${JSON.stringify(source)}: `
  );
}

async function createOne(
  call: Invocation,
  { info, manifest, source }: ManifestEntry,
  wanted: Manifest = manifest,
): Promise<void> {
  let created = wanted as unknown as KubeObject;
  if (call.dryRun() !== "client") {
    created = await call.api.create(withoutVersion(wanted), writeOptions(call)).catch((error: unknown) => {
      throw withContext(error, `error when creating ${JSON.stringify(source)}: `);
    });
  }
  await reportChange(call, info, created, "created");
}

export const createCommand: Command = {
  name: "create",
  summary: "Create a resource from a file or from stdin",
  usage: "create -f FILENAME [flags]",
  flags: `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} edit? field-manager=kubectl-create raw record? save-config? selector/l`,
  run: (call) =>
    forEachEntry(call, (entry) =>
      createOne(call, entry, call.flags.bool("save-config") ? annotated(entry.manifest) : entry.manifest),
    ),
};

export const replaceCommand: Command = {
  name: "replace",
  summary: "Replace a resource by file name or stdin",
  usage: "replace -f FILENAME [--force] [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} cascade=background!background ` +
    "field-manager=kubectl-replace force? grace-period#=-1 raw save-config? subresource timeout~ wait?",
  run: (call) =>
    forEachEntry(call, (entry) => (call.flags.bool("force") ? recreateOne(call, entry) : replaceOne(call, entry))),
};

async function replaceOne(call: Invocation, { info, manifest, name, namespace, source }: ManifestEntry): Promise<void> {
  const doing = `error when replacing ${JSON.stringify(source)}: `;
  try {
    const before = await call.api.get(call.reference(info, name, namespace));
    const keepsHistory = before.metadata.annotations?.[lastApplied] !== undefined || call.flags.bool("save-config");
    const wanted = keepsHistory ? annotated(manifest) : manifest;
    const after =
      call.dryRun() === "client"
        ? (wanted as unknown as KubeObject)
        : await call.api.update(wanted, writeOptions(call));
    await reportChange(call, info, after, "replaced");
  } catch (error) {
    throw withContext(error, doing);
  }
}

async function recreateOne(call: Invocation, { info, manifest, name, namespace }: ManifestEntry): Promise<void> {
  const ref = call.reference(info, name, namespace);
  try {
    const object = await call.api.get(ref);
    const grace = call.flags.int("grace-period");
    await call.api.delete(ref, {
      propagationPolicy: "Background",
      ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    });
    const where = info.namespaced ? ` from ${namespace} namespace` : "";
    call.print(`${qualifiedName(info, "").slice(0, -1)} ${JSON.stringify(name)} deleted${where}\n`);
    if (!(await waitUntilGone(call, [{ info, object }], call.flags.seconds("timeout"))))
      throw new KubectlError("timed out waiting for the condition");
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  await reportChange(call, info, await call.api.create(withoutVersion(manifest), writeOptions(call)), "replaced");
}
