/**
 * `--set` and its like: `a.b=1,c[0].d=x,e={x,y},f=a\,b`.
 * @module
 */

import { quote } from "../go-template/quote.ts";
import { emptyMap, entryOf, type GoMap, type GoValue, goInt64, isMap } from "../go-template/value.ts";
import { kindOf } from "./functions/support.ts";
import { HelmError } from "./helm-error.ts";

/** How values are read: as YAML would read the simplest of them, as texts, as names of files, as JSON, as they are. */
export type SetMode = "set" | "set-string" | "set-file" | "set-json" | "set-literal";

const deepest = 30;
const largestIndex = 65_536;

/** The text has ended; nothing is wrong. */
class EndOfText extends Error {}

/**
 * Writes what a flag says into values.
 *
 * @param fileTexts - Texts of files by the names that were given, for `set-file`.
 * @throws {@link HelmError}
 */
export function setValues(values: GoMap, text: string, mode: SetMode, fileTexts?: ReadonlyMap<string, string>): void {
  try {
    new SetParser(text, mode, fileTexts).parse(values);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    if (mode === "set-json") throw new HelmError(`failed parsing --set-json data ${text}`);
    throw new HelmError(`failed parsing --${mode} data: ${error.message}`);
  }
}

/** The names of files that a `--set-file` wants. */
export function filesOf(text: string): readonly string[] {
  const names: string[] = [];
  const asked = new Map<string, string>();
  asked.get = (name) => {
    names.push(name);
    return "";
  };
  setValues(emptyMap(), text, "set-file", asked);
  return names;
}

class SetParser {
  private readonly chars: readonly string[];
  private readonly mode: SetMode;
  private readonly fileTexts: ReadonlyMap<string, string> | undefined;
  private at = 0;

  constructor(text: string, mode: SetMode, fileTexts: ReadonlyMap<string, string> | undefined) {
    this.chars = [...text];
    this.mode = mode;
    this.fileTexts = fileTexts;
  }

  parse(values: GoMap): void {
    try {
      while (this.at < this.chars.length) this.key(values, 0);
    } catch (error) {
      if (!(error instanceof EndOfText)) throw error;
    }
  }

  /** Characters up to one of some, which is taken too; `undefined` for it at the end. A backslash takes the next as it is. */
  private until(stop: string): { readonly text: string; readonly last: string | undefined } {
    let text = "";
    for (;;) {
      const char = this.chars[this.at];
      if (char === undefined) return { text, last: undefined };
      this.at += 1;
      if (stop.includes(char)) return { text, last: char };
      if (char === "\\" && this.mode !== "set-literal") {
        const next = this.chars[this.at];
        if (next === undefined) return { text, last: undefined };
        this.at += 1;
        text += next;
      } else text += char;
    }
  }

  private key(values: GoMap, depth: number): void {
    const { text: key, last } = this.until(this.mode === "set-literal" ? "=[." : "=[,.");
    if (last === undefined) {
      if (key === "") throw new EndOfText();
      throw new HelmError(`key ${quote(key)} has no value`);
    }
    if (last === "[") {
      const index = this.index();
      const before = entryOf(values, key);
      if (before !== undefined && !Array.isArray(before)) throw conversion(before, "[]interface {}");
      this.keep(values, key, () => this.listItem(before ?? [], index, depth));
    } else if (last === "=") this.assign((value) => put(values, key, value));
    else if (last === ",") {
      put(values, key, "");
      throw new HelmError(`key ${quote(key)} has no value (cannot end with ,)`);
    } else this.nested(values, key, depth + 1);
  }

  /** Stores what is made, even when the text ends there. */
  private keep(values: GoMap, key: string, make: () => GoValue[]): void {
    put(values, key, make());
  }

  private nested(values: GoMap, key: string, depth: number): void {
    if (depth > deepest)
      throw new HelmError(`value name nested level is greater than maximum supported nested level of ${deepest}`);
    const before = entryOf(values, key);
    if (before !== undefined && !isMap(before)) throw conversion(before, "map[string]interface {}");
    const inner = before ?? emptyMap();
    const isEmpty = (): boolean => Object.keys(inner).length === 0;
    try {
      this.key(inner, depth);
    } catch (error) {
      if (!isEmpty()) put(values, key, inner);
      throw error;
    }
    if (isEmpty()) throw new HelmError(`key map ${quote(key)} has no value`);
    put(values, key, inner);
  }

