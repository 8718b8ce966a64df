/**
 * Defaults of CronJobs.
 * @module
 */
import { objectIn, setDefaults } from "../draft.ts";
import { fillJobSpec } from "./job.ts";
import type { KindDefaults } from "./kind-defaults.ts";

const specDefaults = {
  concurrencyPolicy: "Allow",
  suspend: false,
  successfulJobsHistoryLimit: 3,
  failedJobsHistoryLimit: 1,
};

export const cronJobDefaults: KindDefaults = {
  generation: true,
  status: {},
  fill: (_object, spec) => {
    if (spec["concurrencyPolicy"] === "") delete spec["concurrencyPolicy"];
    setDefaults(spec, specDefaults);
    fillJobSpec(objectIn(objectIn(spec, "jobTemplate"), "spec"));
  },
};
