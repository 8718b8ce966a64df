/**
 * kubectl's JSONPath templates: `{range .items[*]}{.metadata.name}{"\n"}{end}`. Paths look things up; nothing is evaluated.
 * @module
 */
import { writeJson } from "./json-writer.ts";
import { KubectlError } from "./kubectl-error.ts";
import { compareText, isTree, sortedKeys } from "./tree.ts";

/** One step of a path. */
type Step =
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "wildcard" }
  | { readonly type: "recursive" }
  | {
      readonly type: "slice";
      readonly from?: number;
      readonly to?: number;
      readonly step?: number;
      readonly single?: boolean;
    }
  | { readonly type: "filter"; readonly left: Operand; readonly operator: string; readonly right: Operand | undefined }
  | { readonly type: "union"; readonly paths: readonly (readonly Step[])[] };

type Operand =
  | { readonly literal: string | number | boolean }
  | { readonly path: readonly Step[]; readonly root: boolean };

type Node =
  /** What is found to be wrong only when it is executed. */
  | { readonly type: "failure"; readonly message: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "path"; readonly steps: readonly Step[]; readonly root: boolean }
  | { readonly type: "range"; readonly steps: readonly Step[]; readonly root: boolean; readonly body: readonly Node[] };

/** A template that was read. */
export interface JsonPath {
  readonly source: string;
  readonly nodes: readonly Node[];
}

/** Reads a template. @throws {@link KubectlError} in kubectl's words. */
export function parseJsonPath(source: string): JsonPath {
  const fail = (why: string): KubectlError => new KubectlError(`error parsing jsonpath ${source}, ${why}`);
  const stack: Node[][] = [[]];
  const opened: { steps: readonly Step[]; root: boolean }[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf("{", at);
    if (open !== at) stack.at(-1)?.push({ type: "text", text: source.slice(at, open < 0 ? source.length : open) });
    if (open < 0) break;
    const close = findClose(source, open);
    if (close < 0) throw fail(/\[[^\]]*$/.test(source) ? "unterminated array" : "unclosed action");
    for (const word of splitWords(source.slice(open + 1, close))) {
      const text = unquote(word);
      if (text !== undefined) stack.at(-1)?.push({ type: "text", text });
      else if (word === "range") opened.push({ steps: [], root: false });
      else if (word === "end") {
        const range = opened.pop();
        const body = stack.pop();
        if (range === undefined || body === undefined || stack.length === 0) {
          if (body !== undefined) stack.push(body);
          stack.at(-1)?.push({ type: "failure", message: "not in range, nothing to end" });
        } else stack.at(-1)?.push({ type: "range", ...range, body });
      } else if (/^[A-Za-z]/.test(word)) {
        const [identifier = ""] = word.split(/[.[]/);
        stack.at(-1)?.push({ type: "failure", message: `unrecognized identifier ${identifier}` });
      } else {
        const { steps, root } = parsePath(word, fail);
        const range = opened.at(-1);
        if (range !== undefined && opened.length === stack.length) {
          opened[opened.length - 1] = { steps, root };
          stack.push([]);
        } else stack.at(-1)?.push({ type: "path", steps, root });
      }
    }
    at = close + 1;
  }
  // a range that nothing ends goes on to the end
  while (stack.length > 1) {
    const body = stack.pop() ?? [];
    const range = opened.pop();
    if (range !== undefined) stack.at(-1)?.push({ type: "range", ...range, body });
  }
  return { source, nodes: stack[0] ?? [] };
}

function findClose(source: string, open: number): number {
  let quote = "";
  for (let at = open + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (quote !== "") {
      if (char === "\\") at += 1;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "}") return at;
  }
  return -1;
}

/** Words of an action, kept whole inside quotes and brackets. */
function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== "") {
      word += char;
      if (char === "\\") word += text.charAt(++at);
      else if (char === quote) quote = "";
      continue;
    }
    if (char === '"' || char === "'") quote = char;
    if (char === "[" || char === "(") depth += 1;
    if (char === "]" || char === ")") depth -= 1;
    if (/\s/.test(char) && depth === 0) {
      if (word !== "") words.push(word);
      word = "";
    } else word += char;
  }
  return word === "" ? words : [...words, word];
}

function unquote(word: string): string | undefined {
  const quote = word.charAt(0);
  if ((quote !== '"' && quote !== "'") || !word.endsWith(quote) || word.length < 2) return undefined;
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return word.slice(1, -1).replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}

