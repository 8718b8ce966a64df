/**
 * A small synchronous shell over just-bash's parser, for scripts that run inside the simulation's own events: probes and the
 * init scripts of images. Time does not pass in it.
 * @module
 */
import {
  type CommandNode,
  type PipelineNode,
  parse,
  type ScriptNode,
  type StatementNode,
  type WordNode,
} from "just-bash";

/** What a command printed and ended with. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs a simple command that is no built-in; `undefined` when there is none of that name. */
export type RunCommand = (argv: readonly string[], stdin: string) => CommandOutput | undefined;

type Part = WordNode["parts"][number];
const limit = 10_000;

class ExitShell {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

class Shell {
  private readonly variables: Map<string, string>;
  private readonly positional: readonly string[];
  private readonly run: RunCommand;
  private readonly readFile: (path: string) => string | undefined;
  private steps = 0;
  private last = 0;
  stdout = "";
  stderr = "";

  constructor(
    env: Readonly<Record<string, string>>,
    positional: readonly string[],
    run: RunCommand,
    readFile: (path: string) => string | undefined,
  ) {
    this.variables = new Map(Object.entries(env));
    this.positional = positional;
    this.run = run;
    this.readFile = readFile;
  }

  script(node: ScriptNode): number {
    this.statements(node.statements);
    return this.last;
  }

  private statements(nodes: readonly StatementNode[]): void {
    for (const node of nodes) this.statement(node);
  }

  private statement(node: StatementNode): void {
    node.pipelines.forEach((pipeline, index) => {
      const operator = node.operators[index - 1];
      if (operator === "&&" && this.last !== 0) return;
      if (operator === "||" && this.last === 0) return;
      this.pipeline(pipeline);
    });
  }

  private pipeline(node: PipelineNode): void {
    let input = "";
    node.commands.forEach((command, index) => {
      const lastOne = index === node.commands.length - 1;
      if (lastOne) {
        this.command(command, input);
        return;
      }
      const before = this.stdout;
      this.stdout = "";
      this.command(command, input);
      input = this.stdout;
      this.stdout = before;
    });
    if (node.negated) this.last = this.last === 0 ? 1 : 0;
  }

  private command(node: CommandNode, stdin: string): void {
    this.steps += 1;
    if (this.steps > limit) throw new ExitShell(1);
    switch (node.type) {
      case "SimpleCommand": {
        const out = this.stdout.length;
        const err = this.stderr.length;
        for (const assignment of node.assignments)
          this.variables.set(assignment.name, assignment.value === null ? "" : this.word(assignment.value));
        if (node.name === null) {
          this.last = 0;
          return;
        }
        const argv = [node.name, ...node.args].flatMap((word) => this.fields(word));
        let input = stdin;
        for (const { operator, target } of node.redirections) {
          if (operator === "<<" || operator === "<<-")
            input = target.type === "HereDoc" ? this.word(target.content) : "";
          else if (operator === "<<<") input = target.type === "Word" ? `${this.word(target)}\n` : "";
          else if (operator === "<") input = target.type === "Word" ? (this.readFile(this.word(target)) ?? "") : "";
        }
        this.simple(argv, input);
        for (const { operator, fd } of node.redirections) {
          const both = operator === "&>" || operator === "&>>";
          if (both || ((operator === ">" || operator === ">>") && fd !== 2)) this.stdout = this.stdout.slice(0, out);
          if (both || ((operator === ">" || operator === ">>" || operator === ">&") && fd === 2))
            this.stderr = this.stderr.slice(0, err);
        }
        return;
      }
      case "If":
        for (const clause of node.clauses) {
          this.statements(clause.condition);
          if (this.last === 0) {
            this.statements(clause.body);
            return;
          }
        }
        this.last = 0;
        if (node.elseBody !== null) this.statements(node.elseBody);
        return;
      case "While":
      case "Until":
        for (let turn = 0; turn < 100; turn++) {
          this.statements(node.condition);
          if ((this.last === 0) === (node.type === "Until")) break;
          this.statements(node.body);
        }
        this.last = 0;
        return;
      case "For":
        for (const item of (node.words ?? []).flatMap((word) => this.fields(word))) {
          this.variables.set(node.variable, item);
          this.statements(node.body);
        }
        return;
      case "Group":
      case "Subshell":
        this.statements(node.body);
        return;
      case "ConditionalCommand":
        this.last = 0;
        return;
      default:
        this.last = 0;
    }
  }

