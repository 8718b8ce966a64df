import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { checkDeterminism, mustBeDeterministic } from "./architecture/determinism.ts";
import { checkImports, checkManifest, loader, type PackageFacts } from "./architecture/directions.ts";
import { parseSource } from "./architecture/syntax.ts";
import { readPackages, readSources, root } from "./architecture/workspace.ts";

const packages = readPackages();

describe.each(packages.map((one) => ({ folder: one.folder, one })))("$folder", ({ folder, one }) => {
  it("depends on the packages below it only", () => {
    expect(checkManifest(one, packages)).toEqual([]);
  });

  it("imports the packages below it only, and what it declares", () => {
    expect(readSources(folder).flatMap((source) => checkImports(one, source, packages))).toEqual([]);
  });

  it("is deterministic where it belongs to the simulation", () => {
    const sources = readSources(folder).filter(({ path }) => mustBeDeterministic(path));
    expect(sources.flatMap(checkDeterminism)).toEqual([]);
  });

  it("is built after what it depends on", () => {
    const { references } = JSON.parse(readFileSync(`${root}${folder}/tsconfig.json`, "utf8"));
    const referenced = references.map(({ path }: { path: string }) => posix.join(folder, path));
    const needed = packages.filter(({ manifest }) => manifest.name in (one.manifest.dependencies ?? {}));
    expect(
      referenced.sort(),
      `${folder}/tsconfig.json: "references" must name what package.json depends on in this workspace`,
    ).toEqual(needed.map((other) => other.folder).sort());
  });

  it("is built by npm run build and ships the licence", () => {
    const { references } = JSON.parse(readFileSync(`${root}tsconfig.build.json`, "utf8"));
    expect(references, "add the package to tsconfig.build.json").toContainEqual({ path: folder });
    expect(readFileSync(`${root}${folder}/LICENSE`, "utf8"), `copy LICENSE into ${folder}`).toBe(
      readFileSync(`${root}LICENSE`, "utf8"),
    );
  });
});

describe("the import rule", () => {
  const fact = (folder: string, name: string, dependencies: Record<string, string> = {}): PackageFacts => ({
    folder,
    manifest: { name, version: "0.1.0", dependencies },
  });
  const live = fact("packages/live", "@aiops-gym/live");
  const hotel = fact("envs/hotel-reservation", "@aiops-gym/hotel-reservation");
  const embedded = fact("packages/embedded", "@aiops-gym/embedded", { "@aiops-gym/live": "0.1.0" });
  const umbrella = fact("packages/aiops-gym", "aiops-gym", {
    "@aiops-gym/live": "0.1.0",
    "@aiops-gym/embedded": "0.1.0",
    "@aiops-gym/hotel-reservation": "^0.1.0",
  });
  const all = [live, hotel, embedded, umbrella];
  const check = (one: PackageFacts, path: string, text: string) =>
    checkImports(one, parseSource(`${one.folder}/src/${path}`, text), all);

  it.each([
    'import { a } from "@aiops-gym/live";',
    'import type { A } from "@aiops-gym/live";',
    'export * from "@aiops-gym/live/testing";',
    'export type A = import("@aiops-gym/live").A;',
    'const a = await import("@aiops-gym/live");',
    "const a = await import(`@aiops-gym/live`);",
  ])("refuses an edge outside the table: %s", (text) => {
    expect(check(embedded, "a.ts", `\n${text}`)).toEqual([
      expect.stringMatching(
        /^packages\/embedded\/src\/a\.ts:2 reaches @aiops-gym\/live, but .* may import only cluster/,
      ),
    ]);
  });

  it("refuses an edge outside the table in package.json", () => {
    expect(checkManifest(embedded, all)).toEqual([expect.stringContaining("packages/embedded/package.json reaches")]);
  });

  it("refuses a range where packages are released together", () => {
    expect(checkManifest(umbrella, all)).toEqual([expect.stringContaining('write its exact version, "0.1.0"')]);
  });

  it("refuses a package without a row in the table", () => {
    const extra = fact("packages/extra", "@aiops-gym/extra", { "@aiops-gym/live": "0.1.0" });
    expect(checkManifest(extra, [...all, extra])).toEqual([expect.stringContaining("has no row")]);
  });

  it("refuses a relative import that leaves the package", () => {
    expect(check(embedded, "kernel/a.ts", 'import "../../../live/src/index.ts";')).toEqual([
      expect.stringContaining("import the other package by its name"),
    ]);
    expect(check(embedded, "kernel/a.ts", 'import "../b.ts"; import "node:fs";')).toEqual([]);
  });

  it("refuses an import that package.json does not declare", () => {
    expect(check(live, "a.ts", 'import { of } from "rxjs/operators";')).toEqual([
      expect.stringContaining('imports rxjs; add it to "dependencies" in packages/live/package.json'),
    ]);
  });

  it("lets only the loader import a cluster, and the live one only when asked for", () => {
    const inLoader = (text: string) => checkImports(umbrella, parseSource(loader, text), all);
    expect(check(umbrella, "index.ts", 'export { a } from "@aiops-gym/embedded";')).toEqual([
      expect.stringContaining(`only ${loader} may`),
    ]);
    expect(inLoader('import { a } from "@aiops-gym/live";')).toEqual([expect.stringContaining("await import(...)")]);
    expect(inLoader('import type { A } from "@aiops-gym/live"; await import("@aiops-gym/live");')).toEqual([]);
    expect(check(umbrella, "index.ts", 'import { a } from "@aiops-gym/hotel-reservation";')).toEqual([]);
  });
});

