/**
 * Compiles a script for BusyBox's shell.
 * @module
 */
import {
  type CommandNode,
  type PipelineNode,
  parse,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  type WordNode,
} from "just-bash";
import { deepFreeze } from "../../kernel/plain.ts";
import { compileWord } from "./compile-word.ts";
import type { Instruction, Redirection, ShellCode, Word } from "./shell-code.ts";
import { literal, spins } from "./spins.ts";
import { syntaxError } from "./syntax-error.ts";

type RedirectionNode = SimpleCommandNode["redirections"][number];

/** The code of a script, or what the shell says about its syntax. */
export type CompiledScript = { readonly code: ShellCode } | { readonly error: string };

/**
 * Compiles a script.
 *
 * @param wholeShell - The shell ends with it: its last command may take the shell's place.
 */
export function compileShell(text: string, wholeShell: boolean): CompiledScript {
  try {
    return { code: deepFreeze(new Compiler().compile(parse(text), wholeShell)) };
  } catch (error) {
    return { error: `syntax error: ${syntaxError(error instanceof Error ? error.message : String(error), text)}` };
  }
}

/** What a loop's `break` and `continue` lead to. */
interface Loop {
  readonly frames: number;
  readonly breaks: number[];
  readonly next: number;
  /** Whether the loop itself holds a frame (`for`). */
  readonly holds: boolean;
}

class Compiler {
  readonly #code: Instruction[] = [];
  #slots = 0;
  #frames = 0;
  #loops: Loop[] = [];
  /** Inside of a condition `set -e` does not look. */
  #tested = 0;

  compile(script: ScriptNode, wholeShell: boolean): Instruction[] {
    this.#statements(script.statements, wholeShell);
    this.#code.push({ op: "end" });
    return this.#code;
  }

