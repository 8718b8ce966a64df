/**
 * Texts with `{names}`: parsed once, rendered when somebody reads them.
 * @module
 */
import type { Variables } from "./task.ts";

/** A parsed text: literal parts and names, in turn; `names[i]` follows `literals[i]`. */
export interface Template {
  readonly literals: readonly string[];
  readonly names: readonly string[];
}

const cache = new Map<string, Template>();

/** Parses a text. A brace that opens no name (`{ count: 1 }`, JSON) is a literal. */
export function parseTemplate(text: string): Template {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const literals: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{([A-Za-z][\w.-]*)\}/g)) {
    literals.push(text.slice(from, match.index));
    names.push(match[1] ?? "");
    from = match.index + match[0].length;
  }
  literals.push(text.slice(from));
  const template = { literals, names };
  if (cache.size < 10_000) cache.set(text, template);
  return template;
}

/** Fills in the names; a name that means nothing stays as it is written. */
export function renderTemplate(template: Template, meaningOf: (name: string) => string | undefined): string {
  let text = template.literals[0] ?? "";
  for (let index = 0; index < template.names.length; index++) {
    const name = template.names[index] ?? "";
    text += (meaningOf(name) ?? `{${name}}`) + (template.literals[index + 1] ?? "");
  }
  return text;
}

/** As Go prints it: a slice in brackets. */
export function printVariable(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "object" ? `[${value.join(" ")}]` : value;
}

/** The keys that a template of keys stands for: one for each combination of the lists that it names. */
export function expandKeys(
  template: Template,
  variables: Variables,
  meaningOf: (name: string) => string | undefined,
): readonly string[] {
  const lists = [...new Set(template.names)].filter((name) => typeof variables[name] === "object");
  const [only] = lists;
  if (only === undefined) {
    const key = renderTemplate(template, meaningOf);
    return key === "" ? [] : [key];
  }
  // A key that is an item as it stands needs no new list.
  if (template.names.length === 1 && template.literals[0] === "" && template.literals[1] === "") {
    return variables[only] as readonly string[];
  }
  const chosen = new Map<string, string>();
  const keys: string[] = [];
  const choose = (depth: number): void => {
    const name = lists[depth];
    if (name === undefined) {
      keys.push(renderTemplate(template, (wanted) => chosen.get(wanted) ?? meaningOf(wanted)));
      return;
    }
    for (const item of variables[name] as readonly string[]) {
      chosen.set(name, item);
      choose(depth + 1);
    }
  };
  choose(0);
  return keys;
}
