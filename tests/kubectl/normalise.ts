/**
 * Takes out of what commands print what varies without meaning anything.
 * @module
 */
import type { Answer, KnownObject, Run } from "./run.ts";

/** Replaces what varies in a text. */
export type Normalise = (text: string) => string;

const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const age = String.raw`(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?`;

/** In order: what each kind of varying text looks like, and what stands for it. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID"],
  [/\/tmp\/(LIVE|MERGED)-\d+/g, "/tmp/$1-*"],
  // names of Event objects: the time, in hexadecimal
  [/\.1[0-9a-f]{15}\b/g, ".EVENT"],
  [/kube-api-access-[a-z0-9]{5}/g, "kube-api-access-*"],
  [/\b(?:sha256:|containerd:\/\/)?[0-9a-f]{64}\b/g, "ID"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, "TIME"],
  [new RegExp(String.raw`\b[A-Z][a-z][a-z], \d\d ${month} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`, "g"), "TIME"],
  [/\b(?!127\.)(?!0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\/\d)/g, "ADDRESS"],
  // the head of a line of kubectl's own log: day, time, process
  [/\bW\d{4} [\d:.]+ +\d+ (?=\w+\.go:\d+\])/g, "WTIME "],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000(?: UTC)?/g, "TIME"],
  [/https:\/\/[\w.-]+:\d+/g, "https://SERVER"],
  [/in [\d.]+m?s \([\d.]+m?s including waiting\)/g, "in DURATION"],
  // how often something was seen depends on the second
  [/ \(x\d+ over [0-9dhms]+\)/g, ""],
  [new RegExp(String.raw`\((?=\d)${age} ago\)`, "g"), "(AGE ago)"],
  // a cell of its own
  [new RegExp(String.raw`(?<=^| {2})(?=\d)${age}(?= {2}|$)`, "gm"), "AGE"],
  // of pods that came and went between two looks
  [/(-<\d+>)-[bcdf-hj-np-tv-z24-9]{5}\b/g, "$1-*"],
  // what a client wrote into its log
  [/^[EFIW]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, "LOG "],
  [/("?resourceVersion"?: ?")\d+"/g, '$1VERSION"'],
  [/(resourceVersion:)\d+/g, "$1VERSION"],
  [/(Resource Version: +)\d+/g, "$1VERSION"],
];

/** The function that normalises what a run printed: it knows the names that were drawn there. */
export function normaliserOf(objects: readonly KnownObject[]): Normalise {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const byAge = [...objects].sort((a, b) => (`${a.created} ${a.name}` < `${b.created} ${b.name}` ? -1 : 1));
  const put = (name: string, by: string): void => {
    if (!names.has(name)) names.set(name, by);
  };
  // sets and revisions are numbered by their owner's order; a job by that of its cron job
  for (const { kind, name, owner, hash } of byAge) {
    if (owner === undefined || !/^(ReplicaSet|ControllerRevision|Job)$/.test(kind)) continue;
    const family = `${kind} of ${owner}`;
    const count = (counts.get(family) ?? 0) + 1;
    counts.set(family, count);
    if (kind === "Job") {
      if (owner.startsWith("CronJob ")) put(name, `${owner.slice("CronJob ".length)}-<${count}>`);
      continue;
    }
    const suffix = name.slice(name.lastIndexOf("-") + 1);
    put(name, `${name.slice(0, -suffix.length)}<${count}>`);
    put(hash !== undefined && !hash.includes("-") ? hash : suffix, `<${count}>`);
  }
  const drawn = replacer(names);
  for (const { name, generateName } of byAge) {
    if (generateName !== undefined && name.startsWith(generateName)) put(name, `${drawn(generateName)}*`);
  }
  const replace = replacer(names);
  return (text) => {
    const renamed = patterns.reduce((result, [pattern, by]) => result.replace(pattern, by), replace(text));
    return sortEvents(narrow(renamed));
  };
}

function replacer(names: ReadonlyMap<string, string>): Normalise {
  if (names.size === 0) return (text) => text;
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(pattern, (name) => names.get(name) ?? name);
}

const placeholderInside = /(?:UID|ID|TIME|ADDRESS|AGE|AGE ago\)|EVENT|-<\d+>|-\*|DURATION).* {2,}\S/;

/** Where something that varies stands in columns, how wide they are varies too: runs of spaces count as two in such a block of lines. */
function narrow(text: string): string {
  return text
    .split(/(\n\n+)/)
    .map((block) =>
      placeholderInside.test(block) ? block.replace(/(?<=\S) {2,}/g, "  ").replace(/-{4,}/g, "----") : block,
    )
    .join("");
}

const eventRow = /^(?:AGE +(?:Normal|Warning)| +(?:Normal|Warning) +\S+ +AGE)/;

/** On a busy machine, the real kubelet hears of a namespace's config map a second late. */
const late = /failed to sync configmap cache: timed out/;

/** Which of two events was the last depends on milliseconds: rows of events are in the order of their texts. */
function sortEvents(text: string): string {
  const lines = text.split("\n");
  for (let from = 0; from < lines.length; from++) {
    let to = from;
    while (eventRow.test(lines[to] ?? "")) to += 1;
    // one that is there twice was seen again after a while
    const rows = [...new Set(lines.slice(from, to))].filter((row) => !late.test(row)).sort();
    lines.splice(from, to - from, ...rows);
    from += Math.max(0, rows.length - 1);
  }
  return lines.join("\n");
}

/** The answers of a run, normalised. */
export function normaliseRun({ objects, answers }: Run): readonly Answer[] {
  const normalise = normaliserOf(objects);
  return answers.map(({ line, stdout, stderr, exitCode }) => ({
    line,
    stdout: normalise(stdout),
    stderr: normalise(stderr),
    exitCode,
  }));
}
