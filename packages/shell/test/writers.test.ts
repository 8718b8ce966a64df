import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseFlags } from "../src/kubectl/flags.ts";
import { parseJsonPath, renderJsonPath } from "../src/kubectl/json-path.ts";
import { writeJson } from "../src/kubectl/json-writer.ts";
import { KubectlError } from "../src/kubectl/kubectl-error.ts";
import { alignTabs, tableLayout } from "../src/kubectl/tab-writer.ts";
import { goDuration, humanDuration, parseGoDuration } from "../src/kubectl/time-text.ts";
import { writeYaml } from "../src/kubectl/yaml-writer.ts";

/** Values as Kubernetes objects have them. */
const json = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe("writeYaml", () => {
  it("writes what YAML reads back", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parse(writeYaml(value), { version: "1.1" })).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["true", '"true"'],
    ["on", '"on"'],
    ["1.5", '"1.5"'],
    ["0x1f", '"0x1f"'],
    ["12:30", '"12:30"'],
    ["2026-01-05", '"2026-01-05"'],
    ["null", '"null"'],
    ["a: b", "'a: b'"],
    ["it's: so", "'it''s: so'"],
    ["#x", "'#x'"],
    ["- a", "'- a'"],
    ["-a", "-a"],
    ["tab\there", '"tab\\there"'],
    ["", '""'],
    ["a\nb\n", "|\n  a\n  b"],
    ["a\nb", "|-\n  a\n  b"],
  ])("quotes %j as Go does", (text, written) => {
    expect(writeYaml({ k: text })).toBe(`k: ${written}\n`);
  });

  it("orders keys with numbers in them by the numbers", () => {
    expect(writeYaml({ a10: 1, a9: 1, B: 1, "a-b": 1, ab: 1 })).toBe("B: 1\na-b: 1\na9: 1\na10: 1\nab: 1\n");
  });
});

describe("writeJson", () => {
  it("writes what JSON reads back", () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 4), (value, indent) => {
        expect(JSON.parse(writeJson(value, indent))).toEqual(value);
      }),
    );
  });
});

describe("parseFlags", () => {
  it("reads flags wherever they stand, in all their forms", () => {
    const value = fc.stringMatching(/^[a-z0-9=,.]{1,8}$/);
    const forms = (text: string): readonly string[][] => [
      ["--output", text],
      [`--output=${text}`],
      ["-o", text],
      [`-o=${text}`],
      ...(text.startsWith("=") ? [] : [[`-o${text}`]]),
    ];
    fc.assert(
      fc.property(
        value,
        fc.nat(4),
        fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 4 }),
        fc.nat(4),
        (text, form, args, at) => {
          const flag = forms(text)[form % forms(text).length] ?? [];
          const argv = [...args.slice(0, at), ...flag, ...args.slice(at)];
          const flags = parseFlags(argv, "output/o watch/w?", "get");
          expect(flags.text("output")).toBe(text);
          expect(flags.args).toEqual(args);
        },
      ),
    );
  });

  it("never fails but with a KubectlError", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 6 }), (argv) => {
        try {
          parseFlags(argv, "output/o watch/w? tail#=-1 since~ filename/f[]", "get");
        } catch (error) {
          expect(error).toBeInstanceOf(KubectlError);
        }
      }),
    );
  });

  it("takes bundled letters and stops at a double dash", () => {
    const flags = parseFlags(["-itc", "web", "pod", "--", "-x", "--y"], "stdin/i? tty/t? container/c", "exec");
    expect([flags.bool("stdin"), flags.bool("tty"), flags.text("container"), flags.argsBeforeDash]).toEqual([
      true,
      true,
      "web",
      1,
    ]);
    expect(flags.args).toEqual(["pod", "-x", "--y"]);
  });
});

describe("JSONPath", () => {
  it("never fails but with a KubectlError", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      ".a",
      "[0]",
      "[*]",
      "[?(@.a==1)]",
      "range ",
      "end",
      '"x"',
      "..",
      "$",
      "'",
      "[",
      "text",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          renderJsonPath(parseJsonPath(pieces.join("")), { a: [{ a: 1 }, { a: 2 }] });
        } catch (error) {
          expect(error).toBeInstanceOf(KubectlError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("evaluates nothing", () => {
    expect(renderJsonPath(parseJsonPath('{.constructor}{.__proto__}{.a[?(@.b=="c")].b}'), { a: [{ b: "c" }] })).toBe(
      "c",
    );
  });
});

describe("alignTabs", () => {
  it("keeps every cell and never overlaps them", () => {
    const cell = fc.stringMatching(/^[a-z ]{0,9}$/);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (rows) => {
        const lines = alignTabs(rows.map((cells) => `${cells.join("\t")}\n`).join(""), tableLayout).split("\n");
        for (const [index, cells] of rows.entries()) for (const text of cells) expect(lines[index]).toContain(text);
      }),
    );
  });
});

describe("alignTabs of even lines", () => {
  it("pads cells to the widest of their column, counting code points", () => {
    expect(alignTabs("A\tLONGER\tC\nabcdefg\t\u{1f600}\tlast one\n", tableLayout)).toBe(
      "A         LONGER   C\nabcdefg   \u{1f600}        last one\n",
    );
  });

  it("lays them out as beside an uneven line that is shorter", () => {
    const cell = fc.stringMatching(/^[a-z ]{0,9}$/);
    const even = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(even, (rows) => {
        const lines = rows.map((cells) => `${cells.join("\t")}\n`).join("");
        expect(`${alignTabs(lines, tableLayout)}end\n`).toBe(alignTabs(`${lines}end\n`, tableLayout));
      }),
    );
  });
});

describe("durations", () => {
  it.each([
    [119, "119s"],
    [120, "2m"],
    [125, "2m5s"],
    [600, "10m"],
    [10_799, "179m"],
    [10_860, "3h1m"],
    [28_800, "8h"],
    [172_800, "2d"],
    [180_000, "2d2h"],
    [691_200, "8d"],
    [-5, "<invalid>"],
  ])("shows %d s as %s", (seconds, text) => {
    expect(humanDuration(seconds * 1e6)).toBe(text);
  });

  it("reads what Go prints", () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seconds) => {
        expect(parseGoDuration(goDuration(seconds))).toBe(seconds);
      }),
    );
  });
});
