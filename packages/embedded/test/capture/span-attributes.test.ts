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
    expect(shapeAttributes(span, () => 'one "two"')).toBe(
      '{"a":"one \\"two\\"","http.method":"GET","http.url":"/find?q=one \\"two\\"&x=one \\"two\\"","z":"1"}',
    );
    expect(shapeAttributes(span, () => "3")).toBe('{"a":"3","http.method":"GET","http.url":"/find?q=3&x=3","z":"1"}');
  });

  it("are those of a tag that is known where a text has the same name", () => {
    const span = spanOf({ "http.url": "/" }, [{ key: "http.url", value: text("/", "") }]);
    expect(shapeAttributes(span, () => "3")).toBe('{"http.url":"/"}');
  });
});
