/**
 * Server-side apply.
 * @module
 */
import {
  badRequest,
  conflict,
  fieldRequired,
  internalFailure,
  invalid,
  type KindInfo,
  type KubeObject,
  type Manifest,
  type ObjectReference,
  type Patch,
} from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { changeObject, type UpdateOptions } from "../change-object.ts";
import { createObject } from "../create-object.ts";
import { draftOf, isDraft } from "../draft.ts";
import { findObject, kindOf } from "../lookup.ts";
import { putObject } from "../store.ts";
import { compareFields, fieldsOf } from "./compare-fields.ts";
import { applyConflict, type FieldConflict } from "./conflicts.ts";
import { above, difference, type FieldSet, intersection, sameFields, union } from "./field-set.ts";
import { shapeOf } from "./kind-shape.ts";
import {
  type Account,
  accountsOf,
  isSameWriter,
  joinAccounts,
  keepAccounts,
  ownable,
  type Writer,
  writeTime,
} from "./managed-fields.ts";
import { mergeApplied, withoutFields } from "./merge-objects.ts";
import type { Shape } from "./shape.ts";
import { shapeFaults } from "./shape-faults.ts";

type Apply = Extract<Patch, { type: "apply" }>;

const maxManagerBytes = 128;
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** Creates an object as a configuration says, or brings it to what it says. */
export function applyObject<T extends KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  { body, force = false }: Apply,
  options: UpdateOptions,
): T {
  const info = kindOf(sim, ref);
  const { fieldManager: manager = "", subresource } = options;
  if (manager === "") {
    const error = fieldRequired("fieldManager", "is required for apply patch");
    throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [error]);
  }
  if (manager.length > maxManagerBytes) {
    const message = `Too long: may not be more than ${maxManagerBytes} bytes`;
    const error = { reason: "FieldValueTooLong", message, field: "fieldManager" } as const;
    throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [error]);
  }
  if ((body.metadata as { readonly managedFields?: unknown }).managedFields !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const writer: Writer = {
    manager,
    operation: "Apply",
    apiVersion: body.apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
  };
  const shape = shapeOf(info);
  const config = draftOf(body);
  const faults = shapeFaults(config, shape);
  if (faults.length > 0) throw untypeable(info, ref, faults);
  const wanted = resetFields(info, ownable(fieldsOf(config, shape)), subresource);
  const previous = findObject<T>(sim, ref);
  const { uid } = body.metadata;
  if (previous === undefined && uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(info, ref.name, why);
  }
  if (previous === undefined) return createApplied(sim, info, ref, body, wanted, writer, options);
  const plan = planApply(accountsOf(sim, info, previous), { previous, config, wanted, shape, writer, force });
  const merged = manager === "kubectl" ? withLastApplied(plan.merged, previous, config) : plan.merged;
  const stored = changeObject<T>(sim, info, previous, merged, options);
  const accounts = settleAccounts(plan, writer, wanted, writeTime(sim));
  if (options.dryRun === true) return joinAccounts(stored, accounts);
  const same = stored === previous && sameAccounts(accounts, plan.before);
  if (same) return joinAccounts(previous, plan.before);
  const written = stored === previous ? putObject(sim, { ...previous }) : stored;
  keepAccounts(sim, written, accounts);
  return joinAccounts(written, accounts);
}

function createApplied<T extends KubeObject>(
  sim: Simulation,
  info: KindInfo,
  { name, namespace }: ObjectReference,
  body: Manifest,
  fields: FieldSet,
  writer: Writer,
  options: UpdateOptions,
): T {
  const place = info.namespaced && namespace !== undefined ? { namespace } : {};
  // a version of what is not there does not matter
  const { resourceVersion: _, ...metadata } = body.metadata;
  const created = createObject<T>(sim, { ...body, metadata: { ...metadata, name, ...place } }, options);
  const accounts: readonly Account[] = [{ ...writer, time: writeTime(sim), fields }];
  if (options.dryRun !== true) keepAccounts(sim, created, accounts);
  return joinAccounts(created, accounts);
}

interface Request {
  readonly previous: KubeObject;
  readonly config: unknown;
  readonly wanted: FieldSet;
  readonly shape: Shape;
  readonly writer: Writer;
  readonly force: boolean;
}

interface Plan {
  readonly merged: unknown;
  readonly before: readonly Account[];
  /** Accounts of the others, without what was taken over. */
  readonly others: readonly Account[];
  readonly own: Account | undefined;
  /** The object says already what is applied. */
  readonly same: boolean;
}

