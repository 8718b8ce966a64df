import { groupTraces, spansFromRows } from "@aiops-gym/telemetry";
import { describe, expect, it } from "vitest";
import { spanRows, start } from "./sample-rows.ts";

describe("groupTraces", () => {
  it("gathers a trace's spans by their starts, from the root on", () => {
    expect(groupTraces(spansFromRows(spanRows))).toEqual([
      {
        traceId: "0000000000000000321cf37308d69df2",
        rows: [1, 0],
        rootRow: 1,
        startUnixMicros: start,
        endUnixMicros: start + 9000,
        services: ["frontend", "geo"],
        errorCount: 1,
      },
    ]);
  });

  it("keeps traces apart and has no root when the table lacks it", () => {
    const [, child] = spanRows;
    if (!child) throw new Error("no child");
    const traces = groupTraces(spansFromRows([child, { ...child, traceId: "ab", startUnixMicros: start + 200 }]));
    expect(traces.map(({ traceId, rootRow }) => [traceId.slice(-4), rootRow])).toEqual([
      ["9df2", undefined],
      ["00ab", undefined],
    ]);
  });
});
