/**
 * The variables of a request as far as anybody asks: chance is drawn as `drawValues` draws it, texts and lists are made when they
 * are read.
 * @module
 */
import type { RequestType, VariableSpec } from "@aiops-gym/application";
import { type Chance, nextInt, nextWeighted } from "../kernel/random.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";
import { ItemList, itemNumber } from "./item-list.ts";
import { NearestFinder } from "./nearest.ts";
import { decimal, decimalNumber, integersBetween, intersection, numberOfText, pad, sample } from "./variables.ts";

type Value = string | readonly string[];

/** A variable; others that it is made of, by their index (-1: none). */
interface Variable {
  readonly spec: VariableSpec;
  readonly first: number;
  readonly second: number;
  readonly nearest: NearestFinder | null;
  /** Of an intersection: 1 for the items that are in the other list. */
  readonly among: Uint8Array;
}

/** Lists of texts whose numbers are kept. */
const mostKnown = 2_000;

const drafts = new WeakMap<RequestType["variables"], RequestDraft | null>();

/** The variables of one request at a time. */
export class RequestDraft {
  readonly #variables: readonly Variable[];
  readonly #indices: ReadonlyMap<string, number>;
  /** What was drawn, and what was made of it so far. */
  readonly #drawn: number[] = [];
  readonly #values: (Value | undefined)[] = [];
  readonly #chance: Chance = { chance: 0 };
  /** Lists as numbers, and of which request they are. */
  readonly #lists: ItemList[];
  readonly #listed: number[];
  readonly #known = new Map<readonly string[], ItemList>();
  /** Counts requests. */
  #request = 0;
  /** Whether the request's variables have been drawn. */
  #begun = true;

  private constructor(variables: readonly Variable[], indices: ReadonlyMap<string, number>) {
    this.#lists = variables.map(() => new ItemList());
    this.#listed = variables.map(() => 0);
    this.#variables = variables;
    this.#indices = indices;
  }

  /** For requests of a type; null when some variable is named twice, or made of one that comes later. */
  static of({ variables }: RequestType): RequestDraft | null {
    const indices = new Map<string, number>();
    const known: Variable[] = [];
    for (const { name, spec } of variables) {
      if (indices.has(name)) return null;
      const sources = sourcesOf(spec);
      if (!sources.every((source) => indices.has(source))) return null;
      const [first = -1, second = -1] = sources.map((source) => indices.get(source));
      const nearest = spec.kind === "nearest" ? NearestFinder.of(spec) : null;
      known.push({ spec, first, second, nearest, among: spec.kind === "intersection" ? flagsOf(spec.among) : none });
      indices.set(name, known.length - 1);
    }
    return new RequestDraft(known, indices);
  }

  /** As {@link RequestDraft.of}: the one that all simulations of this process use in turn. */
  static shared(spec: RequestType): RequestDraft | null {
    let draft = drafts.get(spec.variables);
    if (draft === undefined) {
      draft = RequestDraft.of(spec);
      drafts.set(spec.variables, draft);
    }
    return draft;
  }

  /** Index of a variable; -1: there is none of the name. */
  indexOf(name: string): number {
    return this.#indices.get(name) ?? -1;
  }

  /** Whether a variable is a list, whatever is drawn, of items that there are only so many of. */
  isList(index: number): boolean {
    const { spec, first, second } = this.#variables[index] ?? {};
    switch (spec?.kind) {
      case "sample":
      case "integers-between":
      case "nearest":
        return true;
      case "intersection":
        return this.isList(first ?? -1);
      case "table":
        return this.isList(second ?? -1);
      default:
        return false;
    }
  }

  /** Begins with a request: `chance` is that of its variables. */
  begin(chance: number): void {
    this.#chance.chance = chance;
    this.#request += 1;
    this.#begun = false;
  }

