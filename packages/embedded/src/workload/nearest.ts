/**
 * The nearest of some places.
 * @module
 */
import type { VariableSpec } from "@aiops-gym/application";
import { type ItemList, itemNumber } from "./item-list.ts";

/** A variable that is the nearest places. */
export type NearestSpec = Extract<VariableSpec, { kind: "nearest" }>;

/** Kilometers of a degree of latitude. */
const kilometersPerDegree = 111.195;
/** Cells of a degree: what may be near is worked out once a cell. */
const cellsPerDegree = 50;
/** Rows and columns of cells; whoever is beyond them measures all. */
const mostCells = 1_000;

/** Points in their order: latitudes, longitudes, kilometers of a degree of longitude, indices. */
interface Points {
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
  readonly perDegree: Float64Array;
  readonly indices: Int32Array;
}

/** What was found last; there is room for the largest number that anybody wants. */
let chosen = new Int32Array(8);
let distances = new Float64Array(8);

const finders = new WeakMap<NearestSpec, NearestFinder>();

/** Finds the nearest of a variable's places. One for each variable: {@link NearestFinder.of}. */
export class NearestFinder {
  readonly #spec: NearestSpec;
  readonly #all: Points;
  /** What may be near in the cells of a row, by row and column from {@link NearestFinder.#south} and `#west` on. */
  readonly #rows: (Points | undefined)[][] = [];
  readonly #south: number;
  readonly #west: number;
  /** Numbers of the points' names. */
  readonly #numbers: Int32Array;

  private constructor(spec: NearestSpec) {
    this.#spec = spec;
    this.#all = pointsOf(spec, () => true);
    this.#numbers = Int32Array.from(spec.points, ({ name }) => itemNumber(name));
    const wanted = Math.min(spec.count, spec.points.length);
    if (wanted > chosen.length) {
      chosen = new Int32Array(wanted);
      distances = new Float64Array(wanted);
    }
    const { latitudes, longitudes } = this.#all;
    this.#south = Math.floor(Math.min(...latitudes) * cellsPerDegree) - mostCells / 2;
    this.#west = Math.floor(Math.min(...longitudes) * cellsPerDegree) - mostCells / 2;
  }

  /** The one of a variable. */
  static of(spec: NearestSpec): NearestFinder {
    let finder = finders.get(spec);
    if (finder === undefined) {
      finder = new NearestFinder(spec);
      finders.set(spec, finder);
    }
    return finder;
  }

  /** Names of the points within the distance, nearest first, as many as wanted. Frozen. */
  find(latitude: number, longitude: number): readonly string[] {
    const { points } = this.#spec;
    const count = this.#choose(latitude, longitude);
    return Object.freeze(
      Array.from(chosen.subarray(0, count), (index) => (points[index] as { readonly name: string }).name),
    );
  }

  /** As {@link NearestFinder.find}, as numbers of items. */
  list(latitude: number, longitude: number, into: ItemList): void {
    const count = this.#choose(latitude, longitude);
    into.count = 0;
    for (let place = 0; place < count; place++) into.add(this.#numbers[chosen[place] as number] as number);
  }

  #choose(latitude: number, longitude: number): number {
    const candidates = this.#candidates(latitude, longitude);
    return candidates.indices.length === 0 ? 0 : choose(this.#spec, candidates, latitude, longitude);
  }

  /** Points that may be among the nearest of places in a cell. */
  #candidates(latitude: number, longitude: number): Points {
    const row = Math.floor(latitude * cellsPerDegree) - this.#south;
    const column = Math.floor(longitude * cellsPerDegree) - this.#west;
    if (!(row >= 0 && column >= 0 && row < mostCells && column < mostCells)) return this.#all;
    this.#rows[row] ??= [];
    const cells = this.#rows[row] as (Points | undefined)[];
    let candidates = cells[column];
    if (candidates === undefined) {
      const south = (row + this.#south) / cellsPerDegree;
      candidates = pointsNear(this.#spec, south, (column + this.#west) / cellsPerDegree);
      cells[column] = candidates;
    }
    return candidates;
  }
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

/** Leaves the nearest in {@link chosen}, and answers how many they are. */
function choose(
  { count: wanted, withinKilometers }: NearestSpec,
  points: Points,
  latitude: number,
  longitude: number,
): number {
  const { latitudes, longitudes, perDegree, indices } = points;
  const limit = withinKilometers * withinKilometers;
  const most = Math.min(wanted, chosen.length);
  let count = 0;
  for (let at = 0; at < indices.length; at++) {
    const north = (latitude - (latitudes[at] as number)) * kilometersPerDegree;
    if (north * north > limit) continue;
    const east = (longitude - (longitudes[at] as number)) * (perDegree[at] as number);
    const distance = north * north + east * east;
    if (distance > limit) continue;
    // The few nearest, in order: insertion is cheaper than sorting all.
    let place = count;
    if (place === most) {
      if ((distances[place - 1] as number) <= distance) continue;
      place -= 1;
    } else count += 1;
    while (place > 0 && (distances[place - 1] as number) > distance) {
      distances[place] = distances[place - 1] as number;
      chosen[place] = chosen[place - 1] as number;
      place -= 1;
    }
    distances[place] = distance;
    chosen[place] = indices[at] as number;
  }
  return count;
}
