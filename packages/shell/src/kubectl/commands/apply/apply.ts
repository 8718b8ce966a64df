/**
 * `kubectl apply`.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import { withCause } from "../../change-cause.ts";
import { flagGroups } from "../../flags.ts";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import type { ManifestEntry } from "../../manifests.ts";
import { parseOutput, printObjects } from "../../output.ts";
import { checkWriteFlags, reportChange } from "../../report-change.ts";
import { forEachEntry, requireFiles } from "../for-each-entry.ts";
import { applyOnClient } from "./client-side.ts";
import { applyOnServer } from "./server-side.ts";

/** What came of one object. */
export interface Applied {
  readonly object: KubeObject;
  /** `created`, `configured`, `unchanged`, `serverside-applied`. */
  readonly done: string;
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
    if (call.args.length > 0) requireFiles(call, "apply");
    checkWriteFlags(call);
    requireFiles(call, "apply");
    checkApplyFlags(call);
    const apply = call.flags.bool("server-side") ? applyOnServer : applyOnClient;
    const format = parseOutput(call);
    const shown: { info: KindInfo; object: KubeObject }[] = [];
    const act = async (entry: ManifestEntry): Promise<void> => {
      requireName(entry);
      const { object, done } = await apply(call, { ...entry, manifest: withCause(call, entry.manifest) });
      if (object.metadata.deletionTimestamp !== undefined) {
        call.warn(`Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.`);
      }
      // objects are shown together, when all went well
      if (format !== undefined && format.name !== "name") shown.push({ info: entry.info, object });
      else await reportChange(call, entry.info, object, done);
    };
    const exitCode = await forEachEntry(call, act, "first");
    if (exitCode === 0 && format !== undefined && shown.length > 0)
      await printObjects(call, format, shown, shown.length === 1);
    return exitCode;
  },
};

function requireName({ name, manifest, source }: ManifestEntry): void {
  if (name !== "") return;
  const { generateName } = manifest.metadata as { readonly generateName?: string };
  if (generateName !== undefined && generateName !== "")
    throw new KubectlError(`from ${generateName}: cannot use generate name with apply`);
  throw new KubectlError(
    `error when retrieving current configuration of:\nfrom server for: ${JSON.stringify(source)}: resource name may not be empty`,
  );
}

/** Refuses what does not go together, in kubectl's order. */
function checkApplyFlags(call: Invocation): void {
  const { flags } = call;
  const onServer = flags.bool("server-side");
  const refusals: readonly (readonly [boolean, string])[] = [
    [flags.bool("force-conflicts") && !onServer, "--force-conflicts only works with --server-side"],
    [
      call.dryRun() === "client" && onServer,
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    ],
    [onServer && flags.bool("force"), "--force cannot be used with --server-side"],
    [call.dryRun() === "server" && flags.bool("force"), "--dry-run=server cannot be used with --force"],
    [flags.bool("all") && flags.text("selector") !== "", "cannot set --all and --selector at the same time"],
    [flags.bool("prune") && flags.bool("force"), "--force cannot be used with --prune"],
    [
      flags.bool("prune") && !flags.bool("all") && flags.text("selector") === "",
      "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    ],
    [
      flags.bool("prune") && onServer,
      "--prune is in alpha and doesn't currently work on objects created by server-side apply",
    ],
    [
      flags.bool("prune"),
      "--prune is not available in this shell; delete with kubectl delete what is no longer wanted",
    ],
    [flags.text("subresource") !== "" && !onServer, "--subresource can only be specified for --server-side"],
  ];
  const found = refusals.find(([applies]) => applies);
  if (found !== undefined) throw new KubectlError(found[1]);
}
