/**
 * What `helm install` does to the cluster.
 * @module
 */
import type { GoMap } from "../go-template/value.ts";
import type { Chart } from "./chart.ts";
import { crdsOf } from "./chart.ts";
import { enabledDependencies } from "./dependencies.ts";
import { deepCopy } from "./functions/support.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { HookFailure, runHooks } from "./hooks.ts";
import { waitUntilReady } from "./readiness.ts";
import type { Release } from "./release.ts";
import { checkReleaseName, userLabels } from "./release-name.ts";
import { dryRunOf, renderRelease, warnLog } from "./render-release.ts";
import { adoptable, buildResources, createAll, messageOf, owned, type Resource } from "./resources.ts";
import { uninstallRelease } from "./uninstall.ts";
import { updateAll } from "./update-resources.ts";

/**
 * Installs a chart.
 *
 * @param replace - Whether a release of that name which is uninstalled or failed may be replaced.
 * @returns the release as it is stored then.
 * @throws {@link HelmError}
 */
export async function installRelease(
  call: HelmCall,
  name: string,
  chart: Chart,
  given: GoMap,
  replace: boolean,
): Promise<Release> {
  const { flags } = call;
  const { dry, remote } = dryRunOf(call);
  if (!dry && flags.bool("hide-secret")) throw new HelmError("Hiding Kubernetes secrets requires a dry-run mode");
  const earlier = await availableName(call, name, dry, replace);
  const enabled = enabledDependencies(chart, given, warnLog(call));
  if (!dry && !flags.bool("skip-crds")) await installCrds(call, enabled);
  const { namespace, now } = call;
  const view = { name, namespace, revision: 1, isUpgrade: false };
  const labels = userLabels(flags.list("labels"));
  const rendered = await renderRelease(call, enabled, given, view, { remote });
  const planned: Release = {
    ...rendered,
    name,
    namespace,
    version: earlier === undefined || dry ? 1 : earlier.version + 1,
    chart: enabled,
    config: deepCopy(given) as GoMap,
    firstDeployed: now,
    lastDeployed: now,
    deleted: 0,
    description: "Initial install underway",
    status: "pending-install",
    labels,
  };
  const built = buildResources(call, planned.manifest, "unable to build kubernetes objects from release manifest");
  const resources = built.map((one) => owned(one, name, namespace));
  const adopted = await adoptable(call, resources, name, flags.bool("take-ownership")).catch((error: unknown) => {
    throw new HelmError(`Unable to continue with install: ${messageOf(error)}`);
  });
  if (dry) return { ...planned, description: "Dry run complete" };
  if (flags.bool("create-namespace")) await createNamespace(call);
  if (earlier !== undefined && earlier.status !== "failed")
    await call.storage.update({ ...earlier, status: "superseded", description: "superseded by new release" });
  await call.storage.create(planned);
  return perform(call, planned, resources, adopted);
}

async function perform(
  call: HelmCall,
  planned: Release,
  resources: readonly Resource[],
  adopted: readonly Resource[],
): Promise<Release> {
  let release = planned;
  const hook = async (event: "pre-install" | "post-install"): Promise<void> => {
    if (call.flags.bool("no-hooks")) return;
    try {
      release = await runHooks(call, release, event);
    } catch (error) {
      if (error instanceof HookFailure) release = error.release;
      throw error instanceof HelmError ? new HelmError(`failed ${event}: ${error.message}`) : error;
    }
  };
  try {
    await hook("pre-install");
    if (adopted.length === 0 && resources.length > 0) await createAll(call, resources);
    else if (resources.length > 0) await updateAll(call, adopted, resources, { created: [] });
    if (call.flags.bool("wait") || call.flags.bool("atomic")) await waitUntilReady(call, resources);
    await hook("post-install");
  } catch (error) {
    const message = messageOf(error);
    const failed: Release = {
      ...release,
      status: "failed",
      description: `Release ${JSON.stringify(release.name)} failed: ${message}`,
    };
    await call.storage.update(failed);
    if (!call.flags.bool("atomic")) throw new HelmError(message);
    await uninstallRelease(call, release.name, { keepHistory: false, wait: false });
    throw new HelmError(`release ${release.name} failed, and has been uninstalled due to atomic being set: ${message}`);
  }
  const description = call.flags.text("description") || "Install complete";
  release = { ...release, status: "deployed", description };
  await call.storage.update(release);
  return release;
}

/** The latest revision that a new release of this name follows. @throws {@link HelmError} where the name is in use. */
async function availableName(
  call: HelmCall,
  name: string,
  dry: boolean,
  replace: boolean,
): Promise<Release | undefined> {
  checkReleaseName(name, `release name ${JSON.stringify(name)}`);
  if (dry) return undefined;
  const last = (await call.storage.list(`name=${name},owner=helm`)).toSorted((a, b) => b.version - a.version)[0];
  if (last === undefined) return undefined;
  if (replace && (last.status === "uninstalled" || last.status === "failed")) return last;
  throw new HelmError("cannot re-use a name that is still in use");
}

/** Definitions of custom resources come first; those that are there stay as they are. */
async function installCrds(call: HelmCall, chart: Chart): Promise<void> {
  for (const { name, text } of crdsOf(chart)) {
    const doing = `failed to install CRD ${name}`;
    for (const { object } of buildResources(call, text, doing)) {
      try {
        await call.api.create(object as never, { fieldManager: "helm" });
      } catch (error) {
        const message = messageOf(error);
        if (!message.includes("already exists")) throw new HelmError(`${doing}: 1 error occurred:\n\t* ${message}\n\n`);
      }
    }
  }
}

async function createNamespace(call: HelmCall): Promise<void> {
  const { namespace: name } = call;
  const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { name } } };
  await call.api.create(manifest, { fieldManager: "helm" }).catch((error: unknown) => {
    const message = messageOf(error);
    if (!message.includes("already exists")) throw new HelmError(`1 error occurred:\n\t* ${message}\n\n`);
  });
}
