/**
 * Windows of time: half-open, in Unix microseconds.
 * @module
 */
import { microsPerSecond, type TelemetryWindow, type UnixMicros } from "@aiops-gym/cluster";

/** All of time. */
export const allTime: TelemetryWindow = Object.freeze({ startUnixMicros: 0, endUnixMicros: Number.MAX_SAFE_INTEGER });

/**
 * From `start` to before `end`; empty when they are equal.
 *
 * @throws RangeError when `end` is before `start`, or either is not a number.
 */
export function windowBetween(startUnixMicros: UnixMicros, endUnixMicros: UnixMicros): TelemetryWindow {
  if (!(endUnixMicros >= startUnixMicros)) {
    throw new RangeError(
      `window from ${startUnixMicros} to ${endUnixMicros}; expected an end that is not before the start`,
    );
  }
  return { startUnixMicros, endUnixMicros };
}

/** The seconds before `end`, cut off at the epoch. */
export function windowBefore(endUnixMicros: UnixMicros, seconds: number): TelemetryWindow {
  return windowBetween(Math.max(0, endUnixMicros - Math.round(seconds * microsPerSecond)), endUnixMicros);
}

/** Whether a time lies in the window. */
export function windowContains(window: TelemetryWindow, time: UnixMicros): boolean {
  return time >= window.startUnixMicros && time < window.endUnixMicros;
}

/** How long the window is. */
export function windowSeconds(window: TelemetryWindow): number {
  return (window.endUnixMicros - window.startUnixMicros) / microsPerSecond;
}
