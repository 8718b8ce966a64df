/**
 * The problems of all shipped environments.
 * @module
 */
import { hotelReservationProblems } from "@aiops-gym/hotel-reservation";
import type { Problem } from "@aiops-gym/problems";

/** In the order in which the command line lists them. */
export const shippedProblems: readonly Problem[] = [...hotelReservationProblems];
