/**
 * Takes out of a run what varies without meaning anything: drawn names, hashes, ids, addresses, times of day.
 * @module
 */
import type { Fact } from "./facts.ts";
import type { ObjectHistory, Run } from "./run.ts";
import { listKeys } from "./watched-kinds.ts";

/** Replaces what varies in a text. */
export type NormaliseText = (text: string) => string;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID"],
  // refused before it was made: nobody saw the object of that name
  [/(pods "[a-z0-9.<>-]+-)[bcdf-hj-np-tv-z24-9]{5}(" is forbidden)/g, "$1*$2"],
  [/kube-api-access-[a-z0-9]{5}/g, "kube-api-access-*"],
  [/\b[0-9a-f]{64}\b/g, "ID"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, "TIME"],
  [/\b(?!127\.)(?!0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, "ADDRESS"],
  [/in [\d.]+m?s \([\d.]+m?s including waiting\)/g, "in DURATION"],
  [/\((?:\d+[dhms])+ ago\)/g, "(AGE ago)"],
  // the client's own port
  [/ADDRESS:(?:3[2-9]|[45]\d|6[0-5])\d{3}\b/g, "ADDRESS:PORT"],
];

/** The function that normalises the texts of a run: it knows the run's drawn names. */
export function normaliserOf(objects: readonly ObjectHistory[]): NormaliseText {
  const names = new Map<string, string>();
  const byAge = [...objects].sort((a, b) => (a.changes[0]?.t ?? 0) - (b.changes[0]?.t ?? 0));
  const counts = new Map<string, number>();
  // sets and revisions are numbered by their owner's order; a job by that of its cron job
  for (const { kind, name, owner, hash } of byAge) {
    if (owner === undefined || !/^(ReplicaSet|ControllerRevision|Job)$/.test(kind)) continue;
    const family = `${kind} of ${owner}`;
    const count = (counts.get(family) ?? 0) + 1;
    counts.set(family, count);
    if (kind === "Job") {
      if (owner.startsWith("CronJob ")) names.set(name, `${owner.slice("CronJob ".length)}-<${count}>`);
      continue;
    }
    const suffix = name.slice(name.lastIndexOf("-") + 1);
    names.set(name, `${name.slice(0, -suffix.length)}<${count}>`);
    names.set(hash !== undefined && !hash.includes("-") ? hash : suffix, `<${count}>`);
  }
  const drawn = replacer(names);
  for (const { name, generateName } of byAge) {
    if (generateName === undefined || !name.startsWith(generateName) || names.has(name)) continue;
    names.set(name, `${drawn(generateName)}*`);
  }
  const replace = replacer(names);
  return (text) => patterns.reduce((result, [pattern, by]) => result.replace(pattern, by), replace(text));
}

function replacer(names: ReadonlyMap<string, string>): NormaliseText {
  if (names.size === 0) return (text) => text;
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(pattern, (name) => names.get(name) ?? name);
}

/** A value of JSON as a flat map of normalised paths and values. */
export function flatten(value: unknown, text: NormaliseText): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  const put = (path: string, name: string, item: unknown): void => {
    if (item === undefined) return;
    if (item === null || typeof item !== "object") facts.set(text(path), factOf(name, item as Fact, text));
    else if (Array.isArray(item)) {
      if (item.length === 0) facts.set(text(path), "[]");
      const [key] = listKeys[name] ?? [];
      item.forEach((inner, index) => {
        const id = key === undefined ? undefined : (inner as Record<string, unknown> | null)?.[key];
        put(`${path}[${String(id ?? index)}]`, "", inner);
      });
    } else {
      const entries = Object.entries(item);
      if (entries.length === 0) facts.set(text(path), "{}");
      for (const [key, inner] of entries) put(path === "" ? key : `${path}.${key}`, key, inner);
    }
  };
  put("", "", value);
  return facts;
}

const times = /(?:Time|Timestamp|At)$|^time$/;
const ids: ReadonlySet<string> = new Set(["containerID", "imageID", "uid", "resourceVersion", "selfLink"]);
const ports: ReadonlySet<string> = new Set(["nodePort", "healthCheckNodePort"]);

function factOf(name: string, value: Fact, text: NormaliseText): Fact {
  if (ids.has(name)) return value === "" ? "" : "ID";
  if (ports.has(name)) return "PORT";
  if (times.test(name) && value !== null) return "TIME";
  return typeof value === "string" ? text(value) : value;
}

/** A state of an object, from `t` on. */
export interface State {
  readonly t: number;
  /** Paths and values as one text a line, sorted; `gone` when it was deleted. */
  readonly lines: readonly string[];
}

/** The states that objects of one normalised name went through, one list an object. */
export type Histories = ReadonlyMap<string, readonly (readonly State[])[]>;

/** The histories of a run by normalised kind and name. */
export function historiesOf({ objects }: Run, text: NormaliseText): Histories {
  const histories = new Map<string, (readonly State[])[]>();
  for (const object of objects) {
    const subject = text(`${object.kind} ${object.name}`);
    const list = histories.get(subject) ?? [];
    list.push(statesOf(object, text));
    histories.set(subject, list);
  }
  return histories;
}

function statesOf({ changes }: ObjectHistory, text: NormaliseText): readonly State[] {
  const facts = new Map<string, Fact>();
  const states: State[] = [];
  for (const { t, set = {}, unset = [], gone } of changes) {
    for (const [path, value] of Object.entries(set)) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      facts.set(text(path), factOf(name, value, text));
    }
    for (const path of unset) facts.delete(text(path));
    const lines = gone === true ? ["gone"] : [...facts].map(([path, value]) => `${path}: ${value}`).sort();
    if (states.at(-1)?.lines.join("\n") !== lines.join("\n")) states.push({ t, lines });
  }
  return states;
}

/** The answer's value as facts: tables by their cells, ages left out. */
export function answerFacts(value: unknown, text: NormaliseText): ReadonlyMap<string, Fact> {
  const table = value as
    | {
        readonly columnDefinitions?: readonly { readonly type: string }[];
        readonly rows?: readonly (readonly Fact[])[];
      }
    | undefined;
  if (table?.columnDefinitions === undefined || table.rows === undefined) {
    return flatten(
      Array.isArray(value) && value.every((item) => typeof item === "string") ? sorted(value, text) : value,
      text,
    );
  }
  const ages = /^(?:\d+[dhms])+$|^<(?:unknown|invalid)>$/;
  const rows = table.rows.map((cells) =>
    cells.map((cell) => (typeof cell === "string" ? (ages.test(cell) ? "AGE" : text(cell)) : cell)),
  );
  const order = rows.map((cells) => JSON.stringify(cells)).sort();
  return flatten({ columnDefinitions: table.columnDefinitions, rows: order }, text);
}

function sorted(names: readonly string[], text: NormaliseText): readonly string[] {
  return names.map(text).sort();
}
