import { kinds } from "@aiops-gym/cluster";
import { columnsOf } from "@aiops-gym/shell";
import { describe, expect, it } from "vitest";
import { builtInColumns } from "../../src/apiserver/table/index.ts";

describe("the tables of built-in kinds", () => {
  const printed = Object.entries(builtInColumns).flatMap(([key, definitions]) => {
    const [apiVersion = "", kind = ""] = key.split(" ");
    const info = kinds.find(apiVersion, kind);
    return info === undefined ? [] : [[key, info, definitions] as const];
  });

  it.each(printed)("have cells in every column: %s", (_key, info, definitions) => {
    const cells = columnsOf(info).map(({ name }) => name.toLowerCase());
    expect(cells).toEqual(expect.arrayContaining(definitions.map(({ name }) => name.toLowerCase())));
  });
});
