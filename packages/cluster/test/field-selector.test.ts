import { describe, expect, it } from "vitest";
import { fieldMatcher, formatFieldRequirements, type KubeObject, kinds, parseFieldSelector } from "../src/index.ts";

function kindOf(resource: string) {
  const kind = kinds.findResource(resource);
  if (kind === undefined) throw new Error(`no kind ${resource}`);
  return kind;
}

function object(fields: Record<string, unknown>): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", namespace: "n", uid: "u", resourceVersion: "1", creationTimestamp: "2026-01-05T09:00:00Z" },
    ...fields,
  };
}

describe("parseFieldSelector", () => {
  it("reads terms, escapes and empty terms", () => {
    expect(parseFieldSelector("metadata.name=x,status.phase!=Running,,spec.nodeName==a\\,b\\=c\\\\")).toEqual([
      { field: "metadata.name", operator: "=", value: "x" },
      { field: "status.phase", operator: "!=", value: "Running" },
      { field: "spec.nodeName", operator: "=", value: "a,b=c\\" },
    ]);
    expect(formatFieldRequirements(parseFieldSelector("a=b\\,c,d!=e"))).toBe("a=b\\,c,d!=e");
  });

  // messages recorded from Kubernetes 1.34.4
  it.each([
    ["metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ["spec.nodeName=a\\q", "invalid field selector: invalid escape sequence: \\q"],
    ["spec.nodeName=a=b", "invalid field selector: unescaped character in value: 61"],
  ])("refuses %s in the API server's words", (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(expect.objectContaining({ message, code: 400 }));
  });
});

describe("fieldMatcher", () => {
  it.each([
    ["pods", "metadata.name=x,metadata.namespace=n", {}, true],
    ["pods", "status.phase!=Running", { status: { phase: "Running" } }, false],
    ["pods", "spec.nodeName=", {}, true],
    ["pods", "spec.hostNetwork=false", { spec: {} }, true],
    ["nodes", "spec.unschedulable=true", { spec: { unschedulable: true } }, true],
    ["events", "involvedObject.name=p,reason=Killing", { involvedObject: { name: "p" }, reason: "Killing" }, true],
    ["jobs", "status.successful=1", { status: { succeeded: 1 } }, true],
    ["deployments", "metadata.name!=x", {}, false],
    ["configmaps", "metadata.namespace=other", {}, false],
  ])("selects %s by %s", (resource, selector, fields, matches) => {
    expect(fieldMatcher(kindOf(resource), selector)(object(fields))).toBe(matches);
  });

  // messages recorded from Kubernetes 1.34.4
  it.each([
    ["pods", "metadata.uid=1", "field label not supported: metadata.uid"],
    ["nodes", "metadata.namespace=x", "field label not supported: metadata.namespace"],
    ["deployments", "a=b,c=d", '"a" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ["jobs", "status.succeeded=1", 'field label "status.succeeded" not supported for Job'],
    ["podchaos", "a=b", "field label not supported: a"],
    ["events.events.k8s.io", "source=x", "field label not supported: source"],
  ])("refuses to select %s by %s", (resource, selector, message) => {
    expect(() => fieldMatcher(kindOf(resource), selector)).toThrow(expect.objectContaining({ message, code: 400 }));
  });
});
