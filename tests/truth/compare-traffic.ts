/**
 * Do users feel the same?
 * @module
 */
import type { Check } from "./check.ts";
import type { SpanTiming, Traffic } from "./observed.ts";

/** Success rates may differ by so much. */
const maxRateDifference = 0.05;
/** Medians and 99th percentiles may differ by these factors. */
const maxMedianFactor = 2;
const maxTailFactor = 3;
/** Fewer answers say nothing about a percentile. */
const minForMedian = 10;
const minForTail = 100;
/** Durations below this are the measuring program's resolution. */
const minSpanMicros = 15;

function within(expected: number, actual: number, factor: number): boolean {
  return actual <= expected * factor && actual >= expected / factor;
}

/** Success rate and latency by phase and type of request. */
export function compareTraffic(expected: readonly Traffic[], actual: readonly Traffic[]): readonly Check[] {
  return expected.flatMap((row): readonly Check[] => {
    const other = actual.find(({ phase, type }) => phase === row.phase && type === row.type);
    const subject = `${row.phase} ${row.type}`;
    const rate = row.successes / row.requests;
    const otherRate = other === undefined ? Number.NaN : other.successes / other.requests;
    const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
    const checks: Check[] = [
      {
        area: "success rate",
        subject,
        expected: percent(rate),
        actual: percent(otherRate),
        agree: Math.abs(rate - otherRate) <= maxRateDifference,
      },
    ];
    const latency = (name: string, mine: number, theirs: number, factor: number): void => {
      const millis = (value: number): string => `${Math.round(value * 10) / 10} ms`;
      const agree = within(mine, theirs, factor);
      checks.push({
        area: "latency",
        subject: `${subject} ${name}`,
        expected: millis(mine),
        actual: millis(theirs),
        agree,
      });
    };
    if (row.requests >= minForMedian) latency("median", row.p50Millis, other?.p50Millis ?? Number.NaN, maxMedianFactor);
    if (row.requests >= minForTail)
      latency("99th percentile", row.p99Millis, other?.p99Millis ?? Number.NaN, maxTailFactor);
    return checks;
  });
}

/** Upper quartiles of durations by kind of span, before the fault. */
export function compareSpanTimings(expected: readonly SpanTiming[], actual: readonly SpanTiming[]): readonly Check[] {
  return expected
    .filter(({ count, p75Micros }) => count >= minForMedian && p75Micros >= minSpanMicros)
    .map(({ span, p75Micros }) => {
      const other = actual.find((row) => row.span === span)?.p75Micros ?? Number.NaN;
      const micros = (value: number): string => `${Math.round(value)} us`;
      const agree = within(p75Micros, other, maxMedianFactor);
      return { area: "span durations", subject: span, expected: micros(p75Micros), actual: micros(other), agree };
    });
}
