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

/** What settling changes. */
type Books = Pick<
  CpuAccount,
  "promised" | "full" | "settled" | "usageMicros" | "periods" | "throttledPeriods" | "throttledMicros"
>;

/** Old values, latest last. */
export class Journal {
  readonly #accounts: CpuAccount[] = [];
  readonly #places: number[] = [];
  readonly #values: number[] = [];
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
      if (place >= 0) account.promised[place] = value;
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

  /** Counts a message that arrives at `at`. */
  send(direction: Direction, bytes: number, at: UnixMicros): void {
    const index = this.#sent++;
    this.#directions[index] = direction;
    this.#bytes[index] = direction.bytes;
    this.#times[index] = direction.lastAt;
    direction.bytes += bytes;
    direction.lastAt = at;
  }

  /**
   * As `useCpu` of the runtime does, for a container that runs. Accounts with one core are not for this.
   *
   * @param fresh - The course has not used the account before.
   * @returns when the work is done.
   */
  work(account: CpuAccount, now: UnixMicros, micros: number, fresh: boolean): UnixMicros {
    if (micros <= 0) return now;
    const { coreFreeAt } = account;
    let core = 0;
    let free = coreFreeAt[0] as number;
    for (let index = 1; free > now && index < coreFreeAt.length; index++) {
      const candidate = coreFreeAt[index] as number;
      if (candidate >= free) continue;
      core = index;
      free = candidate;
    }
    const from = free > now ? free : now;
    const work = Math.max(1, Math.round(micros));
    let doneAt: UnixMicros;
    if (account.quotaMicros === null) {
      this.#note(account, usage, account.usageMicros);
      account.usageMicros += work;
      doneAt = from + Math.ceil(work / account.speed);
    } else {
      if (now >= account.originAt + (account.settled + 1) * periodMicros) {
        // Whoever begins anew settles at the same time first: that need not be taken back.
        if (!fresh) this.#keepBooks(account);
        settle(account, now);
      }
      doneAt = this.#promise(account, from, work);
    }
    this.#note(account, -1 - core, coreFreeAt[core] as number);
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
