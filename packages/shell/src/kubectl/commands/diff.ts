/**
 * `kubectl diff`: what `apply` would change, as `diff -u -N` shows two folders.
 * @module
 */
import { isNotFound, type KubeObject, toRfc3339Micro } from "@aiops-gym/cluster";
import { unifiedHunks } from "../../commands/compare-files.ts";
import { flagGroups } from "../flags.ts";
import type { Command, Invocation } from "../invocation.ts";
import { describeError, KubectlError } from "../kubectl-error.ts";
import { readLastApplied } from "../last-applied.ts";
import { loadManifests, type ManifestEntry } from "../manifests.ts";
import { threeWayPatch } from "../three-way-merge.ts";
import { isTree, mapAt, type Tree, withField } from "../tree.ts";
import { withoutVersion } from "../without-version.ts";
import { writeYaml } from "../yaml-writer.ts";

export const diffCommand: Command = {
  name: "diff",
  summary: "Diff the live version against a would-be applied version",
  usage: "diff -f FILENAME",
  flags: `${flagGroups.files} concurrency#=1 field-manager=kubectl-client-side-apply force-conflicts? prune? prune-allowlist[] selector/l server-side? show-managed-fields?`,
  async run(call) {
    if (call.args.length > 0) throw new KubectlError(`Unexpected args: [${call.args.join(" ")}]`, { exitCode: 2 });
    if (!call.flags.has("filename") && !call.flags.has("kustomize")) {
      throw new KubectlError("must specify one of -f and -k", { exitCode: 2 });
    }
    try {
      const { entries, errors } = await loadManifests(call);
      const [error] = errors;
      if (error !== undefined) throw error;
      const texts: string[] = [];
      for (const entry of entries) texts.push(await differenceOf(call, entry));
      const text = texts.join("");
      call.print(text);
      return text === "" ? 0 : 1;
    } catch (error) {
      // 1 says that there are differences
      call.warn(describeError(error));
      return 2;
    }
  },
};

async function differenceOf(call: Invocation, entry: ManifestEntry): Promise<string> {
  const { info, name, namespace } = entry;
  const ref = call.reference(info, name, namespace);
  const live = await call.api.get(ref).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const merged = await wouldBe(call, entry, live);
  const [before, after] = maskSecrets(call, live, merged);
  const hunks = unifiedHunks(before === undefined ? "" : writeYaml(before), writeYaml(after));
  if (hunks === undefined) throw new KubectlError("the objects differ in too many lines");
  if (hunks === "") return "";
  const version = info.apiVersion.replace("/", ".");
  const file = `${version}.${info.kind}.${info.namespaced ? namespace : ""}.${name}`;
  const [from, to] = [`/tmp/LIVE-1000000001/${file}`, `/tmp/MERGED-1000000002/${file}`];
  const time = `${toRfc3339Micro(call.clock.now()).replace("T", " ").replace("Z", "000")} +0000`;
  return `diff -u -N ${from} ${to}\n--- ${from}\t${time}\n+++ ${to}\t${time}\n${hunks}`;
}

/** The object as applying it would leave it; nothing is stored. */
async function wouldBe(call: Invocation, entry: ManifestEntry, live: KubeObject | undefined): Promise<KubeObject> {
  const { info, name, namespace, manifest } = entry;
  const ref = call.reference(info, name, namespace);
  const fieldManager = call.flags.text("field-manager");
  if (call.flags.bool("server-side")) {
    const force = call.flags.bool("force-conflicts");
    return call.api.patch(ref, { type: "apply", body: manifest, force }, { dryRun: true, fieldManager: "kubectl" });
  }
  if (live === undefined)
    return call.api.create(withoutVersion(manifest as KubeObject), { dryRun: true, fieldManager });
  const patch = threeWayPatch(readLastApplied(live) ?? {}, manifest as unknown as Tree, live, info);
  if (Object.keys(patch).length === 0) return live;
  const type = info.custom ? "merge" : "strategic";
  return call.api.patch(ref, { type, body: patch }, { dryRun: true, fieldManager });
}

/** Objects as they are shown: without who manages what, and without what secrets hold. */
function maskSecrets(
  call: Invocation,
  live: KubeObject | undefined,
  merged: KubeObject,
): readonly [KubeObject | undefined, KubeObject] {
  const visible = (object: KubeObject): KubeObject =>
    call.flags.bool("show-managed-fields") ? object : withField(object, "metadata.managedFields", undefined);
  const [before, after] = [live === undefined ? undefined : visible(live), visible(merged)];
  if (merged.kind !== "Secret") return [before, after];
  const [old, fresh] = [mapAt(before, "data"), mapAt(after, "data")];
  const masked = (
    data: Readonly<Record<string, string>>,
    other: Readonly<Record<string, string>>,
    when: string,
  ): Tree =>
    Object.fromEntries(
      Object.keys(data).map((key) => [
        key,
        Object.hasOwn(other, key) && other[key] !== data[key] ? `*** (${when})` : "***",
      ]),
    );
  const withData = (object: KubeObject, data: Tree): KubeObject =>
    isTree((object as { data?: unknown }).data) ? withField(object, "data", data) : object;
  return [
    before === undefined ? undefined : withData(before, masked(old, fresh, "before")),
    withData(after, masked(fresh, old, "after")),
  ];
}
