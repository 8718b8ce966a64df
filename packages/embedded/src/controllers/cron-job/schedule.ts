/**
 * Cron's schedules, as the library that Kubernetes uses reads them (robfig/cron's standard parser), errors word for word.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { offsetAt } from "./time-zone.ts";

/** The values of a field. */
interface Field {
  readonly values: ReadonlySet<number>;
  /** Written as a star: does not say anything by itself. */
  readonly any: boolean;
}

/** When something is due. */
export type Schedule =
  | { readonly every: number }
  | {
      readonly minutes: Field;
      readonly hours: Field;
      readonly days: Field;
      readonly months: Field;
      readonly weekdays: Field;
    };

/** Why a text is no schedule. */
export class ScheduleError extends Error {}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const bounds: readonly Bounds[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: monthNames },
  { least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const descriptors: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * Reads five fields, or a word like `@hourly`.
 *
 * @throws ScheduleError
 */
export function parseSchedule(text: string): Schedule {
  if (text === "") throw new ScheduleError("empty spec string");
  let spec = text.trim();
  if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) spec = text.slice(text.indexOf(" ")).trim();
  if (spec.startsWith("@every ")) return { every: duration(spec.slice("@every ".length), spec) };
  const known = descriptors[spec];
  if (known !== undefined) spec = known;
  else if (spec.startsWith("@")) throw new ScheduleError(`unrecognized descriptor: ${spec}`);
  const parts = spec.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== bounds.length) {
    throw new ScheduleError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`);
  }
  const [minutes, hours, days, months, weekdays] = parts.map((part, index) => fieldOf(part, bounds[index])) as [
    Field,
    Field,
    Field,
    Field,
    Field,
  ];
  return { minutes, hours, days, months, weekdays };
}

function duration(text: string, spec: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)) {
    seconds += Number(amount) * (units[unit] ?? 0);
  }
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) {
    throw new ScheduleError(`failed to parse duration ${spec}: time: invalid duration ${JSON.stringify(text)}`);
  }
  return Math.max(1, Math.floor(seconds));
}

function fieldOf(text: string, limits: Bounds | undefined): Field {
  const values = new Set<number>();
  let any = false;
  for (const expression of text.split(",")) {
    const star = addRange(values, expression, limits ?? { least: 0, most: 0 });
    any = any || star;
  }
  return { values, any };
}

function addRange(values: Set<number>, expression: string, { least, most, names = [] }: Bounds): boolean {
  const [range = "", ...steps] = expression.split("/");
  const ends = range.split("-");
  let any = false;
  let start = least;
  let end = most;
  if (ends[0] === "*" || ends[0] === "?") any = true;
  else {
    start = numberOf(ends[0] ?? "", least, names);
    if (ends.length > 2) throw new ScheduleError(`too many hyphens: ${expression}`);
    end = ends.length === 2 ? numberOf(ends[1] ?? "", least, names) : start;
  }
  if (steps.length > 1) throw new ScheduleError(`too many slashes: ${expression}`);
  let step = 1;
  if (steps[0] !== undefined) {
    step = numberOf(steps[0], 0, []);
    if (ends.length === 1) end = most;
    if (step > 1) any = false;
  }
  if (start < least) throw new ScheduleError(`beginning of range (${start}) below minimum (${least}): ${expression}`);
  if (end > most) throw new ScheduleError(`end of range (${end}) above maximum (${most}): ${expression}`);
  if (start > end) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${expression}`);
  for (let value = start; value <= end; value += step) values.add(value);
  return any;
}

function numberOf(text: string, first: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  if (!/^[+-]?\d+$/.test(text)) {
    const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw new ScheduleError(`failed to parse int from ${text}: ${why}`);
  }
  const value = Number(text);
  if (value < 0) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

const minuteMillis = 60_000;
const dayMillis = 86_400_000;
const yearsAhead = 5;

/** The next time after one at which something is due; undefined when there is none within five years. */
export function nextDue(schedule: Schedule, after: UnixMicros, timeZone: string | undefined): UnixMicros | undefined {
  if ("every" in schedule) {
    return (Math.floor(after / microsPerSecond) + schedule.every) * microsPerSecond;
  }
  const afterMillis = Math.floor(after / 1000);
  const offset = offsetAt(afterMillis, timeZone);
  // wall-clock time, as if it were UTC
  let local = Math.floor((afterMillis + offset) / minuteMillis) * minuteMillis + minuteMillis;
  const limit = new Date(local).getUTCFullYear() + yearsAhead;
  for (;;) {
    const date = new Date(local);
    if (date.getUTCFullYear() > limit) return undefined;
    if (!schedule.months.values.has(date.getUTCMonth() + 1)) {
      local = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    } else if (!isDay(schedule, date)) {
      local = (Math.floor(local / dayMillis) + 1) * dayMillis;
    } else if (!schedule.hours.values.has(date.getUTCHours())) {
      local = (Math.floor(local / (60 * minuteMillis)) + 1) * 60 * minuteMillis;
    } else if (!schedule.minutes.values.has(date.getUTCMinutes())) {
      local += minuteMillis;
    } else {
      const guess = local - offsetAt(local - offset, timeZone);
      const due = local - offsetAt(guess, timeZone);
      if (due > afterMillis) return due * 1000;
      local += minuteMillis;
    }
  }
}

/** Days of the month and of the week: both have to match when one is a star, one of them otherwise. */
function isDay({ days, weekdays }: Exclude<Schedule, { readonly every: number }>, date: Date): boolean {
  const day = days.values.has(date.getUTCDate());
  const weekday = weekdays.values.has(date.getUTCDay());
  return days.any || weekdays.any ? day && weekday : day || weekday;
}
