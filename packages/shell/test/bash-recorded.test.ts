import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createShell } from "../src/index.ts";
import { bashDifferences } from "./support/bash-differences.ts";
import { bashLines, sampleFiles } from "./support/bash-lines.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";
import type { BashTranscript } from "./support/record-bash.ts";

const recorded = JSON.parse(readFileSync(new URL("fixtures/bash/transcripts.json", import.meta.url), "utf8")) as {
  readonly transcripts: Readonly<Record<string, readonly BashTranscript[]>>;
};

/** bash tells the line of a script in which something went wrong; just-bash does not know it. */
const withoutLine = (text: string): string => text.replaceAll(/^bash: line \d+: /gm, "bash: ");

async function run(line: string): Promise<BashTranscript> {
  const clock = new TestClock(Date.parse("2026-01-05T09:00:00Z") * 1000);
  const shell = createShell({ api: new MemoryApi({ objects: [] }), clock, namespace: "web", seed: 7 });
  for (const [path, text] of Object.entries(sampleFiles)) await shell.writeFile(path, text);
  return { line, ...(await shell.run(line)) };
}

describe("the shell answers as bash and GNU's tools do", () => {
  it("to every line of the table", () => {
    const lines = Object.values(recorded.transcripts).flatMap((topic) => topic.map(({ line }) => line));
    expect(lines).toEqual(Object.values(bashLines).flat());
    expect(Object.keys(bashDifferences).filter((line) => !lines.includes(line))).toEqual([]);
  });

  for (const [topic, transcripts] of Object.entries(recorded.transcripts)) {
    it(`about ${topic}`, async () => {
      const wrong: { readonly bash: BashTranscript; readonly here: BashTranscript }[] = [];
      const stale: string[] = [];
      for (const transcript of transcripts) {
        const here = await run(transcript.line);
        const bash = { ...transcript, stderr: withoutLine(transcript.stderr) };
        const same = here.stdout === bash.stdout && here.stderr === bash.stderr && here.exitCode === bash.exitCode;
        const explained = bashDifferences[transcript.line] !== undefined;
        if (same && explained) stale.push(transcript.line);
        if (!same && !explained) wrong.push({ bash, here });
      }
      expect(stale).toEqual([]);
      expect(wrong.map(({ here }) => here)).toEqual(wrong.map(({ bash }) => bash));
    });
  }
});
