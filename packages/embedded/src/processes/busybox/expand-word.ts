/**
 * Expansion: what words of a script come to.
 * @module
 */
import { type ArithmeticScope, evaluateArithmetic } from "./arithmetic.ts";
import type { BusyboxProcess, ShellState } from "./busybox-state.ts";
import { absolutePath, type ContainerFiles } from "./files.ts";
import type { Expansion, Part, Word } from "./shell-code.ts";

/** `${NAME:?word}` of a variable that is not there. */
export class ExpansionError extends Error {}

/** What expansion looks at. */
export interface ExpansionContext {
  readonly process: BusyboxProcess;
  readonly shell: ShellState;
  readonly files: ContainerFiles;
}

/** Value of a variable or parameter; `undefined`: not set. */
export function variable(context: ExpansionContext, name: string): string | undefined {
  const { shell, process } = context;
  switch (name) {
    case "?":
      return String(shell.status);
    case "$":
      return shell.variables.get("$") ?? String(process.pid);
    case "!":
      return shell.background === 0 ? "" : String(shell.background);
    case "#":
      return String(shell.positional.length);
    case "@":
    case "*":
      return shell.positional.join(" ");
    case "0":
      return shell.name;
    case "-":
      return shell.errexit ? "e" : "";
    default:
      if (/^\d+$/.test(name)) return shell.positional[Number(name) - 1];
      return shell.variables.get(name);
  }
}

function scopeOf(context: ExpansionContext): ArithmeticScope {
  return {
    get: (name) => variable(context, name) ?? "",
    set: (name, value) => {
      context.shell.variables.set(name, value);
    },
  };
}

/** The text of a word that is not split: a value, a file's name. */
export function expandText(context: ExpansionContext, word: Word): string {
  return word.map((part) => partText(context, part)).join("");
}

function partText(context: ExpansionContext, part: Part): string {
  switch (part.kind) {
    case "text":
    case "glob":
      return part.text;
    case "variable":
      return expandVariable(context, part.name, part.expansion);
    case "substitution":
      return context.shell.slots.get(part.slot) ?? "";
    case "arithmetic":
      return String(evaluateArithmetic(part.expression, scopeOf(context)));
  }
}

function expandVariable(context: ExpansionContext, name: string, expansion: Expansion | null): string {
  const value = variable(context, name);
  if (expansion === null) return value ?? "";
  const missing = value === undefined || (value === "" && expansion.empty);
  switch (expansion.kind) {
    case "default":
      return missing ? expandText(context, expansion.word) : value;
    case "assign": {
      if (!missing) return value;
      const text = expandText(context, expansion.word);
      context.shell.variables.set(name, text);
      return text;
    }
    case "error":
      if (!missing) return value;
      throw new ExpansionError(`${name}: ${expandText(context, expansion.word) || "parameter not set"}`);
    case "alternative":
      return missing ? "" : expandText(context, expansion.word);
    case "length":
      return String((value ?? "").length);
    default:
      return cutPattern(value ?? "", expandText(context, expansion.word), expansion.kind, expansion.greedy);
  }
}

function cutPattern(value: string, pattern: string, side: "prefix" | "suffix", greedy: boolean): string {
  const matches = patternTest(pattern);
  for (let length = 0; length <= value.length; length++) {
    const size = greedy ? value.length - length : length;
    const piece = side === "prefix" ? value.slice(0, size) : value.slice(value.length - size);
    if (matches(piece)) return side === "prefix" ? value.slice(size) : value.slice(0, value.length - size);
  }
  return value;
}

/** Whether texts match a pattern of `*`, `?` and `[...]`. */
export function patternTest(pattern: string): (text: string) => boolean {
  let source = "";
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern.charAt(index);
    const set = letter === "[" ? /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(index)) : null;
    if (letter === "*") source += "[^]*";
    else if (letter === "?") source += "[^]";
    else if (set !== null) {
      source += `[${set[1] === "!" ? "^" : ""}${(set[2] ?? "").replace(/[\\\]^]/g, "\\$&")}]`;
      index += set[0].length - 1;
    } else source += letter.replace(/[\\^$.|+(){}[\]/]/g, "\\$&");
  }
  const regex = new RegExp(`^${source}$`);
  return (text) => regex.test(text);
}

/** The fields that words come to: unquoted values are split, patterns become the files that match. */
export function expandFields(context: ExpansionContext, words: readonly Word[]): string[] {
  return words.flatMap((word) => fieldsOf(context, word));
}

function fieldsOf(context: ExpansionContext, word: Word): string[] {
  const [only] = word;
  if (word.length === 1 && only?.kind === "text") return [only.text];
  const fields: { text: string; glob: boolean }[] = [];
  let current: { text: string; glob: boolean } | null = null;
  const append = (text: string, glob = false): void => {
    current ??= { text: "", glob: false };
    current.text += text;
    current.glob ||= glob;
  };
  const close = (): void => {
    if (current !== null) fields.push(current);
    current = null;
  };
  for (const part of word) {
    if (part.kind === "text" || part.kind === "glob") {
      append(part.text, part.kind === "glob");
      continue;
    }
    if (part.kind === "variable" && part.name === "@" && part.expansion === null && part.quoted) {
      // "$@" without parameters is no field at all.
      if (context.shell.positional.length === 0) current = null;
      context.shell.positional.forEach((text, index) => {
        if (index > 0) close();
        append(text);
      });
      continue;
    }
    const text = partText(context, part);
    if (part.quoted) {
      append(text);
      continue;
    }
    const pieces = text.split(/[ \t\n]+/);
    pieces.forEach((piece, index) => {
      if (index > 0) close();
      if (piece !== "") append(piece, /[*?[]/.test(piece));
    });
  }
  close();
  return fields.flatMap(({ text, glob }) => (glob ? matchingFiles(context, text) : [text]));
}

function matchingFiles(context: ExpansionContext, pattern: string): string[] {
  let found = [pattern.startsWith("/") ? "" : "."];
  const absolute = pattern.startsWith("/");
  for (const segment of pattern.split("/").slice(absolute ? 1 : 0)) {
    const next: string[] = [];
    for (const base of found) {
      const folder = absolutePath(context.process.folder, base === "" ? "/" : base);
      if (!/[*?[]/.test(segment)) {
        const path = base === "." ? segment : `${base}/${segment}`;
        if (context.files.at(absolutePath(context.process.folder, path)) !== undefined) next.push(path);
        continue;
      }
      const matches = patternTest(segment);
      for (const name of context.files.list(folder)) {
        if (name.startsWith(".") && !segment.startsWith(".")) continue;
        if (matches(name)) next.push(base === "." ? name : `${base}/${name}`);
      }
    }
    found = next;
  }
  return found.length > 0 ? found : [pattern];
}
