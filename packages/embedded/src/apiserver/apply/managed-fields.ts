/**
 * Who owns which fields of an object: `metadata.managedFields`.
 *
 * Only what users write is accounted when it is written; controllers' and kubelets' writes are told from what changed since, when
 * somebody asks. The accounts are kept beside the objects.
 * @module
 */
import { type KindInfo, type KubeObject, toRfc3339 } from "@aiops-gym/cluster";
import { LatestMap } from "@aiops-gym/telemetry";
import { deepFreeze } from "../../kernel/plain.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { objectKey, shardOf } from "../store.ts";
import type { ManagedRecord } from "../store-state.ts";
import { zeroObject } from "./built-in-shape.ts";
import { compareFields, type FieldChanges } from "./compare-fields.ts";
import { difference, elementsOf, type FieldSet, type FieldsV1, fromFieldsV1, toFieldsV1, union } from "./field-set.ts";
import { shapeOf } from "./kind-shape.ts";
import { lateAccountsOf, lateRecord, withLateEntries } from "./late-accounts.ts";
import { defaultManager, writerOf } from "./writers.ts";

/** One entry of `metadata.managedFields`. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** Absent for writes of scales. */
  readonly time?: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: FieldsV1;
  readonly subresource?: string;
}

/** An entry's fields as a set. */
export interface Account extends Omit<ManagedEntry, "fieldsV1" | "fieldsType"> {
  readonly fields: FieldSet;
}

/** Who writes, as entries tell it apart. */
export type Writer = Pick<ManagedEntry, "manager" | "operation" | "apiVersion" | "subresource">;

// What nobody owns.
const unowned: readonly string[] = [
  "f:apiVersion",
  "f:kind",
  "f:metadata",
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((field) => `f:metadata\nf:${field}`),
  "f:metadata\nf:deletionTimestamp",
  "f:metadata\nf:deletionGracePeriodSeconds",
];

const unownedFields: FieldSet = new Set(unowned);
/** Of namespaces, what the server fills in itself. */
const unownedOfNamespaces: FieldSet = new Set(["f:spec\nf:finalizers", "f:status\nf:phase"]);

/** The fields that can be owned. */
export function ownable(fields: FieldSet, kind?: string): FieldSet {
  const owned = difference(fields, unownedFields);
  return kind === "Namespace" ? difference(owned, unownedOfNamespaces) : owned;
}

/** Whether two entries are the same writer's. */
export function isSameWriter(a: Writer, b: Writer): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    (a.subresource ?? "") === (b.subresource ?? "") &&
    (a.operation === "Apply" || a.apiVersion === b.apiVersion)
  );
}

// Pure functions of frozen objects and of their frozen records; forks and episodes share what their warm start made.
// They are larger than the objects, so those of objects that nobody has written or read for long are made again.
const knownAccounts = new LatestMap<
  KubeObject,
  { readonly record: ManagedRecord | undefined; readonly accounts: readonly Account[] }
>(2048);
const joined = new LatestMap<KubeObject, { readonly record: ManagedRecord | undefined; readonly object: KubeObject }>(
  2048,
);

/** Who owns what of a stored object now. */
export function accountsOf(sim: Simulation, info: KindInfo, object: KubeObject): readonly Account[] {
  return accountsOfRecord(sim.state.store.managed.get(recordKey(object)), info, object);
}

function accountsOfRecord(record: ManagedRecord | undefined, info: KindInfo, object: KubeObject): readonly Account[] {
  const known = knownAccounts.get(object);
  if (known !== undefined && known.record === record) return known.accounts;
  const accounts = findAccounts(record, info, object);
  if (Object.isFrozen(object)) knownAccounts.set(object, { record, accounts });
  return accounts;
}

function findAccounts(record: ManagedRecord | undefined, info: KindInfo, object: KubeObject): readonly Account[] {
  if (record === undefined) return createdBy(info, object, writerOf(object).manager, object);
  const entries: readonly Account[] =
    lateAccountsOf(record)?.() ??
    record.entries?.map(accountOf) ??
    createdBy(info, record.seen, record.creator ?? defaultManager, object);
  return record.seen === object ? entries : withOthersWrites(entries, info, record.seen, object);
}

