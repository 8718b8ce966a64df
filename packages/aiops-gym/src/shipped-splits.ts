/**
 * The splits of everything that is shipped.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { ProblemSource } from "@aiops-gym/env";
import { hotelReservationSplits } from "@aiops-gym/hotel-reservation";
import { type DrawSplitOptions, drawSplit, hashSplits, type Split } from "@aiops-gym/problems";
import { shippedFamilies } from "./shipped-problems.ts";

/** Parts by what they hold out, one set an application that training has. */
const trained = [hotelReservationSplits];

const partsOf = (what: keyof typeof hotelReservationSplits): Split["parts"] => trained.flatMap((parts) => parts[what]);

const million = 1_000_000;

/**
 * Training, validation, and tests that differ from training in one thing each. No split has a problem with a fixed id.
 */
export const shippedSplits: readonly Split[] = [
  {
    name: "train",
    description: "What policies may be trained on.",
    heldOut: "nothing",
    seeds: { first: 0, count: million },
    parts: partsOf("train"),
  },
  {
    name: "validation",
    description: "Drawn as training is, from other seeds: for choosing between policies and when to stop.",
    heldOut: "seeds",
    seeds: { first: million, count: million },
    parts: partsOf("train"),
  },
  {
    name: "test-settings",
    description: "Namespaces, traffic and numbers of replicas that training does not have.",
    heldOut: "settings",
    seeds: { first: 2 * million, count: million },
    parts: partsOf("settings"),
  },
  {
    name: "test-parameters",
    description: "Parameters of faults that training does not have.",
    heldOut: "parameters",
    seeds: { first: 3 * million, count: million },
    parts: partsOf("parameters"),
  },
  {
    name: "test-services",
    description: "Faults of services that are never at fault in training.",
    heldOut: "services",
    seeds: { first: 4 * million, count: million },
    parts: partsOf("services"),
  },
  {
    name: "test-kinds",
    description: "Kinds of faults that training does not have.",
    heldOut: "kinds",
    seeds: { first: 5 * million, count: million },
    parts: partsOf("kinds"),
  },
  {
    name: "test-applications",
    description: "Applications that training does not have: none is shipped yet, since there is only one.",
    heldOut: "applications",
    seeds: { first: 6 * million, count: million },
    parts: [],
  },
];

/** SHA-256 over all splits and the definitions of their families; name it beside figures. */
export const splitsHash: string = hashSplits(shippedSplits, shippedFamilies);

/** @throws GymError `ERR_INVALID_DEFINITION` naming the splits that there are. */
export function findSplit(name: string): Split {
  const split = shippedSplits.find((candidate) => candidate.name === name);
  if (split !== undefined) return split;
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `There is no split "${name}"; expected one of ${shippedSplits.map((candidate) => candidate.name).join(", ")}.`,
  );
}

/**
 * Draws problems of a shipped split, for `ProblemSampler` and vectors of environments.
 *
 * @example
 * const env = new ProblemSampler(await AIOpsEnv.create(), splitSource("train", { tasks: ["detection"] }));
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when there is no such split, or no problem of it is left.
 */
export function splitSource(name: string, options: DrawSplitOptions = {}): ProblemSource {
  return drawSplit(findSplit(name), shippedFamilies, options);
}
