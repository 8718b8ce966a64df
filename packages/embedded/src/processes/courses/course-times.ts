/**
 * A course that was run before, by the same processes over the same connections: from what is kept of each process's work
 * (`timing-pool.ts`) its times are added up, and what it changes is changed at once. It comes to what running it anew would.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { periodMicros, settle } from "../../runtime/cpu-books.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import { requestBytes } from "../clients/grpc.ts";
import { answerBytes } from "../serve.ts";
import { nextPart, type Spread, timingOf } from "../timings.ts";
import type { CoursePlan, PlanNode, PlanPart } from "./course-plan.ts";
import { drawTiming } from "./timing-pool.ts";

/** What comes of asking for a course. */
export type KnownOutcome = "fits" | "unknown" | "busy" | "late";

/** Nothing is known yet of what an account has used. */
const unseen = -1;

/** Times of the course that is looked at; used again for the next. They count from the user's request. */
export class CourseTimes {
  /** By node: where its record begins. */
  readonly records: number[] = [];
  readonly #spreads: Spread[] = [];
  /** By part: when it begins. */
  readonly starts: number[] = [];
  /** By account: the end of its period, and what it has used of that. */
  readonly #periodEnds: number[] = [];
  readonly #used: number[] = [];
  endsAt = 0;

  /**
   * Works out a course's times.
   *
   * @param bits - The request's chance at the first process.
   * @param from - When it arrives there.
   * @param limit - It has to be over by then.
   * @returns whether it can be run like that now: `unknown` when records cannot tell it, `busy` when something is in
   *   its way, `late` when something else comes first. Nothing has changed.
   */
  workOut(plan: CoursePlan, bits: number, base: UnixMicros, from: number, limit: number): KnownOutcome {
    if (!this.#findRecords(plan, bits)) return "unknown";
    const { nodes, parts } = plan;
    const { starts, records } = this;
    let at = from;
    for (let index = 0; index < parts.length; index++) {
      starts[index] = at;
      const { node, at: place } = parts[index] as PlanPart;
      const { words } = (nodes[node] as PlanNode).pool;
      at += words[(records[node] as number) + place + 3] as number;
    }
    this.endsAt = at;
    if (at > limit) return "late";
    if (!this.#waysAreFree(plan, base)) return "busy";
    return this.#coresAreFree(plan, base) ? "fits" : "busy";
  }

  #findRecords({ nodes }: CoursePlan, bits: number): boolean {
    for (let index = 0; index < nodes.length; index++) {
      const { caller, pool } = nodes[index] as PlanNode;
      const part = caller < 0 ? bits : nextPart(this.#spreads[caller] as Spread);
      const spread = this.#spreads[index];
      if (spread === undefined) this.#spreads[index] = { spread: part };
      else spread.spread = part;
      const timing = timingOf(part);
      if (pool.known[timing] === 0 && !drawTiming(pool, timing)) return false;
      this.records[index] = timing * pool.size;
    }
    return true;
  }

  /** Word of a node's record. */
  word({ nodes }: CoursePlan, node: number, at: number): number {
    return (nodes[node] as PlanNode).pool.words[(this.records[node] as number) + at] as number;
  }

  /** Messages arrive in the order in which they were sent: none that was sent before may still be under way. */
  #waysAreFree(plan: CoursePlan, base: UnixMicros): boolean {
    const { calls, gets, parts } = plan;
    const { starts } = this;
    for (const { connection, asked, answered } of calls) {
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      if (toServer.lastAt > base + (starts[asked] as number)) return false;
      if (toClient.lastAt > base + (starts[answered] as number) + this.#first(plan, parts[answered] as PlanPart))
        return false;
    }
    for (const { connection, node, part, at } of gets) {
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const start = base + (starts[part] as number);
      if (toServer.lastAt > start + this.word(plan, node, at)) return false;
      if (toClient.lastAt > start + this.word(plan, node, at + 2)) return false;
    }
    return true;
  }

  #first(plan: CoursePlan, { node, at }: PlanPart): number {
    return this.word(plan, node, at);
  }

  /** Whether all cores that are used are free, and each part's work fits into a period. */
  #coresAreFree(plan: CoursePlan, base: UnixMicros): boolean {
    const { accounts, nodes, parts, gets } = plan;
    const { starts } = this;
    for (let index = 0; index < accounts.length; index++) this.#used[index] = unseen;
    for (let index = 0; index < parts.length; index++) {
      const { node, account, at, before } = parts[index] as PlanPart;
      const { pool, cores } = nodes[node] as PlanNode;
      const { words } = pool;
      const record = this.records[node] as number;
      const start = starts[index] as number;
      const cpu = accounts[account] as CpuAccount;
      if (before < 0) {
        const { coreFreeAt } = cpu;
        if (!((coreFreeAt[0] as number) <= base + start)) return false;
        if (words[record + cores + 2] !== 0 && !((coreFreeAt[1] as number) <= base + start)) return false;
      } else {
        const { at: place } = parts[before] as PlanPart;
        if ((starts[before] as number) + (words[record + place + 1] as number) > start) return false;
      }
      const work = words[record + at + 2] as number;
      if (work > 0 && cpu.quotaMicros !== null) {
        const first = start + (words[record + at] as number);
        if (!this.#fits(cpu, account, base, first, start + (words[record + at + 1] as number), work)) return false;
      }
    }
    for (const { account, node, part, at } of gets) {
      if (account < 0) continue;
      const cpu = accounts[account] as CpuAccount;
      const asked = (starts[part] as number) + this.word(plan, node, at);
      if (this.#used[account] === unseen && !((cpu.coreFreeAt[0] as number) <= base + asked)) return false;
      const micros = this.word(plan, node, at + 1);
      if (cpu.quotaMicros === null) this.#used[account] = 0;
      else if (micros > 0 && !this.#fits(cpu, account, base, asked, asked + micros, micros)) return false;
    }
    return true;
  }

  /** Whether work from `first` until `until` is done in one period, with what is left of its quota. */
  #fits(cpu: CpuAccount, account: number, base: UnixMicros, first: number, until: number, work: number): boolean {
    let end = this.#periodEnds[account] as number;
    let used = this.#used[account] as number;
    if (used === unseen) {
      if (cpu.promised.length > 1) return false;
      end = cpu.originAt + (cpu.settled + 1) * periodMicros - base;
      used = cpu.promised.length === 0 ? 0 : (cpu.promised[0] as number);
    }
    if (first >= end) {
      end += periodMicros * (Math.floor((first - end) / periodMicros) + 1);
      used = 0;
    }
    this.#periodEnds[account] = end;
    this.#used[account] = used + work;
    return until <= end && used + work <= cpu.workQuotaMicros;
  }

  /** Uses the CPU and sends the messages of the course that was worked out. */
  apply(plan: CoursePlan, base: UnixMicros): void {
    const { accounts, nodes, parts, calls, gets } = plan;
    const { starts } = this;
    for (let index = 0; index < parts.length; index++) {
      const { node, account, at } = parts[index] as PlanPart;
      const { words } = (nodes[node] as PlanNode).pool;
      const place = (this.records[node] as number) + at;
      const work = words[place + 2] as number;
      if (work > 0)
        use(accounts[account] as CpuAccount, base + (starts[index] as number) + (words[place] as number), work);
    }
    for (let index = 0; index < nodes.length; index++) {
      const { pool, cores, account, parts: own } = nodes[index] as PlanNode;
      const { coreFreeAt } = accounts[account] as CpuAccount;
      const place = (this.records[index] as number) + cores;
      for (let core = 0; core < 2; core++) {
        const part = pool.words[place + 2 * core] as number;
        if (part === 0) continue;
        const start = starts[own[part - 1] as number] as number;
        coreFreeAt[core] = base + start + (pool.words[place + 2 * core + 1] as number);
      }
    }
    for (const { connection, asked, answered, client } of calls) {
      if (connection === null) continue;
      if (client.addresses.length > 1) takeTurn(client, connection.record.id);
      const { toServer, toClient } = connection.record;
      toServer.bytes += requestBytes;
      toServer.lastAt = base + (starts[asked] as number);
      toClient.bytes += answerBytes;
      toClient.lastAt = base + (starts[answered] as number) + this.#first(plan, parts[answered] as PlanPart);
    }
    for (const { connection, account, node, part, at, keys, hits } of gets) {
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const cpu = accounts[account] as CpuAccount;
      const start = base + (starts[part] as number);
      const asked = start + this.word(plan, node, at);
      const micros = this.word(plan, node, at + 1);
      toServer.bytes += 30 * keys;
      toServer.lastAt = asked;
      if (micros > 0) {
        use(cpu, asked, micros);
        cpu.coreFreeAt[0] = asked + micros;
      }
      toClient.bytes += 10 + 320 * hits;
      toClient.lastAt = start + this.word(plan, node, at + 2);
    }
  }
}

/** As `useCpu` of the runtime books work that is done in one period. */
function use(cpu: CpuAccount, at: UnixMicros, micros: number): void {
  if (cpu.quotaMicros === null) {
    cpu.usageMicros += micros;
    return;
  }
  if (at >= cpu.originAt + (cpu.settled + 1) * periodMicros) settle(cpu, at);
  const { promised } = cpu;
  if (promised.length === 0) promised.push(micros);
  else promised[0] = (promised[0] as number) + micros;
}

function takeTurn(client: CoursePlan["calls"][number]["client"], connection: number): void {
  const index = client.addresses.findIndex((address) => address.connection === connection);
  client.next = (index + 1) % client.addresses.length;
}
