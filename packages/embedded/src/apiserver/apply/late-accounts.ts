/**
 * Accounts of fields that are found, and written as `metadata.managedFields`, when somebody reads them: hardly anybody does.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { deepFreeze } from "../../kernel/plain.ts";
import type { ManagedRecord } from "../store-state.ts";
import type { Account, ManagedEntry } from "./managed-fields.ts";

const accountsOf = new WeakMap<ManagedRecord, () => readonly Account[]>();

/**
 * The record of an object's version whose accounts are not known yet. It is frozen, and reads as one that was written at once.
 *
 * @param find - What the accounts are, in their order; a function of frozen values.
 * @param write - An account as an entry.
 */
export function lateRecord(
  seen: KubeObject,
  find: () => readonly Account[],
  write: (account: Account) => ManagedEntry,
): ManagedRecord {
  const accounts = once(find);
  const record = Object.defineProperties({} as ManagedRecord, {
    entries: { enumerable: true, get: once(() => deepFreeze(accounts().map(write))) },
    seen: { enumerable: true, value: seen },
  });
  accountsOf.set(Object.freeze(record), accounts);
  return record;
}

/** Finds the accounts of a record that {@link lateRecord} made; undefined for others. */
export function lateAccountsOf(record: ManagedRecord): (() => readonly Account[]) | undefined {
  return accountsOf.get(record);
}

/** The object with its `metadata.managedFields`, which are written when somebody reads them. */
export function withLateEntries<T extends KubeObject>(object: T, find: () => readonly ManagedEntry[]): T {
  const metadata = Object.defineProperty({ ...object.metadata }, "managedFields", {
    enumerable: true,
    get: once(() => deepFreeze(find())),
  });
  return Object.freeze({ ...object, metadata: Object.freeze(metadata) });
}

/** A function that is called once at most, and let go of then. */
function once<T>(find: () => T): () => T {
  let state: { readonly find: () => T } | { readonly found: T } = { find };
  return () => {
    if ("find" in state) state = { found: state.find() };
    return state.found;
  };
}
