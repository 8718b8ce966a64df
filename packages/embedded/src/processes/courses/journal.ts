/**
 * What a course has changed so far, so that it can be taken back when the course cannot be run in one go.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { periodMicros, periodOf, settle } from "../../runtime/cpu-books.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import type { Direction } from "../connection.ts";

// Places in an account: a period's slot as it is, a core as -1 - core, and these.
const usage = -10_000;
const length = -20_000;
const settled = -30_000;
/** The first period's slot and a core, less its index. */
const both = -40_000;

/** What settling changes. */
type Books = Pick<
  CpuAccount,
  "promised" | "full" | "settled" | "usageMicros" | "periods" | "throttledPeriods" | "throttledMicros"
>;

/** Old values, latest last. */
export class Journal {
  /** What times count from. */
  base: UnixMicros = 0;
  readonly #accounts: CpuAccount[] = [];
  readonly #places: number[] = [];
  readonly #values: number[] = [];
  readonly #slots: number[] = [];
  #cpu = 0;
  readonly #books: Books[] = [];
  readonly #directions: Direction[] = [];
  readonly #bytes: number[] = [];
  readonly #times: number[] = [];
  #sent = 0;
  readonly #balancers: { next: number }[] = [];
  readonly #turns: number[] = [];

  /** Forgets all: the course is through. */
  clear(): void {
    this.#cpu = 0;
    this.#sent = 0;
    this.#books.length = 0;
    this.#balancers.length = 0;
    this.#turns.length = 0;
  }

  /** Gives everything its old value back. */
  undo(): void {
    for (let index = this.#cpu - 1; index >= 0; index--) {
      const account = this.#accounts[index] as CpuAccount;
      const place = this.#places[index] as number;
      const value = this.#values[index] as number;
      if (place <= both) {
        account.coreFreeAt[both - place] = value;
        account.promised[0] = this.#slots[index] as number;
      } else if (place >= 0) account.promised[place] = value;
      else if (place === usage) account.usageMicros = value;
      else if (place === length) account.promised.length = value;
      else if (place === settled) Object.assign(account, this.#books[value]);
      else account.coreFreeAt[-1 - place] = value;
    }
    for (let index = this.#sent - 1; index >= 0; index--) {
      const direction = this.#directions[index] as Direction;
      direction.bytes = this.#bytes[index] as number;
      direction.lastAt = this.#times[index] as number;
    }
    for (let index = this.#balancers.length - 1; index >= 0; index--) {
      (this.#balancers[index] as { next: number }).next = this.#turns[index] as number;
    }
    this.clear();
  }

  /** Keeps whose turn it is. */
  turn(balancer: { next: number }): void {
    this.#balancers.push(balancer);
    this.#turns.push(balancer.next);
  }

  #note(account: CpuAccount, place: number, value: number): void {
    const index = this.#cpu++;
    this.#accounts[index] = account;
    this.#places[index] = place;
    this.#values[index] = value;
  }

  /**
   * Counts a message that would arrive at `at`.
   *
   * @returns when it arrives: not before what was sent earlier.
   */
  send(direction: Direction, bytes: number, at: number): number {
    const index = this.#sent++;
    this.#directions[index] = direction;
    this.#bytes[index] = direction.bytes;
    const { lastAt } = direction;
    this.#times[index] = lastAt;
    direction.bytes += bytes;
    const { base } = this;
    if (lastAt > base + at) return lastAt - base;
    direction.lastAt = base + at;
    return at;
  }

  /**
   * As `useCpu` of the runtime does, for a container that runs. Accounts with one core are not for this.
   *
   * @param micros - Whole, 0 or more.
   * @param fresh - The course has not used the account before.
   * @returns when the work is done.
   */
  work(account: CpuAccount, now: number, micros: number, fresh: boolean): number {
    if (micros === 0) return now;
    const { base } = this;
    const at = base + now;
    const { coreFreeAt, promised } = account;
    if (account.quotaMicros === null) return this.#workWithoutQuota(account, at, micros) - base;
    if (at >= account.originAt + (account.settled + 1) * periodMicros) {
      // Whoever begins anew settles at the same time first: that need not be taken back.
      if (!fresh) this.#keepBooks(account);
      settle(account, at);
    }
    let core = 0;
    while (core < coreFreeAt.length && (coreFreeAt[core] as number) > at) core += 1;
    const used = promised[0];
    // Nearly always: a core is free, and the rest of the period is enough.
    if (
      core < coreFreeAt.length &&
      used !== undefined &&
      account.speed === 1 &&
      used + micros <= account.workQuotaMicros &&
      at + micros <= account.originAt + (account.settled + 1) * periodMicros
    ) {
      const index = this.#cpu++;
      this.#accounts[index] = account;
      this.#places[index] = both - core;
      this.#values[index] = coreFreeAt[core] as number;
      this.#slots[index] = used;
      promised[0] = used + micros;
      coreFreeAt[core] = at + micros;
      return now + micros;
    }
    core = nextCore(coreFreeAt, at);
    const free = coreFreeAt[core] as number;
    const doneAt = this.#promise(account, free > at ? free : at, micros);
    this.#note(account, -1 - core, free);
    coreFreeAt[core] = doneAt;
    return doneAt - base;
  }

  #workWithoutQuota(account: CpuAccount, at: UnixMicros, micros: number): UnixMicros {
    const { coreFreeAt } = account;
    const core = nextCore(coreFreeAt, at);
    const free = coreFreeAt[core] as number;
    this.#note(account, usage, account.usageMicros);
    account.usageMicros += micros;
    const doneAt = (free > at ? free : at) + Math.ceil(micros / account.speed);
    this.#note(account, -1 - core, free);
    coreFreeAt[core] = doneAt;
    return doneAt;
  }

  #keepBooks(account: CpuAccount): void {
    const { promised, full, usageMicros, periods, throttledPeriods, throttledMicros } = account;
    const books = { full, settled: account.settled, usageMicros, periods, throttledPeriods, throttledMicros };
    this.#note(account, settled, this.#books.length);
    this.#books.push({ promised: promised.slice(), ...books });
  }

  #promise(account: CpuAccount, from: UnixMicros, work: number): UnixMicros {
    const { promised, speed, originAt } = account;
    const first = account.settled;
    const quota = account.workQuotaMicros;
    let left = work;
    let at = from;
    let slot = from < originAt + (first + 1) * periodMicros ? 0 : periodOf(account, from) - first;
    for (; ; slot++) {
      const end = originAt + (first + slot + 1) * periodMicros;
      if (promised.length <= slot) {
        this.#note(account, length, promised.length);
        while (promised.length <= slot) promised.push(0);
      }
      const used = promised[slot] as number;
      const run = Math.max(0, Math.min(left, quota - used, Math.floor((end - at) * speed)));
      this.#note(account, slot, used);
      promised[slot] = used + run;
      left -= run;
      if (left === 0) return Math.ceil(at + run / speed);
      at = end;
    }
  }
}

/** The core that is free, or will be first. */
function nextCore(coreFreeAt: readonly number[], at: UnixMicros): number {
  let core = 0;
  for (let index = 1; (coreFreeAt[core] as number) > at && index < coreFreeAt.length; index++) {
    if ((coreFreeAt[index] as number) < (coreFreeAt[core] as number)) core = index;
  }
  return core;
}