describe("the determinism rule", () => {
  const check = (text: string) => checkDeterminism(parseSource("packages/embedded/src/a.ts", text));

  it.each([
    "Math.random()",
    "Math['random']()",
    "Date.now()",
    "new Date()",
    "Date()",
    "performance.now()",
    "Math.log(2)",
    "Math.exp(2)",
    "Math.pow(2, 0.5)",
    "2 ** 0.5",
    "1.5 ** attempt",
    "Math.sin(1)",
    "Math.cos(1)",
    "const { random } = Math",
    "['b', 'a'].sort((a, b) => a.localeCompare(b))",
    "setTimeout(() => {}, 1)",
    "new Intl.Collator()",
    "(1).toLocaleString()",
    "new Date(0).getHours()",
    "process.env['HOME']",
    "crypto.randomUUID()",
    "globalThis.setTimeout(() => {}, 1)",
    "import { randomBytes } from 'node:crypto'",
    "import { performance as p } from 'node:perf_hooks'",
  ])("refuses %s", (text) => {
    const problems = check(text);
    expect(problems).not.toEqual([]);
    expect(problems[0]).toMatch(/^packages\/embedded\/src\/a\.ts:1 (uses|imports) .+; .+\.$/);
  });

  it.each([
    "Math.floor(Math.sqrt(2)) + 2 ** 32 + 2 ** attempt",
    "new Date(0).toISOString()",
    "// Math.random() and Date.now() stay out\nconst text = 'Math.random()';",
    "export function run(process: { env: string }): string { return process.env; }",
    "const timers = { setTimeout: 1 }; socket.setTimeout(5)",
    "import { createHash } from 'node:crypto'",
    "const when: Date = new Date(0)",
    "value.constructor === Object && value.toString()",
  ])("lets %s be", (text) => {
    expect(check(text)).toEqual([]);
  });

  it("holds inside the simulation and not around it", () => {
    expect(mustBeDeterministic("packages/embedded/src/kernel/random.ts")).toBe(true);
    expect(mustBeDeterministic("envs/hotel-reservation/src/index.ts")).toBe(true);
    expect(mustBeDeterministic("packages/embedded/src/http/server.ts")).toBe(false);
    expect(mustBeDeterministic("packages/live/src/index.ts")).toBe(false);
  });
});
