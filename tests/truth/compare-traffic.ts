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

/** Rarer failures are accidents of the moment (a request in flight when a process dies). */
const minFailureShare = 0.02;

/** Failures have the same texts, each about as often. */
function compareFailures(subject: string, row: Traffic, other: Traffic | undefined): Check {
  const share = (traffic: Traffic | undefined, text: string): number =>
    traffic === undefined ? 0 : (traffic.failures.get(text) ?? 0) / traffic.requests;
  const describe = (traffic: Traffic | undefined): string =>
    [...(traffic?.failures ?? [])].map(([text, count]) => `${count} x ${text}`).join("; ") || "none";
  const texts = new Set([...row.failures.keys(), ...(other?.failures.keys() ?? [])]);
  const agree = [...texts].every((text) => {
    const [mine, theirs] = [share(row, text), share(other, text)];
    return Math.max(mine, theirs) < minFailureShare || Math.abs(mine - theirs) <= maxRateDifference;
  });
  return { area: "failures", subject, expected: describe(row), actual: describe(other), agree };
}

/** Success rate, failures and latency by phase and type of request. */
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
    if (row.failures.size > 0 || (other?.failures.size ?? 0) > 0) checks.push(compareFailures(subject, row, other));
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
