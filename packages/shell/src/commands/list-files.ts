/**
 * `ls` as GNU's, where the output is no terminal.
 * @module
 */
import type { CommandAnswer, CommandBody, CommandCall } from "./command.ts";
import { failedWith } from "./command.ts";
import { writeOutOptions } from "./option-forms.ts";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly directory: boolean;
  readonly mode: number;
  readonly size: number;
  readonly modified: Date;
  /** Where a symbolic link points. */
  readonly link?: string;
}

/** Owners that `ls -l` shows. */
export interface Owners {
  readonly user: string;
  readonly group: string;
}

const short: Readonly<Record<string, string>> = {
  all: "a",
  "almost-all": "A",
  "human-readable": "h",
  directory: "d",
  recursive: "R",
  reverse: "r",
  classify: "F",
  "no-group": "G",
  "numeric-uid-gid": "n",
  size: "s",
  inode: "i",
};
const dropped = ["color", "group-directories-first", "time-style", "full-time", "show-control-chars", "literal"];
const mostEntries = 20_000;
const deepest = 100;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const halfYearMillis = 15_778_476_000;

/** @param owners - Who owns every file. */
export function listFiles(owners: Owners = { user: "root", group: "root" }): CommandBody {
  return async (args, call) => {
    const words = writeOutOptions(args, { values: "Iw", short, dropped });
    const flags = new Set<string>();
    const paths: string[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? "";
      if (word === "--") {
        paths.push(...words.slice(at + 1));
        break;
      } else if (word.startsWith("--"))
        return failedWith(2, `ls: unrecognized option '${word}'\nTry 'ls --help' for more information.`);
      else if (!/^-./.test(word)) paths.push(word);
      else if (/^-[aAlh1dRrtSFpgGnoUciuxCkLNs]$/.test(word)) flags.add(word[1] ?? "");
      else if (/^-[Iw]$/.test(word)) at += 1;
      else return failedWith(2, `ls: invalid option -- '${word.slice(1)}'\nTry 'ls --help' for more information.`);
    }
    return list(paths.length === 0 ? ["."] : paths, flags, owners, call);
  };
}

