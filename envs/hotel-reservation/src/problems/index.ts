/**
 * The problems of Hotel Reservation: AIOpsLab's, verbatim ids.
 * @module
 */
import type { Problem } from "@aiops-gym/problems";
import { chaosProblems } from "./chaos-problems.ts";
import { deploymentProblems } from "./deployment-problems.ts";
import { mongoProblems } from "./mongo-problems.ts";

/** AIOpsLab's 38 active ones and five that it switched off. */
export const hotelReservationProblems: readonly Problem[] = [...mongoProblems, ...deploymentProblems, ...chaosProblems];
