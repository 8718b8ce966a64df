/**
 * Plain `kubectl apply`: what was applied before, what is wanted and what is stored make a patch.
 * @module
 */
import { isNotFound, type KubeObject, StatusError } from "@aiops-gym/cluster";
import type { Invocation } from "../../invocation.ts";
import { writeJson } from "../../json-writer.ts";
import { KubectlError, withContext } from "../../kubectl-error.ts";
import { lastAppliedKey, readLastApplied, withLastApplied } from "../../last-applied.ts";
import type { ManifestEntry } from "../../manifests.ts";
import { writeOptions } from "../../report-change.ts";
import { threeWayPatch } from "../../three-way-merge.ts";
import { isTree, type Tree } from "../../tree.ts";
import { withoutVersion } from "../../without-version.ts";
import { waitUntilGone } from "../delete.ts";
import type { Applied } from "./apply.ts";

/** Applies one object. */
export async function applyOnClient(call: Invocation, entry: ManifestEntry): Promise<Applied> {
  const { info, name, namespace, source } = entry;
  const ref = call.reference(info, name, namespace);
  const wanted = withLastApplied(entry.manifest);
  const current = await call.api.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    const what = describeEntry(entry);
    throw withContext(
      error,
      `error when retrieving current configuration of:\n${what}\nfrom server for: ${JSON.stringify(source)}: `,
    );
  });
  if (current === undefined) return { object: await create(call, wanted as unknown as Tree, source), done: "created" };
  if (call.dryRun() === "client") return { object: current, done: "configured" };
  if (current.metadata.annotations?.[lastAppliedKey] === undefined) {
    call.warn(
      `Warning: resource ${info.plural}/${name} is missing the ${lastAppliedKey} annotation which is required by kubectl apply. ` +
        "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. " +
        "The missing annotation will be patched automatically.",
    );
  }
  const patch = threeWayPatch(readLastApplied(current) ?? {}, wanted as unknown as Tree, current, info);
  if (Object.keys(patch).length === 0) return { object: current, done: "unchanged" };
  try {
    const body = { type: info.custom ? "merge" : "strategic", body: patch } as const;
    return { object: await call.api.patch(ref, body, writeOptions(call)), done: "configured" };
  } catch (error) {
    const isRefused = error instanceof StatusError && (error.reason === "Invalid" || error.reason === "Conflict");
    if (call.flags.bool("force") && isRefused)
      return { object: await recreate(call, entry, current, wanted as unknown as Tree), done: "configured" };
    throw withContext(
      error,
      `error when applying patch:\n${writeJson(patch)}\nto:\n${describeEntry(entry)}\n` +
        `for: ${JSON.stringify(source)}: error when patching ${JSON.stringify(source)}: `,
    );
  }
}

async function create(call: Invocation, wanted: Tree, source: string): Promise<KubeObject> {
  const manifest = withoutNulls(wanted) as KubeObject;
  if (call.dryRun() === "client") return manifest;
  return call.api.create(withoutVersion(manifest), writeOptions(call)).catch((error: unknown) => {
    throw withContext(error, `error when creating ${JSON.stringify(source)}: `);
  });
}

/** A field that is to be removed is not there in a new object. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

/** `--force`: what cannot be patched is deleted and made again. */
async function recreate(
  call: Invocation,
  { info, name, namespace }: ManifestEntry,
  current: KubeObject,
  wanted: Tree,
): Promise<KubeObject> {
  const grace = call.flags.int("grace-period");
  await call.api.delete(call.reference(info, name, namespace), {
    propagationPolicy: "Background",
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
  });
  if (!(await waitUntilGone(call, [{ info, object: current }], call.flags.seconds("timeout"))))
    throw new KubectlError("timed out waiting for the condition");
  return call.api.create(withoutVersion(wanted as unknown as KubeObject), writeOptions(call));
}

/** What kubectl says of an object that it could not work with. */
function describeEntry({ info, name, namespace }: ManifestEntry): string {
  const version = info.group === "" ? `/${info.version}` : info.apiVersion;
  return (
    `Resource: "${version}, Resource=${info.plural}", GroupVersionKind: "${version}, Kind=${info.kind}"\n` +
    `Name: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`
  );
}
