/**
 * Words of a script, made ready for expansion.
 * @module
 */
import type { ScriptNode, WordNode } from "just-bash";
import type { Expansion, Part, Word } from "./shell-code.ts";

type Piece = WordNode["parts"][number];
type Operation = Extract<Piece, { type: "ParameterExpansion" }>["operation"];

/** Takes a command substitution's script and answers the number under which its output will be found. */
export type AddSubstitution = (script: ScriptNode) => number;

/** Makes a word ready. */
export function compileWord(word: WordNode, add: AddSubstitution): Word {
  return word.parts.flatMap((piece) => compilePiece(piece, false, add));
}

function compilePiece(piece: Piece, quoted: boolean, add: AddSubstitution): Part[] {
  switch (piece.type) {
    case "Literal":
      return [{ kind: "text", text: piece.value, quoted }];
    case "SingleQuoted":
    case "Escaped":
      return [{ kind: "text", text: piece.value, quoted: true }];
    case "DoubleQuoted":
      // An empty pair of quotes still makes a field.
      return [
        { kind: "text", text: "", quoted: true },
        ...piece.parts.flatMap((inner) => compilePiece(inner, true, add)),
      ];
    case "ParameterExpansion":
      return [{ kind: "variable", name: piece.parameter, expansion: compileExpansion(piece.operation, add), quoted }];
    case "CommandSubstitution":
      return [{ kind: "substitution", slot: add(piece.body), quoted }];
    case "ArithmeticExpansion":
      return [{ kind: "arithmetic", expression: piece.expression.expression, quoted }];
    case "Glob":
      return [quoted ? { kind: "text", text: piece.pattern, quoted } : { kind: "glob", text: piece.pattern }];
    case "TildeExpansion":
      return [{ kind: "variable", name: "HOME", expansion: null, quoted: true }];
    case "BraceExpansion":
      // ash knows none: what stands there is text.
      return [{ kind: "text", text: braceText(piece), quoted }];
    case "ProcessSubstitution":
      return [];
  }
}

function braceText(piece: Extract<Piece, { type: "BraceExpansion" }>): string {
  const items = piece.items.map((item) =>
    item.type === "Word"
      ? item.word.parts.map((part) => ("value" in part ? String(part.value) : "")).join("")
      : `${item.startStr ?? item.start}..${item.endStr ?? item.end}`,
  );
  return `{${items.join(",")}}`;
}

function compileExpansion(operation: Operation, add: AddSubstitution): Expansion | null {
  if (operation === null) return null;
  const make = (kind: Expansion["kind"], word: WordNode | null, empty = false, greedy = false): Expansion => ({
    kind,
    word: word === null ? [] : compileWord(word, add),
    empty,
    greedy,
  });
  switch (operation.type) {
    case "DefaultValue":
      return make("default", operation.word, operation.checkEmpty);
    case "AssignDefault":
      return make("assign", operation.word, operation.checkEmpty);
    case "ErrorIfUnset":
      return make("error", operation.word, operation.checkEmpty);
    case "UseAlternative":
      return make("alternative", operation.word, operation.checkEmpty);
    case "Length":
      return make("length", null);
    case "PatternRemoval":
      return make(operation.side, operation.pattern, false, operation.greedy);
    default:
      return null;
  }
}
