/**
 * `kubectl replace`.
 * @module
 */
import { isNotFound, type KubeObject, type Subresource } from "@aiops-gym/cluster";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { KubectlError, withContext } from "../kubectl-error.ts";
import { lastAppliedKey, withLastApplied } from "../last-applied.ts";
import type { ManifestEntry } from "../manifests.ts";
import { checkWriteFlags, reportChange, writeOptions } from "../report-change.ts";
import { qualifiedName } from "../resources.ts";
import { withoutVersion } from "../without-version.ts";
import { waitUntilGone } from "./delete.ts";
import { forEachEntry, requireFiles } from "./for-each-entry.ts";

export const replaceCommand: Command = {
  name: "replace",
  summary: "Replace a resource by file name or stdin",
  usage: "replace -f FILENAME [--force] [flags]",
  flags:
    `${flagGroups.files} ${flagGroups.output} ${flagGroups.dryRun} ${flagGroups.validate} cascade=background!background ` +
    "field-manager=kubectl-replace force? grace-period#=-1 raw save-config? subresource timeout~ wait?",
  async run(call) {
    checkWriteFlags(call);
    if (call.args.length > 0) requireFiles(call, "replace");
    if (!call.flags.has("filename")) requireFiles(call, "replace");
    if (call.flags.has("raw"))
      throw new KubectlError("--raw is not available in this shell; replace a whole object with -f");
    if (call.flags.bool("force") && call.dryRun() !== "none")
      throw new KubectlError("--dry-run can not be used when --force is set");
    if (call.flags.int("grace-period") >= 0 && !call.flags.bool("force"))
      throw new KubectlError("--grace-period must have --force specified");
    if (call.flags.seconds("timeout") !== 0 && !call.flags.bool("force"))
      throw new KubectlError("--timeout must have --force specified");
    return forEachEntry(call, (entry) => (call.flags.bool("force") ? recreate(call, entry) : replaceOne(call, entry)));
  },
};

async function replaceOne(call: Invocation, entry: ManifestEntry): Promise<void> {
  const { info, manifest, source } = entry;
  const subresource = call.flags.text("subresource") as Subresource | "";
  try {
    const keepsNote = manifest.metadata.annotations?.[lastAppliedKey] !== undefined || call.flags.bool("save-config");
    const wanted = keepsNote ? withLastApplied(manifest) : manifest;
    const after =
      call.dryRun() === "client"
        ? (wanted as unknown as KubeObject)
        : await call.api.update(await unconditional(call, { ...entry, manifest: wanted }), {
            ...writeOptions(call),
            ...(subresource === "" ? {} : { subresource }),
          });
    await reportChange(call, info, after, "replaced");
  } catch (error) {
    throw withContext(error, `error when replacing ${JSON.stringify(source)}: `);
  }
}

/** A file without a version replaces whatever is there. */
async function unconditional(call: Invocation, { info, manifest, name, namespace }: ManifestEntry) {
  if (manifest.metadata.resourceVersion !== undefined) return manifest;
  const { metadata } = await call.api.get(call.reference(info, name, namespace));
  return { ...manifest, metadata: { ...manifest.metadata, resourceVersion: metadata.resourceVersion } };
}

async function recreate(call: Invocation, { info, manifest, name, namespace }: ManifestEntry): Promise<void> {
  const ref = call.reference(info, name, namespace);
  const wanted = call.flags.bool("save-config") ? withLastApplied(manifest) : manifest;
  try {
    const object = await call.api.get(ref);
    // whoever asks for 0 wants it gone before it is made again
    const asked = call.flags.int("grace-period");
    const grace = asked === 0 ? 1 : asked;
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
  await reportChange(call, info, await call.api.create(withoutVersion(wanted), writeOptions(call)), "replaced");
}
