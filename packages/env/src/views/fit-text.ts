/**
 * Texts and lists of lines within a number of tokens.
 * @module
 */
import { countTokens } from "../tokens.ts";
import type { SectionLine } from "./text-sections.ts";

/** What did not fit. */
export interface CutAccount {
  /** `reply`, or the name of a section. */
  readonly part: string;
  readonly keptLines: number;
  readonly cutLines: number;
  /** Rows of tables that the lines left out stand for; lines of the reply. */
  readonly cutRows: number;
  /** UTF-8 bytes left out. */
  readonly cutBytes: number;
}

/** What is left of something, and what is not. */
export interface Fitted {
  readonly text: string;
  readonly tokens: number;
  readonly cut: CutAccount | null;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;
/** A token stands for so many characters at most, but for very rare ones. */
const longestToken = 128;

/** The longest beginning of a text that has at most so many tokens, by bisection; never half of a character. */
export function firstTokens(text: string, most: number): string {
  const bounded = text.slice(0, most * longestToken);
  if (countTokens(bounded) <= most) return whole(bounded);
  let low = 0;
  let high = bounded.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (countTokens(bounded.slice(0, middle)) <= most) low = middle;
    else high = middle - 1;
  }
  return whole(bounded.slice(0, low));
}

/** Without a first half of a surrogate pair at its end. */
function whole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.slice(0, -1) : text;
}

/** What says that something is missing takes so many tokens at most. */
const noteTokens = 28;

/**
 * A reply within a number of tokens: its first lines and, of what is left, its last ones; in between, how much is missing.
 *
 * @param most - At least 64.
 */
export function fitReply(text: string, most: number): Fitted {
  const tokens = text.length > most * longestToken ? Number.POSITIVE_INFINITY : countTokens(text);
  if (tokens <= most) return { text, tokens, cut: null };
  const budget = most - noteTokens;
  const lines = text.split("\n");
  const head = takeLines(lines, Math.floor((budget * 2) / 3));
  const rest = lines.slice(head.length);
  const tail = takeLines(rest.toReversed(), Math.floor(budget / 3)).reverse();
  // a line that is too long to stand whole stands in part
  const part = head.length === 0 ? firstTokens(lines[0] ?? "", Math.floor(budget / 2)) : "";
  const cutLines = lines.length - head.length - tail.length;
  const missing = lines.slice(head.length, lines.length - tail.length).join("\n");
  const cutBytes = bytesOf(missing) - bytesOf(part);
  const note = `[${cutLines} lines, ${cutBytes} bytes, are left out here]`;
  const fitted = [...head, ...(part === "" ? [] : [part]), note, ...tail].join("\n");
  const cut = { part: "reply", keptLines: head.length + tail.length, cutLines, cutRows: cutLines, cutBytes };
  return { text: fitted, tokens: countTokens(fitted), cut };
}

function takeLines(lines: readonly string[], most: number): string[] {
  const taken: string[] = [];
  let left = most;
  for (const line of lines) {
    if (line.length > left * longestToken) break;
    left -= countTokens(`${line}\n`);
    if (left < 0) break;
    taken.push(line);
  }
  return taken;
}

/** A line of telemetry stands for one thing; what follows this many tokens of it seldom says more. */
const lineTokens = 120;

/**
 * A section within a number of tokens: the lines of most weight, the later ones of equal weight, in their order; and how much is missing.
 * Empty when there is nothing to show.
 */
export function fitSection(name: string, lines: readonly SectionLine[], most: number): Fitted {
  if (lines.length === 0) return { text: "", tokens: 0, cut: null };
  const heading = `${name}:\n`;
  let left = most - noteTokens - countTokens(heading);
  const order = lines.map((_, index) => index).sort((a, b) => weightOf(lines, b) - weightOf(lines, a) || b - a);
  const kept = new Map<number, string>();
  let cutBytes = 0;
  let cutRows = 0;
  for (const index of order) {
    const { text, rows } = lines[index] as SectionLine;
    const short = firstTokens(text, lineTokens);
    const indented = short.trimEnd().replaceAll("\n", "\n    ");
    const line = short === text ? `  ${indented}\n` : `  ${indented}…\n`;
    const tokens = left <= 0 ? Number.POSITIVE_INFINITY : countTokens(line);
    if (tokens <= left) {
      left -= tokens;
      kept.set(index, line);
      cutBytes += bytesOf(text) - bytesOf(short);
    } else {
      // nothing of less weight stands where something of more does not
      left = 0;
      cutBytes += bytesOf(text);
      cutRows += rows;
    }
  }
  const cutLines = lines.length - kept.size;
  const shown = [...kept].sort(([a], [b]) => a - b).map(([, line]) => line);
  const note = cutLines === 0 ? "" : `  [${cutLines} more lines, ${cutRows} rows, are left out]\n`;
  const whole = `${heading}${shown.join("")}${note}`;
  const text = kept.size === 0 && (most < 2 * noteTokens || countTokens(whole) > most) ? "" : whole;
  const cut = cutBytes === 0 ? null : { part: name, keptLines: kept.size, cutLines, cutRows, cutBytes };
  return { text, tokens: countTokens(text), cut };
}

function weightOf(lines: readonly SectionLine[], index: number): number {
  return lines[index]?.weight ?? 0;
}
