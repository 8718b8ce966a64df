/**
 * Figures as tables of Markdown, between marks that stay where they are.
 *
 * @module
 */
import { type Machine, machineLine } from "../packages/aiops-gym/src/cli/bench/machine.ts";
import type { Figure } from "../packages/aiops-gym/src/cli/bench/measurement.ts";

/**
 * Replaces what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` by a report's figures; what has no marks gets them at the
 * end. Reports that were not taken this time stay.
 */
export function writeFigures(page: string, machine: Machine, reports: Readonly<Record<string, unknown>>): string {
  let written = page;
  for (const [name, report] of Object.entries(reports)) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const block = `${begin}\n${machineLine(machine)}\n\n${tableOf(report)}\n${end}`;
    const from = written.indexOf(begin);
    const to = written.indexOf(end);
    if (from >= 0 && to > from) written = `${written.slice(0, from)}${block}${written.slice(to + end.length)}`;
    else written = `${written.trimEnd()}\n\n## ${name}\n\n${block}\n`;
  }
  return written;
}

function tableOf(report: unknown): string {
  const figures = (report as { readonly figures?: readonly Figure[] } | null)?.figures;
  if (figures === undefined) return table(["figure", "value"], leavesOf(report));
  const rows = figures.map(({ what, unit, median, low, high, runs }) => {
    const spread = runs > 1 ? `${grouped(low)} to ${grouped(high)}` : "one run";
    return [what, `${grouped(median)} ${unit}`.trim(), spread];
  });
  return table(["figure", "median", "runs"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Numbers and texts of a report that has no list of figures, by their paths. */
function leavesOf(value: unknown, path = ""): readonly (readonly string[])[] {
  if (typeof value === "number") return [[path, grouped(Number(value.toPrecision(4)))]];
  if (typeof value === "string") return path === "benchmark" ? [] : [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === "" ? key : `${path}.${key}`));
}

/** `12,345.6`. */
function grouped(value: number): string {
  const [whole = "", decimals] = String(value).split(".");
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? thousands : `${thousands}.${decimals}`;
}
