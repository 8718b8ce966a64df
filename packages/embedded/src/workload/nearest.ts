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
/** Rows and columns of cells; whoever is beyond them measures all. */
const mostCells = 1_000;
const mostLists = 20_000;

/** Points in their order: latitudes, longitudes, kilometers of a degree of longitude, indices. */
interface Points {
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
  readonly perDegree: Float64Array;
  readonly indices: Int32Array;
}

const chosen: number[] = [];
const distances: number[] = [];

const finders = new WeakMap<NearestSpec, NearestFinder>();

/** Finds the nearest of a variable's places. One for each variable: {@link NearestFinder.of}. */
export class NearestFinder {
  readonly #spec: NearestSpec;
  readonly #all: Points;
  /** What may be near in the cells of a row, by row and column from {@link NearestFinder.#south} and `#west` on. */
  readonly #rows: (Points | undefined)[][] = [];
  readonly #south: number;
  readonly #west: number;
  /** Lists of names by what was chosen, so that the same is the same object. Frozen. */
  readonly #lists = new Map<number, readonly string[]>();

  private constructor(spec: NearestSpec) {
    this.#spec = spec;
    this.#all = pointsOf(spec, () => true);
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

  /** Names of the points within the distance, nearest first, as many as wanted. Frozen, and often the same object for the same names. */
  find(latitude: number, longitude: number): readonly string[] {
    const candidates = this.#candidates(latitude, longitude);
    if (candidates.indices.length === 0) return none;
    choose(this.#spec, candidates, latitude, longitude);
    return this.#list();
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

  #list(): readonly string[] {
    if (chosen.length === 0) return none;
    const { points } = this.#spec;
    let key = 0;
    for (let place = 0; place < chosen.length; place++) key = key * (points.length + 1) + (chosen[place] as number) + 1;
    const isKey = key <= Number.MAX_SAFE_INTEGER;
    let list = isKey ? this.#lists.get(key) : undefined;
    if (list === undefined) {
      list = Object.freeze(chosen.map((index) => (points[index] as { readonly name: string }).name));
      if (this.#lists.size > mostLists) this.#lists.clear();
      if (isKey) this.#lists.set(key, list);
    }
    return list;
  }
}

const none: readonly string[] = Object.freeze([]);

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
