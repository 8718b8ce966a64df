/**
 * How difficult families are, as measured, and curricula from the easy to the hard.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { CurriculumStage, ProblemSource } from "@aiops-gym/env";
import { type DrawSplitOptions, drawSplit, type ProblemFamily, type Split } from "@aiops-gym/problems";
import { measuredDifficulty } from "./measured-difficulty.ts";
import { shippedCatalog, shippedFamilies } from "./shipped-problems.ts";
import { findSplit } from "./shipped-splits.ts";

/** Shares of a family's problems, in [0, 1], that policies solve. */
export interface Difficulty {
  /** A script that sees observations only. */
  readonly expert: number;
  /** Typed actions at random, and a submission now and then. */
  readonly random: number;
  /** Waits until the steps run out; in mitigation it submits at once. */
  readonly noop: number;
  /** So many seeds were played by each. */
  readonly seeds: number;
  /** Whether the family's definition still is the one that was measured. */
  readonly current: boolean;
}

/**
 * What was measured of a shipped family; undefined when it was not.
 *
 * @param family - `hotel-reservation/revoke_auth-detection`.
 * @throws GymError `ERR_UNKNOWN_PROBLEM` naming the nearest families.
 */
export function difficultyOf(family: string): Difficulty | undefined {
  const { hash } = shippedCatalog().family(family);
  const row = measuredDifficulty.rows.find(([id]) => id === family);
  if (row === undefined) return undefined;
  const [, digest, expert, random, noop] = row;
  return { expert, random, noop, seeds: measuredDifficulty.seeds.count, current: hash.startsWith(digest) };
}

/** Options of curricula: those of {@link drawSplit}, whose weights the curriculum sets. */
export type CurriculumSplitOptions = Omit<DrawSplitOptions, "weight">;

/** Families of a split, the easiest first: by the mean share that a random policy and the expert solve, then by id. */
function byDifficulty(split: Split, { tasks, kinds }: CurriculumSplitOptions): readonly ProblemFamily[] {
  const ids = new Set(split.parts.flatMap(({ families }) => families));
  const solved = ({ id }: ProblemFamily): number => {
    const { random = 0, expert = 0 } = difficultyOf(id) ?? {};
    return (random + expert) / 2;
  };
  return shippedFamilies
    .filter(({ id, task, kind }) => ids.has(id) && (tasks?.includes(task) ?? true) && (kinds?.includes(kind) ?? true))
    .map((family) => ({ family, solved: solved(family) }))
    .sort((a, b) => b.solved - a.solved || (a.family.id < b.family.id ? -1 : 1))
    .map(({ family }) => family);
}

/**
 * Stages for the `Curriculum` wrapper: a split's families in groups of equal size, the easiest first.
 *
 * @param options - `stages`: how many groups; 3 by default.
 * @throws GymError `ERR_INVALID_DEFINITION` when there is no such split, nothing of it is left, or `stages` is no positive integer.
 */
export function curriculumStages(
  name: string,
  { stages = 3, ...options }: CurriculumSplitOptions & { readonly stages?: number } = {},
): readonly CurriculumStage[] {
  if (!(Number.isInteger(stages) && stages > 0))
    throw new GymError("ERR_INVALID_DEFINITION", `stages is ${stages}; expected a positive integer.`);
  const split = findSplit(name);
  const families = byDifficulty(split, options);
  const count = Math.max(1, Math.min(stages, families.length));
  return Array.from({ length: count }, (_, stage) => {
    const group = families.slice(
      Math.round((stage * families.length) / count),
      Math.round(((stage + 1) * families.length) / count),
    );
    const ids = new Set(group.map(({ id }) => id));
    const weight = ({ id }: ProblemFamily): number => (ids.has(id) ? 1 : 0);
    return { problems: drawSplit(split, shippedFamilies, { ...options, weight }) };
  });
}

/**
 * Draws of a split that begin with its easiest family; over `episodes` draws the others join, one after the other in order of
 * difficulty. From then on all are drawn evenly. It does not look at how the policy does: `Curriculum` with {@link curriculumStages}
 * does.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when there is no such split, nothing of it is left, or `episodes` is no number from 0.
 */
export function curriculumSource(
  name: string,
  { episodes, ...options }: CurriculumSplitOptions & { readonly episodes: number },
): ProblemSource {
  if (!(Number.isFinite(episodes) && episodes >= 0))
    throw new GymError("ERR_INVALID_DEFINITION", `episodes is ${episodes}; expected a number from 0.`);
  const split = findSplit(name);
  const families = byDifficulty(split, options);
  const rank = new Map(families.map(({ id }, index) => [id, index]));
  const weight = ({ id }: ProblemFamily, index: number): number =>
    (rank.get(id) ?? 0) * episodes <= index * families.length ? 1 : 0;
  return drawSplit(split, shippedFamilies, { ...options, weight });
}
