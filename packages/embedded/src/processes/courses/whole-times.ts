/**
 * A whole course that is known: whether it can be run now, and what it changes.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { promiseOnCores } from "../../runtime/cpu.ts";
import { periodMicros, periodOf, settle } from "../../runtime/cpu-books.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import { requestBytes } from "../clients/grpc.ts";
import { answerBytes } from "../serve.ts";
import type { CoursePlan, PlanCall, PlanGet, PlanNode, PlanPart } from "./course-plan.ts";
import type { CourseTimes } from "./course-times.ts";
import { nodeWords } from "./whole-kind.ts";
import { partWords, worksOf } from "./work-script.ts";

/** Nothing is known yet of what an account has used. */
const unseen = -1;

/** Looks at rows and runs them. What it keeps is used again. */
export class WholeTimes {
  /** By process: whether all of its work lies in one period. */
  readonly #isPlain: boolean[] = [];
  /** By account: the end of its period, and what it has used of that. */
  readonly #periodEnds: number[] = [];
  readonly #used: number[] = [];
  /** Whether some work of the course that was looked at last goes on into its container's next period. */
  crosses = false;

  /**
   * Whether nothing is in the way of a course that reaches the entry at `base`: cores are idle, what is left of the containers'
   * quotas is enough for all work, and nothing is on its ways.
   */
  fits(plan: CoursePlan, at: number, base: UnixMicros): boolean {
    const { nodes, calls } = plan;
    const { words, layout } = plan.whole;
    this.crosses = false;
    let place = at + layout.nodes;
    for (let index = 0; index < nodes.length; index++, place += nodeWords) {
      const { cpu } = nodes[index] as PlanNode;
      const { coreFreeAt, promised } = cpu;
      const start = base + (words[place] as number);
      if (!((coreFreeAt[0] as number) <= start)) return false;
      if (words[place + 5] !== 0 && !((coreFreeAt[1] as number) <= start)) return false;
      this.#isPlain[index] = true;
      const work = words[place + 3] as number;
      if (cpu.quotaMicros === null || work === 0) continue;
      if (promised.length < 2) {
        const first = words[place + 1] as number;
        let end = cpu.originAt + (cpu.settled + 1) * periodMicros - base;
        let used = promised.length === 0 ? 0 : (promised[0] as number);
        if (first >= end) {
          end += periodMicros * (Math.floor((first - end) / periodMicros) + 1);
          used = 0;
        }
        if ((words[place + 2] as number) <= end) {
          if (used + work > cpu.workQuotaMicros) return false;
          continue;
        }
      }
      this.#isPlain[index] = false;
      if (!this.#fitsByParts(plan, at, base, index)) return false;
    }
    place = at + layout.calls;
    for (let index = 0; index < calls.length; index++, place += 2) {
      const { connection } = calls[index] as PlanCall;
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      if (toServer.lastAt > base + (words[place] as number)) return false;
      if (toClient.lastAt > base + (words[place + 1] as number)) return false;
    }
    return plan.gets.length === 0 || this.#fitGets(plan, at, base);
  }

  #fitsByParts({ nodes, whole }: CoursePlan, at: number, base: UnixMicros, index: number): boolean {
    const { cpu, account, parts } = nodes[index] as PlanNode;
    const { words, layout } = whole;
    this.#used[account] = unseen;
    for (const part of parts) {
      const place = at + layout.uses + 3 * part;
      const work = words[place + 2] as number;
      if (work === 0) continue;
      if (!this.#fits(cpu, account, base, words[place] as number, words[place + 1] as number, work)) return false;
    }
    return true;
  }

  #fitGets({ accounts, nodes, gets, whole }: CoursePlan, at: number, base: UnixMicros): boolean {
    const { words, layout } = whole;
    for (let index = nodes.length; index < accounts.length; index++) this.#used[index] = unseen;
    let place = at + layout.gets;
    for (let index = 0; index < gets.length; index++, place += 3) {
      const { connection, account } = gets[index] as PlanGet;
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const cpu = accounts[account] as CpuAccount;
      const first = words[place] as number;
      const asked = base + first;
      if (toServer.lastAt > asked || toClient.lastAt > base + (words[place + 2] as number)) return false;
      if (!((cpu.coreFreeAt[0] as number) <= asked)) return false;
      const micros = words[place + 1] as number;
      if (cpu.quotaMicros === null || micros === 0) continue;
      if (!this.#fits(cpu, account, base, first, first + micros, micros)) return false;
    }
    return true;
  }

  #fits(cpu: CpuAccount, account: number, base: UnixMicros, first: number, until: number, work: number): boolean {
    let end = this.#periodEnds[account] as number;
    let used = this.#used[account] as number;
    if (used === unseen) {
      end = cpu.originAt + (cpu.settled + 1) * periodMicros - base;
      used = cpu.promised.length === 0 ? 0 : (cpu.promised[0] as number);
      // What went on into a later period is counted there; more than that is a queue.
      if (cpu.promised.length > 1) {
        const slot = Math.floor((first - end) / periodMicros) + 1;
        if (slot < cpu.promised.length - 1) return false;
        used = cpu.promised[slot] ?? 0;
        end += slot * periodMicros;
      }
    }
    if (first >= end) {
      end += periodMicros * (Math.floor((first - end) / periodMicros) + 1);
      used = 0;
    }
    if (used + work > cpu.workQuotaMicros) return false;
    used += work;
    if (until > end) {
      this.crosses = true;
      end += periodMicros;
      used = work;
    }
    this.#periodEnds[account] = end;
    this.#used[account] = used;
    return until <= end;
  }

