/**
 * The variables of a request as far as anybody asks: chance is drawn as `drawValues` draws it, texts and lists are made when they
 * are read.
 * @module
 */
import type { RequestType, VariableSpec } from "@aiops-gym/application";
import { type Chance, nextInt, nextWeighted } from "../kernel/random.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";
import { NearestFinder } from "./nearest.ts";
import { decimal, decimalNumber, integersBetween, intersection, numberOfText, pad, sample } from "./variables.ts";

type Value = string | readonly string[];

/** A variable; others that it is made of, by their index (-1: none). */
interface Variable {
  readonly spec: VariableSpec;
  readonly first: number;
  readonly second: number;
  readonly nearest: NearestFinder | null;
}

/** The variables of one request at a time. */
export class RequestDraft {
  readonly #variables: readonly Variable[];
  readonly #indices: ReadonlyMap<string, number>;
  /** What was drawn, and what was made of it so far. */
  readonly #drawn: number[] = [];
  readonly #values: (Value | undefined)[] = [];
  readonly #chance: Chance = { chance: 0 };

  private constructor(variables: readonly Variable[], indices: ReadonlyMap<string, number>) {
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
      known.push({ spec, first, second, nearest: spec.kind === "nearest" ? NearestFinder.of(spec) : null });
      indices.set(name, known.length - 1);
    }
    return new RequestDraft(known, indices);
  }

  /** Index of a variable; -1: there is none of the name. */
  indexOf(name: string): number {
    return this.#indices.get(name) ?? -1;
  }

  /** Whether a variable is a list, whatever is drawn. */
  isList(index: number): boolean {
    return listKinds.has(this.#variables[index]?.spec.kind ?? "template");
  }

  /** Begins with a request: `chance` is that of its variables. */
  begin(chance: number): void {
    const own = this.#chance;
    own.chance = chance;
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
    let value = this.#values[index];
    if (value === undefined) {
      value = this.#make(index, this.#variables[index] as Variable);
      this.#values[index] = value;
    }
    return value;
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

const listKinds: ReadonlySet<VariableSpec["kind"]> = new Set([
  "sample",
  "integers-between",
  "nearest",
  "intersection",
  "table",
]);

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
