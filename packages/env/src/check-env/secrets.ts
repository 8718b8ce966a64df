/**
 * What no policy may read of a problem.
 * @module
 */
import { type Problem, parseDrawnId } from "@aiops-gym/problems";

/** `revoke_auth-detection` -> `revoke_auth`. */
const taskSuffix = /-?(?:detection|localization|analysis|mitigation)$/;
/** Shorter names stand for other things too. */
const leastName = 8;

/**
 * What a problem's id would tell: the id, its last part, and of a problem that was drawn its family, kind of fault and digest, which a
 * healthy one has too. The name of its application is no secret.
 */
export function secretsOfId(id: string): readonly string[] {
  const { family = id, digest = "" } = parseDrawnId(id) ?? {};
  const kind = (family.split("/").at(-1) ?? "").replace(taskSuffix, "");
  return [id, family, ...[...spellings(kind), digest].filter((text) => text.length >= leastName)];
}

/**
 * Texts that would give a problem away: its id and what that is made of, its faults' names in the spellings of code and of Kubernetes,
 * and their parameters and right answers as a program would print them. Single parameters are not among them: a wrong image is there to
 * be seen.
 */
export function secretsOf({ id, faults }: Problem): readonly string[] {
  const own = faults.flatMap(({ name, parameters, groundTruth }) => [
    ...spellings(name),
    JSON.stringify(parameters),
    JSON.stringify(groundTruth),
  ]);
  return [...secretsOfId(id), ...own.filter((text) => text.length > 3)];
}

/** The right answers as whole texts: faulty services, system levels, types of faults. */
export function answersOf({ faults }: Problem): readonly string[] {
  return faults.flatMap(({ groundTruth: { components, systemLevel, faultType } }) =>
    [...components.flat(), systemLevel, faultType].filter((answer) => answer !== undefined),
  );
}

function spellings(name: string): readonly string[] {
  return [name, name.replaceAll("_", "-")];
}
