/**
 * Ids of drawn problems: `hotel-reservation/revoke_auth-detection@5f0c21aa#17` is the problem that seed 17 draws from a family whose
 * definition has that digest.
 * @module
 */

/** What the id of a drawn problem says. */
export interface DrawnId {
  /** `hotel-reservation/revoke_auth-detection`. */
  readonly family: string;
  /** Digest of the family's definition, where the id has one. */
  readonly digest: string | undefined;
  readonly seed: number;
  /** Whether it is the twin: faulty where the problem of the seed is healthy, and the other way round. */
  readonly twin: boolean;
}

/** Reads an id; undefined when it is not that of a drawn problem. */
export function parseDrawnId(id: string): DrawnId | undefined {
  const match = /^([\w./-]+)(?:@([0-9a-f]+))?#(\d+)(\/twin)?$/.exec(id);
  if (match === null) return undefined;
  const [, family = "", digest, digits = "", twin] = match;
  return { family, digest, seed: Number(digits), twin: twin !== undefined };
}

/** Writes an id. */
export function formatDrawnId({ family, digest, seed, twin }: DrawnId): string {
  return `${family}${digest === undefined ? "" : `@${digest}`}#${seed}${twin ? "/twin" : ""}`;
}
