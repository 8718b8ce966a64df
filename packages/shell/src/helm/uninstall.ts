/**
 * What `helm uninstall` does to the cluster.
 * @module
 */
import { readYaml } from "../go-yaml.ts";
import { mapAt, textAt } from "../kubectl/tree.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { runHooks } from "./hooks.ts";
import { type ManifestText, sortManifests, splitManifests, uninstallOrder } from "./manifests.ts";
import type { Release } from "./release.ts";
import { isReleaseName } from "./release-name.ts";
import { buildResources, deleteAll, messageOf, waitForDeletion } from "./resources.ts";

/** How a release is removed. */
export interface UninstallOptions {
  readonly keepHistory: boolean;
  readonly wait: boolean;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
}

/**
 * Removes a release.
 *
 * @returns what the user is told of objects that stay; empty for none.
 * @throws {@link HelmError}
 */
export async function uninstallRelease(call: HelmCall, name: string, options: UninstallOptions): Promise<string> {
  const { storage, flags } = call;
  if (!isReleaseName(name)) throw new HelmError(`uninstall: Release name is invalid: ${name}`);
  const history = await storage.history(name).catch((error: unknown) => {
    throw new HelmError(`uninstall: Release not loaded: ${name}: ${messageOf(error)}`);
  });
  const last = history.at(-1);
  if (last === undefined) throw new HelmError("no release provided");
  const purge = async (): Promise<void> => {
    for (const release of history) await storage.delete(release);
  };
  if (last.status === "uninstalled") {
    if (options.keepHistory) throw new HelmError(`the release named ${JSON.stringify(name)} is already deleted`);
    await purge();
    return "";
  }
  let release: Release = {
    ...last,
    status: "uninstalling",
    deleted: call.now,
    description: "Deletion in progress (or silently failed)",
  };
  const hooks = !flags.bool("no-hooks");
  if (hooks) release = await runHooks(call, release, "pre-delete");
  await storage.update(release);
  const kept = await removeObjects(call, release, options);
  const failures: string[] = [];
  if (hooks) {
    try {
      release = await runHooks(call, release, "post-delete");
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  release = { ...release, status: "uninstalled", description: flags.text("description") || "Uninstallation complete" };
  if (options.keepHistory) {
    await storage.update(release);
    for (const one of await storage.deployed(name)) await storage.update({ ...one, status: "superseded" });
  } else await purge();
  if (failures.length > 0)
    throw new HelmError(`uninstallation completed with ${failures.length} error(s): ${failures.join("; ")}`);
  return kept;
}

/** Removes the release's objects, but for those that ask to stay. @returns the names of these. */
async function removeObjects(call: HelmCall, { name, manifest }: Release, options: UninstallOptions): Promise<string> {
  const files = new Map(splitManifests(manifest).map((text, index) => [`manifest-${index}`, text]));
  const { manifests } = sortManifests(files, uninstallOrder);
  const stays = manifests.filter(keeps);
  const goes = manifests.filter((one) => !keeps(one));
  const text = goes.map((one) => `\n---\n${one.text}`).join("");
  const resources = buildResources(call, text, "unable to build kubernetes objects for delete");
  const failures = await deleteAll(call, resources, options.propagation);
  if (failures.length > 0) throw new HelmError(`failed to delete release: ${name}`);
  if (options.wait) await waitForDeletion(call, resources);
  if (stays.length === 0) return "";
  const names = stays.map((one) => `[${one.kind}] ${textAt(readYaml(one.text), "metadata.name")}\n`).join("");
  return `These resources were kept due to the resource policy:\n${names}`;
}

function keeps({ text }: ManifestText): boolean {
  const policy = mapAt(readYaml(text), "metadata.annotations")["helm.sh/resource-policy"];
  return policy?.trim().toLowerCase() === "keep";
}
