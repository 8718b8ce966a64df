/**
 * `helm template`, `show`, `lint` and `version`: nothing in the cluster changes.
 * @module
 */
import { renderTemplate } from "../../go-template/template.ts";
import { TemplateError } from "../../go-template/template-error.ts";
import { findJsonPath, parseJsonPath, renderJsonPath } from "../../kubectl/json-path.ts";
import { writeYaml } from "../../kubectl/yaml-writer.ts";
import { assumedCapabilities, helmVersion } from "../capabilities.ts";
import { type Chart, crdsOf } from "../chart.ts";
import { glob, readChart } from "../chart-folder.ts";
import { enabledDependencies } from "../dependencies.ts";
import { toPlain } from "../functions/support.ts";
import { givenValues, valueFlags } from "../given-values.ts";
import type { HelmCall, HelmCommand } from "../helm-call.ts";
import { HelmError } from "../helm-error.ts";
import { splitManifests } from "../manifests.ts";
import { checkReleaseName } from "../release-name.ts";
import { dryRunOf, RenderError, type Rendered, renderRelease, warnLog } from "../render-release.ts";
import { buildResources } from "../resources.ts";
import { chartAndValues, checkChart, installFlags, nameAndChart } from "./changes.ts";

/** `1.30` as a cluster's version. */
function kubeVersion(text: string): string | undefined {
  if (text === "") return undefined;
  const parts = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (parts === null)
    throw new HelmError(`invalid kube version '${text}': could not parse ${JSON.stringify(text)} as version`);
  return `v${parts[1]}.${parts[2]}.${parts[3] ?? "0"}`;
}

export const templateCommand: HelmCommand = {
  name: "template",
  summary: "locally render templates",
  usage: "template [NAME] [CHART] [flags]",
  args: { least: 1, most: Number.POSITIVE_INFINITY },
  flags: `${installFlags} show-only/s[] output-dir validate? include-crds? skip-tests? is-upgrade? kube-version api-versions/a[] release-name?`,
  async run(call) {
    if (call.flags.text("output-dir") !== "")
      throw new HelmError("--output-dir is not available in this shell; redirect the output to a file");
    const { manifest, hooks } = await renderLocally(call);
    const shown = call.flags.bool("no-hooks")
      ? []
      : hooks.filter(({ events }) => !(call.flags.bool("skip-tests") && events.includes("test")));
    const all = `${manifest.trim()}\n${shown.map(({ path, manifest: text }) => `---\n# Source: ${path}\n${text}\n`).join("")}`;
    const only = call.flags.list("show-only", true);
    call.print(only.length === 0 ? all : chosen(all, only));
  },
};

async function renderLocally(call: HelmCall): Promise<Rendered> {
  const { flags } = call;
  const version = kubeVersion(flags.text("kube-version"));
  const [name, path] = nameAndChart(call, "release-name");
  const [chart, values] = await chartAndValues(call, path);
  checkChart(call, chart, true);
  dryRunOf(call);
  checkReleaseName(name, `release name ${JSON.stringify(name)}`);
  const enabled = enabledDependencies(chart, values, warnLog(call));
  const view = { name, namespace: call.namespace, revision: 1, isUpgrade: flags.bool("is-upgrade") };
  const local = { capabilities: assumedCapabilities(version, flags.list("api-versions")) };
  try {
    const rendered = await renderRelease(call, enabled, values, view, {
      remote: flags.bool("validate"),
      includeCrds: flags.bool("include-crds"),
      ...(flags.bool("validate") ? {} : local),
    });
    if (flags.bool("validate"))
      buildResources(call, rendered.manifest, "unable to build kubernetes objects from release manifest");
    return rendered;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    throw new HelmError(`${error.message}\n\nUse --debug flag to render out invalid YAML`);
  }
}

