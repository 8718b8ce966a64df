/**
 * Files that are written before anything needs the sandbox: most episodes export telemetry, few read it with a script. They are
 * then those that the sandbox would have.
 * @module
 */
import { lazyFile } from "./lazy-text.ts";
import type { ShellFile, ShellFiles } from "./shell-files.ts";

/** Makes the text of one of some files; always the same one. */
export type TextOfFile = (name: string) => string;

/** Files of one directory that were written at once. */
interface Written {
  readonly directory: string;
  readonly names: readonly string[];
  readonly text: TextOfFile;
  readonly modifiedUnixMillis: number;
}

const home = "/root";
/** Directories that are there in every sandbox; what a path leads through is one of these or was written. */
const systemDirectories: ReadonlySet<string> = new Set(["", home, "/tmp", "/etc"]);
/** Paths below the home directory that mean the same however a shell resolves them. */
const plainPath = /^\/root(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/;
const plainName = /^(?!\.{1,2}$)[\w.-]+$/;

/** Files without a sandbox. Each method answers `undefined` where only the sandbox knows, and has then done nothing. */
export class EarlyFiles {
  #base: ShellFiles;
  readonly #isUsable: boolean;
  /** Directories that were made since, and when. */
  readonly #directories = new Map<string, number>();
  #written: Written[] = [];

  /** @param base - What was there before. */
  constructor(base: ShellFiles) {
    this.#base = base;
    this.#isUsable = Object.entries(base).every(([path, { symlink }]) => {
      const parent = parentOf(path);
      return symlink === undefined && (systemDirectories.has(parent) || base[parent]?.directory === true);
    });
  }

  /** All of them, as the sandbox would say. */
  files(): ShellFiles {
    if (this.#written.length === 0 && this.#directories.size === 0) return this.#base;
    const found = new Map<string, ShellFile>(Object.entries(this.#base));
    for (const [path, modifiedUnixMillis] of this.#directories)
      found.set(path, { directory: true, modifiedUnixMillis });
    for (const { directory, names, text, modifiedUnixMillis } of this.#written)
      for (const name of names)
        found.set(
          `${directory}/${name}`,
          lazyFile(() => text(name), { modifiedUnixMillis }),
        );
    this.#base = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#directories.clear();
    this.#written = [];
    return this.#base;
  }

  /** Writes new files of one directory, making it. */
  write(directory: string, names: readonly string[], text: TextOfFile, modifiedUnixMillis: number): true | undefined {
    if (!this.#isUsable || !plainPath.test(directory)) return undefined;
    // exports have the same names again and again
    const last = this.#written.findLast((one) => one.names.length === names.length);
    const isKnown = last?.names.every((name, index) => name === names[index]) === true;
    if (!isKnown && !names.every((name) => plainName.test(name))) return undefined;
    const missing: string[] = [];
    for (let path = directory; path !== home; path = parentOf(path)) {
      if (this.#isDirectory(path)) continue;
      if (this.#fileAt(path) !== undefined) return undefined;
      missing.push(path);
    }
    const isThere = (path: string): boolean => this.#isDirectory(path) || this.#fileAt(path) !== undefined;
    // in a directory that is not there, nothing is
    if (missing.length === 0 && names.some((name) => isThere(`${directory}/${name}`))) return undefined;
    for (const path of missing.reverse()) this.#directories.set(path, modifiedUnixMillis);
    this.#written.push({ directory, names: isKnown ? last.names : names, text, modifiedUnixMillis });
    return true;
  }

  /** A file's text; null when there is no such file. */
  read(path: string): string | null | undefined {
    if (!this.#isUsable || !plainPath.test(path)) return undefined;
    if (this.#isDirectory(path)) return null;
    const file = this.#fileAt(path);
    if (file === undefined) return null;
    return typeof file === "function" ? file() : file.text;
  }

  /** Paths of all files below a directory, sorted. */
  list(directory: string): readonly string[] | undefined {
    if (!this.#isUsable || !plainPath.test(directory)) return undefined;
    const prefix = `${directory}/`;
    const found = Object.keys(this.#base).filter((path) => this.#base[path]?.directory !== true);
    for (const { directory: parent, names } of this.#written) for (const name of names) found.push(`${parent}/${name}`);
    return found.filter((path) => path.startsWith(prefix)).sort();
  }

  /** Removes all but the `kept` entries of a directory whose names come last. */
  keepLast(directory: string, kept: number): true | undefined {
    if (!this.#isUsable || !plainPath.test(directory)) return undefined;
    const prefix = `${directory}/`;
    const names = new Set<string>();
    const add = (path: string): void => {
      if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split("/", 1)[0] ?? "");
    };
    for (const path in this.#base) add(path);
    for (const path of this.#directories.keys()) add(path);
    for (const { directory: parent, names: own } of this.#written)
      if (parent === directory) for (const name of own) names.add(name);
    for (const name of [...names].sort().slice(0, Math.max(0, names.size - kept))) this.#remove(prefix + name);
    return true;
  }

  #remove(path: string): void {
    const isBelow = (other: string): boolean => other === path || other.startsWith(`${path}/`);
    if (Object.keys(this.#base).some(isBelow))
      this.#base = Object.fromEntries(Object.entries(this.#base).filter(([other]) => !isBelow(other)));
    for (const other of [...this.#directories.keys()]) if (isBelow(other)) this.#directories.delete(other);
    this.#written = this.#written.flatMap((one) => {
      if (isBelow(one.directory)) return [];
      if (one.directory !== parentOf(path)) return [one];
      const names = one.names.filter((name) => `${one.directory}/${name}` !== path);
      return names.length === 0 ? [] : [{ ...one, names }];
    });
  }

  #isDirectory(path: string): boolean {
    return path === home || this.#directories.has(path) || this.#base[path]?.directory === true;
  }

  #fileAt(path: string): ShellFile | (() => string) | undefined {
    const known = Object.hasOwn(this.#base, path) ? this.#base[path] : undefined;
    if (known !== undefined) return known;
    const directory = parentOf(path);
    const name = path.slice(directory.length + 1);
    const written = this.#written.find((one) => one.directory === directory && one.names.includes(name));
    return written === undefined ? undefined : () => written.text(name);
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
