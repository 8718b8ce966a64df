/**
 * What `helm upgrade` does to the cluster.
 * @module
 */
import type { GoMap } from "../go-template/value.ts";
import { type Chart, withValues } from "./chart.ts";
import { enabledDependencies } from "./dependencies.ts";
import { deepCopy } from "./functions/support.ts";
import type { HelmCall } from "./helm-call.ts";
import { HelmError } from "./helm-error.ts";
import { HookFailure, runHooks } from "./hooks.ts";
import { waitUntilReady } from "./readiness.ts";
import type { Release } from "./release.ts";
import { isReleaseName, userLabels } from "./release-name.ts";
import { dryRunOf, renderRelease, warnLog } from "./render-release.ts";
import { adoptable, buildResources, deleteAll, messageOf, owned, type Resource } from "./resources.ts";
import { rollbackRelease } from "./rollback.ts";
import { updateAll } from "./update-resources.ts";
import { coalesceTables, coalesceValues } from "./values.ts";

/** Brings a release to a chart and values. @throws {@link HelmError} */
export async function upgradeRelease(call: HelmCall, name: string, chart: Chart, given: GoMap): Promise<Release> {
  const { flags } = call;
  if (!isReleaseName(name)) throw new HelmError(`release name is invalid: ${name}`);
  const { dry, remote } = dryRunOf(call);
  if (!dry && flags.bool("hide-secret")) throw new HelmError("Hiding Kubernetes secrets requires a dry-run mode");
  const [current, last] = await currentRelease(call, name);
  const reused = reuseValues(call, chart, current, given);
  const enabled = enabledDependencies(reused.chart, reused.values, warnLog(call));
  const version = last.version + 1;
  const view = { name, namespace: current.namespace, revision: version, isUpgrade: true };
  const rendered = await renderRelease(call, enabled, reused.values, view, { remote });
  const labels = { ...last.labels, ...userLabels(flags.list("labels")) };
  const planned: Release = {
    ...rendered,
    name,
    namespace: current.namespace,
    version,
    chart: enabled,
    config: deepCopy(reused.values) as GoMap,
    firstDeployed: current.firstDeployed,
    lastDeployed: call.now,
    deleted: 0,
    description: "Preparing upgrade",
    status: "pending-upgrade",
    labels: Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== "null")),
  };
  const doing = "unable to build kubernetes objects from";
  // the new manifest is looked at first
  buildResources(call, planned.manifest, "").length;
  const original = buildResources(call, current.manifest, `${doing} current release manifest`);
  const built = buildResources(call, planned.manifest, `${doing} new release manifest`);
  const target = built.map((one) => owned(one, name, planned.namespace));
  const added = target.filter((one) => !original.some((before) => keyOf(before) === keyOf(one)));
  const adopted = await adoptable(call, added, name, flags.bool("take-ownership")).catch((error: unknown) => {
    throw new HelmError(`Unable to continue with update: ${messageOf(error)}`);
  });
  if (dry) return { ...planned, description: flags.text("description") || "Dry run complete" };
  await call.storage.create(planned, flags.int("history-max"));
  return perform(call, planned, current, [...original, ...adopted], target);
}

function keyOf({ info, ref }: Resource): string {
  return `${info.apiVersion}/${info.kind}/${ref.namespace ?? ""}/${ref.name}`;
}

/** The revision that is deployed, and the latest one. */
async function currentRelease(call: HelmCall, name: string): Promise<readonly [current: Release, last: Release]> {
  const none = new HelmError(`${JSON.stringify(name)} has no deployed releases`);
  const all = await call.storage.list(`name=${name},owner=helm`);
  const last = [...all].sort((a, b) => b.version - a.version)[0];
  if (last === undefined) throw none;
  if (last.status.startsWith("pending-"))
    throw new HelmError("another operation (install/upgrade/rollback) is in progress");
  if (last.status === "deployed") return [last, last];
  const [deployed] = await call.storage.deployed(name);
  if (deployed !== undefined) return [deployed, last];
  if (last.status === "failed" || last.status === "superseded") return [last, last];
  throw none;
}

/** `--reset-values`, `--reuse-values`, `--reset-then-reuse-values`; without any, earlier values stay where none are given. */
function reuseValues(
  call: HelmCall,
  chart: Chart,
  current: Release,
  given: GoMap,
): { readonly chart: Chart; readonly values: GoMap } {
  const { flags } = call;
  const warn = warnLog(call);
  const before = deepCopy(current.config) as GoMap;
  if (flags.bool("reset-values")) return { chart, values: given };
  if (flags.bool("reuse-values")) {
    const all = coalesceValues(current.chart, before, warn);
    return { chart: withValues(chart, all), values: coalesceTables(given, before, "", warn) };
  }
  if (flags.bool("reset-then-reuse-values")) return { chart, values: coalesceTables(given, before, "", warn) };
  return { chart, values: Object.keys(given).length === 0 ? before : given };
}

async function perform(
  call: HelmCall,
  planned: Release,
  current: Release,
  original: readonly Resource[],
  target: readonly Resource[],
): Promise<Release> {
  const { flags, storage } = call;
  const result: { created: Resource[] } = { created: [] };
  let release = planned;
  const hook = async (event: "pre-upgrade" | "post-upgrade"): Promise<void> => {
    if (flags.bool("no-hooks")) return;
    try {
      release = await runHooks(call, release, event);
    } catch (error) {
      if (error instanceof HookFailure) release = error.release;
      throw error instanceof HelmError ? new HelmError(`${event} hooks failed: ${error.message}`) : error;
    }
  };
  try {
    await hook("pre-upgrade");
    await updateAll(call, original, target, result);
    if (flags.bool("wait") || flags.bool("atomic")) await waitUntilReady(call, target);
    await hook("post-upgrade");
  } catch (error) {
    const message = messageOf(error);
    await storage.update({
      ...release,
      status: "failed",
      description: `Upgrade ${JSON.stringify(release.name)} failed: ${message}`,
    });
    if (flags.bool("cleanup-on-fail")) await deleteAll(call, result.created);
    if (flags.bool("atomic")) await rollBackTo(call, release.name, message);
    throw new HelmError(message);
  }
  await storage.update({ ...current, status: "superseded" });
  release = { ...release, status: "deployed", description: flags.text("description") || "Upgrade complete" };
  await storage.update(release);
  return release;
}

/** `--atomic`: back to the latest revision that worked. */
async function rollBackTo(call: HelmCall, name: string, message: string): Promise<never> {
  const history = await call.storage.history(name);
  const good = history.findLast(({ status }) => status === "superseded" || status === "deployed");
  if (good === undefined)
    throw new HelmError(
      `unable to find a previously successful release when attempting to rollback. original upgrade error: ${message}`,
    );
  try {
    await rollbackRelease(call, name, good.version, true);
  } catch (error) {
    throw new HelmError(
      `an error occurred while rolling back the release. original upgrade error: ${message}: ${messageOf(error)}`,
    );
  }
  throw new HelmError(`release ${name} failed, and has been rolled back due to atomic being set: ${message}`);
}
