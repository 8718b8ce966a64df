/**
 * The workspace as it lies on disk: its packages and their sources.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PackageFacts } from "./directions.ts";
import { parseSource, type Source } from "./syntax.ts";

/** The repository's root, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** Every npm package under packages/ and envs/. */
export function readPackages(): readonly PackageFacts[] {
  return ["packages", "envs"]
    .flatMap((parent) => readdirSync(root + parent).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(`${root}${folder}/package.json`))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) }));
}

/** Every TypeScript file under a package's src. */
export function readSources(folder: string): readonly Source[] {
  return readdirSync(`${root}${folder}/src`, { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/src/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => parseSource(path, readFileSync(root + path, "utf8")));
}
