/**
 * Applets that take lines and give lines: `sort`, `uniq`, `cut`, `tr`, `sed` and their like.
 * @module
 */
import { type Applet, parseOptions, untilInput } from "../applet.ts";
import { absolutePath } from "../files.ts";
import { type BusyboxContext, complain, readAll, write } from "../output.ts";

function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** Reads the files named, or stdin, and writes what becomes of the lines. */
function filter(
  name: string,
  valued: string,
  work: (lines: string[], options: ReadonlyMap<string, string>, rest: readonly string[]) => readonly string[] | string,
  argumentsBefore = 0,
): Applet {
  return (context, args) => {
    const { options, rest } = parseOptions(args, valued);
    const input = inputOf(context, name, rest.slice(argumentsBefore));
    if (input === undefined) return untilInput(context);
    const result = work(linesOf(input.text), options, rest);
    write(context, 1, typeof result === "string" ? result : result.map((line) => `${line}\n`).join(""));
    return { exit: input.status };
  };
}

function inputOf(
  context: BusyboxContext,
  name: string,
  paths: readonly string[],
): { readonly text: string; readonly status: number } | undefined {
  if (paths.length === 0) {
    const text = readAll(context);
    return text === undefined ? undefined : { text, status: 0 };
  }
  let text = "";
  let status = 0;
  for (const path of paths) {
    const entry = context.files.at(absolutePath(context.process.folder, path));
    if (entry?.kind === "file") text += entry.text;
    else {
      complain(context, `${name}: ${path}: No such file or directory`);
      status = 1;
    }
  }
  return { text, status };
}

const sort = filter("sort", "kto", (lines, options) => {
  const key = Number.parseInt(options.get("k") ?? "0", 10);
  const separator = options.get("t");
  const keyOf = (line: string): string =>
    key > 0 ? ((separator === undefined ? line.trim().split(/\s+/) : line.split(separator))[key - 1] ?? "") : line;
  const numeric = options.has("n");
  const sorted = [...lines].sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    const difference = numeric ? (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) : 0;
    if (difference !== 0) return difference;
    if (a !== b) return a < b ? -1 : 1;
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const unique = options.has("u") ? sorted.filter((line, index) => line !== sorted[index - 1]) : sorted;
  return options.has("r") ? unique.reverse() : unique;
});

const uniq = filter("uniq", "", (lines, options) => {
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    let end = index;
    while (end < lines.length && lines[end] === lines[index]) end += 1;
    const count = end - index;
    if (!(options.has("d") && count === 1) && !(options.has("u") && count > 1))
      result.push(options.has("c") ? `${String(count).padStart(7)} ${lines[index] ?? ""}` : (lines[index] ?? ""));
    index = end;
  }
  return result;
});

const cut = filter("cut", "dfcb", (lines, options) => {
  const list = options.get("f") ?? options.get("c") ?? options.get("b") ?? "1-";
  const delimiter = options.get("d") ?? "\t";
  const wanted = (position: number): boolean =>
    list.split(",").some((range) => {
      const match = /^(\d*)(-?)(\d*)$/.exec(range);
      const from = Number(match?.[1] || 1);
      const to = match?.[2] === "" ? from : Number(match?.[3] || Number.MAX_SAFE_INTEGER);
      return position >= from && position <= to;
    });
  return lines.map((line) => {
    if (!options.has("f")) return [...line].filter((_letter, index) => wanted(index + 1)).join("");
    const fields = line.split(delimiter);
    return fields.length === 1 ? line : fields.filter((_field, index) => wanted(index + 1)).join(delimiter);
  });
});

function letters(set: string): string[] {
  const text = set
    .replace(/\\0/g, "\0")
    .replace(/\\n/g, "\n")
    .replace(/\\t/g, "\t")
    .replace("[:upper:]", "A-Z")
    .replace("[:lower:]", "a-z")
    .replace("[:digit:]", "0-9")
    .replace("[:space:]", " \t\n\r");
  const result: string[] = [];
  for (let index = 0; index < text.length; index++) {
    if (text.charAt(index + 1) !== "-" || index + 2 >= text.length) {
      result.push(text.charAt(index));
      continue;
    }
    for (let code = text.charCodeAt(index); code <= text.charCodeAt(index + 2); code++)
      result.push(String.fromCharCode(code));
    index += 2;
  }
  return result;
}

const tr: Applet = (context, args) => {
  const text = readAll(context);
  if (text === undefined) return untilInput(context);
  const { options, rest } = parseOptions(args);
  const from = letters(rest[0] ?? "");
  const to = letters(rest[1] ?? "");
  const mapped = [...text]
    .map((letter) => {
      const at = from.indexOf(letter);
      if (at < 0) return letter;
      return options.has("d") ? "" : (to[Math.min(at, to.length - 1)] ?? letter);
    })
    .join("");
  write(context, 1, mapped);
  return { exit: 0 };
};

/** `s/a/b/g`, `/a/d`, `/a/p` and `3q`: what scripts use. */
const sed = filter(
  "sed",
  "e",
  (lines, options, rest) => {
    const script = options.get("e") ?? rest[0] ?? "";
    const silent = options.has("n");
    const substitute = /^s(.)(.*?)\1(.*?)\1([gpi]*)$/.exec(script);
    const address = /^(?:\/(.*)\/|(\d+))([dpq])$/.exec(script);
    const result: string[] = [];
    for (const [index, line] of lines.entries()) {
      if (substitute !== null) {
        const [, , pattern = "", by = "", flags = ""] = substitute;
        const regex = new RegExp(
          extended(pattern, options),
          (flags.includes("g") ? "g" : "") + (flags.includes("i") ? "i" : ""),
        );
        const next = line.replace(regex, by.replace(/\\(\d)/g, "$$$1").replace(/(^|[^\\])&/g, "$1$$&"));
        if (!silent) result.push(next);
        if (flags.includes("p") && regex.test(line)) result.push(next);
        continue;
      }
      const [, pattern, number, command] = address ?? [];
      const hit =
        pattern === undefined ? Number(number) === index + 1 : new RegExp(extended(pattern, options)).test(line);
      if (command === "d" && hit) continue;
      if (!silent) result.push(line);
      if (command === "p" && hit) result.push(line);
      if (command === "q" && hit) break;
    }
    return result;
  },
  1,
);

function extended(pattern: string, options: ReadonlyMap<string, string>): string {
  if (options.has("E") || options.has("r")) return pattern;
  return pattern.replace(/\\?([+?|(){}])/g, (whole, letter: string) =>
    whole.startsWith("\\") ? letter : `\\${letter}`,
  );
}

/** By name. */
export const filterApplets: Readonly<Record<string, Applet>> = {
  sort,
  uniq,
  cut,
  tr,
  sed,
  rev: filter("rev", "", (lines) => lines.map((line) => [...line].reverse().join(""))),
  tac: filter("tac", "", (lines) => lines.reverse()),
  nl: filter("nl", "", (lines) => lines.map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)),
};
