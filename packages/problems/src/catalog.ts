/**
 * The problems that an environment knows, by id: fixed ones, and those that are drawn from families.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { distance } from "fastest-levenshtein";
import { parseDrawnId } from "./families/drawn-id.ts";
import type { ProblemFamily } from "./families/problem-family.ts";
import type { Problem } from "./problem.ts";

/** A set of problems and of families. Ids are unique. */
export class ProblemCatalog {
  readonly #problems = new Map<string, Problem>();
  readonly #families = new Map<string, ProblemFamily>();

  constructor(problems: Iterable<Problem> = [], families: Iterable<ProblemFamily> = []) {
    for (const problem of problems) this.add(problem);
    for (const family of families) this.addFamily(family);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the id is taken. */
  add(problem: Problem): void {
    if (this.#problems.has(problem.id)) {
      throw new GymError("ERR_INVALID_DEFINITION", `There is a problem "${problem.id}" already; ids are unique.`);
    }
    this.#problems.set(problem.id, problem);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the id is taken. */
  addFamily(family: ProblemFamily): void {
    if (this.#families.has(family.id)) {
      throw new GymError("ERR_INVALID_DEFINITION", `There is a family "${family.id}" already; ids are unique.`);
    }
    this.#families.set(family.id, family);
  }

  /** Of the fixed problems, in the order in which they were added; families draw more than could be listed. */
  get ids(): readonly string[] {
    return [...this.#problems.keys()];
  }

  /** In the order in which they were added. */
  get families(): readonly ProblemFamily[] {
    return [...this.#families.values()];
  }

  /** The fixed problems. */
  [Symbol.iterator](): IterableIterator<Problem> {
    return this.#problems.values();
  }

  /**
   * A fixed problem by its id, or the one that a family's seed draws: `hotel-reservation/revoke_auth-detection#17`. With the digest of
   * the family's definition in the id (`...-detection@5f0c21aa#17`), as problems and trajectories have it, another definition is refused.
   *
   * @throws GymError `ERR_UNKNOWN_PROBLEM`, naming the nearest ids.
   */
  get(id: string): Problem {
    const problem = this.#problems.get(id);
    if (problem !== undefined) return problem;
    const drawn = parseDrawnId(id);
    if (drawn === undefined) {
      const hint = this.#families.has(id)
        ? `It is a family: name one of its seeds, as in "${id}#0".`
        : this.#suggest(id);
      throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no problem "${id}". ${hint}`);
    }
    const { digest, seed, twin } = drawn;
    const family = this.family(drawn.family);
    if (digest !== undefined && !family.hash.startsWith(digest)) {
      throw new GymError(
        "ERR_UNKNOWN_PROBLEM",
        `Problem "${id}" was drawn from another definition of ${family.id} than this version's (${family.hash.slice(0, 8)}). Play it with the version that drew it; "${family.id}#${seed}" is what the seed draws now.`,
      );
    }
    if (!Number.isSafeInteger(seed))
      throw new GymError("ERR_UNKNOWN_PROBLEM", `Problem "${id}" has seed ${seed}; expected an integer in [0, 2^53).`);
    return twin ? family.twin(seed) : family.sample(seed);
  }

  /** @throws GymError `ERR_UNKNOWN_PROBLEM`, naming the nearest ids of families. */
  family(id: string): ProblemFamily {
    const family = this.#families.get(id);
    if (family !== undefined) return family;
    const near = nearest(id, [...this.#families.keys()]);
    const hint = near.length === 0 ? "No families are registered." : `Did you mean ${near.join(", ")}?`;
    throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no family "${id}". ${hint}`);
  }

  #suggest(id: string): string {
    if (this.#problems.size === 0)
      return "No problems are registered: import an environment package, or pass `problems`.";
    return `Did you mean ${nearest(id, this.ids).join(", ")}? \`aiops-gym problems\` lists all ${this.#problems.size}.`;
  }
}

function nearest(id: string, known: readonly string[]): readonly string[] {
  return known
    .map((candidate) => ({ candidate, distance: distance(id, candidate) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
