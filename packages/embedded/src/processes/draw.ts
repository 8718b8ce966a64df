/**
 * Draws amounts from {@link Distribution}s.
 * @module
 */
import type { Distribution } from "@aiops-gym/application";
import { createLogNormal, type LogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { ln } from "../kernel/math.ts";
import { nextUint32, type Source } from "../kernel/random.ts";

/** A distribution ready to be drawn from. Each amount takes 32 random bits; a mixture's takes 32 more for its part. */
export type Drawer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "lognormal"; readonly table: LogNormal }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | {
      readonly kind: "mixture";
      readonly total: number;
      readonly weights: readonly number[];
      readonly of: readonly Drawer[];
    };

const drawers = new WeakMap<Exclude<Distribution, number>, Drawer>();

/** Readies a distribution, once. */
export function drawerOf(distribution: Distribution): Drawer {
  if (typeof distribution === "number") return { kind: "constant", value: distribution };
  let drawer = drawers.get(distribution);
  if (drawer === undefined) {
    drawer = createDrawer(distribution);
    drawers.set(distribution, drawer);
  }
  return drawer;
}

function createDrawer(distribution: Exclude<Distribution, number>): Drawer {
  switch (distribution.kind) {
    case "lognormal":
      return { kind: "lognormal", table: createLogNormal(distribution.median, distribution.sigma) };
    case "uniform":
      return { kind: "uniform", min: distribution.min, max: distribution.max };
    case "exponential":
      return { kind: "exponential", mean: distribution.mean };
    case "mixture": {
      const weights = distribution.parts.map(({ weight }) => weight);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return { kind: "mixture", total, weights, of: distribution.parts.map((part) => drawerOf(part.of)) };
    }
  }
}

/** An amount of the distribution; never negative. Constants draw nothing. */
export function draw(source: Source, distribution: Distribution): number {
  return typeof distribution === "number" ? distribution : drawBy(drawerOf(distribution), source);
}

const scale = 1 / 0x1_0000_0000;

/** As {@link draw}, of a distribution that is ready. */
export function drawBy(drawer: Drawer, source: Source): number {
  switch (drawer.kind) {
    case "lognormal":
      return logNormalOfBits(drawer.table, nextUint32(source));
    case "mixture": {
      const { weights, of } = drawer;
      let left = nextUint32(source) * scale * drawer.total;
      let part = 0;
      while (part < weights.length - 1) {
        left -= weights[part] as number;
        if (left < 0) break;
        part += 1;
      }
      const chosen = of[part];
      return chosen === undefined ? 0 : drawBy(chosen, source);
    }
    case "constant":
      return drawer.value;
    case "uniform":
      return drawer.min + nextUint32(source) * scale * (drawer.max - drawer.min);
    case "exponential":
      return -drawer.mean * ln((nextUint32(source) + 0.5) * scale);
  }
}
