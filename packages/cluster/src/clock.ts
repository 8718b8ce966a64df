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
  return writtenSeconds(time);
}

/** `2026-01-05T09:00:00.000001Z`, the form of Kubernetes' `metav1.MicroTime`. */
export function toRfc3339Micro(time: UnixMicros): string {
  const micros = String(time % microsPerSecond).padStart(6, "0");
  return `${writtenSeconds(time).slice(0, -1)}.${micros}Z`;
}

/** The latest times that were written: an object names the same few again and again. */
const keptTimes = 1024;
const secondsWritten: number[] = new Array<number>(keptTimes).fill(-1);
const textsWritten: string[] = new Array<string>(keptTimes).fill("");

/** `2026-01-05T09:00:00Z`. */
function writtenSeconds(time: UnixMicros): string {
  const second = Math.floor(time / microsPerSecond);
  const place = second % keptTimes;
  if (secondsWritten[place] === second) return textsWritten[place] ?? "";
  const text = textOf(second);
  if (place >= 0) {
    secondsWritten[place] = second;
    textsWritten[place] = text;
  }
  return text;
}

const secondsPerDay = 86_400;
/** The day that was written last, as text up to the time of day. */
let writtenDay = { day: -1, text: "" };

function textOf(second: number): string {
  const day = Math.floor(second / secondsPerDay);
  if (writtenDay.day !== day) writtenDay = { day, text: new Date(second * 1000).toISOString().slice(0, 11) };
  const rest = second - day * secondsPerDay;
  const hours = Math.floor(rest / 3600);
  const minutes = Math.floor((rest % 3600) / 60);
  // Joined: engines keep a sum as a tree of its parts, and times are compared and kept.
  return [writtenDay.text, twoFigures[hours], ":", twoFigures[minutes], ":", twoFigures[rest % 60], "Z"].join("");
}

const twoFigures: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** Reads either form; `NaN` when it is neither. */
export function fromRfc3339(text: string): UnixMicros {
  const seconds = text.length === 20 ? secondsOf(text) : -1;
  if (seconds >= 0) return seconds * microsPerSecond;
  const millis = Date.parse(text);
  if (!text.includes(".")) return Math.floor(millis / 1000) * microsPerSecond;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return Math.floor(millis / 1000) * microsPerSecond + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** The day that was read last, and the second at which it begins: times are mostly of one day. */
let latestDay = { year: 0, month: 0, day: 0, second: 0 };

/** Seconds of `2026-01-05T09:00:00Z`; negative for what is not quite of this form, and for the last days of months. */
function secondsOf(text: string): number {
  if (text[4] !== "-" || text[7] !== "-" || text[10] !== "T" || text[13] !== ":" || text[16] !== ":") return -1;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const isUsual = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isUsual || !(hour <= 23 && minute <= 59 && second <= 59) || text[19] !== "Z") return -1;
  if (latestDay.day !== day || latestDay.month !== month || latestDay.year !== year)
    latestDay = { year, month, day, second: Date.UTC(year, month - 1, day) / 1000 };
  return latestDay.second + hour * 3600 + minute * 60 + second;
}

/** The number at a place; `NaN` where other characters are. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const units = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}
