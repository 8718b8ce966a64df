/**
 * What no policy may read of a problem.
 * @module
 */
import type { Problem } from "@aiops-gym/problems";

/**
 * Texts that would give a problem away: its id and what that is made of, its faults' names in the spellings of code and of Kubernetes,
 * and their parameters and right answers as a program would print them. Single parameters are not among them: a wrong image is there to
 * be seen.
 */
export function secretsOf({ id, application, faults }: Problem): readonly string[] {
  return [
    id,
    // kind and digest of a problem that was drawn: a healthy one tells its kind too
    ...id.split(/[/@#]/).filter((part) => part.length > 7 && part !== application.name),
    ...faults.flatMap(({ name, parameters, groundTruth }) => [
      name,
      name.replaceAll("_", "-"),
      JSON.stringify(parameters),
      JSON.stringify(groundTruth),
    ]),
  ].filter((text) => text.length > 3);
}
