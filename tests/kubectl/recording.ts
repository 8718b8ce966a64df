/**
 * Recordings of the real kubectl on a real cluster: a file a state.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Answer, Run } from "./run.ts";
import type { State } from "./state.ts";

/** What the real kubectl said. */
export interface Recording extends Run {
  readonly state: string;
  /** Of the state as it was recorded: a changed state has to be recorded again. */
  readonly hash: string;
  /** `v1.34.4` */
  readonly kubernetes: string;
}

/** What of a state matters to its recording. */
export function hashOf({ steps, seconds, writes, secondsBetween }: State): string {
  return createHash("sha256")
    .update(JSON.stringify({ steps, seconds, writes, secondsBetween }))
    .digest("hex")
    .slice(0, 16);
}

function fileOf(name: string): URL {
  return new URL(`./recordings/${name}.json`, import.meta.url);
}

/** The recording of a state, when there is one. */
export function readRecording(name: string): Recording | undefined {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recording) : undefined;
}

/** Writes a recording, so that differences of two can be read. */
export function writeRecording({ state, hash, kubernetes, objects, answers }: Recording): void {
  const list = (items: readonly unknown[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const head = JSON.stringify({ state, hash, kubernetes }).slice(0, -1);
  writeFileSync(fileOf(state), `${head},"objects":${list(objects)},"answers":${list(answers)}}\n`);
}

/** The recorded answer to the line at an index: of a writing state the one at this place, else any to the same line. */
export function answerTo({ answers }: Recording, { writes }: State, index: number, line: string): Answer | undefined {
  if (writes === true) return answers[index]?.line === line ? answers[index] : undefined;
  return answers.find((answer) => answer.line === line);
}
