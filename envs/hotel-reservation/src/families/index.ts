/**
 * Families of problems that are drawn by seed.
 * @module
 */
import type { ProblemFamily } from "@aiops-gym/problems";
import { chaosFamilies } from "./chaos-families.ts";
import { deploymentFamilies } from "./deployment-families.ts";
import { storeFamilies } from "./store-families.ts";

/** A family for each kind of fault and task. */
export const hotelReservationFamilies: readonly ProblemFamily[] = [
  ...storeFamilies,
  ...deploymentFamilies,
  ...chaosFamilies,
];
