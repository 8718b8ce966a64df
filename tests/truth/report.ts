/**
 * Writes verdicts for people: on the terminal, and as the table of docs/fidelity.md.
 * @module
 */
import { areas } from "./check.ts";
import { type JudgedCheck, summarize, type Verdict } from "./verdict.ts";

const begin = "<!-- truth:begin -->";
const end = "<!-- truth:end -->";

/** Longest part of an expected or actual value that a report shows. */
const maxText = 900;

function short(text: string): string {
  return text.length <= maxText ? text : `${text.slice(0, maxText)}…`;
}

function differences(verdict: Verdict): readonly JudgedCheck[] {
  return verdict.checks.filter(({ agree }) => !agree);
}

/** Every difference, with what was expected and what came. */
export function terminalReport(verdicts: readonly Verdict[]): string {
  const lines = verdicts.flatMap((verdict) => {
    const open = differences(verdict);
    const head = `${verdict.scenario}: ${verdict.checks.length - open.length} of ${verdict.checks.length} agree`;
    return [
      head,
      ...open.flatMap(({ area, subject, expected, actual, reason }) => [
        `  ${area}: ${subject}${reason === undefined ? "" : ` (known: ${reason})`}`,
        `    recorded  ${short(expected)}`,
        `    simulated ${short(actual)}`,
      ]),
    ];
  });
  return lines.join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** The table: a row a recording, a column an area, `agreeing/checks`; below it every difference and its reason. */
export function fidelityTable(verdicts: readonly Verdict[]): string {
  const { checks, agree, recordings } = summarize(verdicts);
  const header = `| recording | ${areas.join(" | ")} |`;
  const rows = verdicts.map((verdict) => {
    const cells = areas.map((area) => {
      const own = verdict.checks.filter((check) => check.area === area);
      return own.length === 0 ? "–" : `${own.filter((check) => check.agree).length}/${own.length}`;
    });
    return `| ${verdict.scenario} | ${cells.join(" | ")} |`;
  });
  const open = verdicts.flatMap((verdict) =>
    differences(verdict).map(({ area, subject, reason }) => {
      return `| ${verdict.scenario} | ${area} | ${cell(subject)} | ${cell(reason ?? "not yet known")} |`;
    }),
  );
  return [
    `${agree} of ${checks} checks agree over ${recordings} recordings.`,
    "",
    header,
    `|---|${areas.map(() => "---|").join("")}`,
    ...rows,
    ...(open.length === 0 ? [] : ["", "| recording | area | what differs | why |", "|---|---|---|---|", ...open]),
  ].join("\n");
}

/** Puts the table between its marks in a document, or at its end. */
export function insertTable(document: string, table: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  const block = `${begin}\n${table}\n${end}`;
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${block}\n`;
  return `${document.slice(0, from)}${block}${document.slice(to + end.length)}`;
}
