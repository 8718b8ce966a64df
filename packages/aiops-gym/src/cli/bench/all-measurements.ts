/**
 * What is measured, in this order.
 * @module
 */
import { bareMeasurements } from "./bare-measurements.ts";
import { copyMeasurements, firstMeasurements } from "./copy-measurements.ts";
import type { Measurement } from "./measurement.ts";
import { rateMeasurements } from "./rate-measurements.ts";
import { coldMeasurement, stepMeasurements } from "./step-measurements.ts";

/** All of them. */
export const benchMeasurements: readonly Measurement[] = [
  ...firstMeasurements,
  coldMeasurement,
  ...stepMeasurements,
  ...bareMeasurements,
  ...rateMeasurements,
  ...copyMeasurements,
];
