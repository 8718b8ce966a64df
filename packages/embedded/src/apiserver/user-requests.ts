/**
 * Requests of users: as controllers' requests, with the accounts of who owns which fields.
 * @module
 */
import {
  applyPatch,
  type GetOptions,
  type KubeObject,
  type Manifest,
  type ObjectReference,
  type Patch,
  type Table,
  type TableQuery,
  type WriteOptions,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { createObject, patchObject, readSubresource, replaceObject } from "./api-server.ts";
import { accountChange, accountCreation } from "./apply/account-writes.ts";
import { givenEntries, splitPatch } from "./apply/given-accounts.ts";
import { type ManagedEntry, withManagedFields } from "./apply/managed-fields.ts";
import { changedAutoscaler, isOldAutoscaler, newAutoscaler, newVersion, oldAutoscaler } from "./autoscaling-v1.ts";
import type { UpdateOptions } from "./change-object.ts";
import { customKind } from "./custom/custom-kinds.ts";
import { decodeWritten } from "./decode.ts";
import { checkGroupEvent, groupEvent, isGroupEvent, storedEvent, storedReference } from "./events-v1.ts";
import { kindOf, readObject } from "./lookup.ts";
import { printTable } from "./table/print-table.ts";
import { listPage } from "./watch.ts";

/** The object, or a subresource of it. */
export function getForUser<T extends KubeObject>(sim: Simulation, ref: ObjectReference, options: GetOptions = {}): T {
  const { subresource, withoutManagedFields } = options;
  if (isOldAutoscaler(ref)) return oldAutoscaler(getForUser(sim, newVersion(ref))) as KubeObject as T;
  if (isGroupEvent(ref)) return groupEvent(getForUser(sim, storedReference(ref)));
  const object = readSubresource(sim, ref, subresource);
  const isPlain = subresource === "scale" || withoutManagedFields === true;
  return (isPlain ? object : withManagedFields(sim, kindOf(sim, ref), object)) as T;
}

/** Creates an object. */
export function createForUser<T extends KubeObject>(
  sim: Simulation,
  manifest: Manifest,
  options: WriteOptions = {},
): T {
  if (isOldAutoscaler(manifest)) {
    return oldAutoscaler(createForUser(sim, newAutoscaler(manifest), options)) as KubeObject as T;
  }
  if (isGroupEvent(manifest)) {
    const event = storedEvent(decodeWritten(kindOf(sim, manifest), manifest, options) as unknown as Manifest);
    checkGroupEvent(event);
    return groupEvent(createForUser(sim, event, options));
  }
  const created = createObject<T>(sim, manifest, options);
  return accountCreation(sim, kindOf(sim, manifest), created, options);
}

/** Replaces an object. */
export function replaceForUser<T extends KubeObject>(sim: Simulation, manifest: Manifest, options: UpdateOptions): T {
  const { apiVersion, kind, metadata } = manifest;
  const { name = "", namespace } = metadata;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  if (isOldAutoscaler(ref)) {
    const changed = changedAutoscaler(readObject(sim, newVersion(ref)), manifest);
    return oldAutoscaler(replaceForUser(sim, changed, options)) as KubeObject as T;
  }
  if (isGroupEvent(ref)) {
    const event = storedEvent(decodeWritten(kindOf(sim, ref), manifest, options) as unknown as Manifest);
    checkGroupEvent(event, readObject(sim, storedReference(ref)));
    return groupEvent(replaceForUser(sim, event, options));
  }
  return changeForUser<T>(sim, ref, options, () => replaceObject<T>(sim, manifest, options), givenEntries(metadata));
}

/** Patches an object, or applies a configuration to it. */
export function patchForUser<T extends KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  patch: Patch,
  options: UpdateOptions,
): T {
  if (patch.type === "apply") return patchObject<T>(sim, ref, patch, options);
  if (isOldAutoscaler(ref)) {
    const patched = applyPatch(kindOf(sim, ref), oldAutoscaler(readObject(sim, newVersion(ref))), patch);
    return replaceForUser<T>(sim, patched as Manifest, options);
  }
  if (isGroupEvent(ref)) {
    const patched = applyPatch(kindOf(sim, ref), groupEvent(readObject(sim, storedReference(ref))), patch);
    return replaceForUser<T>(sim, patched as Manifest, options);
  }
  const { entries, rest } = splitPatch(patch);
  return changeForUser<T>(sim, ref, options, () => patchObject<T>(sim, ref, rest, options), entries);
}

function changeForUser<T extends KubeObject>(
  sim: Simulation,
  ref: ObjectReference,
  options: UpdateOptions,
  write: () => T,
  entries?: readonly ManagedEntry[],
): T {
  const info = kindOf(sim, ref);
  const before = readObject<T>(sim, ref);
  if (options.subresource !== "scale") return accountChange(sim, info, before, options, write, entries);
  let scale: T | undefined;
  accountChange(sim, info, before, options, () => {
    scale = write();
    return options.dryRun === true ? before : readObject(sim, ref);
  });
  return scale as T;
}

/** The objects of a query as the server prints them. */
export function tableForUser(sim: Simulation, query: TableQuery): Table {
  const info = kindOf(sim, query);
  const { items, ...metadata } =
    query.name === undefined ? listPage(sim, query) : pageOf(sim, { ...query, name: query.name });
  const { additionalPrinterColumns } = customKind(sim, query.apiVersion, query.kind)?.version ?? {};
  return printTable({ info, items, now: sim.now, metadata, printerColumns: additionalPrinterColumns });
}

function pageOf(sim: Simulation, ref: ObjectReference): { items: readonly KubeObject[]; resourceVersion?: string } {
  const object = readObject(sim, ref);
  const { resourceVersion } = object.metadata;
  return { items: [object], ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}
