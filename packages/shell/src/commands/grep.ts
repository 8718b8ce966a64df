/**
 * `grep`, `egrep`, `fgrep` as GNU's.
 * @module
 */
import { type CommandAnswer, type CommandBody, type CommandCall, failedWith, inputOf } from "./command.ts";
import { writeOutOptions } from "./option-forms.ts";
import { mayWork } from "./pattern-work.ts";
import { compilePatterns, type LinePattern, type PatternSyntax } from "./patterns.ts";
import { walk } from "./walk.ts";

interface Options {
  syntax: PatternSyntax;
  readonly patterns: string[];
  readonly flags: Set<string>;
  readonly files: string[];
  before: number;
  after: number;
  most: number;
  readonly include: string[];
  readonly exclude: string[];
}

const short: Readonly<Record<string, string>> = {
  "extended-regexp": "E",
  "fixed-strings": "F",
  "basic-regexp": "G",
  "perl-regexp": "P",
  regexp: "e",
  file: "f",
  "ignore-case": "i",
  "invert-match": "v",
  "word-regexp": "w",
  "line-regexp": "x",
  count: "c",
  "files-with-matches": "l",
  "files-without-match": "L",
  "max-count": "m",
  "only-matching": "o",
  quiet: "q",
  silent: "q",
  "no-messages": "s",
  "line-number": "n",
  "with-filename": "H",
  "no-filename": "h",
  "after-context": "A",
  "before-context": "B",
  context: "C",
  recursive: "r",
  "dereference-recursive": "R",
  text: "a",
};
const usage = `Usage: grep [OPTION]... PATTERNS [FILE]...
Try 'grep --help' for more information.`;

async function readOptions(name: string, args: readonly string[], call: CommandCall): Promise<Options | CommandAnswer> {
  const options: Options = {
    syntax: name === "egrep" ? "extended" : name === "fgrep" ? "fixed" : "basic",
    patterns: [],
    flags: new Set(),
    files: [],
    before: 0,
    after: 0,
    most: Number.POSITIVE_INFINITY,
    include: [],
    exclude: [],
  };
  const forms = { values: "efmABC", short, dropped: ["color", "colour", "line-buffered", "null-data", "binary-files"] };
  const words = writeOutOptions(
    // grep -2 is grep -C 2
    args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg)),
    forms,
  );
  let given = false;
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const value = (): string => words[++at] ?? "";
    const number = (): number => Number.parseInt(value(), 10);
    if (word === "--") {
      operands.push(...words.slice(at + 1));
      break;
    } else if (/^--(include|exclude|exclude-dir)=/.test(word)) {
      const glob = word.slice(word.indexOf("=") + 1).replaceAll(/^["']|["']$/g, "");
      (word.startsWith("--include") ? options.include : options.exclude).push(glob);
    } else if (word.startsWith("--")) return failedWith(2, `grep: unrecognized option '${word}'\n${usage}`);
    else if (!/^-./.test(word)) operands.push(word);
    else {
      const letter = word[1] ?? "";
      if (letter === "e") {
        options.patterns.push(...value().split("\n"));
        given = true;
      } else if (letter === "f") {
        const path = value();
        const full = call.fs.resolvePath(call.cwd, path);
        if (path !== "-" && !(await call.fs.exists(full)))
          return failedWith(2, `grep: ${path}: No such file or directory`);
        const text = path === "-" ? inputOf(call) : await call.fs.readFile(full);
        options.patterns.push(...text.replace(/\n$/, "").split("\n"));
        given = true;
      } else if (letter === "m") options.most = number();
      else if (letter === "A") options.after = number();
      else if (letter === "B") options.before = number();
      else if (letter === "C") options.before = options.after = number();
      else if (letter === "E") options.syntax = "extended";
      else if (letter === "F") options.syntax = "fixed";
      else if (letter === "G") options.syntax = "basic";
      else if (letter === "P") options.syntax = "perl";
      else if ("ivwxclLoqsnHhrRaUyI".includes(letter))
        options.flags.add(letter === "y" ? "i" : letter === "R" ? "r" : letter);
      else return failedWith(2, `grep: invalid option -- '${letter}'\n${usage}`);
    }
  }
  if (!given) {
    const [pattern, ...files] = operands;
    if (pattern === undefined) return failedWith(2, usage);
    options.patterns.push(...pattern.split("\n"));
    options.files.push(...files);
  } else options.files.push(...operands);
  return options;
}

/** The command of one of its names. */
export function grep(name: string): CommandBody {
  return async (args, call) => {
    const options = await readOptions(name, args, call);
    if ("exitCode" in options) return options;
    let pattern: LinePattern;
    try {
      const { flags } = options;
      pattern = compilePatterns(options.patterns, options.syntax, {
        ignoreCase: flags.has("i"),
        word: flags.has("w"),
        line: flags.has("x"),
      });
    } catch (error) {
      return failedWith(2, `grep: ${complaint(options.patterns.join("\n"), error)}`);
    }
    return search(options, pattern, call);
  };
}

