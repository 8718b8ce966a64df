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
import { fieldAt, isTree, listAt, textAt } from "../../tree.ts";
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
 * An object that was applied plainly before goes over to the server's way: the fields of the plain manager become those of this one, so that
 * what is left out of the next file is removed.
 */
async function migrate(
  call: Invocation,
  { info, name, namespace, manifest }: ManifestEntry,
  object: KubeObject,
  fieldManager: string,
): Promise<KubeObject> {
  const all = listAt(object, "metadata.managedFields");
  const annotation = `f:${lastAppliedKey}`;
  const plain = all.filter((entry) => {
    const annotations = fieldAt(entry, "fieldsV1.f:metadata.f:annotations");
    return textAt(entry, "operation") === "Update" && isTree(annotations) && annotations[annotation] !== undefined;
  });
  if (plain.length === 0 || call.dryRun() !== "none") return object;
  const managedFields = all.filter((entry) => !plain.includes(entry));
  const ref = call.reference(info, name, namespace);
  await call.api.patch(ref, {
    type: "json",
    operations: [
      { op: "replace", path: "/metadata/managedFields", value: managedFields },
      { op: "replace", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion },
    ],
  });
  return call.api.patch(ref, { type: "apply", body: manifest, force: true }, { fieldManager });
}
