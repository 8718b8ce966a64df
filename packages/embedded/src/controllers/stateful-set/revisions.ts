/**
 * The revisions of a stateful set: the one its pods come from, the one they are to come from, and those before.
 * @module
 */
import { type ControllerRevision, type Pod, type StatefulSet, StatusError } from "@aiops-gym/cluster";
import { getObject } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import {
  createRevision,
  deleteRevision,
  holdsTemplate,
  patchText,
  renumber,
  revisionsOf,
} from "../controller-revisions.ts";
import { hashName } from "../deployment/template-hash.ts";
import { revisionOfPod } from "./identity.ts";

const hashLabel = "controller.kubernetes.io/hash";

/** The set's revisions at a moment. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisions: number;
  /** All that there were before this look. */
  readonly known: readonly ControllerRevision[];
}

/** 32-bit FNV-1 over UTF-8, as Go's `fnv.New32`. */
function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash;
}

/** Finds the revisions, making one of the set's template when there is none, and numbering it anew when it is an old one. */
export function syncRevisions(sim: Simulation, set: StatefulSet): Revisions {
  const known = revisionsOf(sim, set);
  const latest = known.at(-1);
  const next = (latest?.revision ?? 0) + 1;
  const equal = known.filter((revision) => holdsTemplate(revision, set.spec.template)).at(-1);
  let collisions = set.status.collisionCount ?? 0;
  let update: ControllerRevision;
  if (equal !== undefined) update = equal === latest ? equal : renumber(sim, equal, next);
  else ({ update, collisions } = create(sim, set, next, collisions));
  const current = known.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
  return { current, update, collisions, known };
}

function create(
  sim: Simulation,
  set: StatefulSet,
  revision: number,
  before: number,
): { readonly update: ControllerRevision; readonly collisions: number } {
  for (let collisions = before; ; collisions++) {
    const hash = hashName(fnv1(patchText(set.spec.template) + collisions));
    try {
      return { update: createRevision(sim, set, { hash, hashLabel, revision }), collisions };
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== "AlreadyExists") throw error;
      const { name, namespace } = set.metadata;
      const other = getObject<ControllerRevision>(sim, "ControllerRevision", namespace, `${name}-${hash}`);
      if (other !== undefined && holdsTemplate(other, set.spec.template)) return { update: other, collisions };
    }
  }
}

/** Forgets old revisions beyond the limit, but for those of which there are pods. */
export function truncateHistory(
  sim: Simulation,
  set: StatefulSet,
  { current, update, known }: Revisions,
  pods: readonly Pod[],
): void {
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOfPod)]);
  const history = known.filter(({ metadata }) => !live.has(metadata.name));
  const surplus = history.length - set.spec.revisionHistoryLimit;
  if (set.spec.revisionHistoryLimit < 0) return;
  for (const revision of history.slice(0, Math.max(0, surplus))) deleteRevision(sim, revision);
}