  /**
   * Uses the CPU and sends the messages of a course.
   *
   * @param times - The course's, worked out if it {@link crosses}.
   */
  apply(plan: CoursePlan, at: number, base: UnixMicros, times: CourseTimes): void {
    const { accounts, nodes, calls, gets } = plan;
    const { words, layout } = plan.whole;
    let place = at + layout.nodes;
    for (let index = 0; index < nodes.length; index++, place += nodeWords) {
      const { cpu } = nodes[index] as PlanNode;
      const { coreFreeAt } = cpu;
      const work = words[place + 3] as number;
      if (!this.#isPlain[index]) this.#useParts(plan, at, base, index, times);
      else if (work !== 0) use(cpu, base + (words[place + 1] as number), work);
      const one = words[place + 4] as number;
      const other = words[place + 5] as number;
      if (one !== 0) coreFreeAt[0] = base + one;
      if (other !== 0) coreFreeAt[1] = base + other;
    }
    place = at + layout.calls;
    for (let index = 0; index < calls.length; index++, place += 2) {
      const { connection, client } = calls[index] as PlanCall;
      if (connection === null) continue;
      if (client.addresses.length > 1) takeTurn(client, connection.record.id);
      const { toServer, toClient } = connection.record;
      toServer.bytes += requestBytes;
      toServer.lastAt = base + (words[place] as number);
      toClient.bytes += answerBytes;
      toClient.lastAt = base + (words[place + 1] as number);
    }
    place = at + layout.gets;
    for (let index = 0; index < gets.length; index++, place += 3) {
      const { connection, account, keys, hits } = gets[index] as PlanGet;
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const cpu = accounts[account] as CpuAccount;
      const asked = base + (words[place] as number);
      const micros = words[place + 1] as number;
      toServer.bytes += 30 * keys;
      toServer.lastAt = asked;
      if (micros > 0) {
        if (this.crosses && isAcross(cpu, asked, asked + micros)) promise(cpu, asked, micros);
        else use(cpu, asked, micros);
        cpu.coreFreeAt[0] = asked + micros;
      }
      toClient.bytes += 10 + 320 * hits;
      toClient.lastAt = base + (words[place + 2] as number);
    }
  }

  /** Uses the CPU of a process whose work lies in several periods. */
  #useParts(plan: CoursePlan, at: number, base: UnixMicros, index: number, times: CourseTimes): void {
    const { words, layout } = plan.whole;
    const { cpu, parts } = plan.nodes[index] as PlanNode;
    for (const part of parts) {
      const place = at + layout.uses + 3 * part;
      const work = words[place + 2] as number;
      if (work === 0) continue;
      const from = base + (words[place] as number);
      if (this.crosses && isAcross(cpu, from, base + (words[place + 1] as number))) useAcross(plan, part, base, times);
      else use(cpu, from, work);
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

/** Whether a period ends between two times. */
function isAcross(cpu: CpuAccount, from: UnixMicros, until: UnixMicros): boolean {
  return cpu.quotaMicros !== null && until > cpu.originAt + (periodOf(cpu, from) + 1) * periodMicros;
}

/** Books the work of a part piece by piece. */
function useAcross({ nodes, parts }: CoursePlan, index: number, base: UnixMicros, times: CourseTimes): void {
  const { node, at } = parts[index] as PlanPart;
  const { cpu, pool } = nodes[node] as PlanNode;
  const start = base + (times.starts[index] as number);
  const works = worksOf(pool.script, (times.records[node] as number) / pool.size, at / partWords);
  for (let place = 0; place < works.length; place += 2)
    promise(cpu, start + (works[place] as number), works[place + 1] as number);
}

/** As `useCpu` of the runtime, of a core that is free. */
function promise(cpu: CpuAccount, at: UnixMicros, micros: number): void {
  settle(cpu, at);
  promiseOnCores(cpu, at, micros);
}

/** Whose turn it is after a connection's. */
export function takeTurn(client: CoursePlan["calls"][number]["client"], connection: number): void {
  const index = client.addresses.findIndex((address) => address.connection === connection);
  client.next = (index + 1) % client.addresses.length;
}