  #draw(): void {
    const own = this.#chance;
    this.#begun = true;
    for (let index = 0; index < this.#variables.length; index++) {
      this.#values[index] = undefined;
      const { spec, first } = this.#variables[index] as Variable;
      switch (spec.kind) {
        case "integer":
          this.#drawn[index] = spec.min + nextInt(own, spec.max - spec.min + 1);
          break;
        case "integer-after": {
          const from = this.#number(first) + 1;
          this.#drawn[index] = from + nextInt(own, Math.max(1, spec.max - from + 1));
          break;
        }
        case "decimal":
          this.#drawn[index] = nextInt(own, spec.steps);
          break;
        case "choice":
          this.#drawn[index] =
            spec.weights === undefined ? nextInt(own, spec.of.length) : nextWeighted(own, spec.weights);
          break;
        case "sample":
          this.#values[index] = sample(own, spec.count, spec.of);
      }
    }
  }

  /** A variable's value. */
  value(index: number): Value {
    if (!this.#begun) this.#draw();
    let value = this.#values[index];
    if (value === undefined) {
      value = this.#make(index, this.#variables[index] as Variable);
      this.#values[index] = value;
    }
    return value;
  }

  /** The items of a variable that is a list. */
  list(index: number): ItemList {
    const list = this.#lists[index] as ItemList;
    if (this.#listed[index] !== this.#request) {
      this.#listed[index] = this.#request;
      if (!this.#begun) this.#draw();
      this.#fill(list, this.#variables[index] as Variable, index);
    }
    return list;
  }

  #fill(list: ItemList, { spec, first, second, nearest, among }: Variable, index: number): void {
    if (nearest !== null) {
      nearest.list(this.#number(first), this.#number(second), list);
    } else if (spec.kind === "intersection") {
      const { items, count } = this.list(first);
      list.count = 0;
      for (let place = 0; place < count; place++)
        if (among[items[place] as number] === 1) list.add(items[place] as number);
    } else if (spec.kind === "table" && spec.rows[this.#text(first)] === undefined) {
      list.copy(this.list(second));
    } else this.#fillWith(list, this.value(index) as readonly string[]);
  }

  /** Texts come in the same few lists. */
  #fillWith(list: ItemList, texts: readonly string[]): void {
    const known = this.#known.get(texts);
    if (known !== undefined) {
      list.copy(known);
      return;
    }
    list.fill(texts);
    if (!Object.isFrozen(texts)) return;
    if (this.#known.size > mostKnown) this.#known.clear();
    const copy = new ItemList();
    copy.copy(list);
    this.#known.set(texts, copy);
  }

  #number(index: number): number {
    const { spec } = this.#variables[index] as Variable;
    if (spec.kind === "integer" || spec.kind === "integer-after") {
      const drawn = this.#drawn[index] as number;
      // The text of a padded negative number is none.
      if (drawn >= 0) return drawn;
    }
    if (spec.kind === "decimal") return decimalNumber(spec, this.#drawn[index] as number);
    return numberOfText(this.#text(index));
  }

  #text(index: number): string {
    return index < 0 ? "" : (printVariable(this.value(index)) ?? "");
  }

  #make(index: number, { spec, first, second, nearest }: Variable): Value {
    const drawn = this.#drawn[index] as number;
    switch (spec.kind) {
      case "integer":
      case "integer-after":
        return pad(drawn, spec.digits);
      case "decimal":
        return decimal(spec, drawn);
      case "choice":
        return spec.of[drawn] ?? "";
      case "sample":
        return [];
      case "template":
        return renderTemplate(parseTemplate(spec.text), (name) => {
          const source = this.indexOf(name);
          return source < 0 || source >= index ? undefined : printVariable(this.value(source));
        });
      case "integers-between":
        return integersBetween(spec, this.#number(first) + 1, this.#number(second));
      case "nearest":
        return (nearest as NearestFinder).find(this.#number(first), this.#number(second));
      case "intersection":
        return intersection(spec, this.value(first));
      case "table": {
        const found = spec.rows[this.#text(first)];
        if (found !== undefined) return found;
        const otherwise = this.value(second);
        if (otherwise === "") return [];
        return typeof otherwise === "object" ? otherwise : [otherwise];
      }
    }
  }
}

const none = new Uint8Array(0);

/** 1 at the numbers of items. */
function flagsOf(items: readonly string[]): Uint8Array {
  const listed = items.map(itemNumber);
  const flags = new Uint8Array(Math.max(0, ...listed) + 1);
  for (const number of listed) flags[number] = 1;
  return flags;
}

/** Names of the variables that one is made of. */
function sourcesOf(spec: VariableSpec): readonly string[] {
  switch (spec.kind) {
    case "integer-after":
      return [spec.variable];
    case "integers-between":
      return [spec.after, spec.to];
    case "nearest":
      return [spec.latitude, spec.longitude];
    case "intersection":
      return [spec.list];
    case "table":
      return [spec.variable, spec.otherwise];
    default:
      return [];
  }
}
