/**
 * A shell script as the simulator runs it: a flat list of instructions, so that all a shell knows of where it is, is a number.
 * @module
 */
import type { ArithExpr } from "./arithmetic.ts";

/** `${name}` with what may stand behind the name. */
export interface Expansion {
  readonly kind: "default" | "assign" | "error" | "alternative" | "length" | "prefix" | "suffix";
  readonly word: Word;
  /** `:-` instead of `-`: an empty value counts as none. */
  readonly empty: boolean;
  readonly greedy: boolean;
}

/** A piece of a word; `quoted` pieces are neither split into fields nor matched against files. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "glob"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string; readonly expansion: Expansion | null; readonly quoted: boolean }
  /** What the command substitution of this number printed. */
  | { readonly kind: "substitution"; readonly slot: number; readonly quoted: boolean }
  | { readonly kind: "arithmetic"; readonly expression: ArithExpr; readonly quoted: boolean };

export type Word = readonly Part[];

/** `2>>file`, `2>&1`, `<<END`. */
export interface Redirection {
  readonly fd: number;
  readonly operator: "<" | ">" | ">>" | "dup" | "text";
  readonly target: Word;
}

/** One instruction. Targets are indices into the code. */
export type Instruction =
  | {
      readonly op: "simple";
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirections: readonly Redirection[];
      /** Nothing follows: the shell becomes the command instead of starting a process for it. */
      readonly last: boolean;
      readonly line: number;
    }
  | { readonly op: "substitute"; readonly slot: number; readonly begin: number }
  | { readonly op: "subshell"; readonly begin: number }
  | { readonly op: "background"; readonly begin: number }
  | { readonly op: "pipeline"; readonly begins: readonly number[] }
  | { readonly op: "jump"; readonly to: number }
  /** Jumps when the last command succeeded (`on`), or when it did not. */
  | { readonly op: "branch"; readonly on: boolean; readonly to: number }
  | { readonly op: "negate" }
  | { readonly op: "status"; readonly value: number }
  /** `set -e`: the shell ends when the last command failed. */
  | { readonly op: "check" }
  | { readonly op: "for"; readonly words: readonly Word[] | null }
  | { readonly op: "next"; readonly variable: string; readonly end: number }
  | { readonly op: "redirect"; readonly redirections: readonly Redirection[] }
  /** Leaves that many loops and redirections. */
  | { readonly op: "unwind"; readonly count: number }
  | {
      readonly op: "case";
      readonly word: Word;
      readonly items: readonly { readonly patterns: readonly Word[]; readonly to: number }[];
      readonly otherwise: number;
    }
  | { readonly op: "define"; readonly name: string; readonly begin: number }
  | { readonly op: "return" }
  /** Takes all the CPU that it gets, for ever. */
  | { readonly op: "spin" }
  | { readonly op: "end" };

export type ShellCode = readonly Instruction[];
