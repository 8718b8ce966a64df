/**
 * `helm get`: what a release is made of.
 * @module
 */
import { Templates } from "../../go-template/template.ts";
import { TemplateError } from "../../go-template/template-error.ts";
import type { GoMap } from "../../go-template/value.ts";
import { writeYaml } from "../../kubectl/yaml-writer.ts";
import { toPlain } from "../functions/support.ts";
import type { HelmCommand } from "../helm-call.ts";
import { HelmError } from "../helm-error.ts";
import { outputFlag, printAs, secondsTime, statusText, valuesText } from "../print.ts";
import { releaseJson } from "../release.ts";
import { coalesceValues } from "../values.ts";
import { chosenRelease } from "./releases.ts";

const one = { least: 1, most: 1 };

export const getCommands: readonly HelmCommand[] = [
  {
    name: "get values",
    summary: "download the values file for a named release",
    usage: "get values RELEASE_NAME [flags]",
    args: one,
    flags: `${outputFlag} revision# all/a?`,
    async run(call) {
      const release = await chosenRelease(call);
      const all = call.flags.bool("all");
      if (all) {
        const computed = toPlain(coalesceValues(release.chart, release.config, () => undefined));
        printAs(call, computed, () => `COMPUTED VALUES:\n${writeYaml(computed)}`);
        return;
      }
      const given = Object.keys(release.config).length === 0 ? null : toPlain(release.config);
      printAs(call, given, () => `USER-SUPPLIED VALUES:\n${valuesText(release)}`);
    },
  },
  {
    name: "get manifest",
    summary: "download the manifest for a named release",
    usage: "get manifest RELEASE_NAME [flags]",
    args: one,
    flags: "revision#",
    async run(call) {
      call.print(`${(await chosenRelease(call)).manifest}\n`);
    },
  },
  {
    name: "get notes",
    summary: "download the notes for a named release",
    usage: "get notes RELEASE_NAME [flags]",
    args: one,
    flags: "revision#",
    async run(call) {
      const { notes } = await chosenRelease(call);
      if (notes !== "") call.print(`NOTES:\n${notes}\n`);
    },
  },
  {
    name: "get hooks",
    summary: "download all hooks for a named release",
    usage: "get hooks RELEASE_NAME [flags]",
    args: one,
    flags: "revision#",
    async run(call) {
      for (const { path, manifest } of (await chosenRelease(call)).hooks)
        call.print(`---\n# Source: ${path}\n${manifest}\n`);
    },
  },
  {
    name: "get metadata",
    summary: "fetch metadata for a given release",
    usage: "get metadata RELEASE_NAME [flags]",
    args: one,
    flags: `${outputFlag} revision#`,
    async run(call) {
      const { name, namespace, version, status, lastDeployed, chart } = await chosenRelease(call);
      const { metadata } = chart;
      const annotations = metadata.annotations ?? {};
      const dependencies = (metadata.dependencies ?? []).map((dependency) => dependency.name);
      const deployedAt = secondsTime(lastDeployed);
      const data = {
        name,
        chart: metadata.name,
        version: metadata.version,
        appVersion: metadata.appVersion ?? "",
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
        ...(dependencies.length === 0 ? {} : { dependencies: metadata.dependencies }),
        namespace,
        revision: version,
        status,
        deployedAt,
      };
      const pairs = Object.keys(annotations)
        .sort()
        .map((key) => `${key}=${annotations[key]}`);
      const lines = [
        `NAME: ${name}`,
        `CHART: ${metadata.name}`,
        `VERSION: ${metadata.version}`,
        `APP_VERSION: ${metadata.appVersion ?? ""}`,
        `ANNOTATIONS: ${pairs.join(",")}`,
        `DEPENDENCIES: ${dependencies.sort().join(",")}`,
        `NAMESPACE: ${namespace}`,
        `REVISION: ${version}`,
        `STATUS: ${status}`,
        `DEPLOYED_AT: ${deployedAt}`,
      ];
      printAs(call, data, () => `${lines.join("\n")}\n`);
    },
  },
  {
    name: "get all",
    summary: "download all information for a named release",
    usage: "get all RELEASE_NAME [flags]",
    args: one,
    flags: "revision# template",
    async run(call) {
      const release = await chosenRelease(call);
      const template = call.flags.text("template");
      if (template === "") {
        call.print(statusText(release, { metadata: true, all: true }));
        return;
      }
      try {
        const templates = new Templates();
        templates.parse("_", template);
        call.print(templates.execute("_", { Release: goNames(releaseJson(release)) as GoMap }));
      } catch (error) {
        throw error instanceof TemplateError ? new HelmError(error.message) : error;
      }
    },
  },
];

/** The release with the names of Go's fields. */
function goNames(release: Readonly<Record<string, unknown>>): unknown {
  const { name, namespace, version, manifest, config, info, chart } = release;
  const capital = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, entry]) => [
            key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
            entry,
          ]),
        )
      : value;
  return {
    Name: name,
    Namespace: namespace,
    Version: version,
    Manifest: manifest ?? "",
    Config: config ?? {},
    Info: capital(info),
    Chart: { Metadata: capital((chart as { readonly metadata?: unknown } | undefined)?.metadata) },
  };
}
