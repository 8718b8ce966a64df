/**
 * Do requests leave the same spans?
 * @module
 */
import type { Check } from "./check.ts";
import { type ObservedTrace, type Phase, phases } from "./observed.ts";

/** Shapes rarer than this are accidents (a request in flight when a process dies). */
const minShare = 0.05;
/** Shares of a shape may differ by so much. */
const maxShareDifference = 0.08;

function shares(traces: readonly ObservedTrace[], phase: Phase, type: string): ReadonlyMap<string, number> {
  const own = traces.filter((trace) => trace.phase === phase && trace.type === type);
  const result = new Map<string, number>();
  for (const { shape } of own) result.set(shape, (result.get(shape) ?? 0) + 1 / own.length);
  return result;
}

function describe(from: ReadonlyMap<string, number>): string {
  const common = [...from].filter(([, share]) => share >= minShare).sort((a, b) => b[1] - a[1]);
  return common.length === 0
    ? "none"
    : common.map(([shape, share]) => `${Math.round(share * 100)} %: ${shape}`).join("; ");
}

/** One check a phase and type of request: the same shapes, each about as often. */
export function compareTraces(expected: readonly ObservedTrace[], actual: readonly ObservedTrace[]): readonly Check[] {
  const types = [...new Set(expected.map(({ type }) => type))].sort();
  return phases.flatMap((phase) =>
    types.flatMap((type): readonly Check[] => {
      const recorded = shares(expected, phase, type);
      const played = shares(actual, phase, type);
      if (recorded.size === 0) return [];
      const shapes = new Set([...recorded, ...played].filter(([, share]) => share >= minShare).map(([shape]) => shape));
      const agree = [...shapes].every(
        (shape) => Math.abs((recorded.get(shape) ?? 0) - (played.get(shape) ?? 0)) <= maxShareDifference,
      );
      return [
        { area: "traces", subject: `${phase} ${type}`, expected: describe(recorded), actual: describe(played), agree },
      ];
    }),
  );
}
