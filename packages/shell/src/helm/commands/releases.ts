/**
 * `helm list`, `status` and `history`.
 * @module
 */
import { labelMatcher, StatusError } from "@aiops-gym/cluster";
import { RE2JS } from "re2js";
import { type Chart, chartLabel } from "../chart.ts";
import type { HelmCall, HelmCommand } from "../helm-call.ts";
import { HelmError } from "../helm-error.ts";
import { ansi, goTime, outputFlag, printAs, printStatus, table } from "../print.ts";
import { type Release, timeText } from "../release.ts";
import { isReleaseName } from "../release-name.ts";

/** The revision that a command names, the latest by default. */
export async function chosenRelease(call: HelmCall): Promise<Release> {
  const [name = ""] = call.args;
  const revision = call.flags.int("revision");
  if (!isReleaseName(name)) throw new HelmError(`releaseContent: Release name is invalid: ${name}`);
  return revision > 0 ? call.storage.get(name, revision) : call.storage.last(name);
}

/** Flags of `list` that ask for releases of a status, and the statuses. */
const states: readonly (readonly [flag: string, statuses: readonly string[]])[] = [
  ["deployed", ["deployed"]],
  ["uninstalled", ["uninstalled"]],
  ["uninstalling", ["uninstalling"]],
  ["pending", ["pending-install", "pending-upgrade", "pending-rollback"]],
  ["failed", ["failed"]],
  ["superseded", ["superseded"]],
];

const appVersion = ({ metadata }: Chart): string => metadata.appVersion ?? "";

function matcher(pattern: string): (name: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return (name) => compiled.matcher(name).find();
  } catch (error) {
    throw new HelmError(error instanceof Error ? error.message : String(error));
  }
}

function latestOnly(releases: readonly Release[]): readonly Release[] {
  const latest = new Map<string, Release>();
  for (const release of releases) {
    const key = `${release.namespace}/${release.name}`;
    const known = latest.get(key);
    if (known === undefined || known.version <= release.version) latest.set(key, release);
  }
  return [...latest.values()];
}

async function listed(call: HelmCall): Promise<readonly Release[]> {
  const { flags } = call;
  let found = await call.storage.list("owner=helm", flags.bool("all-namespaces"));
  const filter = flags.text("filter");
  if (filter !== "") {
    const matches = matcher(filter);
    found = found.filter(({ name }) => matches(name));
  }
  const asked = states.filter(([flag]) => flags.bool(flag));
  const onlySuperseded = asked.length === 1 && asked[0]?.[0] === "superseded" && !flags.bool("all");
  if (!onlySuperseded) found = latestOnly(found);
  const wanted = asked.length === 0 ? ["deployed", "failed"] : asked.flatMap(([, statuses]) => statuses);
  if (!flags.bool("all")) found = found.filter(({ status }) => wanted.includes(status));
  const selector = flags.text("selector");
  if (selector !== "") {
    const matches = labelMatcher(selector);
    found = found.filter(({ name, status, version, labels }) =>
      matches({ ...labels, name, owner: "helm", status, version: String(version) }),
    );
  }
  const byName = (a: Release, b: Release): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const sorted = [...found].sort((a, b) =>
    flags.bool("date") ? a.lastDeployed - b.lastDeployed : byName(a, b) || a.version - b.version,
  );
  if (flags.bool("reverse")) sorted.reverse();
  const from = flags.int("offset");
  const most = flags.int("max");
  return sorted.slice(from, most > 0 ? from + most : undefined);
}

export const listCommand: HelmCommand = {
  name: "list",
  aliases: ["ls"],
  summary: "list releases",
  usage: "list [flags]",
  args: { least: 0, most: 0 },
  flags:
    `${outputFlag} short/q? no-headers? time-format date/d? reverse/r? all/a? uninstalled? superseded? uninstalling? deployed? failed? ` +
    "pending? all-namespaces/A? max/m#=256 offset# filter/f selector/l",
  async run(call) {
    const releases = await listed(call).catch((error: unknown) => {
      if (!(error instanceof StatusError)) throw error;
      throw new HelmError(`list: failed to list: ${error.status.message}`);
    });
    if (call.flags.bool("short")) {
      const names = releases.map(({ name }) => name);
      printAs(call, names, () => names.map((name) => `${name}\n`).join(""));
      return;
    }
    const layout = call.flags.text("time-format");
    const elements = releases.map((release) => ({
      name: release.name,
      namespace: release.namespace,
      revision: String(release.version),
      updated: layout === "" ? goTime(release.lastDeployed) : goTime(release.lastDeployed, layout),
      status: release.status,
      chart: chartLabel(release.chart),
      app_version: appVersion(release.chart),
    }));
    printAs(call, elements, () => {
      const header = ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"];
      const rows = elements.map((one) => Object.values(one));
      return table(call.flags.bool("no-headers") ? rows : [header, ...rows]);
    });
  },
};

export const statusCommand: HelmCommand = {
  name: "status",
  summary: "display the status of the named release",
  usage: "status RELEASE_NAME [flags]",
  args: { least: 1, most: 1 },
  flags: `${outputFlag} revision# show-desc? show-resources?`,
  async run(call) {
    if (call.flags.bool("show-resources"))
      throw new HelmError("--show-resources is not available in this shell; use kubectl get -l or helm get manifest");
    const release = await chosenRelease(call);
    printStatus(call, release, { description: call.flags.bool("show-desc") }, false);
  },
};

export const historyCommand: HelmCommand = {
  name: "history",
  aliases: ["hist"],
  summary: "fetch release history",
  usage: "history RELEASE_NAME [flags]",
  args: { least: 1, most: 1 },
  flags: `${outputFlag} max#=256`,
  async run(call) {
    const [name = ""] = call.args;
    if (!isReleaseName(name)) throw new HelmError(`release name is invalid: ${name}`);
    const all = await call.storage.history(name);
    const shown = all.slice(Math.max(0, all.length - call.flags.int("max"))).map((release) => ({
      revision: release.version,
      updated: timeText(release.lastDeployed),
      status: release.status,
      chart: chartLabel(release.chart),
      app_version: appVersion(release.chart),
      description: release.description,
    }));
    printAs(call, shown, () => {
      const header = ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"];
      const rows = shown.map((one, at) => {
        const time = all[all.length - shown.length + at]?.lastDeployed ?? 0;
        return [String(one.revision), ansi(time), one.status, one.chart, one.app_version, one.description];
      });
      return table([header, ...rows]);
    });
  },
};
