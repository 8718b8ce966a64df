/**
 * The directions in which packages may import each other, and the check that holds them.
 *
 * @module
 */

import { posix } from "node:path";
import { type Import, importsOf, type Source } from "./syntax.ts";

const overTheSeam = ["cluster", "telemetry", "application", "shell"];
const problemsAndBelow = [...overTheSeam, "actions", "problems"];

/** What each package may import. The rows are the arrows of the design; `envs/*` is every package under envs. */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  cluster: [],
  telemetry: ["cluster"],
  application: ["cluster"],
  shell: ["cluster"],
  embedded: overTheSeam,
  live: overTheSeam,
  runtime: overTheSeam,
  actions: overTheSeam,
  problems: [...overTheSeam, "actions"],
  env: problemsAndBelow,
  bridge: [...problemsAndBelow, "env"],
  agents: [...problemsAndBelow, "env"],
  "envs/*": problemsAndBelow,
  "aiops-gym": [...problemsAndBelow, "env", "bridge", "agents", "embedded", "live", "envs/*"],
};

/** The one file that may import a cluster's implementation; everything else takes a `Cluster`. */
export const loader = "packages/aiops-gym/src/load-backend.ts";

/** What the checks know about a package. */
export interface PackageFacts {
  /** Its folder from the repository's root: `packages/shell`, `envs/hotel-reservation`. */
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly version?: string;
    readonly private?: boolean;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  };
}

/** A package's row in the table: `shell`, or `envs/*` for any environment. */
export function rowOf(one: PackageFacts): string {
  return one.folder.startsWith("envs/") ? "envs/*" : posix.basename(one.folder);
}

/** Checks package.json: every workspace dependency is an arrow of the table. */
export function checkManifest(one: PackageFacts, workspace: readonly PackageFacts[]): string[] {
  return Object.entries(dependenciesOf(one)).flatMap(([name, range]) => {
    const target = workspace.find((other) => other.manifest.name === name);
    if (target === undefined) return [];
    const problems = arrowProblem(one, target, `${one.folder}/package.json`);
    if (range !== target.manifest.version)
      problems.push(
        `${one.folder}/package.json depends on ${name} ${range}; write its exact version, "${target.manifest.version}", ` +
          "since the packages are released together.",
      );
    return problems;
  });
}

/** Checks one source file's imports: arrows, relative paths, and that what it imports is declared. */
export function checkImports(one: PackageFacts, source: Source, workspace: readonly PackageFacts[]): string[] {
  return importsOf(source).flatMap((found) => {
    const place = `${source.path}:${found.line}`;
    if (found.name.startsWith(".")) return relativeProblem(one, source, found, place);
    if (/^(node:|data:)/.test(found.name)) return [];
    const name = packageName(found.name);
    const target = workspace.find((other) => other.manifest.name === name);
    if (target === one) return [`${place} imports its own package by name; use a relative path.`];
    const problems = target === undefined ? [] : arrowProblem(one, target, place);
    if (!(name in dependenciesOf(one)))
      problems.push(`${place} imports ${name}; add it to "dependencies" in ${one.folder}/package.json.`);
    if (target !== undefined) problems.push(...loaderProblem(one, source, found, target, place));
    return problems;
  });
}

function arrowProblem(from: PackageFacts, to: PackageFacts, place: string): string[] {
  const allowed = allowedImports[rowOf(from)];
  if (allowed === undefined)
    return [`${from.folder} has no row in tests/architecture/directions.ts; add one that says what it may import.`];
  if (allowed.includes(rowOf(to))) return [];
  const instead = allowed.length === 0 ? "no package of this workspace" : `only ${allowed.join(", ")}`;
  return [
    `${place} reaches ${to.manifest.name}, but ${from.folder} may import ${instead}. ` +
      "Move what both need below them, or pass it in; only a change of the design changes the table.",
  ];
}

function relativeProblem(one: PackageFacts, source: Source, found: Import, place: string): string[] {
  const target = posix.join(posix.dirname(source.path), found.name);
  if (target.startsWith(`${one.folder}/`)) return [];
  return [`${place} imports ${found.name}, which leaves ${one.folder}; import the other package by its name.`];
}

function loaderProblem(from: PackageFacts, source: Source, found: Import, to: PackageFacts, place: string): string[] {
  const target = rowOf(to);
  if (rowOf(from) !== "aiops-gym" || (target !== "embedded" && target !== "live")) return [];
  if (source.path !== loader)
    return [`${place} imports ${to.manifest.name}; only ${loader} may, everything else takes a Cluster.`];
  if (target === "live" && !found.dynamic && !found.typeOnly)
    return [
      `${place} always loads ${to.manifest.name}; use \`await import(...)\` so that only those who ask pay for it.`,
    ];
  return [];
}

function dependenciesOf({ manifest }: PackageFacts): Readonly<Record<string, string>> {
  return { ...manifest.peerDependencies, ...manifest.optionalDependencies, ...manifest.dependencies };
}

/** `@scope/name/sub` -> `@scope/name`; `name/sub` -> `name`. */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
