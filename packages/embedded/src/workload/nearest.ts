/**
 * The nearest of some places.
 * @module
 */
import type { VariableSpec } from "@aiops-gym/application";

/** A variable that is the nearest places. */
export type NearestSpec = Extract<VariableSpec, { kind: "nearest" }>;

/** Kilometers of a degree of latitude. */
const kilometersPerDegree = 111.195;
/** Cells of a degree: what may be near is worked out once a cell. */
const cellsPerDegree = 50;
const mostCells = 4_000;
const mostLists = 20_000;

/** Points in their order: latitudes, longitudes, kilometers of a degree of longitude, indices. */
interface Points {
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
  readonly perDegree: Float64Array;
  readonly indices: Int32Array;
}

interface Known {
  readonly all: Points;
  readonly cells: Map<number, Points>;
  /** Lists of names by what was chosen, so that the same is the same object. Frozen. */
  readonly lists: Map<number, readonly string[]>;
}

const knownOf = new WeakMap<NearestSpec, Known>();
const chosen: number[] = [];
const distances: number[] = [];

/** Names of the points within the distance, nearest first, as many as wanted. Frozen, and often the same object for the same names. */
export function nearest(spec: NearestSpec, latitude: number, longitude: number): readonly string[] {
  let known = knownOf.get(spec);
  if (known === undefined) {
    known = { all: pointsOf(spec, () => true), cells: new Map(), lists: new Map() };
    knownOf.set(spec, known);
  }
  choose(spec, candidatesOf(spec, known, latitude, longitude), latitude, longitude);
  return listOf(spec, known);
}

function pointsOf({ points }: NearestSpec, isCandidate: (index: number) => boolean): Points {
  const kept = points.map((point, index) => ({ ...point, index })).filter(({ index }) => isCandidate(index));
  return {
    latitudes: Float64Array.from(kept, ({ latitude }) => latitude),
    longitudes: Float64Array.from(kept, ({ longitude }) => longitude),
    perDegree: Float64Array.from(kept, ({ kilometersPerDegreeOfLongitude }) => kilometersPerDegreeOfLongitude),
    indices: Int32Array.from(kept, ({ index }) => index),
  };
}

/** Points that may be among the nearest of places in a cell. */
function candidatesOf(spec: NearestSpec, known: Known, latitude: number, longitude: number): Points {
  const row = Math.floor(latitude * cellsPerDegree);
  const column = Math.floor(longitude * cellsPerDegree);
  if (!(Math.abs(row) < 1e6 && Math.abs(column) < 1e6)) return known.all;
  const cell = row * 4e6 + column;
  let candidates = known.cells.get(cell);
  if (candidates === undefined) {
    if (known.cells.size > mostCells) known.cells.clear();
    candidates = pointsNear(spec, row / cellsPerDegree, column / cellsPerDegree);
    known.cells.set(cell, candidates);
  }
  return candidates;
}

/** Rounding may not decide. */
const margin = 1e-6;

function pointsNear(spec: NearestSpec, south: number, west: number): Points {
  const size = 1 / cellsPerDegree;
  const closest: number[] = [];
  const farthest: number[] = [];
  for (const { latitude, longitude, kilometersPerDegreeOfLongitude } of spec.points) {
    const north = axis(latitude - south, size, kilometersPerDegree);
    const east = axis(longitude - west, size, kilometersPerDegreeOfLongitude);
    closest.push(Math.sqrt(north.least * north.least + east.least * east.least) - margin);
    farthest.push(Math.sqrt(north.most * north.most + east.most * east.most) + margin);
  }
  // So many points are at most that far, wherever in the cell one stands.
  const bound = [...farthest].sort((a, b) => a - b)[spec.count - 1] ?? Number.POSITIVE_INFINITY;
  const limit = Math.min(spec.withinKilometers + margin, bound);
  return pointsOf(spec, (index) => (closest[index] as number) <= limit);
}

/** Least and most distance along an axis of a point that lies `offset` from a cell's edge. */
function axis(offset: number, size: number, scale: number): { readonly least: number; readonly most: number } {
  const least = offset < 0 ? -offset : offset > size ? offset - size : 0;
  return { least: least * scale, most: Math.max(Math.abs(offset), Math.abs(offset - size)) * scale };
}

/** Leaves the nearest in {@link chosen}. */
function choose({ count, withinKilometers }: NearestSpec, points: Points, latitude: number, longitude: number): void {
  const { latitudes, longitudes, perDegree, indices } = points;
  const limit = withinKilometers * withinKilometers;
  chosen.length = 0;
  distances.length = 0;
  for (let at = 0; at < indices.length; at++) {
    const north = (latitude - (latitudes[at] as number)) * kilometersPerDegree;
    if (north * north > limit) continue;
    const east = (longitude - (longitudes[at] as number)) * (perDegree[at] as number);
    const distance = north * north + east * east;
    if (distance > limit) continue;
    // The few nearest, in order: insertion is cheaper than sorting all.
    let place = chosen.length;
    if (place === count) {
      if ((distances[count - 1] as number) <= distance) continue;
      place -= 1;
    }
    while (place > 0 && (distances[place - 1] as number) > distance) {
      distances[place] = distances[place - 1] as number;
      chosen[place] = chosen[place - 1] as number;
      place -= 1;
    }
    distances[place] = distance;
    chosen[place] = indices[at] as number;
  }
}

const none: readonly string[] = Object.freeze([]);

function listOf({ points }: NearestSpec, { lists }: Known): readonly string[] {
  if (chosen.length === 0) return none;
  let key = 0;
  for (const index of chosen) key = key * (points.length + 1) + index + 1;
  const isKey = key <= Number.MAX_SAFE_INTEGER;
  let list = isKey ? lists.get(key) : undefined;
  if (list === undefined) {
    list = Object.freeze(chosen.map((index) => (points[index] as { readonly name: string }).name));
    if (lists.size > mostLists) lists.clear();
    if (isKey) lists.set(key, list);
  }
  return list;
}
