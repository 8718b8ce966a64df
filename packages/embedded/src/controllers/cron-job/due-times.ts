/**
 * Which time of a cron job is due: the last one that has passed since the last one that was served.
 * @module
 */
import { type CronJob, fromRfc3339, microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { nextDue, type Schedule } from "./schedule.ts";

/** More missed times than these are worth a warning. */
const many = 100;
/** The controller looks a little after the time, in case its clock is ahead. */
const lookDelay = 100_000;

interface DueTimes {
  /** The last time that was served, or the object's creation. */
  readonly since: UnixMicros;
  /** The most recent time that has passed. */
  readonly due?: UnixMicros;
  readonly missed: number;
}

function timesOf(
  { metadata, spec, status }: CronJob,
  schedule: Schedule,
  now: UnixMicros,
  withDeadline: boolean,
): DueTimes {
  let since = fromRfc3339(status?.lastScheduleTime ?? metadata.creationTimestamp);
  const { startingDeadlineSeconds: deadline } = spec;
  if (withDeadline && deadline !== undefined) since = Math.max(since, now - deadline * microsPerSecond);
  const first = nextDue(schedule, since, spec.timeZone);
  const second = first === undefined ? undefined : nextDue(schedule, first, spec.timeZone);
  if (first === undefined || now < first) return { since, missed: 0 };
  if (second === undefined || now < second) return { since, due: first, missed: 0 };
  const between = Math.round((second - first) / microsPerSecond);
  const missed = Math.floor(Math.floor((now - first) / microsPerSecond) / between) + 1;
  let due: UnixMicros | undefined;
  let next = nextDue(schedule, first + (missed - 2) * between * microsPerSecond, spec.timeZone);
  while (next !== undefined && next <= now) {
    due = next;
    next = nextDue(schedule, due, spec.timeZone);
  }
  return { since, ...(due === undefined ? {} : { due }), missed };
}

/** The time for which a job is to be made now, if any, and whether too many were missed. */
export function dueTime(
  cronJob: CronJob,
  schedule: Schedule,
  now: UnixMicros,
): { readonly at?: UnixMicros; readonly tooMany: boolean } {
  const { due, missed } = timesOf(cronJob, schedule, now, true);
  return { ...(due === undefined ? {} : { at: due }), tooMany: due !== undefined && missed > many };
}

/** Microseconds until the controller is to look again; undefined when the schedule has no further time. */
export function untilNext(cronJob: CronJob, schedule: Schedule, now: UnixMicros): number | undefined {
  const { since, due, missed } = timesOf(cronJob, schedule, now, false);
  const next = nextDue(schedule, due ?? (missed === 0 ? since : now), cronJob.spec.timeZone);
  return next === undefined ? undefined : next + lookDelay - now;
}
