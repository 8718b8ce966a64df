/**
 * Sums requests up by phase and type.
 * @module
 */
import { normalizeText } from "./normalize.ts";
import { type PhaseTimes, phaseOf, phases, type Traffic } from "./observed.ts";
import { quantile } from "./quantile.ts";

/** One request of a user. */
export interface UserRequest {
  readonly atSeconds: number;
  readonly type: string;
  /** 0: no answer. */
  readonly status: number;
  readonly millis: number;
  /** Body of a failure, or why there was no answer. */
  readonly body: string;
}

/** What users felt. Requests belong to the phase in which they were sent. */
export function trafficOf(requests: readonly UserRequest[], times: PhaseTimes): readonly Traffic[] {
  const types = [...new Set(requests.map(({ type }) => type))].sort();
  return phases.flatMap((phase) =>
    types.flatMap((type): readonly Traffic[] => {
      const own = requests.filter((request) => request.type === type && phaseOf(request.atSeconds, times) === phase);
      if (own.length === 0) return [];
      const answered = own.filter(({ status }) => status !== 0).map(({ millis }) => millis);
      const isSuccess = ({ status }: UserRequest): boolean => status >= 200 && status < 400;
      const failures = new Map<string, number>();
      for (const request of own) {
        if (isSuccess(request)) continue;
        const text = `${request.status} ${normalizeText(request.body.trim())}`;
        failures.set(text, (failures.get(text) ?? 0) + 1);
      }
      return [
        {
          phase,
          type,
          requests: own.length,
          successes: own.filter(isSuccess).length,
          failures,
          p50Millis: quantile(answered, 0.5),
          p99Millis: quantile(answered, 0.99),
        },
      ];
    }),
  );
}