function parsePath(word: string, fail: (why: string) => KubectlError): { steps: readonly Step[]; root: boolean } {
  const steps: Step[] = [];
  const root = word.startsWith("$");
  let at = root || word.startsWith("@") ? 1 : 0;
  while (at < word.length) {
    const rest = word.slice(at);
    if (rest.startsWith("..")) {
      steps.push({ type: "recursive" });
      at += rest.charAt(2) === "[" ? 2 : 1;
      continue;
    }
    if (rest.startsWith("[")) {
      const end = closeBracket(rest);
      if (end < 0) throw fail("unterminated array");
      steps.push(parseBracket(rest.slice(1, end), fail));
      at += end + 1;
      continue;
    }
    const field = /^\.?((?:\\.|[^.[\\\s])*)/.exec(rest);
    const name = (field?.[1] ?? "").replace(/\\(.)/g, "$1");
    const odd = /(?<!\\)[,~;!?&|]/.exec(field?.[1] ?? "")?.[0];
    if (odd !== undefined) {
      const code = odd.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      throw fail(`unrecognized character in action: U+${code} '${odd}'`);
    }
    if (steps.length === 0 && !rest.startsWith(".") && !root && !word.startsWith("@")) {
      throw fail(`unrecognized identifier ${name}`);
    }
    if (name === "*") steps.push({ type: "wildcard" });
    else if (name !== "") steps.push({ type: "field", name });
    at += Math.max(1, field?.[0].length ?? 1);
  }
  return { steps, root };
}

function closeBracket(text: string): number {
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== "") {
      if (char === "\\") at += 1;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "[") depth += 1;
    else if (char === "]" && --depth === 0) return at;
  }
  return -1;
}

function parseBracket(body: string, fail: (why: string) => KubectlError): Step {
  const inner = body.trim();
  if (inner === "*") return { type: "wildcard" };
  const filter = /^\?\((.*)\)$/s.exec(inner);
  if (filter !== null) return parseFilter(filter[1] ?? "", fail);
  const parts = splitOutsideQuotes(inner);
  if (parts.length > 1) return { type: "union", paths: parts.map((part) => [parseBracket(part, fail)]) };
  const text = /^'.*'$/s.test(inner) ? inner.slice(1, -1) : undefined;
  // a name in quotes is a path, too: its dots count unless escaped
  if (text !== undefined) return { type: "union", paths: [parsePath(`.${text}`, fail).steps] };
  const slice = /^(-?\d+)?(?::(-?\d+)?)?(?::(-?\d+)?)?$/.exec(inner);
  if (slice === null || inner === "") throw fail(`invalid array index ${inner}`);
  const [, from, to, step] = slice;
  if (!inner.includes(":")) return { type: "slice", from: Number(from), single: true };
  return {
    type: "slice",
    ...(from === undefined ? {} : { from: Number(from) }),
    ...(to === undefined ? {} : { to: Number(to) }),
    ...(step === undefined ? {} : { step: Number(step) }),
  };
}

function splitOutsideQuotes(text: string): readonly string[] {
  return text.match(/(?:'[^']*'|"[^"]*"|[^,'"])+/g)?.map((part) => part.trim()) ?? [text];
}

function parseFilter(body: string, fail: (why: string) => KubectlError): Step {
  const parts = /^((?:"(?:\\.|[^"])*"|'(?:\\.|[^'])*'|[^=!<>"'])+?)\s*(?:(==|!=|<=|>=|<|>)\s*(.+))?$/s.exec(
    body.trim(),
  );
  if (parts === null || body.includes("=~")) {
    throw fail(body.includes("~") ? "unrecognized character in action: U+007E '~'" : `unrecognized filter ${body}`);
  }
  const [, left = "", operator, right] = parts;
  return {
    type: "filter",
    left: parseOperand(left.trim(), fail),
    operator: operator ?? "exists",
    right: right === undefined ? undefined : parseOperand(right.trim(), fail),
  };
}

function parseOperand(text: string, fail: (why: string) => KubectlError): Operand {
  const quoted = unquote(text);
  if (quoted !== undefined) return { literal: quoted };
  if (text === "true" || text === "false") return { literal: text === "true" };
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return { literal: Number(text) };
  const { steps, root } = parsePath(text, fail);
  return { path: steps, root };
}

/** All values that a path leads to. Fields that are missing lead to nothing. */
function follow(steps: readonly Step[], start: readonly unknown[], root: unknown): readonly unknown[] {
  let here = start;
  for (const step of steps) {
    const values = here;
    // a union goes through all values once for each of its paths
    here =
      step.type === "union"
        ? step.paths.flatMap((path) => follow(path, values, root))
        : values.flatMap((value) => take(step, value, root));
  }
  return here;
}

