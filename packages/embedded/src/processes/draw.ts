/**
 * Draws amounts from {@link Distribution}s.
 * @module
 */
import type { Distribution } from "@aiops-gym/application";
import { createLogNormal, type LogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { ln, roundMicros } from "../kernel/math.ts";
import { type Chance, nextBits, nextUint32, type Source } from "../kernel/random.ts";

/** A distribution ready to be drawn from. Each amount takes 32 random bits, but for constants, which take none. */
export interface Drawer {
  readonly kind: "constant" | "lognormal" | "uniform" | "exponential" | "mixture";
  /** The constant, the least of a uniform amount, or the mean. */
  readonly least: number;
  readonly width: number;
  readonly table: LogNormal;
  /** Of mixtures: the parts, and the bits from which on each is meant. */
  readonly parts: readonly Drawer[];
  readonly from: readonly number[];
}

const noTable = createLogNormal(1, 0);
const scale = 1 / 0x1_0000_0000;

function plain(kind: Drawer["kind"], least: number, width = 0): Drawer {
  return { kind, least, width, table: noTable, parts: [], from: [] };
}

const drawers = new WeakMap<Exclude<Distribution, number>, Drawer>();

/** Readies a distribution, once. */
export function drawerOf(distribution: Distribution): Drawer {
  if (typeof distribution === "number") return plain("constant", distribution);
  let drawer = drawers.get(distribution);
  if (drawer === undefined) {
    drawer = createDrawer(distribution);
    drawers.set(distribution, drawer);
  }
  return drawer;
}

function createDrawer(distribution: Exclude<Distribution, number>): Drawer {
  switch (distribution.kind) {
    case "lognormal": {
      const table = createLogNormal(distribution.median, distribution.sigma);
      return { kind: "lognormal", least: 0, width: 0, table, parts: [], from: [] };
    }
    case "uniform":
      return plain("uniform", distribution.min, distribution.max - distribution.min);
    case "exponential":
      return plain("exponential", distribution.mean);
    case "mixture": {
      const { parts } = distribution;
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      const from = [0];
      let sum = 0;
      for (const { weight } of parts) {
        sum += weight;
        from.push(Math.min(0x1_0000_0000, Math.round((sum / total) * 0x1_0000_0000)));
      }
      const of = parts.map((part) => drawerOf(part.of));
      return { kind: "mixture", least: 0, width: 0, table: noTable, parts: of, from };
    }
  }
}

/** An amount of the distribution; never negative. Constants draw nothing. */
export function draw(source: Source, distribution: Distribution): number {
  return typeof distribution === "number" ? distribution : drawBy(drawerOf(distribution), source);
}

/** As {@link draw}, of a distribution that is ready. */
export function drawBy(drawer: Drawer, source: Source): number {
  return drawer.kind === "constant" ? drawer.least : amountOfBits(drawer, nextUint32(source));
}

/** As {@link drawBy}, from chance of one's own. */
export function drawOwn(drawer: Drawer, chance: Chance): number {
  return drawer.kind === "constant" ? drawer.least : amountOfBits(drawer, nextBits(chance));
}

/** An amount of work in whole microseconds: 0 for none, 1 at least for some. */
export function drawMicros(drawer: Drawer, chance: Chance): number {
  const { kind } = drawer;
  let amount: number;
  if (kind === "lognormal") amount = logNormalOfBits(drawer.table, nextBits(chance));
  else amount = kind === "constant" ? drawer.least : amountOfBits(drawer, nextBits(chance));
  if (amount <= 0) return 0;
  return amount < 0.5 ? 1 : roundMicros(amount);
}

/** The amount that 32 random bits stand for. */
export function amountOfBits(drawer: Drawer, bits: number): number {
  switch (drawer.kind) {
    case "lognormal":
      return logNormalOfBits(drawer.table, bits);
    case "mixture": {
      const { parts, from } = drawer;
      let part = 0;
      while (part < parts.length - 1 && bits >= (from[part + 1] as number)) part += 1;
      const chosen = parts[part];
      if (chosen === undefined) return 0;
      // Where the bits lie within the part's share is as random as they were.
      const first = from[part] as number;
      const share = (bits - first + 0.5) / ((from[part + 1] as number) - first);
      const rest = Math.floor(share * 0x1_0000_0000) >>> 0;
      return chosen.kind === "lognormal" ? logNormalOfBits(chosen.table, rest) : amountOfBits(chosen, rest);
    }
    case "constant":
      return drawer.least;
    case "uniform":
      return drawer.least + bits * scale * drawer.width;
    case "exponential":
      return -drawer.least * ln((bits + 0.5) * scale);
  }
}
