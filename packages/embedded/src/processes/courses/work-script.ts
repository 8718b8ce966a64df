/**
 * What a process does for a request of one kind, as the few things that take time: what is known of its times is drawn from this,
 * without the rest of a course.
 * @module
 */
import { type LogNormal, logNormalOfBits } from "../../kernel/log-normal.ts";
import { roundMicros } from "../../kernel/math.ts";
import { type Chance, nextBits } from "../../kernel/random.ts";
import { localMicros } from "../../network/path.ts";
import { type Drawer, drawMicros, drawOwn } from "../draw.ts";

/**
 * - `work`: CPU that it waits for; `background`: that it does not wait for; `start`: that it waits for at `wait`.
 * - `message`: one arrives; `sleep`: time passes; `no-keys`: it sees that there is nothing to ask a cache for.
 * - `cache`: a cache's CPU; `cached`: its answer is there.
 * - `call`: a callee has its request, and, as the next part, its answer leaves; `answer`: that arrives.
 * - `open`, `close`: of a span; `enter`, `leave`: of the time that counts as serving; `line`: one is printed.
 */
export type WorkKind =
  | "work"
  | "background"
  | "start"
  | "wait"
  | "message"
  | "sleep"
  | "no-keys"
  | "cache"
  | "cached"
  | "call"
  | "answer"
  | "open"
  | "close"
  | "enter"
  | "leave"
  | "line";

/** One thing; what does not apply is empty. */
export interface WorkOp {
  readonly kind: WorkKind;
  readonly micros: Drawer | null;
  /** Of a message; null within a pod. */
  readonly times: LogNormal | null;
  /** Of a span; the script's spans are counted as they end. */
  index: number;
}

/**
 * Everything that a process does for the request, and where the words of a record are: it begins with {@link partWords} for every
 * part.
 */
export interface WorkScript {
  readonly ops: readonly WorkOp[];
  /** {@link coreWords}. */
  readonly cores: number;
  /** {@link getWords} for every look into a cache. */
  readonly gets: number;
  /** Two for every span: when it began and ended. */
  readonly spans: number;
  /** Two: when serving began and ended. */
  readonly served: number;
  /** One for every line. */
  readonly lines: number;
  /** Of the record. */
  readonly words: number;
}

/**
 * Of a part, counted from its beginning: when the answer arrives that it begins with (of the first: when it first uses CPU); until
 * when it uses CPU; how much; when it is over.
 */
export const partWords = 4;
/** Of two cores: the part in which the process used it last, plus one (0: never), and until when. */
export const coreWords = 4;
/** Of a look into a cache: when the question arrives, the cache's work, when the answer arrives. */
export const getWords = 3;
const mostCores = 2;

/** Lays a record out. */
export function createScript(ops: readonly WorkOp[]): WorkScript {
  const count = (...kinds: readonly WorkKind[]): number => ops.filter(({ kind }) => kinds.includes(kind)).length;
  const cores = (count("call") + 1) * partWords;
  const gets = cores + coreWords;
  const spans = gets + count("cached", "no-keys") * getWords;
  const served = spans + 2 * count("close");
  const lines = served + 2;
  return { ops, cores, gets, spans, served, lines, words: lines + count("line") };
}

const chance: Chance = { chance: 0 };
const busy = new Float64Array(mostCores);

/**
 * Draws a record: what comes of a script when its process has its cores for itself and no message is late.
 *
 * @param timing - The beginning of its chance.
 * @returns whether the record can tell it: no amount is above 16 bits, no more than two cores are used at once.
 */
export function drawRecord(script: WorkScript, timing: number, words: Uint16Array, from: number): boolean {
  const { ops } = script;
  chance.chance = timing;
  let now = 0;
  let part = 0;
  let doneAt = 0;
  let get = script.gets;
  let line = script.lines;
  let largest = 0;
  busy.fill(0);
  for (let index = 0; index < ops.length; index++) {
    const { kind, micros, times, index: span } = ops[index] as WorkOp;
    switch (kind) {
      case "work":
      case "start":
      case "background": {
        const amount = drawMicros(micros as Drawer, chance);
        if (!book(words, from, script, part, now, amount)) return false;
        if (part === piecesOf && amount > 0) pieces.push(now, amount);
        if (kind === "work") now += amount;
        else if (kind === "start") doneAt = now + amount;
        largest = Math.max(largest, now + amount);
        break;
      }
      case "wait":
        now = doneAt;
        break;
      case "message":
        now += times === null ? localMicros : roundMicros(logNormalOfBits(times, nextBits(chance)));
        break;
      case "sleep":
        now += roundMicros(drawOwn(micros as Drawer, chance));
        break;
      case "no-keys":
        now += noKeysMicros;
        get += getWords;
        break;
      case "cache": {
        const amount = drawMicros(micros as Drawer, chance);
        words[from + get] = now;
        words[from + get + 1] = amount;
        now += amount;
        break;
      }
      case "cached":
        words[from + get + 2] = now;
        get += getWords;
        break;
      case "call":
        words[from + part * partWords + 3] = now;
        part += 1;
        now = 0;
        busy.fill(0);
        break;
      case "answer":
        words[from + part * partWords] = now;
        break;
      case "open":
        words[from + script.spans + 2 * span] = now;
        break;
      case "close":
        words[from + script.spans + 2 * span + 1] = now;
        break;
      case "enter":
        words[from + script.served] = now;
        break;
      case "leave":
        words[from + script.served + 1] = now;
        break;
      case "line":
        words[from + line++] = now;
    }
    largest = Math.max(largest, now);
  }
  words[from + part * partWords + 3] = now;
  for (let at = 0; at <= part; at++) largest = Math.max(largest, words[from + at * partWords + 2] as number);
  return largest <= mostWord;
}

/** The pieces of work that are looked for while a record is drawn; -1: of no part. */
const pieces: number[] = [];
let piecesOf = -1;

/**
 * The pieces of CPU work of a part, which a record tells the sum of: when each begins, from the part's beginning, and how much it is,
 * one after the other. Good until the next call.
 */
export function worksOf(script: WorkScript, timing: number, part: number): readonly number[] {
  pieces.length = 0;
  piecesOf = part;
  drawRecord(script, timing, new Uint16Array(script.words), 0);
  piecesOf = -1;
  return pieces;
}

/** What a client of a cache does when there are no keys. */
export const noKeysMicros = 4;
const mostWord = 0xffff;

/** A part's work from `now` on, on the first core that is free. */
function book(
  words: Uint16Array,
  from: number,
  { cores }: WorkScript,
  part: number,
  now: number,
  amount: number,
): boolean {
  if (amount === 0) return true;
  const at = from + part * partWords;
  const before = words[at + 2] as number;
  if (before + amount > mostWord || now + amount > mostWord) return false;
  // Later parts begin with an answer, which says when.
  if (part === 0 && before === 0) words[at] = now;
  if (now + amount > (words[at + 1] as number)) words[at + 1] = now + amount;
  words[at + 2] = before + amount;
  let core = 0;
  while (core < mostCores && (busy[core] as number) > now) core += 1;
  if (core === mostCores) return false;
  busy[core] = now + amount;
  words[from + cores + 2 * core] = part + 1;
  words[from + cores + 2 * core + 1] = now + amount;
  return true;
}
