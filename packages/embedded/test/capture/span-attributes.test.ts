import type { RequestType } from "@aiops-gym/application";
import { describe, expect, it } from "vitest";
import type { ShapeSpan } from "../../src/capture/pending-spans.ts";
import { shapeAttributes, spanAttributes } from "../../src/capture/span-attributes.ts";

const text = (...literals: string[]) => ({ literals, names: literals.slice(1).map(() => "q") });

function spanOf(tags: ShapeSpan["tags"], texts: ShapeSpan["texts"]): ShapeSpan {
  const origin = { service: "front", namespace: "shop", pod: "front-1", container: "front", node: "kind-worker" };
  return {
    containerId: "c1",
    origin,
    name: "GET /",
    kind: "server",
    failed: false,
    message: null,
    tags: Object.freeze(tags),
    texts,
    number: 1,
    parent: 0,
  };
}

describe("attributes of a span", () => {
  it("are its tags in the order of their names, without those that are columns", () => {
    expect(spanAttributes({ "span.kind": "server", b: 2, "http.status_code": 200, a: true })).toBe(
      '{"a":"true","b":"2"}',
    );
    expect(spanAttributes({ "peer.service": "geo" })).toBeNull();
  });

  it("have a request's texts where their names belong, escaped", () => {
    const span = spanOf({ "span.kind": "server", "http.method": "GET", z: 1 }, [
      { key: "http.url", value: text("/find?q=", "&x=", "") },
      { key: "a", value: text("", "") },
    ]);
    expect(shapeAttributes(span, undefined, -1, () => () => 'one "two"')).toBe(
      '{"a":"one \\"two\\"","http.method":"GET","http.url":"/find?q=one \\"two\\"&x=one \\"two\\"","z":"1"}',
    );
    expect(shapeAttributes(span, undefined, -1, () => () => "3")).toBe(
      '{"a":"3","http.method":"GET","http.url":"/find?q=3&x=3","z":"1"}',
    );
  });

  it("are made once for each beginning of a type's requests, whatever the shape", () => {
    const spec: RequestType = { name: "find", weight: 1, method: "GET", operation: "Find", url: "/", variables: [] };
    const asked: number[] = [];
    const attributesOf = (pod: string, beginning: number): string => {
      const span = spanOf({ "span.kind": "server" }, [
        { key: "http.method", value: text("GET") },
        { key: "http.url", value: text("/", "") },
      ]);
      return shapeAttributes({ ...span, containerId: pod }, spec, beginning, () => {
        asked.push(beginning);
        return () => String(beginning);
      });
    };
    expect(attributesOf("c1", 7)).toBe('{"http.method":"GET","http.url":"/7"}');
    expect(attributesOf("c2", 7)).toBe('{"http.method":"GET","http.url":"/7"}');
    expect(attributesOf("c2", 8)).toBe('{"http.method":"GET","http.url":"/8"}');
    expect(asked).toEqual([7, 8]);
  });

  it("are those of a tag that is known where a text has the same name", () => {
    const span = spanOf({ "http.url": "/" }, [{ key: "http.url", value: text("/", "") }]);
    expect(shapeAttributes(span, undefined, -1, () => () => "3")).toBe('{"http.url":"/"}');
  });
});
