/**
 * `-o custom-columns`: columns of one's own, by paths.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { findJsonPath, type JsonPath, parseJsonPath, relaxedJsonPath, showValue } from "./json-path.ts";
import { KubectlError } from "./kubectl-error.ts";
import { alignTabs, tableLayout } from "./tab-writer.ts";
import { isTree } from "./tree.ts";

/** A column: its title and where its cells are. */
export interface CustomColumn {
  readonly header: string;
  /** Where cells are; read when the first line is printed, as kubectl does it: after the titles. */
  readonly path: string;
}

/** `NAME:.metadata.name,IMAGES:.spec.containers[*].image` */
export function parseCustomColumns(spec: string): readonly CustomColumn[] {
  return spec.split(/,(?![^[(]*[\])])/).map((part) => {
    const colon = part.indexOf(":");
    if (colon < 0)
      throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: part.slice(colon + 1) };
  });
}

/** A line of titles above a line of paths. */
export function parseColumnsFile(text: string): readonly CustomColumn[] {
  const [headers = [], paths = []] = text.split("\n").map((line) => line.split(/\s+/).filter(Boolean));
  if (headers.length === 0 || paths.length === 0) {
    throw new KubectlError(
      "invalid template, missing spec line. Expected format is one line of space separated headers, one line of space separated column specs.",
    );
  }
  if (headers.length !== paths.length) {
    throw new KubectlError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  }
  return headers.map((header, index) => ({ header, path: paths[index] ?? "" }));
}

/** Prints a line an object. */
export function printCustomColumns(
  call: Invocation,
  columns: readonly CustomColumn[],
  objects: readonly KubeObject[],
  withoutHeaders: boolean,
): void {
  const headers = withoutHeaders ? [] : [columns.map(({ header }) => header)];
  const print = (lines: readonly (readonly string[])[]): void =>
    call.print(alignTabs(lines.map((cells) => `${cells.join("\t")}\n`).join(""), tableLayout));
  let paths: readonly JsonPath[];
  try {
    paths = columns.map(({ path }) => parseJsonPath(relaxedJsonPath(path)));
  } catch (error) {
    print(headers);
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(error.message.replace(/^error parsing jsonpath .*?, /s, ""));
  }
  print([
    ...headers,
    ...objects.map((object) => paths.map((path) => findJsonPath(path, object).map(goValue).join(",") || "<none>")),
  ]);
}

/** A value as Go prints it: `map[app:web]`, `[a b]`. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (isTree(value)) {
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goValue(value[key])}`)
      .join(" ")}]`;
  }
  return value === null ? "<nil>" : showValue(value);
}