  #statements(nodes: readonly StatementNode[], last: boolean): void {
    nodes.forEach((node, index) => {
      this.#statement(node, last && index === nodes.length - 1);
    });
  }

  #statement(node: StatementNode, last: boolean): void {
    if (node.deferredError !== undefined) throw new Error(`'${node.deferredError.token}'`);
    if (node.background) {
      const begin = this.#aside(() => {
        this.#andOr(node, true);
      });
      this.#code.push({ op: "background", begin });
      return;
    }
    this.#andOr(node, last);
  }

  #andOr(node: StatementNode, last: boolean): void {
    const final = node.pipelines.length - 1;
    const jumps: number[] = [];
    node.pipelines.forEach((pipeline, index) => {
      const operator = node.operators[index - 1];
      let skip = -1;
      if (operator === "&&" || operator === "||") skip = this.#hole();
      // The parser lets an operator stand where a command should.
      const [first] = pipeline.commands;
      if (first?.type === "SimpleCommand" && isNothing(first))
        throw new Error(`'${node.operators[index] ?? operator ?? ";"}'`);
      if (index < final) this.#tested += 1;
      this.#pipeline(pipeline, last && index === final);
      if (index < final) this.#tested -= 1;
      if (skip >= 0) {
        this.#code[skip] = { op: "branch", on: operator === "||", to: this.#code.length };
        jumps.push(skip);
      }
    });
    if (this.#tested === 0) this.#code.push({ op: "check" });
  }

  #pipeline(node: PipelineNode, last: boolean): void {
    const [only] = node.commands;
    if (node.negated) this.#tested += 1;
    if (node.commands.length === 1 && only !== undefined) this.#command(only, last && !node.negated);
    else {
      const begins = node.commands.map((command) =>
        this.#aside(() => {
          this.#command(command, true);
        }),
      );
      this.#code.push({ op: "pipeline", begins });
    }
    if (node.negated) {
      this.#tested -= 1;
      this.#code.push({ op: "negate" });
    }
  }

  /** Code of a process of its own, which the main line jumps over; answers where it begins. */
  #aside(block: () => void): number {
    const jump = this.#hole();
    const begin = this.#code.length;
    const { loops, frames } = { loops: this.#loops, frames: this.#frames };
    this.#loops = [];
    this.#frames = 0;
    block();
    this.#loops = loops;
    this.#frames = frames;
    this.#code.push({ op: "end" });
    this.#code[jump] = { op: "jump", to: this.#code.length };
    return begin;
  }

  #hole(): number {
    this.#code.push({ op: "jump", to: 0 });
    return this.#code.length - 1;
  }

  #word(word: WordNode): Word {
    return compileWord(word, (script) => {
      const slot = this.#slots++;
      const begin = this.#aside(() => {
        this.#statements(script.statements, true);
      });
      this.#code.push({ op: "substitute", slot, begin });
      return slot;
    });
  }

  #redirections(nodes: readonly RedirectionNode[]): Redirection[] {
    return nodes.flatMap((node): Redirection[] => {
      const { target } = node;
      if (target.type === "HereDoc") {
        return [{ fd: node.fd ?? 0, operator: "text", target: this.#word(target.content) }];
      }
      const word = this.#word(target);
      switch (node.operator) {
        case "<":
        case "<>":
          return [{ fd: node.fd ?? 0, operator: "<", target: word }];
        case ">":
        case ">|":
          return [{ fd: node.fd ?? 1, operator: ">", target: word }];
        case ">>":
          return [{ fd: node.fd ?? 1, operator: ">>", target: word }];
        case ">&":
          return [{ fd: node.fd ?? 1, operator: "dup", target: word }];
        case "<&":
          return [{ fd: node.fd ?? 0, operator: "dup", target: word }];
        case "&>":
        case "&>>":
          return [
            { fd: 1, operator: node.operator === "&>" ? ">" : ">>", target: word },
            { fd: 2, operator: "dup", target: [{ kind: "text", text: "1", quoted: true }] },
          ];
        default:
          return [{ fd: 0, operator: "text", target: [...word, { kind: "text", text: "\n", quoted: true }] }];
      }
    });
  }

  #command(node: CommandNode, last: boolean): void {
    switch (node.type) {
      case "SimpleCommand":
        this.#simple(node, last);
        return;
      case "FunctionDef": {
        this.#code.push({ op: "define", name: node.name, begin: this.#code.length + 2 });
        const jump = this.#hole();
        const { loops, frames } = { loops: this.#loops, frames: this.#frames };
        this.#loops = [];
        this.#frames = 0;
        this.#command(node.body, false);
        this.#loops = loops;
        this.#frames = frames;
        this.#code.push({ op: "return" });
        this.#code[jump] = { op: "jump", to: this.#code.length };
        return;
      }
      default:
        break;
    }
    if (node.redirections.length > 0) {
      const redirections = this.#redirections(node.redirections);
      this.#code.push({ op: "redirect", redirections });
      this.#frames += 1;
      this.#compound(node, false);
      this.#frames -= 1;
      this.#code.push({ op: "unwind", count: 1 });
    } else this.#compound(node, last);
  }

  #compound(node: Exclude<CommandNode, { type: "SimpleCommand" } | { type: "FunctionDef" }>, last: boolean): void {
    const code = this.#code;
    switch (node.type) {
      case "If":
        this.#if(node, last);
        return;
      case "While":
      case "Until":
        this.#while(node);
        return;
      case "For": {
        const words = node.words === null ? null : node.words.map((word) => this.#word(word));
        code.push({ op: "for", words });
        this.#frames += 1;
        const next = this.#hole();
        const breaks: number[] = [];
        this.#loops.push({ frames: this.#frames, breaks, next, holds: true });
        this.#statements(node.body, false);
        this.#loops.pop();
        code.push({ op: "jump", to: next });
        this.#frames -= 1;
        code[next] = { op: "next", variable: node.variable, end: code.length };
        for (const at of breaks) code[at] = { op: "jump", to: code.length };
        return;
      }
      case "Case":
        this.#case(node, last);
        return;
      case "Group":
        this.#statements(node.body, last);
        return;
      case "Subshell": {
        const begin = this.#aside(() => {
          this.#statements(node.body, true);
        });
        code.push({ op: "subshell", begin });
        return;
      }
      default:
        code.push({ op: "status", value: 0 });
    }
  }

  #if(node: Extract<CommandNode, { type: "If" }>, last: boolean): void {
    const ends: number[] = [];
    for (const clause of node.clauses) {
      this.#tested += 1;
      this.#statements(clause.condition, false);
      this.#tested -= 1;
      const skip = this.#hole();
      this.#statements(clause.body, last);
      ends.push(this.#hole());
      this.#code[skip] = { op: "branch", on: false, to: this.#code.length };
    }
    if (node.elseBody === null) this.#code.push({ op: "status", value: 0 });
    else this.#statements(node.elseBody, last);
    for (const end of ends) this.#code[end] = { op: "jump", to: this.#code.length };
  }

  #while(node: Extract<CommandNode, { type: "While" } | { type: "Until" }>): void {
    if (spins(node)) {
      this.#code.push({ op: "spin" });
      return;
    }
    // The loop's status is its body's last; it is kept while the condition is tried.
    const begin = this.#code.length;
    const breaks: number[] = [];
    this.#loops.push({ frames: this.#frames, breaks, next: begin, holds: false });
    this.#tested += 1;
    this.#statements(node.condition, false);
    this.#tested -= 1;
    const exit = this.#hole();
    this.#statements(node.body, false);
    this.#loops.pop();
    this.#code.push({ op: "jump", to: begin });
    this.#code[exit] = { op: "branch", on: node.type === "Until", to: this.#code.length };
    this.#code.push({ op: "status", value: 0 });
    for (const at of breaks) this.#code[at] = { op: "jump", to: this.#code.length };
  }

  #case(node: Extract<CommandNode, { type: "Case" }>, last: boolean): void {
    const word = this.#word(node.word);
    const patterns = node.items.map((item) => item.patterns.map((pattern) => this.#word(pattern)));
    const at = this.#hole();
    const ends: number[] = [];
    const items = node.items.map((item, index) => {
      const to = this.#code.length;
      this.#statements(item.body, last);
      ends.push(this.#hole());
      return { patterns: patterns[index] ?? [], to };
    });
    const otherwise = this.#code.length;
    this.#code.push({ op: "status", value: 0 });
    this.#code[at] = { op: "case", word, items, otherwise };
    for (const end of ends) this.#code[end] = { op: "jump", to: this.#code.length };
  }

  #simple(node: Extract<CommandNode, { type: "SimpleCommand" }>, last: boolean): void {
    const name = literal(node.name);
    if ((name === "break" || name === "continue") && this.#loops.length > 0) {
      const levels = Math.max(1, Number(literal(node.args[0] ?? null) ?? 1) || 1);
      const loop = this.#loops.at(-Math.min(levels, this.#loops.length));
      if (loop !== undefined) {
        const count = this.#frames - loop.frames + (name === "break" && loop.holds ? 1 : 0);
        this.#code.push({ op: "status", value: 0 });
        if (count > 0) this.#code.push({ op: "unwind", count });
        if (name === "break") loop.breaks.push(this.#hole());
        else this.#code.push({ op: "jump", to: loop.next });
        return;
      }
    }
    const assignments = node.assignments.map((assignment) => ({
      name: assignment.name,
      value: assignment.value === null ? [] : this.#word(assignment.value),
    }));
    const words = [...(node.name === null ? [] : [node.name]), ...node.args].map((word) => this.#word(word));
    const redirections = this.#redirections(node.redirections);
    // Lines are counted from 0.
    const line = Math.max(0, (node.line ?? 1) - 1);
    this.#code.push({ op: "simple", assignments, words, redirections, last, line });
  }
}

function isNothing({ name, assignments, redirections }: SimpleCommandNode): boolean {
  return name === null && assignments.length === 0 && redirections.length === 0;
}
