/**
 * YAML reads as Kubernetes' own library reads it: the texts of cases.json, recorded by record.go.
 * @module
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GoYamlError, readYaml } from "../src/go-yaml.ts";

interface Answer {
  readonly value: unknown;
  readonly error?: string;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`go-yaml/${name}.json`, import.meta.url), "utf8")) as T;
}

const recorded = read<Readonly<Record<string, Answer>>>("recorded");

function answer(text: string): Answer {
  try {
    return { value: JSON.parse(JSON.stringify(readYaml(text))) as unknown };
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    return { value: null, error: `error converting YAML to JSON: ${error.message}` };
  }
}

describe("YAML", () => {
  it.each(read<readonly string[]>("cases"))("reads as in Go: %j", (text) => {
    expect(answer(text)).toEqual(recorded[text]);
  });
});
