/**
 * Texts that fit a terminal.
 * @module
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' sequences are control characters.
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g;

/** One line as a terminal may show it: no sequences of its own, no tabs, at most so wide. */
export function fit(text: string, width: number): string {
  const plain = withoutEscapes(text)
    .replaceAll("\t", "  ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a reply holds must not steer the terminal.
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "");
  const characters = [...plain];
  return characters.length <= width ? plain : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

function withoutEscapes(text: string): string {
  return text.replace(escapes, "");
}

/** Breaks paragraphs into lines of at most `width` columns, between words where there are spaces. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (longer.length <= width) line = longer;
      else {
        if (line !== "") lines.push(line);
        line = fit(word, width);
      }
    }
    return [...lines, line];
  });
}

/** `── title ─────────` of exactly `width` columns. */
export function rule(title: string, width: number): string {
  const start = title === "" ? "" : `── ${fit(title, width - 8)} `;
  return start + "─".repeat(Math.max(0, width - start.length));
}

/** Lines that people look for in a reply. */
const telling =
  /(?<!_)error|panic|fatal|fail|refused|denied|unauthori[sz]ed|not authorized|BackOff|Pending|\b0\/\d|\b(ERR|FTL|PNC)\b/i;

/** A reply in a few lines: the first, those that tell most, and how many were left out. Columns and paths are shortened. */
export function excerpt(text: string, lines: number, width: number): readonly string[] {
  const all = withoutEscapes(text)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const byWorth = all
    .map((line, index) => ({ index, worth: index === 0 ? 2 : telling.test(line) ? 1 : 0 }))
    .sort((a, b) => b.worth - a.worth || a.index - b.index)
    .slice(0, lines)
    .map(({ index }) => index);
  const shown = byWorth.sort((a, b) => a - b).map((index) => shortenPaths(all[index] ?? ""));
  const rest = all.length - shown.length;
  const fitted = narrowColumns(shown).map((line) => fit(line, width));
  return rest > 0 ? [...fitted, `… ${rest} more ${rest === 1 ? "line" : "lines"}`] : fitted;
}

/** `…/main.go` for `github.com/owner/name/cmd/main.go`. */
function shortenPaths(line: string): string {
  return line.replace(/(?:[\w.@-]*\/){3,}(?=[\w.@-])/g, "…/");
}

/** Columns no wider than what is shown of them, where every line has the same ones. */
function narrowColumns(lines: readonly string[]): readonly string[] {
  const rows = lines.map((line) => line.trimEnd().split(/ {2,}/));
  const count = rows[0]?.length ?? 0;
  if (count < 3 || rows.some((row) => row.length !== count)) return lines;
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** An action as people write it: `get_logs(namespace="x", service="geo")`, or the command of a shell. */
export function formatAction(action: unknown): string {
  if (typeof action === "string") return action;
  const { name, arguments: args = {} } = (action ?? {}) as { name?: unknown; arguments?: Record<string, unknown> };
  if (typeof name !== "string") return JSON.stringify(action) ?? "nothing";
  if (name === "exec_shell" && typeof args["command"] === "string") return `exec_shell  ${args["command"]}`;
  const values = Object.entries(args).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}(${values.join(", ")})`;
}

/** `09:04:10`, UTC. */
export function clockTime(unixMicros: number): string {
  return new Date(Math.floor(unixMicros / 1000)).toISOString().slice(11, 19);
}
