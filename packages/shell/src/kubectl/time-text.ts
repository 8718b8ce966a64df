/**
 * Times and durations as kubectl prints and reads them.
 * @module
 */
import { fromRfc3339, microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";

/** An elapsed time in few letters: `45s`, `3m12s`, `5h`, `2d4h`. */
export function humanDuration(micros: number): string {
  const seconds = Math.trunc(micros / microsPerSecond);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return two(days, "d", hours % 24, "h");
  if (hours < 24 * 365 * 2) return `${days}d`;
  if (hours < 24 * 365 * 8) return two(Math.floor(days / 365), "y", days % 365, "d");
  return `${Math.floor(days / 365)}y`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** How long ago an RFC 3339 time was; `<unknown>` when there is none. */
export function ageText(time: unknown, now: UnixMicros): string {
  return typeof time === "string" && time !== "" ? humanDuration(now - fromRfc3339(time)) : "<unknown>";
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Fri, 21 Nov 2025 10:49:12 +0000`; the zero time of Go when there is none. */
export function longTime(time: unknown): string {
  if (typeof time !== "string" || time === "") return "Mon, 01 Jan 0001 00:00:00 +0000";
  const date = new Date(Math.floor(fromRfc3339(time) / 1000));
  const day = String(date.getUTCDate()).padStart(2, "0");
  const clock = date.toISOString().slice(11, 19);
  return `${days[date.getUTCDay()]}, ${day} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`;
}

const unitSeconds: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Reads Go's durations (`90s`, `1h30m`, `-1s`) as seconds; `undefined` when the text is none. */
export function parseGoDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const body = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (body === null) return undefined;
  let seconds = 0;
  for (const [, amount = "0", unit = "s"] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (unitSeconds[unit] ?? 1);
  }
  return text.startsWith("-") ? -seconds : seconds;
}

/** Seconds as Go prints durations: `30s`, `1m0s`, `1h0m0s`. */
export function goDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = Number((seconds - hours * 3600 - minutes * 60).toFixed(9));
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

/** The parts of an RFC 3339 time, and how Go names each. */
const timeParts: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, "2006"],
  [/^-/, "-"],
  [/^\d\d/, "01"],
  [/^-/, "-"],
  [/^\d\d/, "02"],
  [/^T/, "T"],
  [/^\d\d/, "15"],
  [/^:/, ":"],
  [/^\d\d/, "04"],
  [/^:/, ":"],
  [/^\d\d(?:\.\d+)?/, "05"],
  [/^(?:Z|[+-]\d\d:\d\d)/, "Z07:00"],
];

/** What Go says of a text that is no RFC 3339 time. */
export function timeProblem(text: string): string {
  const start = `parsing time ${JSON.stringify(text)}`;
  let rest = text;
  for (const [pattern, name] of timeParts) {
    const found = pattern.exec(rest);
    if (found === null) {
      return `${start} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(name)}`;
    }
    rest = rest.slice(found[0].length);
  }
  return rest === "" ? `${start}: day out of range` : `${start}: extra text: ${JSON.stringify(rest)}`;
}
