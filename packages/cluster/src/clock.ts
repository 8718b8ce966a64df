/**
 * Time, passed in: nothing above the seam reads the wall clock.
 * @module
 */

/** Microseconds since the Unix epoch, an integer (exact in a double until the year 2255). */
export type UnixMicros = number;

/** Microseconds in a second. */
export const microsPerSecond = 1_000_000;

/** The clock of a cluster: virtual on the embedded one, the wall clock on a live one. */
export interface Clock {
  /** The current time. */
  now(): UnixMicros;
  /**
   * Lets time pass. The embedded cluster simulates that long and returns at once; a live one waits.
   *
   * @param seconds - How long, at least 0.
   * @throws the signal's reason when aborted.
   */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** `2026-01-05T09:00:00Z`, the form of Kubernetes' `metav1.Time`. */
export function toRfc3339(time: UnixMicros): string {
  return `${wholeSeconds(time)}Z`;
}

/** `2026-01-05T09:00:00.000001Z`, the form of Kubernetes' `metav1.MicroTime`. */
export function toRfc3339Micro(time: UnixMicros): string {
  const micros = String(time % microsPerSecond).padStart(6, "0");
  return `${wholeSeconds(time)}.${micros}Z`;
}

/** The latest times that were written: an object names the same few again and again. */
const keptTimes = 1024;
const secondsWritten: number[] = new Array<number>(keptTimes).fill(-1);
const textsWritten: string[] = new Array<string>(keptTimes).fill("");

/** `2026-01-05T09:00:00`. */
function wholeSeconds(time: UnixMicros): string {
  const second = Math.floor(time / microsPerSecond);
  const place = second % keptTimes;
  if (secondsWritten[place] === second) return textsWritten[place] ?? "";
  const text = new Date(second * 1000).toISOString().slice(0, 19);
  if (place >= 0) {
    secondsWritten[place] = second;
    textsWritten[place] = text;
  }
  return text;
}

/** Reads either form; `NaN` when it is neither. */
export function fromRfc3339(text: string): UnixMicros {
  const millis = Date.parse(text);
  if (!text.includes(".")) return Math.floor(millis / 1000) * microsPerSecond;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return Math.floor(millis / 1000) * microsPerSecond + Number(fraction.padEnd(6, "0").slice(0, 6));
}
