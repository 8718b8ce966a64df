/**
 * Verdicts for people: on the terminal, and as the table of docs/fidelity.md.
 * @module
 */
import { summarize, type Verdict } from "./verdict.ts";

const begin = "<!-- fidelity:begin -->";
const end = "<!-- fidelity:end -->";

/** A scenario's line, and below it what differs. */
export function terminalText({ scenario, result, differences }: Verdict, limit: number): string {
  const shown = differences.slice(0, limit).map(({ subject, what, reason }) => {
    return `  ${subject}: ${what}${reason === undefined ? "" : ` (known: ${reason})`}`;
  });
  const more = differences.length - shown.length;
  const rest = more === 0 ? [] : [`  and ${more} more (--verbose shows all)`];
  return [`${result === "agree" ? "✓" : result === "explained" ? "~" : "✗"} ${scenario.name}`, ...shown, ...rest].join(
    "\n",
  );
}

/** The document with every scenario's verdict between its marks. */
export function insertFidelity(document: string, verdicts: readonly Verdict[]): string {
  const { scenarios, agree, explained, differ } = summarize(verdicts);
  const rows = verdicts.map(({ scenario, result, differences }) => {
    const what = differences.map(({ subject, what: text, reason }) => `${subject}: ${reason ?? shorten(text)}`);
    return `| ${scenario.name} | ${scenario.title} | ${result} | ${cell([...new Set(what)].join("<br>"))} |`;
  });
  const table = [
    `${scenarios} scenarios: ${agree} agree, ${explained} differ for a reason, ${differ} differ.`,
    "",
    "| scenario | what is seen | result | what differs, and why |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  const block = `${begin}\n${table}\n${end}`;
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${block}\n`;
  return `${document.slice(0, from)}${block}${document.slice(to + end.length)}`;
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
