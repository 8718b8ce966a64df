import { fromRfc3339, toRfc3339 } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { nextDue, parseSchedule } from "../../src/controllers/cron-job/schedule.ts";
import { zonedRfc3339 } from "../../src/controllers/cron-job/time-zone.ts";

function next(schedule: string, after: string, timeZone?: string): string | undefined {
  const at = nextDue(parseSchedule(schedule), fromRfc3339(after), timeZone);
  return at === undefined ? undefined : toRfc3339(at);
}

describe("a cron schedule", () => {
  it.each([
    ["* * * * *", "2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z"],
    ["*/15 * * * *", "2026-01-05T09:14:59Z", "2026-01-05T09:15:00Z"],
    ["0 3 * * mon-fri", "2026-01-09T03:00:00Z", "2026-01-12T03:00:00Z"],
    ["30 6-16/4 * * *", "2026-01-05T10:30:00Z", "2026-01-05T14:30:00Z"],
    ["0 0 13 * 5", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
    ["0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["@monthly", "2026-01-05T09:00:00Z", "2026-02-01T00:00:00Z"],
    ["@every 90s", "2026-01-05T09:00:00Z", "2026-01-05T09:01:30Z"],
    ["59 23 31 12 *", "2026-12-31T23:58:00Z", "2026-12-31T23:59:00Z"],
  ])("%s after %s is due at %s", (schedule, after, due) => {
    expect(next(schedule, after)).toBe(due);
  });

  it("is never due on a day that does not exist", () => {
    expect(next("59 23 31 2 *", "2026-01-01T00:00:00Z")).toBeUndefined();
  });

  it("goes by the clocks of a time zone", () => {
    expect(next("0 9 * * *", "2026-01-05T09:00:00Z", "Asia/Kolkata")).toBe("2026-01-06T03:30:00Z");
    expect(next("0 9 * * *", "2026-03-28T09:00:00Z", "Europe/Berlin")).toBe("2026-03-29T07:00:00Z");
    expect(zonedRfc3339(Date.parse("2026-01-05T09:00:00Z"), "Asia/Kolkata")).toBe("2026-01-05T14:30:00+05:30");
    expect(zonedRfc3339(Date.parse("2026-07-05T09:00:00Z"), "America/New_York")).toBe("2026-07-05T05:00:00-04:00");
  });

  it.each([
    ["* * * *", "expected exactly 5 fields, found 4: [* * * *]"],
    ["61 * * * *", "end of range (61) above maximum (59): 61"],
    ["* * * * 7", "end of range (7) above maximum (6): 7"],
    ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
    ["30-10 * * * *", "beginning of range (30) beyond end of range (10): 30-10"],
    ["*/0 * * * *", "step of range should be a positive number: */0"],
    ["often * * * *", 'failed to parse int from often: strconv.Atoi: parsing "often": invalid syntax'],
    ["@sometimes", "unrecognized descriptor: @sometimes"],
  ])("%s is none", (text, why) => {
    expect(() => parseSchedule(text)).toThrow(why);
  });
});
