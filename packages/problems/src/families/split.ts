/**
 * Splits: which draws belong to training, which to validation, which to tests; as data, with a hash.
 * @module
 */
import { createHash } from "node:crypto";
import { canonicalJson, createRandomStream, GymError } from "@aiops-gym/cluster";
import type { TaskKind } from "../task.ts";
import { type Condition, meets } from "./condition.ts";
import { drawInt, drawUniform } from "./draw-stream.ts";
import type { ProblemFamily } from "./problem-family.ts";

/** Some families, and which of their draws. */
export interface SplitPart {
  /** Ids of families. */
  readonly families: readonly string[];
  /** All of them must hold. */
  readonly where: readonly Condition[];
}

/** What a split has that training has not. */
export type HeldOut = "nothing" | "seeds" | "settings" | "parameters" | "services" | "kinds" | "applications";

/** A set of drawn problems. */
export interface Split {
  /** `train`, `validation`, `test-services`, ... */
  readonly name: string;
  readonly description: string;
  readonly heldOut: HeldOut;
  /** Seeds of problems and of episodes: `[first, first + count)`; no two splits share one. */
  readonly seeds: { readonly first: number; readonly count: number };
  readonly parts: readonly SplitPart[];
}

/**
 * SHA-256 over splits and the definitions of all families in them: what a reported figure should name.
 *
 * @throws GymError `ERR_UNKNOWN_PROBLEM` when a family is not known.
 */
export function hashSplits(splits: readonly Split[], families: Iterable<ProblemFamily>): string {
  const known = byId(families);
  const ids = [...new Set(splits.flatMap(({ parts }) => parts.flatMap((part) => part.families)))].sort();
  const definitions = ids.map((id) => [id, familyOf(known, id).hash]);
  const content = splits.map(({ description: _, ...data }) => data);
  return createHash("sha256")
    .update(canonicalJson({ splits: content, definitions }))
    .digest("hex");
}

/** Whether a seed's draw of a family belongs to a split. */
export function isInSplit(split: Split, family: ProblemFamily, seed: number): boolean {
  const { first, count } = split.seeds;
  if (seed < first || seed >= first + count) return false;
  const draw = family.draw(seed);
  return split.parts.some(
    ({ families, where }) => families.includes(family.id) && where.every((condition) => meets(draw, condition)),
  );
}

/** One episode to begin. */
export interface SplitDraw {
  readonly problemId: string;
  readonly seed: number;
}

/** Options of {@link drawSplit}. */
export interface DrawSplitOptions {
  /** Of the drawing itself; 0 by default. */
  readonly seed?: number;
  /** Only problems of these tasks; all by default. */
  readonly tasks?: readonly TaskKind[];
  /** Only problems of these kinds of fault; all by default. */
  readonly kinds?: readonly string[];
  /** How likely a family is, beside the others, for draw number `index`; every family alike by default. Not negative. */
  readonly weight?: (family: ProblemFamily, index: number) => number;
}

/** So many seeds are tried before a part counts as empty: one in three belongs to a part, so that this never happens by chance. */
const mostTries = 10_000;

/**
 * Draws problems of a split: a family by weight, then a seed whose draw belongs to the split, then the episode's seed. Draw number `index` is
 * the same however many came before.
 *
 * @returns A function of the draw's number, from 0: a `ProblemSource`.
 * @throws GymError `ERR_INVALID_DEFINITION` when no problem of the split is left; in drawing, for weights of which none can be drawn.
 */
export function drawSplit(
  split: Split,
  families: Iterable<ProblemFamily>,
  { seed = 0, tasks, kinds, weight = () => 1 }: DrawSplitOptions = {},
): (index: number) => SplitDraw {
  const known = byId(families);
  const rows = split.parts.flatMap(({ families: ids, where }) =>
    ids.map((id) => ({ family: familyOf(known, id), where })),
  );
  const left = rows.filter(
    ({ family: { task, kind } }) => (tasks?.includes(task) ?? true) && (kinds?.includes(kind) ?? true),
  );
  if (left.length === 0) {
    const asked = `tasks ${tasks?.join(", ") ?? "all"}, kinds ${kinds?.join(", ") ?? "all"}`;
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Split "${split.name}" has no problems for ${asked}. ${rows.length === 0 ? split.description : `It has families ${rows.map(({ family }) => family.id).join(", ")}.`}`,
    );
  }
  const { first, count } = split.seeds;
  return (index) => {
    const stream = createRandomStream(seed, `split/${split.name}/${index}`);
    const weights = left.map(({ family }) => weight(family, index));
    const chosen = chooseByWeight(weights, drawUniform(stream));
    if (chosen === undefined)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The weights of split "${split.name}" for draw ${index} are ${[...new Set(weights)].join(", ")}; expected numbers of which none is negative and some are positive.`,
      );
    const { family, where } = left[chosen] as (typeof left)[number];
    for (let tries = 0; tries < mostTries; tries++) {
      const problemSeed = first + drawInt(stream, count);
      const draw = family.draw(problemSeed);
      if (!where.every((condition) => meets(draw, condition))) continue;
      return { problemId: family.idOf(problemSeed), seed: first + drawInt(stream, count) };
    }
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Split "${split.name}" has no draw of ${family.id} among ${mostTries}: its conditions ${JSON.stringify(where)} exclude each other. Correct the split.`,
    );
  };
}

/**
 * The number of an item of positive weight; undefined where there is none.
 *
 * @param share - In [0, 1).
 */
function chooseByWeight(weights: readonly number[], share: number): number | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(weights.every((weight) => weight >= 0) && total > 0 && Number.isFinite(total))) return undefined;
  let left = share * total;
  const chosen = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  // sums of fractions may fall short of the total
  return chosen < 0 ? weights.findLastIndex((weight) => weight > 0) : chosen;
}

function byId(families: Iterable<ProblemFamily>): ReadonlyMap<string, ProblemFamily> {
  return new Map([...families].map((family) => [family.id, family]));
}

function familyOf(known: ReadonlyMap<string, ProblemFamily>, id: string): ProblemFamily {
  const family = known.get(id);
  if (family !== undefined) return family;
  throw new GymError(
    "ERR_UNKNOWN_PROBLEM",
    `A split names family "${id}", which is not registered. Correct its parts.`,
  );
}
