/**
 * Texts that fit a terminal.
 * @module
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' sequences are control characters.
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g;

/** One line as a terminal may show it: no sequences of its own, no tabs, at most so wide. */
export function fit(text: string, width: number): string {
  const plain = text
    .replace(escapes, "")
    .replaceAll("\t", "  ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a reply holds must not steer the terminal.
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "");
  const characters = [...plain];
  return characters.length <= width ? plain : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
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

/** The first lines of a reply, and how many were left out. */
export function excerpt(text: string, lines: number, width: number): readonly string[] {
  const all = text
    .replace(/\n+$/, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const shown = all.slice(0, lines).map((line) => fit(line, width));
  const rest = all.length - shown.length;
  return rest > 0 ? [...shown, `… ${rest} more ${rest === 1 ? "line" : "lines"}`] : shown;
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
