/**
 * Helm's own rules: values of flags, how releases are kept, how much a chart may cost.
 * @module
 */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTemplate } from "../src/go-template/template.ts";
import type { GoMap } from "../src/go-template/value.ts";
import { loadChart } from "../src/helm/chart.ts";
import { helmFunctions } from "../src/helm/functions/index.ts";
import { toPlain } from "../src/helm/functions/support.ts";
import { formatGoTime } from "../src/helm/go-time.ts";
import { decodeRelease, encodeRelease, type Release } from "../src/helm/release.ts";
import { type SetMode, setValues } from "../src/helm/set-values.ts";

function set(text: string, mode: SetMode = "set", before: GoMap = {}): unknown {
  setValues(before, text, mode);
  return toPlain(before);
}

describe("--set", () => {
  it.each([
    ["a=1", { a: 1 }],
    ["a=x,b=true,c=null,d=007,e=1.5,f=-3,g=", { a: "x", b: true, c: null, d: "007", e: "1.5", f: -3, g: "" }],
    ["a.b.c=1", { a: { b: { c: 1 } } }],
    ["a[0]=x,a[2]=y", { a: ["x", null, "y"] }],
    ["a[0].b=1,a[0].c=2", { a: [{ b: 1, c: 2 }] }],
    ["a[0][1]=x", { a: [[null, "x"]] }],
    ["a={x,2,true}", { a: ["x", 2, true] }],
    ["a={}", { a: [""] }],
    ["a=x\\,y,b\\.c=1", { a: "x,y", "b.c": 1 }],
  ])("reads %s", (text, values) => {
    expect(set(text)).toEqual(values);
  });

  it("keeps what was there beside what it sets", () => {
    expect(set("a.b=2", "set", { a: { b: 1, c: 3 }, d: ["x"] })).toEqual({ a: { b: 2, c: 3 }, d: ["x"] });
  });

  it("takes texts as they are where it is told to", () => {
    expect(set("a=true,b=1", "set-string")).toEqual({ a: "true", b: "1" });
    expect(set("a=x,y=1", "set-literal")).toEqual({ a: "x,y=1" });
    expect(set('a={"b":[1,null]},c=2', "set-json")).toEqual({ a: { b: [1, null] }, c: 2 });
  });

  it("reads any text of its mode back, when commas and the like are escaped", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const escaped = value.replaceAll(/[\\,{}]/g, "\\$&");
        expect(set(`a=${escaped}`, "set-string")).toEqual({ a: value });
      }),
    );
  });

  it("reads or refuses whatever it is given", () => {
    const pieces = fc.constantFrom("a", ".", "[", "]", "0", "=", ",", "{", "}", "\\", "-1");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        try {
          set(parts.join(""));
        } catch (error) {
          expect(String(error)).toMatch(/^HelmError: failed parsing --set data: /);
        }
      }),
    );
  });

  it("does not reach what JavaScript's objects have beside their entries", () => {
    expect(() => set("__proto__.polluted=1")).not.toThrow();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(() => set("constructor.prototype.polluted=1")).not.toThrow();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a release", () => {
  const release: Release = {
    name: "r",
    namespace: "ns",
    version: 3,
    chart: loadChart([
      { name: "Chart.yaml", text: "apiVersion: v2\nname: c\nversion: 1.0.0\n" },
      { name: "values.yaml", text: "a: 1\n" },
      { name: "templates/x.yaml", text: "é: {{ .Values.a }}\n" },
    ]),
    config: { a: 2 },
    manifest: "x".repeat(200_000),
    hooks: [],
    firstDeployed: 1_700_000_000_123_456,
    lastDeployed: 1_700_000_100_500_000,
    deleted: 0,
    description: "Install complete",
    status: "deployed",
    notes: "",
    labels: {},
  };

  it("is read as it was written, also when another Helm has compressed it", () => {
    const text = encodeRelease(release);
    const { chart, ...rest } = decodeRelease(text, {}) ?? release;
    const { chart: original, ...expected } = release;
    expect(rest).toEqual(expected);
    expect(chart).toEqual({ ...original, raw: [] });
    const json = Buffer.from(text, "base64");
    const squeezed = gzipSync(JSON.stringify({ name: "r", version: 1, info: { status: "failed" } })).toString("base64");
    expect(json.subarray(0, 3)).toEqual(Buffer.from([0x1f, 0x8b, 8]));
    expect(decodeRelease(squeezed, {})).toMatchObject({ name: "r", version: 1, status: "failed", config: {} });
  });

  it("that is damaged counts as none", () => {
    expect(decodeRelease("not base64 of anything", {})).toBeUndefined();
  });
});

describe("charts' functions", () => {
  const functions = helmFunctions(0, "seed");
  const render = (text: string): string => renderTemplate("t", text, null, { functions });

  it.each([
    "{{ range until 1000000 }}{{ end }}",
    "{{ range until 1000 }}{{ range until 1000 }}{{ regexMatch `(a+)+$` (repeat 3000 `a`) }}{{ end }}{{ end }}",
    "{{ repeat 100000000 `x` }}",
    "{{ $x := `a` }}{{ range until 1000 }}{{ $x = cat $x $x }}{{ end }}",
    "{{ $x := list 1 }}{{ range until 1000 }}{{ $x = concat $x $x }}{{ end }}",
    "{{ $x := dict }}{{ range until 1000 }}{{ $x = dict `a` $x `b` $x }}{{ end }}{{ toJson $x }}",
    "{{ $x := list }}{{ range until 100 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
    "{{ $x := dict }}{{ $_ := set $x `a` $x }}{{ toJson $x }}",
  ])("end soon, whatever they are asked: %s", (text) => {
    expect(() => render(text)).toThrow(/too long|too large|maximum template depth/);
  });

  it("draw the same for the same seed", () => {
    const text = "{{ randAlphaNum 8 }} {{ uuidv4 }} {{ randInt 0 9 }}";
    expect(renderTemplate("t", text, null, { functions: helmFunctions(0, "a") })).toBe(
      renderTemplate("t", text, null, { functions: helmFunctions(0, "a") }),
    );
    expect(render(text)).toMatch(/^\w{8} [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} \d$/);
  });
});

describe("times in Go's layouts", () => {
  it.each([
    ["Mon Jan _2 15:04:05 2006", "Wed Nov  5 09:07:03 2025"],
    ["2006-01-02T15:04:05Z07:00", "2025-11-05T09:07:03Z"],
    ["2006-01-02 15:04:05.999999 -0700 MST", "2025-11-05 09:07:03.04205 +0000 UTC"],
    ["Monday, 2 January 06 3:4:5 PM .000", "Wednesday, 5 November 25 9:7:3 AM .042"],
  ])("%s", (layout, text) => {
    expect(formatGoTime(layout, Date.parse("2025-11-05T09:07:03.042Z"), 50)).toBe(text);
  });
});