/** An entry as an account. */
export function accountOf({ fieldsV1, fieldsType: _, ...entry }: ManagedEntry): Account {
  return { ...entry, fields: fromFieldsV1(fieldsV1) };
}

function entryOf({ fields, ...account }: Account): ManagedEntry {
  return { ...account, fieldsType: "FieldsV1", fieldsV1: toFieldsV1(fields) };
}

/** The entries of an object that was made by one and filled in by controllers. */
function createdBy(info: KindInfo, made: KubeObject, manager: string, now: KubeObject): readonly Account[] {
  const { apiVersion } = made;
  const { status: _, ...desired } = made;
  const zero = zeroObject(info);
  const { added, modified } = compareFields(zero, desired, shapeOf(info));
  const own = new Set<string>();
  for (const fields of [added, modified]) {
    for (const path of ownable(fields, info.kind)) if (!isControllers(info, path)) own.add(path);
  }
  const time = made.metadata.creationTimestamp;
  const creator: Account = { manager, operation: "Update", apiVersion, time, fields: own };
  const status = initialStatus(made) ?? zero["status"];
  const rest = { ...withoutFieldsOfSpec(made, own), ...(status === undefined ? {} : { status }) };
  return withOthersWrites(own.size === 0 ? [] : [creator], info, rest, now);
}

/** The state that the server itself gives a new object, which nobody owns until it changes. */
function initialStatus({ kind, status }: KubeObject): unknown {
  if (kind === "PersistentVolumeClaim") return { phase: "Pending" };
  if (kind !== "Pod") return undefined;
  return { phase: "Pending", qosClass: (status as { readonly qosClass?: string } | undefined)?.qosClass };
}

/** What is not the creator's counts as not yet written. */
function withoutFieldsOfSpec({ status: _, ...object }: KubeObject, own: FieldSet): KubeObject {
  const annotations = Object.entries(object.metadata.annotations ?? {}).filter(([key]) =>
    own.has(`f:metadata\nf:annotations\nf:${key}`),
  );
  const { annotations: __, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: annotations.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(annotations) },
  } as KubeObject;
}

const controllersAnnotations = ["deployment.kubernetes.io/", "pv.kubernetes.io/", "volume.kubernetes.io/"];

function isControllers({ kind }: KindInfo, path: string): boolean {
  const [first, second, third = ""] = elementsOf(path);
  if (first === "f:status") return true;
  if (kind === "Pod" && path === "f:spec\nf:nodeName") return true;
  if (second !== "f:annotations") return false;
  return controllersAnnotations.some((prefix) => third.startsWith(`f:${prefix}`));
}

/** Adds what controllers changed between two versions. */
function withOthersWrites(
  accounts: readonly Account[],
  info: KindInfo,
  before: KubeObject,
  after: KubeObject,
): readonly Account[] {
  const changes = compareFields(before, after, shapeOf(info));
  const byWriter = new Map<string, { writer: Writer; changes: FieldChanges }>();
  for (const kind of ["added", "modified", "removed"] as const) {
    for (const path of ownable(changes[kind], info.kind)) {
      const writer = writerOf(after, path);
      if (writer === undefined) continue;
      const id = `${writer.manager} ${writer.subresource ?? ""}`;
      let group = byWriter.get(id);
      if (group === undefined) {
        group = { writer, changes: { added: new Set(), modified: new Set(), removed: new Set() } };
        byWriter.set(id, group);
      }
      group.changes[kind].add(path);
    }
  }
  const time = lastTransition(after, accounts);
  let result = accounts;
  for (const { writer, changes: own } of byWriter.values()) result = afterUpdate(result, writer, own, time);
  return result;
}

/** Controllers answer what users wrote, and say when the state changed. */
function lastTransition({ metadata, status }: KubeObject, accounts: readonly Account[]): string {
  const { conditions } = (status ?? {}) as {
    readonly conditions?: readonly { readonly lastTransitionTime?: string }[];
  };
  const changes = (Array.isArray(conditions) ? conditions : []) as readonly { readonly lastTransitionTime?: string }[];
  const times = [...changes.map((one) => one.lastTransitionTime ?? ""), ...accounts.map(({ time = "" }) => time)];
  return [metadata.creationTimestamp, ...times].reduce((a, b) => (a < b ? b : a));
}

