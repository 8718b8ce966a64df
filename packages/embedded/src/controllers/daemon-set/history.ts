/**
 * The revisions of a daemon set.
 * @module
 */
import type { ControllerRevision, DaemonSet, Pod } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import {
  byRevision,
  createRevision,
  deleteRevision,
  holdsTemplate,
  renumber,
  revisionsOf,
} from "../controller-revisions.ts";
import { templateHash } from "../deployment/template-hash.ts";
import { hashLabel } from "./daemon-nodes.ts";

/** The hash of the daemon set's template, and the revisions of its former ones. */
export interface DaemonHistory {
  readonly hash: string;
  readonly old: readonly ControllerRevision[];
}

function hashOf({ metadata }: ControllerRevision): string {
  return metadata.labels?.[hashLabel] ?? "";
}

/**
 * Finds the revision of the template, makes it, or gives it a new number.
 *
 * @throws StatusError when it cannot be made.
 */
export function syncHistory(sim: Simulation, set: DaemonSet): DaemonHistory {
  const known = revisionsOf(sim, set);
  const { template } = set.spec;
  const current = known.filter((revision) => holdsTemplate(revision, template)).at(-1);
  const old = known.filter((revision) => !holdsTemplate(revision, template));
  const number = (old.at(-1)?.revision ?? 0) + 1;
  if (current === undefined) {
    const hash = templateHash(template, set.status.collisionCount);
    createRevision(sim, set, { hash, hashLabel, revision: number });
    return { hash, old };
  }
  if (current.revision < number) renumber(sim, current, number);
  return { hash: hashOf(current), old };
}

/** Forgets old revisions beyond the limit, but for those of which there are pods. */
export function cleanUpHistory(
  sim: Simulation,
  set: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): void {
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[hashLabel]));
  let surplus = old.length - set.spec.revisionHistoryLimit;
  for (const revision of [...old].sort(byRevision)) {
    if (surplus <= 0) return;
    if (live.has(hashOf(revision))) continue;
    deleteRevision(sim, revision);
    surplus -= 1;
  }
}
