/**
 * Draws amounts from {@link Distribution}s.
 * @module
 */
import type { Distribution } from "@aiops-gym/application";
import { nextExponential, nextLogNormal, nextUniform, type RandomStream } from "../kernel/random.ts";

/** An amount of the distribution; never negative. Constants draw nothing. */
export function draw(stream: RandomStream, distribution: Distribution): number {
  if (typeof distribution === "number") return distribution;
  switch (distribution.kind) {
    case "lognormal":
      return nextLogNormal(stream, distribution.median, distribution.sigma);
    case "uniform":
      return distribution.min + nextUniform(stream) * (distribution.max - distribution.min);
    case "exponential":
      return nextExponential(stream, distribution.mean);
    case "mixture": {
      const { parts } = distribution;
      let total = 0;
      for (const part of parts) total += part.weight;
      let left = nextUniform(stream) * total;
      for (const part of parts) {
        left -= part.weight;
        if (left < 0) return draw(stream, part.of);
      }
      const last = parts.at(-1);
      return last === undefined ? 0 : draw(stream, last.of);
    }
  }
}
