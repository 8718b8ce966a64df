/**
 * Rules for CronJobs, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { parseSchedule, ScheduleError } from "../../controllers/cron-job/schedule.ts";
import { isTimeZone } from "../../controllers/cron-job/time-zone.ts";
import { type Draft, objectIn } from "../draft.ts";
import { jobSpecErrors } from "./job.ts";
import type { KindRules } from "./kind-rules.ts";
import { negativeErrors } from "./pod-spec.ts";

const concurrencyPolicies = ["Allow", "Forbid", "Replace"];
/** Jobs' names have 11 more characters, and 63 at most. */
const longestName = 52;

export const cronJobRules: KindRules = { object: cronJobErrors };

function cronJobErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const { schedule, concurrencyPolicy } = spec;
  const errors: FieldError[] =
    (schedule ?? "") === "" ? [fieldRequired("spec.schedule")] : scheduleErrors(String(schedule));
  errors.push(...negativeErrors("spec", spec, ["startingDeadlineSeconds"]));
  if (spec["timeZone"] !== undefined) errors.push(...timeZoneErrors(String(spec["timeZone"])));
  if (!concurrencyPolicies.includes(String(concurrencyPolicy))) {
    errors.push(fieldNotSupported("spec.concurrencyPolicy", concurrencyPolicy, concurrencyPolicies));
  }
  const job = objectIn(objectIn(spec, "jobTemplate"), "spec");
  const path = "spec.jobTemplate.spec";
  errors.push(...jobSpecErrors(path, job));
  if (job["selector"] !== undefined) {
    errors.push(fieldInvalid(`${path}.selector`, job["selector"], "`selector` will be auto-generated"));
  }
  if (job["manualSelector"] === true) {
    errors.push(fieldNotSupported(`${path}.manualSelector`, true, ["nil", "false"]));
  }
  errors.push(...negativeErrors("spec", spec, ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"]));
  const { name, uid } = objectIn(object, "metadata");
  // names of stored objects are not looked at again
  if (uid === undefined && String(name).length > longestName) {
    errors.push(fieldInvalid("metadata.name", name, "must be no more than 52 characters"));
  }
  return errors;
}

function scheduleErrors(schedule: string): FieldError[] {
  const errors: FieldError[] = [];
  try {
    parseSchedule(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    errors.push(fieldInvalid("spec.schedule", schedule, error.message));
  }
  if (schedule.includes("TZ")) {
    const detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
    errors.push(fieldInvalid("spec.schedule", schedule, detail));
  }
  return errors;
}

function timeZoneErrors(name: string): FieldError[] {
  const field = "spec.timeZone";
  if (name === "") return [fieldInvalid(field, name, "timeZone must be nil or non-empty string")];
  const odd = name
    .split("/")
    .some((part) => part === "." || part === ".." || !/^[A-Za-z._0-9+][A-Za-z._\-0-9+]{0,13}$/.test(part));
  if (odd) return [fieldInvalid(field, name, `unknown time zone ${name}`)];
  if (name.toLowerCase() === "local") {
    const detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
    return [fieldInvalid(field, name, detail)];
  }
  return isTimeZone(name) ? [] : [fieldInvalid(field, name, `unknown time zone ${name}`)];
}
