/**
 * Accounts of users' plain writes: who creates, replaces or patches an object owns what he said.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import type { UpdateOptions } from "../change-object.ts";
import { compareFields } from "./compare-fields.ts";
import { shapeOf } from "./kind-shape.ts";
import {
  type Account,
  accountOf,
  accountsLater,
  afterUpdate,
  joinAccounts,
  keepAccounts,
  keepAccountsLater,
  keepCreator,
  type ManagedEntry,
  type Writer,
  withManagedFields,
  writeTime,
} from "./managed-fields.ts";
import { defaultManager } from "./writers.ts";

/** Accounts a creation; answers with the object as its creator sees it. */
export function accountCreation<T extends KubeObject>(
  sim: Simulation,
  info: KindInfo,
  created: T,
  { fieldManager, dryRun }: UpdateOptions,
): T {
  if (fieldManager !== undefined && dryRun !== true) keepCreator(sim, created, fieldManager);
  return withManagedFields(sim, info, created);
}

/**
 * Runs a write of an object that is there, and accounts it; answers with the object as its writer sees it.
 *
 * @param given - Whose the fields are before the write, where it says so itself.
 */
export function accountChange<T extends KubeObject>(
  sim: Simulation,
  info: KindInfo,
  before: KubeObject,
  { fieldManager = defaultManager, subresource, dryRun }: UpdateOptions,
  write: () => T,
  given?: readonly ManagedEntry[],
): T {
  const own = given?.map(accountOf);
  const accounts = own === undefined ? accountsLater(sim, info, before) : () => own;
  const after = write();
  if (after === before) {
    if (own !== undefined && dryRun !== true) keepAccounts(sim, after, own);
    return joinAccounts(after, accounts());
  }
  const writer: Writer = {
    manager: fieldManager,
    operation: "Update",
    apiVersion: info.apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
  };
  const time = writeTime(sim);
  const find = (): readonly Account[] =>
    afterUpdate(accounts(), writer, compareFields(before, after, shapeOf(info)), time);
  if (dryRun === true) return joinAccounts(after, find());
  if (own === undefined) keepAccountsLater(sim, after, find);
  else keepAccounts(sim, after, find());
  return withManagedFields(sim, info, after);
}
