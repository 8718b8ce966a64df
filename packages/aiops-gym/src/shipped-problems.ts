/**
 * The problems and families of all shipped environments.
 * @module
 */
import { hotelReservationFamilies, hotelReservationProblems } from "@aiops-gym/hotel-reservation";
import { type Problem, ProblemCatalog, type ProblemFamily } from "@aiops-gym/problems";

/** Problems with fixed ids, in the order in which the command line lists them. */
export const shippedProblems: readonly Problem[] = [...hotelReservationProblems];

/** Families, of which every seed draws a problem. */
export const shippedFamilies: readonly ProblemFamily[] = [...hotelReservationFamilies];

/** A catalog of everything that is shipped, and of more. */
export function shippedCatalog(
  problems: Iterable<Problem> = [],
  families: Iterable<ProblemFamily> = [],
): ProblemCatalog {
  return new ProblemCatalog([...shippedProblems, ...problems], [...shippedFamilies, ...families]);
}
