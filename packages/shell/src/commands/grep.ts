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

/** Reads a file of patterns; `undefined` when there is no such file. */
type PatternReader = (path: string) => Promise<string | undefined>;

async function readOptions(
  name: string,
  args: readonly string[],
  readPatterns: PatternReader,
): Promise<Options | CommandAnswer> {
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
        const text = await readPatterns(path);
        if (text === undefined) return failedWith(2, `grep: ${path}: No such file or directory`);
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
    const options = await readOptions(name, args, async (path) => {
      if (path === "-") return inputOf(call);
      const full = call.fs.resolvePath(call.cwd, path);
      return (await call.fs.exists(full)) ? call.fs.readFile(full) : undefined;
    });
    if ("exitCode" in options) return options;
    const pattern = patternOf(options);
    return "exitCode" in pattern ? pattern : search(options, pattern, call);
  };
}

/**
 * What `grep` answers where all that it is given is its input.
 *
 * @param args - Options and a pattern, none of which names a file.
 */
export async function grepText(args: readonly string[], text: string): Promise<CommandAnswer> {
  const options = await readOptions("grep", args, async () => undefined);
  if ("exitCode" in options) return options;
  const pattern = patternOf(options);
  if ("exitCode" in pattern) return pattern;
  const seek = new Search(options, pattern, options.flags.has("H"));
  return seek.look("-", text) ?? seek.answer(false);
}

function patternOf({ patterns, syntax, flags }: Options): LinePattern | CommandAnswer {
  try {
    return compilePatterns(patterns, syntax, {
      ignoreCase: flags.has("i"),
      word: flags.has("w"),
      line: flags.has("x"),
    });
  } catch (error) {
    return failedWith(2, `grep: ${complaint(patterns.join("\n"), error)}`);
  }
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
  const recursive = flags.has("r");
  const roots = options.files.length === 0 ? [recursive ? "." : "-"] : options.files;
  const named = flags.has("H") || (!flags.has("h") && (recursive || roots.length > 1));
  const paths: string[] = [];
  const seek = new Search(options, pattern, named);
  let failed = false;
  const complain = (path: string, why: string): void => {
    if (why !== "Is a directory") failed = true;
    if (!flags.has("s")) seek.stderr += `grep: ${path}: ${why}\n`;
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
    const early = seek.look(path, text);
    if (early !== undefined) return early;
  }
  return seek.answer(failed);
}

/** What was found so far. */
class Search {
  readonly #options: Options;
  readonly #pattern: LinePattern;
  readonly #named: boolean;
  #stdout = "";
  stderr = "";
  #any = false;
  #characters = 0;

  constructor(options: Options, pattern: LinePattern, named: boolean) {
    this.#options = options;
    this.#pattern = pattern;
    this.#named = named;
  }

  /** Looks through a file's text. @returns the answer where nothing more has to be looked through. */
  look(path: string, text: string): CommandAnswer | undefined {
    const { flags, patterns } = this.#options;
    const { size } = this.#pattern;
    this.#characters += text.length;
    if (!mayWork(size, size - patterns.join("").length, this.#characters))
      return failedWith(2, "grep: this expression on this much text is more than the shell's share of work; narrow it");
    const label = path === "-" ? "(standard input)" : path;
    const lines = matchLines(text, this.#options, this.#pattern);
    if (lines.count > 0) this.#any = true;
    if (flags.has("q")) return this.#any ? { stdout: "", stderr: "", exitCode: 0 } : undefined;
    if (flags.has("l") || flags.has("L")) {
      if (lines.count > 0 === flags.has("l")) this.#stdout += `${label}\n`;
    } else if (flags.has("c")) this.#stdout += `${this.#named ? `${label}:` : ""}${lines.count}\n`;
    else this.#stdout += lines.print(this.#named ? label : "");
    return undefined;
  }

  /** @param failed - Whether there was a file that could not be read. */
  answer(failed: boolean): CommandAnswer {
    const exitCode = failed && !this.#options.flags.has("q") ? 2 : this.#any ? 0 : 1;
    return { stdout: this.#stdout, stderr: this.stderr, exitCode };
  }
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
