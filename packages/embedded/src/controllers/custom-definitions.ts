/**
 * CustomResourceDefinitions: whether their names are free, and the end of their objects with them.
 * @module
 */
import { kinds, microsPerSecond, toRfc3339 } from "@aiops-gym/cluster";
import { deleteObject } from "../apiserver/api-server.ts";
import type { CustomResourceDefinition } from "../apiserver/custom/custom-kinds.ts";
import { cleanupFinalizer } from "../apiserver/deletion.ts";
import { getByKey, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { withoutFinalizer } from "./owners.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

type Status = NonNullable<CustomResourceDefinition["status"]>;
type Names = CustomResourceDefinition["spec"]["names"];
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How often the end of objects is looked at. */
const pollMicros = 5 * microsPerSecond;

const controller: Controller = defineController("custom-definitions", (sim, key) => {
  const definition = getByKey<CustomResourceDefinition>(sim, "CustomResourceDefinition", key);
  if (definition === undefined) return;
  if (definition.metadata.deletionTimestamp !== undefined) finish(sim, definition);
  else acceptNames(sim, definition);
});

observeKind<CustomResourceDefinition>("CustomResourceDefinition", (sim, { type, object }) => {
  if (type !== "DELETED") {
    enqueue(sim, controller, objectKey(object));
    return;
  }
  // its names are free for others
  for (const other of listObjects<CustomResourceDefinition>(sim, "CustomResourceDefinition")) {
    if (other.spec.group === object.spec.group) enqueue(sim, controller, objectKey(other));
  }
});

function acceptNames(sim: Simulation, definition: CustomResourceDefinition): void {
  const { spec, status } = definition;
  const taken = takenNames(sim, definition);
  const conflict = conflictOf(spec.names, taken);
  const before: readonly Condition[] = status?.conditions ?? [];
  const wasEstablished = before.some((one) => one.type === "Established" && one.status === "True");
  const accepted: Condition =
    conflict === undefined
      ? { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" }
      : { type: "NamesAccepted", status: "False", ...conflict };
  const established: Condition | undefined = wasEstablished
    ? undefined
    : conflict !== undefined
      ? { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" }
      : {
          type: "Established",
          status: before.some(({ reason }) => reason === "Installing") ? "True" : "False",
          reason: before.some(({ reason }) => reason === "Installing") ? "InitialNamesAccepted" : "Installing",
          message: "the initial names have been accepted",
        };
  const conditions = [accepted, established].reduce<readonly Condition[]>(
    (list, one) => (one === undefined ? list : withCondition(sim, list, one)),
    before,
  );
  const acceptedNames = conflict === undefined ? spec.names : freeNames(spec.names, taken);
  writeStatus(sim, definition, { ...status, conditions, acceptedNames } as Status);
}

function withCondition(sim: Simulation, conditions: readonly Condition[], next: Condition): readonly Condition[] {
  const known = conditions.find(({ type }) => type === next.type);
  const same = known?.status === next.status;
  const lastTransitionTime = same ? known.lastTransitionTime : toRfc3339(sim.now);
  const { type, status, ...rest } = next;
  const full = { type, status, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }), ...rest };
  return known === undefined ? [...conditions, full] : conditions.map((one) => (one === known ? full : one));
}

/** Names that other kinds of the group have. */
function takenNames(
  sim: Simulation,
  { metadata, spec }: CustomResourceDefinition,
): { resources: Set<string>; kinds: Set<string> } {
  const resources = new Set<string>();
  const kindNames = new Set<string>();
  const add = ({ plural, singular = "", kind, listKind = "", shortNames = [] }: Names): void => {
    for (const name of [plural, singular, ...shortNames]) if (name !== "") resources.add(name);
    for (const name of [kind, listKind]) if (name !== "") kindNames.add(name);
  };
  for (const other of listObjects<CustomResourceDefinition>(sim, "CustomResourceDefinition")) {
    const names = other.status?.acceptedNames;
    if (other.metadata.name !== metadata.name && other.spec.group === spec.group && names !== undefined) add(names);
  }
  for (const info of kinds.kinds) if (info.group === spec.group) add({ ...info, listKind: `${info.kind}List` });
  return { resources, kinds: kindNames };
}

/** The last conflict found is told, as the controller overwrites those before. */
function conflictOf(
  { plural, singular = "", kind, listKind = "", shortNames = [] }: Names,
  taken: ReturnType<typeof takenNames>,
): { readonly reason: string; readonly message: string } | undefined {
  const inUse = (name: string) => `${JSON.stringify(name)} is already in use`;
  if (taken.kinds.has(listKind)) return { reason: "ListKindConflict", message: inUse(listKind) };
  if (taken.kinds.has(kind)) return { reason: "KindConflict", message: inUse(kind) };
  const short = shortNames.filter((name) => taken.resources.has(name));
  if (short.length > 0) return { reason: "ShortNamesConflict", message: short.map(inUse).join(", ") };
  if (taken.resources.has(singular)) return { reason: "SingularConflict", message: inUse(singular) };
  if (taken.resources.has(plural)) return { reason: "PluralConflict", message: inUse(plural) };
  return undefined;
}

function freeNames(
  { plural, singular, kind, listKind, shortNames }: Names,
  taken: ReturnType<typeof takenNames>,
): Names {
  const free = (shortNames ?? []).filter((name) => !taken.resources.has(name));
  return {
    plural: taken.resources.has(plural) ? "" : plural,
    ...(singular === undefined || taken.resources.has(singular) ? {} : { singular }),
    ...(free.length === 0 ? {} : { shortNames: free }),
    kind: taken.kinds.has(kind) ? "" : kind,
    ...(listKind === undefined || taken.kinds.has(listKind) ? {} : { listKind }),
  };
}

/** Deletes a definition's objects, and lets it go when none is left. */
function finish(sim: Simulation, definition: CustomResourceDefinition): void {
  if (definition.metadata.finalizers?.includes(cleanupFinalizer) !== true) return;
  const { group, names } = definition.spec;
  const shard = `${names.kind}.${group}`;
  for (const { apiVersion, kind, metadata } of [...listObjects(sim, shard)]) {
    const { name, namespace } = metadata;
    if (metadata.deletionTimestamp !== undefined) continue;
    deleteObject(sim, { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  }
  if (listObjects(sim, shard).length === 0) {
    updateObject(sim, withoutFinalizer(definition, cleanupFinalizer));
    return;
  }
  const conditions = withCondition(sim, definition.status?.conditions ?? [], {
    type: "Terminating",
    status: "True",
    reason: "InstanceDeletionInProgress",
    message: "CustomResource deletion is in progress",
  });
  writeStatus(sim, definition, { ...definition.status, conditions } as Status);
  enqueueAfter(sim, controller, objectKey(definition), pollMicros);
}
