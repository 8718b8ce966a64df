/**
 * Contract: label and field selectors.
 * @module
 */
import { beforeAll, describe, expect, it } from "vitest";
import { configMapKind, deploymentKind, namesOf, refuses, type Subject } from "./subject.ts";

/** Declares the tests. */
export function describeSelectors(subject: () => Subject): void {
  describe("selectors", () => {
    beforeAll(async () => {
      const { api } = subject();
      await api.create(subject().configMap("sel-1", {}, { sel: "1", tier: "web" }));
      await api.create(subject().configMap("sel-2", {}, { sel: "2", tier: "db" }));
      await api.create(subject().configMap("sel-3", {}, { sel: "3" }));
    });

    it.each([
      ["sel=1", ["sel-1"]],
      ["sel,sel!=1", ["sel-2", "sel-3"]],
      ["sel in (1,3)", ["sel-1", "sel-3"]],
      ["sel,tier notin (web)", ["sel-2", "sel-3"]],
      ["sel,!tier", ["sel-3"]],
      ["sel,tier", ["sel-1", "sel-2"]],
      ["sel>1", ["sel-2", "sel-3"]],
      ["sel in ()", []],
    ])("by labels: %s", async (labelSelector, names) => {
      const { api, namespace } = subject();
      expect(namesOf((await api.list({ ...configMapKind, namespace, labelSelector })).items)).toEqual(names);
    });

    it.each([
      ["metadata.name=sel-1", ["sel-1"]],
      ["metadata.name!=sel-1,metadata.name!=sel-2", ["sel-3"]],
      ["metadata.namespace=no-such-namespace", []],
    ])("by fields: %s", async (fieldSelector, names) => {
      const { api, namespace } = subject();
      const found = await api.list({ ...configMapKind, namespace, labelSelector: "sel", fieldSelector });
      expect(namesOf(found.items)).toEqual(names);
    });

    it.each([
      ["a=b=c", "found '=', expected: ',' or 'end of string'"],
      ["a in b", "unable to parse requirement: found 'b' expected: '('"],
      ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
      ["a=b,", "found '', expected: identifier after ','"],
    ])("refuse the labels %s", async (labelSelector, message) => {
      const { api, namespace } = subject();
      const call = api.list({ ...configMapKind, namespace, labelSelector });
      await refuses(call, { code: 400, reason: "BadRequest", message });
    });

    it.each([
      [deploymentKind, "a=b", '"a" is not a known field selector: only "metadata.name", "metadata.namespace"'],
      [{ apiVersion: "v1", kind: "Pod" }, "metadata.uid=1", "field label not supported: metadata.uid"],
      [{ apiVersion: "batch/v1", kind: "Job" }, "a=b", 'field label "a" not supported for Job'],
      [configMapKind, "metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ])("refuse the fields of %o: %s", async (kind, fieldSelector, message) => {
      const { api, namespace } = subject();
      await refuses(api.list({ ...kind, namespace, fieldSelector }), { code: 400, reason: "BadRequest", message });
    });
  });
}
