import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createShell, type Shell } from "../src/index.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

const name = fc.constantFrom("a", "b", "c.csv", "d", "..", "x y");
const directory = fc.constantFrom("out", "/root/out", "out/a", "out/a/b", "/root", "/tmp/out", "out/../else", "/data");
type Change = (shell: Shell) => Promise<unknown>;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(directory, fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), fc.string()).map(
    ([to, names, text]): Change =>
      (shell) =>
        shell.writeFiles(to, names, (one) => `${one} ${text}`),
  ),
  fc.tuple(directory, name).map(
    ([to, one]): Change =>
      (shell) =>
        shell.writeFile(`${to}/${one}`, () => one),
  ),
  fc.tuple(directory, fc.nat(2)).map(
    ([of, kept]): Change =>
      (shell) =>
        shell.keepLast(of, kept),
  ),
  fc.tuple(directory, name).map(
    ([of, one]): Change =>
      (shell) =>
        shell.readFile(`${of}/${one}`),
  ),
  directory.map(
    (of): Change =>
      (shell) =>
        shell.listFiles(of),
  ),
  fc.constant<Change>((shell) => shell.files()),
  fc.constant<Change>((shell) => shell.run("chmod 600 out/a; ln -s out linked; ls -lR --full-time /root")),
);

/** What somebody sees of a change; the words of failures are not compared, which no one acts on. */
async function outcome(shell: Shell, one: Change): Promise<unknown> {
  try {
    return await one(shell);
  } catch {
    return "failed";
  }
}

describe("EarlyFiles", () => {
  it("are those that the sandbox has, whatever is done to them and whenever it is opened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.nat(8), async (changes, forkedAt) => {
        const clocks = [new TestClock(1e12), new TestClock(1e12)];
        const api = new MemoryApi({ objects: [] });
        const made = (index: number, files = {}): Shell =>
          createShell({ api, clock: clocks[index] as TestClock, namespace: "web", files });
        let [early, opened] = [made(0), made(1)];
        await opened.run("true");
        for (const [at, one] of changes.entries()) {
          if (at === forkedAt) [early, opened] = [made(0, await early.files()), made(1, await opened.files())];
          if (at === forkedAt) await opened.run("true");
          for (const clock of clocks) await clock.sleep(1);
          expect(await outcome(early, one)).toEqual(await outcome(opened, one));
        }
        expect(JSON.stringify(await early.files())).toBe(JSON.stringify(await opened.files()));
      }),
      { numRuns: 150 },
    );
  });
});
