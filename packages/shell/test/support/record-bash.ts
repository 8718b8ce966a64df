/**
 * Writes what the machine's own bash answers to {@link bashLines}: `node --conditions=@source record-bash.ts`.
 * @module
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bashLines, sampleFiles } from "./bash-lines.ts";

/** One line and what bash said. */
export interface BashTranscript {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

function record(line: string): BashTranscript {
  const base = mkdtempSync(join(tmpdir(), "bash-"));
  const folder = join(base, "root");
  try {
    for (const [path, text] of Object.entries(sampleFiles)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const env = { HOME: folder, PATH: "/usr/local/bin:/usr/bin:/bin", TZ: "UTC", LANG: "C.UTF-8" };
    const run = spawnSync("/bin/bash", ["-c", line], { cwd: folder, env, encoding: "utf8", input: "" });
    const told = (text: string): string => text.replaceAll(folder, "/root").replaceAll("/bin/bash:", "bash:");
    return { line, stdout: told(run.stdout), stderr: told(run.stderr), exitCode: run.status ?? -1 };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

const version = execFileSync("/bin/bash", ["--version"], { encoding: "utf8" }).split("\n", 1)[0];
const transcripts = Object.fromEntries(
  Object.entries(bashLines).map(([topic, lines]) => [topic, lines.map((line) => record(line))]),
);
const path = fileURLToPath(new URL("../fixtures/bash/transcripts.json", import.meta.url));
writeFileSync(path, `${JSON.stringify({ version, transcripts }, null, 2)}\n`);
