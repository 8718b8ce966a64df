/**
 * Loops that only burn CPU.
 * @module
 */
import type { CommandNode, StatementNode, WordNode } from "just-bash";

/** The text of a word that is nothing but text. */
export function literal(word: WordNode | null): string | undefined {
  const [only] = word?.parts ?? [];
  return word?.parts.length === 1 && only?.type === "Literal" ? only.value : undefined;
}

const nothing: ReadonlySet<string | undefined> = new Set([":", "true"]);

/** `while :; do :; done` and its like: nothing that such a loop does can end it or be seen. */
export function spins(node: Extract<CommandNode, { type: "While" } | { type: "Until" }>): boolean {
  const does = (statement: StatementNode, names: ReadonlySet<string | undefined>): boolean =>
    !statement.background &&
    statement.pipelines.length === 1 &&
    statement.pipelines.every(
      ({ commands: [command, more], negated }) =>
        !negated &&
        more === undefined &&
        command?.type === "SimpleCommand" &&
        command.redirections.length === 0 &&
        command.assignments.length === 0 &&
        names.has(literal(command.name)),
    );
  const condition = node.type === "While" ? nothing : new Set<string | undefined>(["false"]);
  return (
    node.redirections.length === 0 &&
    node.condition.every((statement) => does(statement, condition)) &&
    node.body.every((statement) => does(statement, nothing))
  );
}
