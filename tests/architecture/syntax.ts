/**
 * What the architecture's rules need of a source file's syntax tree: its imports, its global names, a walk.
 *
 * @module
 */

import { parseSync } from "vite";

/** A node of the ESTree that the parser gives; fields differ by `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** One import, re-export, `import()` or `import("x").Type`. */
export interface Import {
  /** The module's name as written. */
  readonly name: string;
  readonly line: number;
  readonly dynamic: boolean;
  readonly typeOnly: boolean;
  /** What is imported by name; empty for `*`, side effects and dynamic imports. */
  readonly bindings: readonly string[];
}

/** A parsed file. */
export interface Source {
  /** Path from the repository's root, with `/`. */
  readonly path: string;
  readonly program: SyntaxNode;
  /** The line, counted from 1, of a position in the text. */
  lineOf(position: number): number;
}

/** Parses one TypeScript source; throws on a syntax error. */
export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  return {
    path,
    program: program as unknown as SyntaxNode,
    lineOf: (position) => text.slice(0, position).split("\n").length,
  };
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** The nodes directly under a node. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node).flat().filter(isNode);
}

/** Visits a node and everything under it, parents first. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** Every module that a file imports, types included. */
export function importsOf(source: Source): readonly Import[] {
  const imports: Import[] = [];
  walk(source.program, (node) => {
    const name = moduleName(node["source"]);
    if (name === undefined) return;
    const line = source.lineOf(node.start);
    const specifiers = Array.isArray(node["specifiers"]) ? node["specifiers"].filter(isNode) : [];
    imports.push({
      name,
      line,
      dynamic: node.type === "ImportExpression",
      typeOnly: node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type",
      bindings: specifiers.map((one) => identifierName(one["imported"])).filter((one) => one !== undefined),
    });
  });
  return imports;
}

/** The name of an identifier, or the value of a string literal. */
export function identifierName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node["name"]);
  return node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;
}

/** The text of `"x"` or of a template without holes; a computed module name has none. */
function moduleName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  const [quasi, second] = node.type === "TemplateLiteral" ? childrenOf(node) : [];
  const cooked = (quasi?.["value"] as { cooked?: unknown } | undefined)?.cooked;
  return second === undefined && typeof cooked === "string" ? cooked : undefined;
}