function take(step: Step, value: unknown, root: unknown): readonly unknown[] {
  switch (step.type) {
    case "field":
      return isTree(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case "wildcard":
      return children(value);
    case "recursive":
      return [value, ...children(value).flatMap((child) => take(step, child, root))];
    case "union":
      return step.paths.flatMap((path) => follow(path, [value], root));
    case "filter":
      return children(value).filter((item) => matches(step, item, root));
    case "slice":
      return Array.isArray(value) ? sliceOf(step, value) : [];
  }
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isTree(value) ? sortedKeys(value).map((key) => value[key]) : [];
}

function sliceOf(step: Extract<Step, { type: "slice" }>, items: readonly unknown[]): readonly unknown[] {
  const index = (at: number): number => (at < 0 ? items.length + at : at);
  if (step.single) {
    const at = index(step.from ?? 0);
    if (at < 0 || at >= items.length) {
      throw new KubectlError(`array index out of bounds: index ${step.from ?? 0}, length ${items.length}`);
    }
    return [items[at]];
  }
  const by = Math.max(1, step.step ?? 1);
  return items
    .slice(index(step.from ?? 0), step.to === undefined ? undefined : index(step.to))
    .filter((_, at) => at % by === 0);
}

function matches(filter: Extract<Step, { type: "filter" }>, item: unknown, root: unknown): boolean {
  const value = (operand: Operand): readonly unknown[] =>
    "literal" in operand ? [operand.literal] : follow(operand.path, [operand.root ? root : item], root);
  const [left] = value(filter.left);
  if (filter.right === undefined) return left !== undefined;
  const [right] = value(filter.right);
  if (left === undefined || right === undefined) return false;
  const order =
    typeof left === "number" && typeof right === "number" ? left - right : compareText(String(left), String(right));
  const operators: Readonly<Record<string, boolean>> = {
    "==": order === 0 && typeof left === typeof right,
    "!=": order !== 0,
    "<": order < 0,
    "<=": order <= 0,
    ">": order > 0,
    ">=": order >= 0,
  };
  return operators[filter.operator] ?? false;
}

/** The values a one-path expression leads to; text in it is left out. */
export function findJsonPath(path: JsonPath, root: unknown): readonly unknown[] {
  return path.nodes.flatMap((node) =>
    node.type === "text" || node.type === "failure" ? [] : follow(node.steps, [root], root),
  );
}

/** The text of a template; when `strict`, a field that is missing is a failure. */
export function renderJsonPath(path: JsonPath, root: unknown, strict = false): string {
  return render(path.nodes, root, root, path.source, strict);
}

function render(nodes: readonly Node[], here: unknown, root: unknown, source: string, strict: boolean): string {
  let out = "";
  for (const node of nodes) {
    if (node.type === "text") out += node.text;
    else if (node.type === "failure") throw executionFailure(node.message, root, source);
    else {
      const found = lookUp(node.steps, node.root ? root : here, root, source, strict);
      if (node.type === "path") out += found.map(showValue).join(" ");
      else for (const item of found) out += render(node.body, item, root, source, strict);
    }
  }
  return out;
}

function lookUp(
  steps: readonly Step[],
  here: unknown,
  root: unknown,
  source: string,
  strict: boolean,
): readonly unknown[] {
  try {
    if (strict) requireFields(steps, here, root);
    return follow(steps, [here], root);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw executionFailure(error.message, root, source);
  }
}

function executionFailure(message: string, root: unknown, source: string): KubectlError {
  return new KubectlError(
    `error executing jsonpath ${JSON.stringify(source)}: Error executing template: ${message}. Printing more information for debugging the template:\n` +
      `\ttemplate was:\n\t\t${source}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(root)}\n\n\n`,
  );
}

/** Fails at the first field that a value has not. */
function requireFields(steps: readonly Step[], here: unknown, root: unknown): void {
  let values: readonly unknown[] = [here];
  for (const step of steps) {
    if (step.type === "field" && values.some((value) => take(step, value, root).length === 0)) {
      throw new KubectlError(`${step.name} is not found`);
    }
    values = follow([step], values, root);
  }
}

/** A value as Go source, for the failure that shows it. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isTree(value)) {
    const fields = sortedKeys(value).filter((key) => value[key] !== undefined);
    return `map[string]interface {}{${fields.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(", ")}}`;
  }
  return value === null ? "interface {}(nil)" : JSON.stringify(value);
}

/** A value as templates print it: text bare, all else as JSON. */
export function showValue(value: unknown): string {
  return typeof value === "string" ? value : value === null ? "" : writeJson(value);
}

/** Adds the braces and the dot that short forms leave out: `metadata.name`, `.metadata.name`. */
export function relaxedJsonPath(text: string): string {
  if (!/^(?:\{[^{}]+\}|[^{}]+)$/s.test(text)) {
    throw new KubectlError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  const inner = /^\{(.*)\}$/s.exec(text)?.[1] ?? text;
  return `{${inner.startsWith(".") || inner.startsWith("$") || inner.startsWith("@") ? "" : "."}${inner}}`;
}