/** Only what the templates of some names printed. */
function chosen(all: string, names: readonly string[]): string {
  const documents = splitManifests(all).map((text) => ({ text, path: /# Source: [^/]+\/(.+)/.exec(text)?.[1] }));
  return names
    .map((name) => {
      const matches = glob(name);
      const found = documents.filter(({ path }) => path !== undefined && matches(path));
      if (found.length === 0) throw new HelmError(`could not find template ${name} in chart`);
      return found.map(({ text }) => `---\n${text}\n`).join("");
    })
    .join("");
}

const chartFlags = "devel? version verify? repo username password jsonpath";

/** One of `show`'s parts, as text; empty for a chart without it. */
const parts: Readonly<Record<string, (chart: Chart, call: HelmCall) => string>> = {
  chart: ({ metadata }) => `${writeYaml(metadata)}\n`,
  values: showValues,
  readme: (chart) => {
    const readme = chart.files.find(({ name }) => /^readme(\.md|\.txt)?$/i.test(name));
    return readme === undefined ? "" : `${readme.text}\n`;
  },
  crds: (chart) =>
    crdsOf(chart)
      .map(({ text }) => `${text}\n`)
      .join(""),
};

function showValues(chart: Chart, call: HelmCall): string {
  if (chart.values === null) return "";
  const path = call.flags.text("jsonpath");
  if (path === "") return `${chart.raw.find(({ name }) => name === "values.yaml")?.text ?? ""}\n`;
  const parsed = parseJsonPath(path);
  findJsonPath(parsed, toPlain(chart.values));
  return renderJsonPath(parsed, toPlain(chart.values));
}

function showCommand(part: string, summary: string): HelmCommand {
  return {
    name: `show ${part}`,
    summary,
    usage: `show ${part} [CHART] [flags]`,
    args: { least: 1, most: 1 },
    flags: chartFlags,
    async run(call) {
      const chart = await readChart(call.files, call.args[0] ?? "");
      if (part !== "all") {
        call.print(parts[part]?.(chart, call) ?? "");
        return;
      }
      const [head = "", ...rest] = ["chart", "values", "readme", "crds"].map((one) => parts[one]?.(chart, call) ?? "");
      const marked = rest.filter((text) => text !== "").map((text) => (text.startsWith("---") ? text : `---\n${text}`));
      call.print(head + marked.join(""));
    },
  };
}

export const showCommands: readonly HelmCommand[] = [
  showCommand("all", "show all information of the chart"),
  showCommand("chart", "show the chart's definition"),
  showCommand("crds", "show the chart's CRDs"),
  showCommand("readme", "show the chart's README"),
  showCommand("values", "show the chart's values"),
];

export const versionCommand: HelmCommand = {
  name: "version",
  summary: "print the client version information",
  usage: "version [flags]",
  args: { least: 0, most: 0 },
  flags: "short? template client/c?",
  async run(call) {
    const template = call.flags.text("template");
    if (template !== "") {
      try {
        call.print(renderTemplate("_", template, { ...helmVersion }));
      } catch (error) {
        throw error instanceof TemplateError ? new HelmError(error.message) : error;
      }
      return;
    }
    const fields = Object.entries(helmVersion).map(([name, value]) => `${name}:${JSON.stringify(value)}`);
    call.print(call.flags.bool("short") ? `${helmVersion.Version}\n` : `version.BuildInfo{${fields.join(", ")}}\n`);
  },
};

export const lintCommand: HelmCommand = {
  name: "lint",
  summary: "examine a chart for possible issues",
  usage: "lint PATH [flags]",
  args: { least: 0, most: Number.POSITIVE_INFINITY },
  flags: `${valueFlags} strict? with-subcharts? quiet? skip-schema-validation? kube-version`,
  async run(call) {
    const values = await givenValues(call);
    const paths = call.args.length === 0 ? ["."] : call.args;
    let failed = 0;
    for (const path of paths) {
      const messages = await lint(call, path, values);
      if (messages.some((message) => message.startsWith("[ERROR]") || message.startsWith("Error"))) failed += 1;
      const shown = call.flags.bool("quiet") ? messages.filter((message) => !message.startsWith("[INFO]")) : messages;
      if (call.flags.bool("quiet") && shown.length === 0) continue;
      call.print(`==> Linting ${path}\n${shown.map((message) => `${message}\n`).join("")}\n`);
    }
    const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
    if (failed > 0) throw new HelmError(summary);
    if (!call.flags.bool("quiet")) call.print(`${summary}\n`);
  },
};

async function lint(call: HelmCall, path: string, values: Awaited<ReturnType<typeof givenValues>>): Promise<string[]> {
  const messages: string[] = [];
  let chart: Chart;
  try {
    chart = await readChart(call.files, path);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return [`Error unable to check Chart.yaml file in chart: ${error.message}`];
  }
  if (chart.metadata["icon"] === undefined) messages.push("[INFO] Chart.yaml: icon is recommended");
  if (chart.values === null) messages.push("[INFO] values.yaml: file does not exist");
  if (chart.templates.length === 0) messages.push("[WARNING] templates/: directory does not exist");
  try {
    const view = { name: "test-release", namespace: call.namespace, revision: 1, isUpgrade: false };
    await renderRelease(call, enabledDependencies(chart, values, warnLog(call)), values, view, { remote: false });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    messages.push(`[ERROR] templates/: ${error.message}`);
  }
  return messages;
}
