/**
 * What a session came to, and what of it is compared.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a line came to. */
export interface Answer {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const folder = fileURLToPath(new URL("charts/", import.meta.url));

/** All files of the charts, by their paths below the folder in which lines are typed. */
export const chartFiles: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, "/"))
    .sort()
    .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
);

/** The namespace of a session. */
export function namespaceOf(session: { readonly name: string }): string {
  return `ht-${session.name}`;
}

const day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";

const patterns: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${day} ${month} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}`, "g"), "TIME"],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000 UTC/g, "TIME"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "TIME"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID"],
  [/resourceVersion: "\d+"/g, 'resourceVersion: "VERSION"'],
  [/\b10\.\d+\.\d+\.\d+\b/g, "ADDRESS"],
  [/(?<=\s)\d+[smh]$/gm, "AGE"],
  [/\/tmp\/helm-home-\w+\/work\//g, "/root/"],
];

/** Takes out what varies without meaning anything. */
export function normalise(text: string): string {
  const renamed = patterns.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
  // how wide a column with times is depends on their last digits
  return renamed.replace(/^.*\t.*$/gm, (line) => line.replace(/ +(?=\t|$)/g, "").trimEnd());
}
