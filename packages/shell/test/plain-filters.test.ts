import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createShell } from "../src/index.ts";
import { plainStages } from "../src/plain-command.ts";
import { plainFilter } from "../src/plain-filters.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

const lines = [
  "head",
  "head -n 2",
  "head -2",
  "head -n0",
  "head --lines=3",
  "tail",
  "tail -n 2",
  "tail -n 0",
  "tail -1",
  "tail --lines=2",
  "tail -n +2",
  "tail -n+3",
  "wc -l",
  "grep a",
  "grep -v a",
  "grep -ic 'A b'",
  "grep -n '^b'",
  "grep -E 'a|b'",
  "grep -o b",
  "grep -q a",
  "grep '['",
];

describe("plainFilter", () => {
  it.each(lines)("answers %s as the shell does", async (line) => {
    const filter = plainFilter(plainStages(line)?.[0] ?? []);
    const shell = createShell({ api: new MemoryApi({ objects: [] }), clock: new TestClock(0), namespace: "web" });
    const text = fc
      .array(fc.constantFrom("", "a", "b", "ab", "A b", "ä…", "\u{1f600}a"), { maxLength: 5 })
      .map((parts) => parts.join("\n"));
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("", "\n"), async (body, end) => {
        await shell.writeFile("text", body + end);
        const { stdout, stderr, exitCode } = (await filter?.(body + end)) ?? {};
        expect({ stdout, stderr, exitCode }).toEqual(await shell.run(`cat text | ${line}`));
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    "head -c 3",
    "head a.txt",
    "head -n -2",
    "tail -f",
    "wc",
    "grep a b",
    "grep -f x a",
    "grep -r a",
    "sort",
    "constructor",
  ])("leaves %s to the shell", (line) => {
    expect(plainFilter(plainStages(line)?.[0] ?? [])).toBeUndefined();
  });
});

describe("plainStages", () => {
  it.each([
    [
      "kubectl get pods|tail -n 5",
      [
        ["kubectl", "get", "pods"],
        ["tail", "-n", "5"],
      ],
    ],
    ["a 'b|c' | \"d | e\" ", [["a", "b|c"], ["d | e"]]],
    ["a", [["a"]]],
    ["", [[]]],
  ])("splits %j", (command, stages) => {
    expect(plainStages(command)).toEqual(stages);
  });

  it.each(["a || b", "a |& b", "| a", "a |", "a | | b", "a; b", "a $b", "a > b", "a 2>&1 | b", "a 'b'c\"$d\""])(
    "leaves %j to bash",
    (command) => {
      expect(plainStages(command)).toBeUndefined();
    },
  );
});
