/**
 * All scenarios: every file of this folder but the two that hold none exports a list of a topic's.
 * @module
 */
import { readdirSync } from "node:fs";
import type { Scenario } from "../scenario.ts";

const without: ReadonlySet<string> = new Set(["index.ts", "manifests.ts"]);

/** Scenarios of one topic, named after its file. */
export interface Topic {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}

/** The topics, in the order of their names. */
export const topics: readonly Topic[] = await Promise.all(
  readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !without.has(file))
    .sort()
    .map(async (file): Promise<Topic> => {
      const exported = (await import(new URL(file, import.meta.url).href)) as Readonly<Record<string, unknown>>;
      const lists = Object.values(exported).filter((value): value is readonly Scenario[] => Array.isArray(value));
      return { name: file.replace(/\.ts$/, ""), scenarios: lists.flat() };
    }),
);

export const scenarios: readonly Scenario[] = topics.flatMap((topic) => topic.scenarios);

/** The scenarios whose names are, or begin with, one of a list (`deployment,job-fails`); all without one. */
export function chooseScenarios(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = only.split(",");
  return scenarios.filter(({ name }) => names.some((start) => name.startsWith(start)));
}
