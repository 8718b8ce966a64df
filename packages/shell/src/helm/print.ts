/**
 * How Helm prints releases, tables, YAML and JSON.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { writeYaml } from "../kubectl/yaml-writer.ts";
import { toPlain } from "./functions/support.ts";
import { ansiTime, formatGoTime } from "./go-time.ts";
import type { HelmCall } from "./helm-call.ts";
import { type Release, releaseJson } from "./release.ts";
import { coalesceValues } from "./values.ts";

/** The flag of commands that print in several formats. */
export const outputFlag = "output/o=table";

/** `Sat Nov 21 20:11:38 2026`. */
export function ansi(time: UnixMicros): string {
  return formatGoTime(ansiTime, Math.floor(time / 1000));
}

/** A time as Go prints it by itself. */
export function goTime(time: UnixMicros, layout = "2006-01-02 15:04:05.999999 -0700 MST"): string {
  return formatGoTime(layout, Math.floor(time / 1000), time % 1000);
}

/** Whole seconds of a time, as RFC 3339. */
export function secondsTime(time: UnixMicros): string {
  return `${new Date(Math.floor(time / microsPerSecond) * 1000).toISOString().slice(0, 19)}Z`;
}

/** Columns between tabs, each as wide as its cells' widest line; what is longer than that is cut. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries())
      widths[at] = Math.max(widths[at] ?? 0, ...cell.split("\n").map((line) => printed(line).length));
  const text = rows.flatMap((row) => {
    const cells = row.map((cell, at) => fit(cell, widths[at] ?? 0).split("\n"));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, at) =>
          lines[line] === undefined ? " ".padStart(widths[at] ?? 0) : fit(lines[line], widths[at] ?? 0),
        )
        .join("\t"),
    );
  });
  return `${text.join("\n")}\n`;
}

/** Characters that take a place. */
const printed = (text: string): readonly string[] => [...text].filter((char) => char >= " ");

function fit(cell: string, width: number): string {
  const length = printed(cell).length;
  if (length <= width || width === 0) return cell + " ".repeat(Math.max(0, width - length));
  let out = "";
  let used = 0;
  for (const char of cell) {
    out += char;
    const wide = char >= " " ? 1 : 0;
    if (used + wide >= width - 3) break;
    used += wide;
  }
  return `${out}...`;
}

/** JSON as Go writes it, fields of structs in their own order. */
function goJson(data: unknown): string {
  return JSON.stringify(data).replaceAll(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

/** Prints data in the format that `-o` names; `text` is what a table says. */
export function printAs(call: HelmCall, data: unknown, text: () => string): void {
  const format = call.flags.text("output");
  if (format === "json") call.print(`${goJson(data)}\n`);
  else if (format === "yaml") call.print(writeYaml(data));
  else call.print(text());
}

/** What a release's status shows beside the usual. */
export interface StatusOptions {
  readonly metadata?: boolean;
  readonly description?: boolean;
  /** Values, hooks and manifest, too. */
  readonly all?: boolean;
  readonly hideNotes?: boolean;
}

/** A release as `helm status` shows it. */
export function statusText(release: Release, options: StatusOptions = {}): string {
  const { metadata } = release.chart;
  const lines = [
    `NAME: ${release.name}`,
    `LAST DEPLOYED: ${ansi(release.lastDeployed)}`,
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${release.status}`,
    `REVISION: ${release.version}`,
  ];
  if (options.metadata === true)
    lines.push(`CHART: ${metadata.name}`, `VERSION: ${metadata.version}`, `APP_VERSION: ${metadata.appVersion ?? ""}`);
  if (options.description === true) lines.push(`DESCRIPTION: ${release.description}`);
  const tests = release.hooks.filter(({ events }) => events.includes("test"));
  if (tests.length === 0) lines.push("TEST SUITE: None");
  for (const { name, lastRun } of tests) {
    if (lastRun.startedAt === "") continue;
    const time = (text: string): string => ansi(Date.parse(text) * 1000);
    lines.push(
      `TEST SUITE:     ${name}`,
      `Last Started:   ${time(lastRun.startedAt)}`,
      `Last Completed: ${time(lastRun.completedAt)}`,
      `Phase:          ${lastRun.phase}`,
    );
  }
  let text = `${lines.join("\n")}\n`;
  if (options.all === true) {
    const computed = coalesceValues(release.chart, release.config, () => undefined);
    text += `USER-SUPPLIED VALUES:\n${valuesText(release)}\nCOMPUTED VALUES:\n${writeYaml(toPlain(computed))}\n`;
  }
  if (release.description.toLowerCase() === "dry run complete" || options.all === true) {
    const hooks = release.hooks.map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest}\n`).join("");
    text += `HOOKS:\n${hooks}MANIFEST:\n${release.manifest}\n`;
  }
  if (options.hideNotes !== true && release.notes !== "") text += `NOTES:\n${release.notes.trim()}\n`;
  return text;
}

/** What the user gave, as YAML. */
export function valuesText({ config }: Release): string {
  return Object.keys(config).length === 0 ? "null\n" : writeYaml(toPlain(config));
}

/** Prints a release's status in the format that `-o` names. */
export function printStatus(call: HelmCall, release: Release, options: StatusOptions, withChart: boolean): void {
  printAs(call, releaseJson(release, withChart), () => statusText(release, options));
}