  private simple(argv: readonly string[], stdin: string): void {
    const [name = "", ...args] = argv;
    switch (name) {
      case "":
      case ":":
      case "true":
      case "set":
      case "sleep":
      case "export":
        if (name === "export") {
          for (const arg of args)
            if (arg.includes("=")) this.variables.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
        }
        this.last = 0;
        return;
      case "false":
        this.last = 1;
        return;
      case "exit":
        throw new ExitShell(args[0] === undefined ? this.last : Number(args[0]) & 255);
      case "echo": {
        const bare = args[0] === "-n";
        this.stdout += `${args.slice(bare ? 1 : 0).join(" ")}${bare ? "" : "\n"}`;
        this.last = 0;
        return;
      }
      case "cat":
        this.cat(args, stdin);
        return;
      case "grep":
        this.grep(args, stdin);
        return;
      case "test":
      case "[":
        this.last = this.test(name === "[" ? args.slice(0, -1) : args) ? 0 : 1;
        return;
      case "exec":
      case "command":
        this.simple(args, stdin);
        return;
      default: {
        const output = this.run(argv, stdin);
        if (output === undefined) {
          this.stderr += `sh: ${name}: not found\n`;
          this.last = 127;
          return;
        }
        this.stdout += output.stdout;
        this.stderr += output.stderr;
        this.last = output.exitCode;
      }
    }
  }

  private cat(args: readonly string[], stdin: string): void {
    this.last = 0;
    if (args.length === 0) this.stdout += stdin;
    for (const path of args) {
      const text = this.readFile(path);
      if (text === undefined) {
        this.stderr += `cat: can't open '${path}': No such file or directory\n`;
        this.last = 1;
      } else this.stdout += text;
    }
  }

  private grep(args: readonly string[], stdin: string): void {
    const flags = args.filter((arg) => arg.startsWith("-")).join("");
    const [pattern = "", ...paths] = args.filter((arg) => !arg.startsWith("-"));
    const text = paths.length === 0 ? stdin : paths.map((path) => this.readFile(path) ?? "").join("");
    const fold = (line: string): string => (flags.includes("i") ? line.toLowerCase() : line);
    const found = text
      .split("\n")
      .filter((line) => line !== "" && fold(line).includes(fold(pattern)) !== flags.includes("v"));
    if (!flags.includes("q")) this.stdout += found.map((line) => `${line}\n`).join("");
    this.last = found.length > 0 ? 0 : 1;
  }

  private test(args: readonly string[]): boolean {
    const [first = "", second, third = ""] = args;
    if (first === "!") return !this.test(args.slice(1));
    if (second === undefined) return first !== "";
    if (args.length === 2) {
      if (first === "-z") return second === "";
      if (first === "-n") return second !== "";
      return this.readFile(second) !== undefined;
    }
    if (second === "=" || second === "==") return first === third;
    if (second === "!=") return first !== third;
    const compare: Readonly<Record<string, boolean>> = {
      "-eq": Number(first) === Number(third),
      "-ne": Number(first) !== Number(third),
      "-gt": Number(first) > Number(third),
      "-ge": Number(first) >= Number(third),
      "-lt": Number(first) < Number(third),
      "-le": Number(first) <= Number(third),
    };
    return compare[second] ?? false;
  }

  /** Unquoted variables split at spaces; all else is one field. */
  private fields(word: WordNode): string[] {
    const [only] = word.parts;
    if (word.parts.length === 1 && (only?.type === "ParameterExpansion" || only?.type === "CommandSubstitution")) {
      return this.word(word)
        .split(/\s+/)
        .filter((field) => field !== "");
    }
    return [this.word(word)];
  }

  private word(word: WordNode): string {
    return word.parts.map((part) => this.part(part)).join("");
  }

  private part(part: Part): string {
    switch (part.type) {
      case "Literal":
      case "SingleQuoted":
      case "Escaped":
        return part.value;
      case "DoubleQuoted":
        return part.parts.map((inner) => this.part(inner)).join("");
      case "ParameterExpansion":
        return this.expand(part);
      case "CommandSubstitution": {
        const before = this.stdout;
        this.stdout = "";
        this.statements(part.body.statements);
        const text = this.stdout.replace(/\n+$/, "");
        this.stdout = before;
        return text;
      }
      case "Glob":
        return part.pattern;
      default:
        return "";
    }
  }

  private expand(part: Extract<Part, { type: "ParameterExpansion" }>): string {
    const { parameter, operation } = part;
    if (parameter === "?") return String(this.last);
    if (parameter === "@" || parameter === "*") return this.positional.slice(1).join(" ");
    const value = /^\d+$/.test(parameter) ? this.positional[Number(parameter)] : this.variables.get(parameter);
    if (operation?.type === "DefaultValue" && (value === undefined || (value === "" && operation.checkEmpty)))
      return this.word(operation.word);
    return value ?? "";
  }
}

/**
 * Runs a script.
 *
 * @param positional - `$0`, `$1`, ...
 */
export function runMiniShell(
  text: string,
  env: Readonly<Record<string, string>>,
  positional: readonly string[],
  run: RunCommand,
  readFile: (path: string) => string | undefined,
): CommandOutput {
  const shell = new Shell(env, positional, run, readFile);
  let exitCode: number;
  try {
    exitCode = shell.script(parse(text));
  } catch (error) {
    if (error instanceof ExitShell) exitCode = error.code;
    else {
      shell.stderr += `sh: syntax error: ${error instanceof Error ? error.message : String(error)}\n`;
      exitCode = 2;
    }
  }
  return { stdout: shell.stdout, stderr: shell.stderr, exitCode };
}