async function list(
  paths: readonly string[],
  flags: ReadonlySet<string>,
  owners: Owners,
  call: CommandCall,
): Promise<CommandAnswer> {
  const answer = { stdout: "", stderr: "", exitCode: 0 };
  const files: Entry[] = [];
  const folders: Entry[] = [];
  const left = { entries: mostEntries };
  for (const path of paths) {
    const entry = await entryAt(call, call.fs.resolvePath(call.cwd, path), path, path.endsWith("/") || !flags.has("l"));
    if (entry === undefined) {
      answer.stderr += `ls: cannot access '${path}': No such file or directory\n`;
      answer.exitCode = 2;
    } else (entry.directory && !flags.has("d") ? folders : files).push(entry);
  }
  answer.stdout += printEntries(files, flags, owners, false);
  const titled = paths.length > 1 || flags.has("R");
  const queue = sorted(folders, flags).map((folder) => ({ folder, depth: 0 }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { folder, depth } = next;
    const entries = await entriesOf(call, folder.path, flags);
    left.entries -= entries.length;
    if (left.entries < 0)
      return {
        ...answer,
        stderr: `${answer.stderr}ls: more than ${mostEntries} entries; list a part of them\n`,
        exitCode: 2,
      };
    if (titled) answer.stdout += `${answer.stdout === "" ? "" : "\n"}${folder.name}:\n`;
    answer.stdout += printEntries(entries, flags, owners, flags.has("l"));
    if (!flags.has("R") || depth >= deepest) continue;
    const below = sorted(entries, flags).filter(
      ({ directory, name, link }) => directory && link === undefined && name !== "." && name !== "..",
    );
    queue.unshift(
      ...below.map((entry) => ({
        folder: { ...entry, name: `${folder.name.replace(/\/$/, "")}/${entry.name}` },
        depth: depth + 1,
      })),
    );
  }
  return answer;
}

async function entryAt(call: CommandCall, path: string, name: string, follow: boolean): Promise<Entry | undefined> {
  try {
    const own = await call.fs.lstat(path);
    const stat = own.isSymbolicLink && follow ? await call.fs.stat(path).catch(() => own) : own;
    const link = stat.isSymbolicLink ? { link: await call.fs.readlink(path) } : {};
    return { name, path, directory: stat.isDirectory, mode: stat.mode, size: stat.size, modified: stat.mtime, ...link };
  } catch {
    return undefined;
  }
}

async function entriesOf(call: CommandCall, path: string, flags: ReadonlySet<string>): Promise<Entry[]> {
  const names = await call.fs.readdir(path);
  if (names.length > mostEntries)
    return names.map((name) => ({ name, path: "", directory: false, mode: 0, size: 0, modified: new Date(0) }));
  const shown = names.filter((name) => flags.has("a") || flags.has("A") || !name.startsWith("."));
  if (flags.has("a")) shown.push(".", "..");
  const found: Entry[] = [];
  const base = path === "/" ? "" : path;
  for (const name of shown) {
    const entry = await entryAt(
      call,
      name === "." ? path : name === ".." ? base.slice(0, base.lastIndexOf("/")) || "/" : `${base}/${name}`,
      name,
      false,
    );
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

function sorted(entries: readonly Entry[], flags: ReadonlySet<string>): Entry[] {
  const byName = entries.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (flags.has("t")) byName.sort((a, b) => b.modified.getTime() - a.modified.getTime());
  if (flags.has("S")) byName.sort((a, b) => b.size - a.size);
  return flags.has("r") ? byName.reverse() : byName;
}

function printEntries(entries: readonly Entry[], flags: ReadonlySet<string>, owners: Owners, total: boolean): string {
  const list = sorted(entries, flags);
  if (!flags.has("l") && !flags.has("g") && !flags.has("o") && !flags.has("n"))
    return list.map((entry) => `${entry.name}${suffix(entry, flags)}\n`).join("");
  const blocks = (entry: Entry): number => (entry.directory ? 4 : Math.ceil(entry.size / 4096) * 4);
  const size = (entry: Entry): string => sizeText(entry.directory ? 4096 : entry.size, flags.has("h"));
  const width = Math.max(1, ...list.map((entry) => size(entry).length));
  const links = (entry: Entry): string => (entry.directory ? "2" : "1");
  const numeric = flags.has("n");
  const columns = [
    ...(flags.has("g") ? [] : [numeric ? "0" : owners.user]),
    ...(flags.has("o") || flags.has("G") ? [] : [numeric ? "0" : owners.group]),
  ].join(" ");
  const rows = list.map((entry) => {
    const target = entry.link === undefined ? "" : ` -> ${entry.link}`;
    return `${modeText(entry)} ${links(entry)} ${columns} ${size(entry).padStart(width)} ${timeText(entry.modified)} ${entry.name}${suffix(entry, flags)}${target}\n`;
  });
  const sum = list.reduce((count, entry) => count + blocks(entry), 0);
  return (total ? `total ${flags.has("h") ? sizeText(sum * 1024, true) : sum}\n` : "") + rows.join("");
}

function suffix({ directory, link, mode }: Entry, flags: ReadonlySet<string>): string {
  if (!flags.has("F")) return directory && flags.has("p") ? "/" : "";
  return directory ? "/" : link !== undefined ? (flags.has("l") ? "" : "@") : (mode & 0o111) === 0 ? "" : "*";
}

function modeText({ directory, link, mode }: Entry): string {
  const kind = link !== undefined ? "l" : directory ? "d" : "-";
  const bits = link !== undefined ? 0o777 : mode;
  let text = kind;
  for (let shift = 8; shift >= 0; shift--) text += ((bits >> shift) & 1) === 1 ? ("xwr"[shift % 3] ?? "") : "-";
  return (bits & 0o1000) === 0 ? text : `${text.slice(0, -1)}t`;
}

/** `512`, `1.5K`, `12M`. */
export function sizeText(bytes: number, human: boolean): string {
  if (!human || bytes < 1024) return String(bytes);
  let size = bytes;
  let unit = "";
  for (const next of ["K", "M", "G", "T"]) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${size < 10 ? (Math.ceil(size * 10) / 10).toFixed(1) : Math.ceil(size)}${unit}`;
}

/** Times of more than half a year ago show their year. */
function timeText(time: Date): string {
  const day = `${months[time.getUTCMonth()] ?? ""} ${String(time.getUTCDate()).padStart(2)}`;
  const age = Date.now() - time.getTime();
  if (age > halfYearMillis || age < 0) return `${day}  ${time.getUTCFullYear()}`;
  return `${day} ${String(time.getUTCHours()).padStart(2, "0")}:${String(time.getUTCMinutes()).padStart(2, "0")}`;
}
