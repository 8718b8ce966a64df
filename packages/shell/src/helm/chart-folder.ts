/**
 * A chart's folder among the shell's files.
 * @module
 */
import { RE2JS } from "re2js";
import { type Chart, type ChartFile, loadChart } from "./chart.ts";
import { HelmError } from "./helm-error.ts";

/** What Helm asks of the shell's files. Paths are as the user writes them. */
export interface HelmFiles {
  /** `undefined` where there is nothing. */
  kind(path: string): Promise<"file" | "directory" | undefined>;
  readFile(path: string): Promise<string>;
  absolute(path: string): string;
  /** Paths of all files below a folder, relative to it, sorted. */
  listFiles(path: string): Promise<readonly string[]>;
}

/** Most files that a chart may have. */
const mostFiles = 1_000;

/** Reads the chart that a command names. @throws {@link HelmError} */
export async function readChart(files: HelmFiles, name: string): Promise<Chart> {
  const path = name.trim();
  const kind = await files.kind(path);
  if (kind === "file") throw notAnArchive(files.absolute(path));
  if (kind === undefined) throw chartNotFound(path);
  const names = await files.listFiles(path);
  if (names.length > mostFiles) throw new HelmError(`the chart has more than ${mostFiles} files`);
  const ignored = names.includes(".helmignore") ? ignoreRules(await files.readFile(`${path}/.helmignore`)) : [];
  const kept: ChartFile[] = [];
  for (const file of names) {
    if (isIgnored(file, [...ignored, ...ignoreRules("templates/.?*")])) continue;
    kept.push({ name: file, text: (await files.readFile(`${path}/${file}`)).replace(/^\ufeff/, "") });
  }
  return loadChart(kept);
}

/** The failure of a name that no chart among the files has. */
export function chartNotFound(path: string): HelmError {
  if (/^(https?|oci):\/\//.test(path))
    return new HelmError(`cannot reach ${path}: this shell has no network; use a chart of the files`);
  if (path.startsWith("/") || path.startsWith(".")) return new HelmError(`path ${JSON.stringify(path)} not found`);
  const [repository = "", ...rest] = path.split("/");
  if (rest.length > 0 && rest.every(Boolean)) return new HelmError(`repo ${repository} not found`);
  return new HelmError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${path}`);
}

function notAnArchive(path: string): HelmError {
  if (/\.ya?ml$/.test(path))
    return new HelmError(`file '${path}' seems to be a YAML file, but expected a gzipped archive`);
  if (/\.(tgz|tar\.gz)$/.test(path))
    return new HelmError(`${path}: archives are not available in this shell; use a chart's folder`);
  return new HelmError(`file '${path}' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'`);
}

interface IgnoreRule {
  readonly matches: (text: string) => boolean;
  readonly negated: boolean;
  readonly onlyFolders: boolean;
  /** Whether the pattern is matched with the whole path rather than the last name. */
  readonly whole: boolean;
}

/** Lines of a .helmignore. */
function ignoreRules(text: string): readonly IgnoreRule[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const negated = line.startsWith("!");
      const body = line.replace(/^!/, "").replace(/\/$/, "");
      const rooted = body.startsWith("/");
      return {
        matches: glob(rooted ? body.slice(1) : body),
        negated,
        onlyFolders: line.endsWith("/"),
        whole: body.includes("/"),
      };
    });
}

function isIgnored(file: string, rules: readonly IgnoreRule[]): boolean {
  const parts = file.split("/");
  return parts.some((_, index) => {
    const path = parts.slice(0, index + 1).join("/");
    const isFolder = index < parts.length - 1;
    return rules.some(({ matches, negated, onlyFolders, whole }) => {
      if (onlyFolders && !isFolder) return false;
      return matches(whole ? path : (parts[index] ?? "")) !== negated;
    });
  });
}

/** Go's `filepath.Match`, in time proportional to the text. */
export function glob(pattern: string): (text: string) => boolean {
  const body = pattern
    .replaceAll(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  try {
    const compiled = RE2JS.compile(`^${body}$`);
    return (text) => compiled.matches(text);
  } catch {
    return () => false;
  }
}
