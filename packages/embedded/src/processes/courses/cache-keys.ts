/**
 * Keys that a request asks a cache for, without making the same texts again and again.
 * @module
 */
import type { Variables } from "../task.ts";
import { expandKeys, renderTemplate, type Template } from "../template.ts";

const mostTexts = 20_000;

/** Texts of templates of one list, or of two. */
interface Known {
  readonly texts: Map<string, string>;
  readonly pairs: Map<string, Map<string, string>>;
  count: number;
}

const knownOf = new WeakMap<Template, Known>();
const answer: string[] = [];

/**
 * As the interpreter's, in any order; good until the next call.
 *
 * @returns undefined when the texts need more than the variables.
 */
export function keysAsked(template: Template, variables: Variables): readonly string[] | undefined {
  const { names, literals } = template;
  let first: string | undefined;
  let second: string | undefined;
  let plain = true;
  for (const name of names) {
    const value = variables[name];
    if (value === undefined) return undefined;
    if (typeof value !== "object") plain = false;
    else if (first === undefined || name === first) first = name;
    else if (second === undefined || name === second) second = name;
    else plain = false;
  }
  if (first === undefined || !plain) {
    return expandKeys(template, variables, (name) => variables[name] as string | undefined);
  }
  const list = variables[first] as readonly string[];
  if (names.length === 1 && literals[0] === "" && literals[1] === "") return list;
  let known = knownOf.get(template);
  if (known === undefined || known.count > mostTexts) {
    known = { texts: new Map(), pairs: new Map(), count: 0 };
    knownOf.set(template, known);
  }
  answer.length = 0;
  if (second === undefined) for (const item of list) answer.push(textOf(template, known, item));
  else {
    const others = variables[second] as readonly string[];
    for (const item of list) pushPairs(template, known, first, item, others);
  }
  return answer;
}

function textOf(template: Template, known: Known, item: string): string {
  let text = known.texts.get(item);
  if (text === undefined) {
    text = renderTemplate(template, () => item);
    known.texts.set(item, text);
    known.count += 1;
  }
  return text;
}

function pushPairs(template: Template, known: Known, first: string, item: string, others: readonly string[]): void {
  let texts = known.pairs.get(item);
  if (texts === undefined) {
    texts = new Map();
    known.pairs.set(item, texts);
  }
  for (const other of others) {
    let text = texts.get(other);
    if (text === undefined) {
      text = renderTemplate(template, (name) => (name === first ? item : other));
      texts.set(other, text);
      known.count += 1;
    }
    answer.push(text);
  }
}
