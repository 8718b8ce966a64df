/**
 * The problems that an environment knows, by id.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { distance } from "fastest-levenshtein";
import type { Problem } from "./problem.ts";

/** A set of problems. Ids are unique. */
export class ProblemCatalog {
  readonly #problems = new Map<string, Problem>();

  constructor(problems: Iterable<Problem> = []) {
    for (const problem of problems) this.add(problem);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the id is taken. */
  add(problem: Problem): void {
    if (this.#problems.has(problem.id)) {
      throw new GymError("ERR_INVALID_DEFINITION", `There is a problem "${problem.id}" already; ids are unique.`);
    }
    this.#problems.set(problem.id, problem);
  }

  /** In the order in which they were added. */
  get ids(): readonly string[] {
    return [...this.#problems.keys()];
  }

  [Symbol.iterator](): IterableIterator<Problem> {
    return this.#problems.values();
  }

  /** @throws GymError `ERR_UNKNOWN_PROBLEM`, naming the nearest ids. */
  get(id: string): Problem {
    const problem = this.#problems.get(id);
    if (problem !== undefined) return problem;
    throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no problem "${id}". ${this.#suggest(id)}`);
  }

  #suggest(id: string): string {
    if (this.#problems.size === 0)
      return "No problems are registered: import an environment package, or pass `problems`.";
    const nearest = this.ids
      .map((known) => ({ known, distance: distance(id, known) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 3)
      .map(({ known }) => known);
    return `Did you mean ${nearest.join(", ")}? \`aiops-gym problems\` lists all ${this.#problems.size}.`;
  }
}