/** The library's words for what is wrong, where they are shared. */
function complaint(pattern: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/missing closing \)|unexpected \)/.test(message)) return "Unmatched ( or \\(";
  if (message.includes("missing closing ]")) return "Unmatched [, [^, [:, [., or [=";
  return `this grep does not take the expression ${pattern.length > 200 ? `${pattern.slice(0, 200)}...` : pattern}`;
}

async function search(options: Options, pattern: LinePattern, call: CommandCall): Promise<CommandAnswer> {
  const { flags } = options;
  const found = { stdout: "", stderr: "", any: false, characters: 0 };
  const counted = pattern.size - options.patterns.join("").length;
  const recursive = flags.has("r");
  const roots = options.files.length === 0 ? [recursive ? "." : "-"] : options.files;
  const named = flags.has("H") || (!flags.has("h") && (recursive || roots.length > 1));
  const paths: string[] = [];
  let failed = false;
  const complain = (path: string, why: string): void => {
    if (why !== "Is a directory") failed = true;
    if (!flags.has("s")) found.stderr += `grep: ${path}: ${why}\n`;
  };
  for (const root of roots) {
    const full = call.fs.resolvePath(call.cwd, root);
    if (root === "-") paths.push(root);
    else if (!(await call.fs.exists(full))) complain(root, "No such file or directory");
    else if (!(await call.fs.stat(full)).isDirectory) paths.push(root);
    else if (!recursive) complain(root, "Is a directory");
    else {
      const below = await walk(call, full);
      const shown = (path: string): string =>
        options.files.length === 0 ? path.slice(1) : `${root.replace(/\/$/, "")}${path}`;
      paths.push(...below.filter((path) => chosen(path, options)).map(shown));
    }
  }
  for (const path of paths) {
    const text = path === "-" ? inputOf(call) : await call.fs.readFile(call.fs.resolvePath(call.cwd, path));
    found.characters += text.length;
    if (!mayWork(pattern.size, counted, found.characters))
      return failedWith(2, "grep: this expression on this much text is more than the shell's share of work; narrow it");
    const label = path === "-" ? "(standard input)" : path;
    const lines = matchLines(text, options, pattern);
    if (lines.count > 0) found.any = true;
    if (flags.has("q")) {
      if (found.any) return { stdout: "", stderr: "", exitCode: 0 };
      continue;
    }
    if (flags.has("l") || flags.has("L")) {
      if (lines.count > 0 === flags.has("l")) found.stdout += `${label}\n`;
    } else if (flags.has("c")) found.stdout += `${named ? `${label}:` : ""}${lines.count}\n`;
    else found.stdout += lines.print(named ? label : "");
  }
  return { stdout: found.stdout, stderr: found.stderr, exitCode: failed && !flags.has("q") ? 2 : found.any ? 0 : 1 };
}

function chosen(path: string, { include, exclude }: Options): boolean {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const fits = (glob: string): boolean =>
    new RegExp(
      `^${glob
        .replaceAll(/[.+^$()|{}\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
    ).test(base);
  if (exclude.some((glob) => path.split("/").includes(glob) || fits(glob))) return false;
  return include.length === 0 || include.some(fits);
}

function matchLines(
  text: string,
  options: Options,
  pattern: LinePattern,
): { readonly count: number; print(label: string): string } {
  const { flags, before, after, most } = options;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const hits: number[] = [];
  for (let at = 0; at < lines.length && hits.length < most; at++)
    if (pattern.test(lines[at] ?? "") !== flags.has("v")) hits.push(at);
  const print = (label: string): string => {
    let printed = "";
    const line = (at: number, mark: string, body: string): void => {
      printed += `${label === "" ? "" : label + mark}${flags.has("n") ? at + 1 + mark : ""}${body}\n`;
    };
    let last = -1;
    for (const [index, hit] of hits.entries()) {
      if (flags.has("o")) {
        if (!flags.has("v"))
          for (const { start, end } of pattern.find(lines[hit] ?? ""))
            line(hit, ":", (lines[hit] ?? "").slice(start, end));
        continue;
      }
      const from = Math.max(last + 1, hit - before);
      if (before + after > 0 && last >= 0 && from > last + 1) printed += "--\n";
      for (let at = from; at < hit; at++) line(at, "-", lines[at] ?? "");
      line(hit, ":", lines[hit] ?? "");
      last = hit;
      const next = hits[index + 1] ?? Number.POSITIVE_INFINITY;
      for (let at = hit + 1; at <= hit + after && at < lines.length && at < next; at++) {
        line(at, "-", lines[at] ?? "");
        last = at;
      }
    }
    return printed;
  };
  return { count: hits.length, print };
}