function planApply(before: readonly Account[], request: Request): Plan {
  const { previous, config, wanted, shape, writer, force } = request;
  const own = before.find((account) => isSameWriter(account, writer));
  const others = before.filter((account) => account !== own);
  const merged = mergeApplied(previous, config, shape);
  const { added, modified } = compareFields(previous, merged, shape);
  const changed = union(added, modified);
  const conflicts: FieldConflict[] = [];
  for (const account of others) {
    const fields = intersection(account.fields, changed);
    if (fields.size > 0) conflicts.push({ writer: account, fields });
  }
  if (conflicts.length > 0 && !force) {
    const left = writer.manager === "kubectl" ? withoutLastApplied(conflicts, previous, shape) : conflicts;
    if (left.length > 0) throw applyConflict(left);
  }
  const kept = others.map((account) => ({ ...account, fields: difference(account.fields, changed) }));
  const gone = own === undefined ? new Set<string>() : givenUp(own.fields, wanted, kept);
  const pruned = gone.size === 0 ? merged : withoutFields(merged, gone, shape);
  const { removed } = compareFields(merged, pruned, shape);
  const same = changed.size === 0 && removed.size === 0;
  return {
    same,
    merged: pruned,
    before,
    others: kept.map((one) => ({ ...one, fields: difference(one.fields, removed) })),
    own,
  };
}

/** Fields that the configuration named before and does not any more, and that nobody else owns. */
function givenUp(before: FieldSet, wanted: FieldSet, others: readonly Account[]): FieldSet {
  const owned = new Set<string>(["f:apiVersion", "f:kind", "f:metadata"]);
  for (const fields of [wanted, ...others.map((account) => account.fields)]) {
    for (const path of fields) for (let at = path; at !== "" && !owned.has(at); at = above(at)) owned.add(at);
  }
  const gone = new Set<string>();
  for (const path of before) for (let at = path; at !== "" && !owned.has(at); at = above(at)) gone.add(at);
  return gone;
}

/** What only says who owns what does not count as a write at a time. */
function settleAccounts(
  { others, own, same }: Plan,
  writer: Writer,
  wanted: FieldSet,
  now: string,
): readonly Account[] {
  const time = same ? own?.time : now;
  return [...others, { ...writer, ...(time === undefined ? {} : { time }), fields: wanted }].filter(
    ({ fields }) => fields.size > 0,
  );
}

function sameAccounts(a: readonly Account[], b: readonly Account[]): boolean {
  return (
    a.length === b.length &&
    a.every((one) => b.some((other) => isSameWriter(one, other) && sameFields(one.fields, other.fields)))
  );
}

/** kubectl may take over what its client-side apply wrote. */
function withoutLastApplied(
  conflicts: readonly FieldConflict[],
  { metadata }: KubeObject,
  shape: Shape,
): readonly FieldConflict[] {
  const text = metadata.annotations?.[lastApplied];
  if (text === undefined) return conflicts;
  const parsed: unknown = JSON.parse(text);
  const allowed = isDraft(parsed) ? fieldsOf(parsed, shape) : new Set<string>();
  return conflicts
    .map(({ writer, fields }) => ({ writer, fields: difference(fields, allowed) }))
    .filter(({ fields }) => fields.size > 0);
}

/** kubectl's record of what it applied is kept up to date while there is one. */
function withLastApplied(merged: unknown, { metadata }: KubeObject, config: unknown): unknown {
  if (metadata.annotations?.[lastApplied] === undefined || !isDraft(merged)) return merged;
  const { metadata: before = {} } = merged as { readonly metadata?: KubeObject["metadata"] | Record<string, never> };
  const annotations = { ...before.annotations, [lastApplied]: `${JSON.stringify(sortedKeys(config))}\n` };
  return { ...merged, metadata: { ...before, annotations } };
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isDraft(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedKeys(value[key])]),
  );
}

function untypeable(
  { group, version, kind }: KindInfo,
  { namespace, name }: ObjectReference,
  faults: readonly string[],
): Error {
  const what = faults.length === 1 ? faults[0] : `errors:\n${faults.map((fault) => `  ${fault}`).join("\n")}`;
  const where = namespace === undefined ? `/${name}` : `${namespace}/${name}`;
  return internalFailure(`failed to create typed patch object (${where}; ${group}/${version}, Kind=${kind}): ${what}`);
}

/** What a request to an object or to one of its subresources cannot own. */
function resetFields(info: KindInfo, fields: FieldSet, subresource: string | undefined): FieldSet {
  if (!info.subresources.includes("status")) return fields;
  const reset = subresource === "status" ? ["f:spec", "f:metadata\nf:labels"] : ["f:status"];
  return new Set([...fields].filter((path) => !reset.some((one) => path === one || path.startsWith(`${one}\n`))));
}
