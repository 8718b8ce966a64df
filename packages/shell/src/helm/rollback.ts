/**
 * What `helm rollback` does to the cluster.
 * @module
 */
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { runHooks } from "./hooks.ts";
import { waitUntilReady } from "./readiness.ts";
import type { Release } from "./release.ts";
import { isReleaseName } from "./release-name.ts";
import { buildResources, deleteAll, messageOf, owned, type Resource } from "./resources.ts";
import { updateAll } from "./update-resources.ts";

/**
 * Makes what a release was in an earlier revision its latest one.
 *
 * @param revision - 0 for the one before the latest.
 * @throws {@link HelmError}
 */
export async function rollbackRelease(call: HelmCall, name: string, revision: number, wait: boolean): Promise<void> {
  if (!isReleaseName(name)) throw new HelmError(`prepareRollback: Release name is invalid: ${name}`);
  if (revision < 0) throw new HelmError("invalid release revision");
  const { storage, flags } = call;
  const history = await storage.history(name);
  const current = history.at(-1);
  if (current === undefined) throw new HelmError("release: not found");
  const wanted = revision === 0 ? current.version - 1 : revision;
  const previous = history.find(({ version }) => version === wanted);
  if (previous === undefined) throw new HelmError(`release has no ${wanted} version`);
  const planned: Release = {
    ...previous,
    namespace: current.namespace,
    version: current.version + 1,
    firstDeployed: current.firstDeployed,
    lastDeployed: call.now,
    deleted: 0,
    status: "pending-rollback",
    description: `Rollback to ${wanted}`,
  };
  if (flags.bool("dry-run")) return;
  await storage.create(planned, flags.int("history-max"));
  const release = await perform(call, current, planned, wait);
  for (const one of await storage.deployed(name)) await storage.update({ ...one, status: "superseded" });
  await storage.update({ ...release, status: "deployed" });
}

async function perform(call: HelmCall, current: Release, planned: Release, wait: boolean): Promise<Release> {
  const { storage, flags } = call;
  const doing = "unable to build kubernetes objects from";
  const original = buildResources(call, current.manifest, `${doing} current release manifest`);
  const built = buildResources(call, planned.manifest, `${doing} new release manifest`);
  const target = built.map((one) => owned(one, planned.name, planned.namespace));
  const created: Resource[] = [];
  let release = planned;
  const hooks = !flags.bool("no-hooks");
  if (hooks) release = await runHooks(call, release, "pre-rollback");
  try {
    await updateAll(call, original, target, { created });
  } catch (error) {
    const message = messageOf(error);
    await storage.update({ ...current, status: "superseded" });
    const description = `Rollback ${JSON.stringify(release.name)} failed: ${message}`;
    await storage.update({ ...release, status: "failed", description });
    if (flags.bool("cleanup-on-fail")) await deleteAll(call, created);
    throw new HelmError(message);
  }
  if (wait) {
    try {
      await waitUntilReady(call, target);
    } catch (error) {
      const message = messageOf(error);
      const description = `Release ${JSON.stringify(release.name)} failed: ${message}`;
      await storage.update({ ...release, status: "failed", description });
      throw new HelmError(`release ${release.name} failed: ${message}`);
    }
  }
  return hooks ? runHooks(call, release, "post-rollback") : release;
}