/** The accounts after a plain write: who writes owns what changed, and nobody else. */
export function afterUpdate(
  accounts: readonly Account[],
  writer: Writer,
  { added, modified, removed }: FieldChanges,
  time: string,
): readonly Account[] {
  const written = ownable(union(added, modified));
  if (written.size === 0 && removed.size === 0) return accounts;
  const previous = accounts.find((account) => isSameWriter(account, writer));
  const own: Account = {
    ...writer,
    ...(writer.subresource === "scale" ? {} : { time }),
    fields: union(difference(previous?.fields ?? new Set(), removed), written),
  };
  const lost = union(written, removed);
  const others = accounts
    .filter((account) => account !== previous)
    .map((account) => ({ ...account, fields: difference(account.fields, lost) }));
  const unchanged = previous !== undefined && written.size === 0 && own.fields.size === previous.fields.size;
  return [...others, unchanged ? previous : own].filter(({ fields }) => fields.size > 0);
}

/** Remembers the accounts of an object as it is stored now. */
export function keepAccounts(sim: Simulation, object: KubeObject, accounts: readonly Account[]): void {
  const inOrder = sorted(accounts);
  const record: ManagedRecord = deepFreeze({ entries: inOrder.map(entryOf), seen: object });
  sim.state.store.managed.set(recordKey(object), record);
  knownAccounts.set(object, { record, accounts: inOrder });
}

/** As {@link keepAccounts}, of accounts that are found when somebody asks for them; by a function of frozen values. */
export function keepAccountsLater(sim: Simulation, object: KubeObject, find: () => readonly Account[]): void {
  const record = lateRecord(object, () => sorted(find()), entryOf);
  sim.state.store.managed.set(recordKey(object), record);
}

/** Who owned what of a stored object as it is now, to be asked later. */
export function accountsLater(sim: Simulation, info: KindInfo, object: KubeObject): () => readonly Account[] {
  const record = sim.state.store.managed.get(recordKey(object));
  // An object that is written again and again would keep all that it was.
  if (record !== undefined && lateAccountsOf(record) !== undefined) {
    const accounts = accountsOfRecord(record, info, object);
    return () => accounts;
  }
  return () => accountsOfRecord(record, info, object);
}

/** Remembers who made an object. */
export function keepCreator(sim: Simulation, object: KubeObject, manager: string): void {
  sim.state.store.managed.set(recordKey(object), deepFreeze({ creator: manager, seen: object }));
}

/** The object with its `metadata.managedFields`. */
export function withManagedFields<T extends KubeObject>(sim: Simulation, info: KindInfo, object: T): T {
  const record = sim.state.store.managed.get(recordKey(object));
  const known = joined.get(object);
  if (known !== undefined && known.record === record) return known.object as T;
  const isLate = record === undefined || !("entries" in record) || lateAccountsOf(record) !== undefined;
  // It is not kept: it costs less than to have it survive.
  if (isLate && alwaysOwned.has(info.kind) && Object.isFrozen(object))
    return withLateEntries(object, () => sorted(accountsOfRecord(record, info, object)).map(entryOf));
  const result = deepFreeze(joinAccounts(object, accountsOf(sim, info, object)));
  joined.set(object, { record, object: result });
  return result;
}

/** Kinds of objects of which their creators own some fields at any rate. */
const alwaysOwned: ReadonlySet<string> = new Set([
  "DaemonSet",
  "Deployment",
  "Job",
  "PersistentVolumeClaim",
  "Pod",
  "ReplicaSet",
  "Service",
  "StatefulSet",
]);

/** The object with these accounts as its `metadata.managedFields`. */
export function joinAccounts<T extends KubeObject>(object: T, accounts: readonly Account[]): T {
  const managedFields = sorted(accounts).map(entryOf);
  if (managedFields.length === 0) return object;
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function sorted(accounts: readonly Account[]): readonly Account[] {
  const rank = ({ operation, time = "", manager, apiVersion, subresource = "" }: Account): string =>
    [operation, time, manager, apiVersion, subresource].join("\n");
  return [...accounts].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function recordKey(object: KubeObject): string {
  return `${shardOf(object)}/${objectKey(object)}`;
}

/** The time of a write now. */
export function writeTime(sim: Simulation): string {
  return toRfc3339(sim.now);
}
