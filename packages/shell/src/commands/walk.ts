/**
 * Files below a folder.
 * @module
 */
import type { CommandCall } from "./command.ts";

/** So many entries at most are looked at, so deep. */
const mostEntries = 20_000;
const deepest = 200;

/** Paths of all files below a folder, from it on (`/one`, `/sub/two`), folder by folder; links to folders are not followed. */
export async function walk(call: CommandCall, folder: string, from = "", depth = 0): Promise<string[]> {
  const found: string[] = [];
  for (const name of await call.fs.readdir(folder)) {
    const full = `${folder === "/" ? "" : folder}/${name}`;
    const stat = await call.fs.lstat(full);
    if (stat.isDirectory) {
      if (depth < deepest) found.push(...(await walk(call, full, `${from}/${name}`, depth + 1)));
    } else if (stat.isFile) found.push(`${from}/${name}`);
    if (found.length > mostEntries) break;
  }
  return found.slice(0, mostEntries);
}
