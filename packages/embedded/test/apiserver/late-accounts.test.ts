import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { lateAccountsOf, lateRecord, withLateEntries } from "../../src/apiserver/apply/late-accounts.ts";
import type { Account, ManagedEntry } from "../../src/apiserver/apply/managed-fields.ts";

const object: KubeObject = Object.freeze({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: Object.freeze({ name: "a", uid: "1", creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "7" }),
});
const account: Account = {
  manager: "kubectl",
  operation: "Update",
  apiVersion: "v1",
  time: "2026-01-01T00:00:00Z",
  fields: new Set(["f:data"]),
};
const entry: ManagedEntry = {
  manager: "kubectl",
  operation: "Update",
  apiVersion: "v1",
  time: "2026-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:data": {} },
};

describe("a late record", () => {
  it("finds its accounts once, when they or its entries are read", () => {
    let found = 0;
    const record = lateRecord(
      object,
      () => {
        found += 1;
        return [account];
      },
      () => entry,
    );
    expect(found).toBe(0);
    expect(record.entries).toEqual([entry]);
    expect(lateAccountsOf(record)?.()).toEqual([account]);
    expect(record.entries).toBe(record.entries);
    expect(found).toBe(1);
  });

  it("reads as one that was written at once", () => {
    const record = lateRecord(
      object,
      () => [account],
      () => entry,
    );
    expect(JSON.stringify(record)).toBe(JSON.stringify({ entries: [entry], seen: object }));
    expect(Object.isFrozen(record)).toBe(true);
    expect(Object.isFrozen(record.entries)).toBe(true);
  });

  it("is told from others", () => {
    expect(lateAccountsOf({ entries: [entry], seen: object })).toBeUndefined();
  });
});

describe("an object with late entries", () => {
  it("has them in its metadata, the same each time", () => {
    const told = withLateEntries(object, () => [entry]);
    expect(told.metadata).toEqual({ ...object.metadata, managedFields: [entry] });
    const { managedFields } = told.metadata as { readonly managedFields?: unknown };
    expect(managedFields).toBe((told.metadata as { readonly managedFields?: unknown }).managedFields);
  });
});
