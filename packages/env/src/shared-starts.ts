/**
 * Pages that several episodes begin from, on clusters that can be copied: those of seeds that come again (as when many answers to one
 * question are compared), and those that the seeds of a problem share.
 * @module
 */
import type { ApplicationBackend } from "@aiops-gym/application";
import type { Problem } from "@aiops-gym/problems";
import { type PageStart, type StartOptions, startAtPage } from "./page-start.ts";

/** Pages that are kept of seeds that came again, and of those that seeds share. One takes about a megabyte. */
const mostKept = { own: 32, shared: 256 } as const;
/** Seeds that are remembered: of a seed that comes for the second time, the page is kept. */
const mostSeen = 256;

/** What the environments of one backend share. Pages are never used but to be copied; the least recently used come first. */
interface Shelf {
  readonly own: Map<string, PageStart>;
  readonly shared: Map<string, PageStart>;
  readonly seen: Set<string>;
}

const shelves = new WeakMap<ApplicationBackend, Shelf>();
const numbers = new WeakMap<Problem, number>();
let problems = 0;

/**
 * The page of a problem: a copy, where it is kept.
 *
 * @param shared - How many pages the seeds of a problem share: seeds that differ by a multiple of it have the same, and chance of
 *   their own from there. Absent: each seed has its own.
 */
export async function startShared(
  backend: ApplicationBackend,
  problem: Problem,
  options: StartOptions,
  shared: number | undefined,
): Promise<PageStart> {
  const seed = shared === undefined ? options.seed : options.seed % shared;
  const shelf = shelfOf(backend);
  const sampler = JSON.stringify(options.tracesSampler);
  const key = [numberOf(problem), options.profile, options.coldStart, seed, sampler].join(" ");
  const [starts, most] = shared === undefined ? [shelf.own, mostKept.own] : [shelf.shared, mostKept.shared];
  let start = starts.get(key);
  if (start === undefined) {
    start = await startAtPage(backend, problem, { ...options, seed });
    const { fork } = start.running.cluster.capabilities;
    if (!fork || (shared === undefined && !isSecond(shelf, key))) return start;
    // Made once, for all that begin here.
    void start.tables.traces;
  }
  starts.delete(key);
  starts.set(key, start);
  dropFirst(starts, most);
  const running = start.running.fork();
  if (shared !== undefined) running.reseed?.(options.seed);
  return { ...start, running };
}

function shelfOf(backend: ApplicationBackend): Shelf {
  let shelf = shelves.get(backend);
  if (shelf === undefined) {
    shelf = { own: new Map(), shared: new Map(), seen: new Set() };
    shelves.set(backend, shelf);
  }
  return shelf;
}

function isSecond({ seen }: Shelf, key: string): boolean {
  if (seen.delete(key)) return true;
  seen.add(key);
  dropFirst(seen, mostSeen);
  return false;
}

function dropFirst(
  from: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  most: number,
) {
  for (const oldest of from.keys()) {
    if (from.size <= most) return;
    from.delete(oldest);
  }
}

function numberOf(problem: Problem): number {
  let number = numbers.get(problem);
  if (number === undefined) {
    problems += 1;
    number = problems;
    numbers.set(problem, number);
  }
  return number;
}
