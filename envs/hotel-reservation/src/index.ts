/**
 * DeathStarBench's Hotel Reservation for AIOps Gym: its specification, problems and oracles.
 * @module
 */

export { hotelReservation } from "./application.ts";
export { hotelReservationFamilies } from "./families/index.ts";
export { hotelReservationSplits } from "./families/splits.ts";
export { hotelReservationProblems } from "./problems/index.ts";
