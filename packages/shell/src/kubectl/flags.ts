/**
 * Command-line flags with the rules of Go's pflag: `-n x`, `-nx`, `-n=x`, `--flag x`, `--flag=x`, `-it`, `--`.
 * @module
 */
import { KubectlError } from "./kubectl-error.ts";
import { parseGoDuration } from "./time-text.ts";

type FlagType = "text" | "bool" | "int" | "list" | "duration";

interface FlagSpec {
  readonly name: string;
  readonly short: string;
  readonly type: FlagType;
  readonly initial: string;
  /** The value of a flag that is given without one. */
  readonly bare: string | undefined;
}

const types: Readonly<Record<string, FlagType>> = {
  "": "text",
  "?": "bool",
  "#": "int",
  "[]": "list",
  "~": "duration",
};

/** `name/s` then `?` bool, `#` integer, `[]` list, `~` duration; then `=initial`, then `!value when bare`. */
const specPattern = /^([\w-]+)(?:\/(\w))?(\?|#|\[\]|~)?(?:=([^!]*))?(?:!(.*))?$/;

/** Reads flags from a line such as `all-namespaces/A? chunk-size#=500 filename/f[]`. */
function parseSpecs(line: string): readonly FlagSpec[] {
  return line
    .split(" ")
    .filter(Boolean)
    .map((text) => {
      const [, name = "", short = "", mark = "", initial, bare] = specPattern.exec(text) ?? [];
      const type = types[mark] ?? "text";
      return {
        name,
        short,
        type,
        initial: initial ?? (type === "bool" ? "false" : type === "int" ? "0" : type === "duration" ? "0s" : ""),
        bare: bare ?? (type === "bool" ? "true" : undefined),
      };
    });
}

/** Flags by what they are called. */
interface KnownFlags {
  readonly byName: ReadonlyMap<string, FlagSpec>;
  readonly byShort: ReadonlyMap<string, FlagSpec>;
}

/** Lines are constants of commands, so there are only so many. */
const knownFlags = new Map<string, KnownFlags>();

/** The flags of some lines. */
function flagsOf(globals: string, line = ""): KnownFlags {
  const key = `${globals} ${line}`;
  let known = knownFlags.get(key);
  if (known === undefined) {
    const specs = parseSpecs(key);
    known = {
      byName: new Map(specs.map((spec) => [spec.name, spec])),
      byShort: new Map(specs.filter(({ short }) => short !== "").map((spec) => [spec.short, spec])),
    };
    knownFlags.set(key, known);
  }
  return known;
}

/** Flags that every command takes. */
const globalFlags =
  "as as-group[] as-uid cache-dir certificate-authority client-certificate client-key cluster context disable-compression? " +
  "insecure-skip-tls-verify? kubeconfig kuberc log-flush-frequency~=5s match-server-version? namespace/n password " +
  "profile=none profile-output request-timeout=0 server/s tls-server-name token user username v/v# vmodule warnings-as-errors? help/h?";

/** Groups of flags that many commands share. */
export const flagGroups = {
  files: "filename/f[] kustomize/k recursive/R?",
  output: "output/o allow-missing-template-keys?=true show-managed-fields? template",
  dryRun: "dry-run=none!unchanged",
  validate: "validate=strict!strict",
} as const;

/** Reads a boolean as Go does; `undefined` when the text is none. */
export function parseGoBool(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  return ["0", "f", "F", "FALSE", "false", "False"].includes(text) ? false : undefined;
}

/** The flags and arguments of one call. */
export class Flags {
  readonly args: readonly string[];
  /** How many arguments came before `--`; -1 without one. */
  readonly argsBeforeDash: number;
  private readonly specs: ReadonlyMap<string, FlagSpec>;
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(
    specs: ReadonlyMap<string, FlagSpec>,
    values: ReadonlyMap<string, readonly string[]>,
    args: readonly string[],
    argsBeforeDash: number,
  ) {
    this.specs = specs;
    this.values = values;
    this.args = args;
    this.argsBeforeDash = argsBeforeDash;
  }

  /** Whether it was given. */
  has(name: string): boolean {
    return this.values.has(name);
  }

  /** All flags that were given, each once where it came first, with the value that counts; lists with commas. */
  given(): readonly (readonly [name: string, value: string])[] {
    return [...this.values].map(([name, values]) => [
      name,
      this.specs.get(name)?.type === "list" ? values.join(",") : (values.at(-1) ?? ""),
    ]);
  }

  /** Its last value, or its initial one; empty for a flag that the command does not have. */
  text(name: string): string {
    return this.values.get(name)?.at(-1) ?? this.specs.get(name)?.initial ?? "";
  }

  bool(name: string): boolean {
    return parseGoBool(this.text(name)) === true;
  }

  int(name: string): number {
    return Number(this.text(name));
  }

  /** Seconds. */
  seconds(name: string): number {
    return parseGoDuration(this.text(name)) ?? 0;
  }

  /** All values; `a,b` counts as two unless `whole`. */
  list(name: string, whole = false): readonly string[] {
    const given = this.values.get(name) ?? [];
    return whole ? given : given.flatMap((text) => text.split(","));
  }
}

/** How a program that reads its flags as kubectl does differs from it. */
export interface FlagManner {
  /** Flags of all its commands, see {@link parseSpecs}. */
  readonly globals: string;
  /** Makes the failure that a bad flag is. */
  readonly fail: (message: string) => Error;
}

/**
 * Reads a command's arguments.
 *
 * @param line - The command's own flags, see {@link parseSpecs}.
 * @param command - As in `kubectl <command>`, for messages; or another program's manner.
 * @throws {@link KubectlError} for unknown flags and values that do not fit.
 */
export function parseFlags(argv: readonly string[], line: string, command: string | FlagManner): Flags {
  const isKubectl = typeof command === "string";
  const { byName, byShort } = flagsOf(isKubectl ? globalFlags : command.globals, line);
  const values = new Map<string, string[]>();
  const args: string[] = [];
  let argsBeforeDash = -1;
  const fail = (message: string): Error =>
    isKubectl
      ? new KubectlError(`${message}\nSee '${`kubectl ${command}`.trim()} --help' for usage.`)
      : command.fail(message);
  const set = (spec: FlagSpec, value: string, shown: string): void => {
    const problem = check(spec, value);
    if (problem !== undefined) throw fail(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${problem}`);
    values.set(spec.name, [...(values.get(spec.name) ?? []), value]);
  };
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? "";
    if (arg === "--") {
      argsBeforeDash = args.length;
      args.push(...argv.slice(at + 1));
      break;
    }
    if (arg.startsWith("--")) {
      const [name = "", inline] = splitOnce(arg.slice(2));
      if (name === "" || name.startsWith("-")) throw fail(`bad flag syntax: ${arg}`);
      const spec = byName.get(name);
      if (spec === undefined) throw fail(`unknown flag: --${name}`);
      const shown = spec.short === "" ? `--${name}` : `-${spec.short}, --${name}`;
      if (inline !== undefined) set(spec, inline, shown);
      else if (spec.bare !== undefined) set(spec, spec.bare, shown);
      else if (at + 1 < argv.length) set(spec, argv[++at] ?? "", shown);
      else throw fail(`flag needs an argument: --${name}`);
    } else if (arg.startsWith("-") && arg !== "-") {
      let letters = arg.slice(1);
      while (letters !== "") {
        const letter = letters.charAt(0);
        const rest = letters.slice(1);
        const spec = byShort.get(letter);
        if (spec === undefined) throw fail(`unknown shorthand flag: '${letter}' in -${letters}`);
        const shown = `-${spec.short}, --${spec.name}`;
        letters = "";
        if (rest.startsWith("=")) set(spec, rest.slice(1), shown);
        else if (spec.bare !== undefined) {
          set(spec, spec.bare, shown);
          letters = rest;
        } else if (rest !== "") set(spec, rest, shown);
        else if (at + 1 < argv.length) set(spec, argv[++at] ?? "", shown);
        else throw fail(`flag needs an argument: '${letter}' in -${letter}`);
      }
    } else args.push(arg);
  }
  return new Flags(byName, values, args, argsBeforeDash);
}

function splitOnce(text: string): [string, string | undefined] {
  const equals = text.indexOf("=");
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function check(spec: FlagSpec, value: string): string | undefined {
  switch (spec.type) {
    case "bool":
      return parseGoBool(value) !== undefined
        ? undefined
        : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    case "int":
      return /^[+-]?\d+$/.test(value)
        ? undefined
        : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
    case "duration":
      return parseGoDuration(value) === undefined ? durationProblem(value) : undefined;
    default:
      return undefined;
  }
}

function durationProblem(value: string): string {
  const text = JSON.stringify(value);
  return /^[+-]?\d+(\.\d*)?$/.test(value) ? `time: missing unit in duration ${text}` : `time: invalid duration ${text}`;
}

/** Splits leading flags off, as in `kubectl -n x get pods`: the words of the command, and where each stood. */
export function findWords(argv: readonly string[], count: number, globals?: string): readonly number[] {
  const { byName, byShort } = flagsOf(globals ?? globalFlags);
  const found: number[] = [];
  for (let at = 0; at < argv.length && found.length < count; at++) {
    const arg = argv[at] ?? "";
    if (arg === "--") break;
    if (arg.startsWith("--")) {
      const spec = byName.get(arg.slice(2));
      if (!arg.includes("=") && spec !== undefined && spec.bare === undefined) at += 1;
    } else if (arg.startsWith("-") && arg !== "-") {
      const spec = byShort.get(arg.charAt(1));
      if (arg.length === 2 && spec !== undefined && spec.bare === undefined) at += 1;
    } else found.push(at);
  }
  return found;
}