  /** Reads what follows a `=`. */
  private assign(store: (value: GoValue) => void): void {
    if (this.mode === "set-json") {
      store(this.json());
      return;
    }
    if (this.mode === "set-literal") {
      store(this.chars.slice(this.at).join(""));
      this.at = this.chars.length;
      return;
    }
    if (this.at >= this.chars.length) {
      store("");
      throw new EndOfText();
    }
    if (this.chars[this.at] === "{") {
      this.at += 1;
      store(this.list());
      return;
    }
    const { text, last } = this.until(",");
    store(this.typed(text));
    if (last === undefined) throw new EndOfText();
  }

  private list(): GoValue[] {
    const items: GoValue[] = [];
    for (;;) {
      const { text, last } = this.until(",}");
      if (last === undefined) throw new HelmError("list must terminate with '}'");
      items.push(this.typed(text));
      if (last === "}") {
        if (this.chars[this.at] === ",") this.at += 1;
        return items;
      }
    }
  }

  private index(): number {
    const { text, last } = this.until("]");
    if (last === undefined) throw new HelmError("error parsing index: EOF");
    if (!/^[+-]?\d+$/.test(text))
      throw new HelmError(`error parsing index: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
    return Number(text);
  }

  private listItem(list: GoValue[], index: number, depth: number): GoValue[] {
    if (index < 0) throw new HelmError(`negative ${index} index not allowed`);
    const { text, last } = this.until("[.=");
    if (text !== "") throw new HelmError(`unexpected data at end of array index: ${quote(text)}`);
    if (last === undefined) throw new EndOfText();
    if (index > largestIndex)
      throw new HelmError(`index of ${index} is greater than maximum supported index of ${largestIndex}`);
    const items = [...list];
    while (items.length <= index) items.push(null);
    const before = list[index] ?? null;
    if (last === "=") {
      try {
        this.assign((value) => {
          items[index] = value;
        });
      } catch (error) {
        if (!(error instanceof EndOfText)) throw error;
      }
    } else if (last === "[") {
      const next = this.index();
      if (before !== null && !Array.isArray(before)) throw conversion(before, "[]interface {}");
      items[index] = this.listItem(before ?? [], next, depth);
    } else {
      const inner = isMap(before) ? before : emptyMap();
      items[index] = inner;
      try {
        this.key(inner, depth);
      } catch (error) {
        if (!(error instanceof EndOfText)) throw error;
      }
    }
    return items;
  }

  private json(): GoValue {
    const rest = this.chars.slice(this.at).join("");
    if (/^\s*(,|$)/.test(rest)) {
      this.at += rest.indexOf(",") < 0 ? rest.length : rest.indexOf(",") + 1;
      return null;
    }
    // the longest beginning that is JSON
    for (let end = rest.length; end > 0; end = rest.lastIndexOf(",", end - 1)) {
      try {
        const value = JSON.parse(rest.slice(0, end)) as GoValue;
        this.at += [...rest.slice(0, end)].length + 1;
        return value;
      } catch {
        // shorter
      }
    }
    throw new HelmError("no JSON");
  }

  private typed(text: string): GoValue {
    if (this.mode === "set-file") return this.fileTexts?.get(text) ?? "";
    if (this.mode === "set-string") return text;
    const lower = text.toLowerCase();
    if (lower === "true" || lower === "false") return lower === "true";
    if (lower === "null") return null;
    if (text === "0") return goInt64(0);
    if (/^[+-]?\d+$/.test(text) && !text.startsWith("0")) {
      const value = BigInt(text.replace(/^\+/, ""));
      if (BigInt.asIntN(64, value) === value) return goInt64(value);
    }
    return text;
  }
}

function put(values: GoMap, key: string, value: GoValue): void {
  if (key !== "") values[key] = value;
}

function conversion(value: GoValue, wanted: string): HelmError {
  const type =
    value === null
      ? "nil"
      : isMap(value)
        ? "map[string]interface {}"
        : Array.isArray(value)
          ? "[]interface {}"
          : kindOf(value);
  return new HelmError(`unable to parse key: interface conversion: interface {} is ${type}, not ${wanted}`);
}
