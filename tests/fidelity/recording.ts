/**
 * Recordings of scenarios: files beside the tests.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/** What a real cluster did, several times, as chance has its part in it. */
export interface Recording {
  readonly scenario: string;
  /** Of the scenario as it was recorded: a changed scenario has to be recorded again. */
  readonly hash: string;
  /** `v1.34.4` */
  readonly kubernetes: string;
  readonly runs: readonly Run[];
}

const folder = new URL("./recordings/", import.meta.url);

function fileOf(name: string): URL {
  return new URL(`${name}.json`, folder);
}

/** What of a scenario matters to its recording. */
export function hashOf({ steps, seconds, needs, startAtSecond }: Scenario): string {
  return createHash("sha256")
    .update(JSON.stringify({ steps, seconds, needs, startAtSecond }))
    .digest("hex")
    .slice(0, 16);
}

/** The recording of a scenario, when there is one. */
export function readRecording(name: string): Recording | undefined {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recording) : undefined;
}

/** Writes a recording; a line for each answer, object and event, so that differences of two recordings can be read. */
export function writeRecording({ scenario, hash, kubernetes, runs }: Recording): void {
  mkdirSync(folder, { recursive: true });
  const lines = (items: readonly unknown[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const texts = runs.map(
    ({ answers, objects, events }) =>
      `{"answers": ${lines(answers)},\n"objects": ${lines(objects)},\n"events": ${lines(events)}}`,
  );
  const head = JSON.stringify({ scenario, hash, kubernetes }).slice(0, -1);
  writeFileSync(fileOf(scenario), `${head},"runs":[\n${texts.join(",\n")}\n]}\n`);
}
