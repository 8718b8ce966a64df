/**
 * Time zones of the world, from the tables that come with the engine.
 * @module
 */

/** Whether there is a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How far, in milliseconds, clocks of a time zone are ahead of UTC at a time. Without a name: UTC. */
export function offsetAt(unixMillis: number, timeZone: string | undefined): number {
  if (timeZone === undefined || timeZone === "UTC" || timeZone === "Etc/UTC") return 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(unixMillis).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - Math.floor(unixMillis / 1000) * 1000;
}

/** `2026-01-05T14:30:00+05:30`, or `Z` for UTC. */
export function zonedRfc3339(unixMillis: number, timeZone: string | undefined): string {
  const offset = offsetAt(unixMillis, timeZone);
  const text = new Date(unixMillis + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${text}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${text}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
