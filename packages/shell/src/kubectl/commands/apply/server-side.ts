/**
 * `kubectl apply --server-side`.
 * @module
 */
import { type KubeObject, StatusError, type Subresource } from "@aiops-gym/cluster";
import type { Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { lastAppliedKey } from "../../last-applied.ts";
import type { ManifestEntry } from "../../manifests.ts";
import { writeOptions } from "../../report-change.ts";
import { fieldAt, isTree, listAt, type Tree, textAt } from "../../tree.ts";
import type { Applied } from "./apply.ts";

const manager = "kubectl";

/** Applies one object. */
export async function applyOnServer(call: Invocation, entry: ManifestEntry): Promise<Applied> {
  const { info, name, namespace, manifest } = entry;
  const { flags } = call;
  const ref = call.reference(info, name, namespace);
  const fieldManager = flags.has("field-manager") ? flags.text("field-manager") : manager;
  const subresource = flags.text("subresource") as Subresource | "";
  const options = { ...writeOptions(call), fieldManager, ...(subresource === "" ? {} : { subresource }) };
  const patch = { type: "apply", body: manifest, force: flags.bool("force-conflicts") } as const;
  try {
    const object = await call.api.patch(ref, patch, options);
    return { object: await migrate(call, entry, object, fieldManager), done: "serverside-applied" };
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== "Conflict") throw error;
    throw new KubectlError(`${error.message}\n${conflictAdvice}`);
  }
}

/** What to do about a conflict, as kubectl says it. */
const conflictAdvice = [
  "Please review the fields above--they currently have other managers. Here",
  "are the ways you can resolve this warning:",
  "* If you intend to manage all of these fields, please re-run the apply",
  "  command with the `--force-conflicts` flag.",
  "* If you do not intend to manage all of the fields, please edit your",
  "  manifest to remove references to the fields that should keep their",
  "  current managers.",
  "* You may co-own fields by updating your manifest to match the existing",
  "  value; in this case, you'll become the manager if the other manager(s)",
  "  stop managing the field (remove it from their configuration).",
  "See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts",
].join("\n");

/**
 * An object that was applied plainly before goes over to the server's way: the note of what was applied gets a manager of its own, and the
 * fields of the plain manager become those of this one, so that what the file leaves out is removed.
 */
async function migrate(
  call: Invocation,
  { info, name, namespace, manifest }: ManifestEntry,
  applied: KubeObject,
  fieldManager: string,
): Promise<KubeObject> {
  const note = applied.metadata.annotations?.[lastAppliedKey];
  if (note === undefined || fieldManager !== manager || call.dryRun() !== "none") return applied;
  const ref = call.reference(info, name, namespace);
  let object = applied;
  if (!managersOfNote(object).some((entry) => textAt(entry, "operation") === "Apply")) {
    const { apiVersion, kind } = info;
    const annotations = { [lastAppliedKey]: note };
    const body = { apiVersion, kind, metadata: { name, ...(namespace === "" ? {} : { namespace }), annotations } };
    object = await call.api.patch(ref, { type: "apply", body }, { fieldManager: "kubectl-last-applied" });
  }
  const plain = managersOfNote(object).filter((entry) => textAt(entry, "operation") === "Update");
  if (plain.length === 0) return object;
  const all = listAt(object, "metadata.managedFields");
  const own = all.find((entry) => textAt(entry, "operation") === "Apply" && textAt(entry, "manager") === fieldManager);
  const united = plain.reduce<unknown>((fields, entry) => unite(fields, entry["fieldsV1"]), own?.["fieldsV1"]);
  const managedFields = all
    .filter((entry) => !plain.includes(entry))
    .map((entry) => (entry === own ? { ...entry, fieldsV1: united } : entry));
  await call.api.patch(ref, {
    type: "json",
    operations: [
      { op: "replace", path: "/metadata/managedFields", value: managedFields },
      { op: "replace", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion },
    ],
  });
  return call.api.patch(ref, { type: "apply", body: manifest }, { fieldManager });
}

/** Who owns the note of what was applied. */
function managersOfNote(object: KubeObject): readonly Tree[] {
  return listAt(object, "metadata.managedFields").filter((entry) => {
    const annotations = fieldAt(entry, "fieldsV1.f:metadata.f:annotations");
    return isTree(annotations) && annotations[`f:${lastAppliedKey}`] !== undefined;
  });
}

/** The fields of two managers together. */
function unite(a: unknown, b: unknown): unknown {
  if (!isTree(a)) return b;
  if (!isTree(b)) return a;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, unite(a[key], b[key])]));
}
