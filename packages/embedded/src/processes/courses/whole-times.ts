/**
 * A whole course that is known: whether it can be run now, and what it changes.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { periodMicros, settle } from "../../runtime/cpu-books.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import { requestBytes } from "../clients/grpc.ts";
import { answerBytes } from "../serve.ts";
import type { CoursePlan, PlanCall, PlanGet, PlanNode, PlanPart } from "./course-plan.ts";

/** Nothing is known yet of what an account has used. */
const unseen = -1;

/** Looks at rows and runs them. What it keeps is used again. */
export class WholeTimes {
  /** By account: the end of its period, and what it has used of that. */
  readonly #periodEnds: number[] = [];
  readonly #used: number[] = [];

  /** Whether nothing is in the way of a course that reaches the entry at `base`: cores are idle and nothing is on its ways. */
  isIdle(plan: CoursePlan, at: number, base: UnixMicros): boolean {
    const { nodes, accounts, calls, gets } = plan;
    const { words, layout } = plan.whole;
    for (let index = 0; index < nodes.length; index++) {
      const { account } = nodes[index] as PlanNode;
      const { coreFreeAt } = accounts[account] as CpuAccount;
      const start = base + (words[at + layout.starts + index] as number);
      if (!((coreFreeAt[0] as number) <= start)) return false;
      if (words[at + layout.cores + 2 * index + 1] !== 0 && !((coreFreeAt[1] as number) <= start)) return false;
    }
    for (let index = 0; index < calls.length; index++) {
      const { connection } = calls[index] as PlanCall;
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const place = at + layout.calls + 2 * index;
      if (toServer.lastAt > base + (words[place] as number)) return false;
      if (toClient.lastAt > base + (words[place + 1] as number)) return false;
    }
    for (let index = 0; index < gets.length; index++) {
      const { connection, account } = gets[index] as PlanGet;
      if (connection === null) continue;
      const { toServer, toClient } = connection.record;
      const place = at + layout.gets + 3 * index;
      const asked = base + (words[place] as number);
      if (toServer.lastAt > asked || toClient.lastAt > base + (words[place + 2] as number)) return false;
      if (!(((accounts[account] as CpuAccount).coreFreeAt[0] as number) <= asked)) return false;
    }
    return true;
  }

  /** Whether all work is done in the periods that it begins in, with what is left of their quotas. */
  fits(plan: CoursePlan, at: number, base: UnixMicros): boolean {
    const { accounts, parts, gets } = plan;
    const { words, layout } = plan.whole;
    for (let index = 0; index < accounts.length; index++) this.#used[index] = unseen;
    let place = at + layout.uses;
    for (let index = 0; index < parts.length; index++, place += 3) {
      const work = words[place + 2] as number;
      if (work === 0) continue;
      const { account } = parts[index] as PlanPart;
      const cpu = accounts[account] as CpuAccount;
      if (cpu.quotaMicros === null) continue;
      if (!this.#fits(cpu, account, base, words[place] as number, words[place + 1] as number, work)) return false;
    }
    place = at + layout.gets;
    for (let index = 0; index < gets.length; index++, place += 3) {
      const { connection, account } = gets[index] as PlanGet;
      if (connection === null) continue;
      const cpu = accounts[account] as CpuAccount;
      const micros = words[place + 1] as number;
      if (cpu.quotaMicros === null || micros === 0) continue;
      const asked = words[place] as number;
      if (!this.#fits(cpu, account, base, asked, asked + micros, micros)) return false;
    }
    return true;
  }

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

  /** Uses the CPU and sends the messages of a course. */
  apply(plan: CoursePlan, at: number, base: UnixMicros): void {
    const { accounts, nodes, parts, calls, gets } = plan;
    const { words, layout } = plan.whole;
    let place = at + layout.uses;
    for (let index = 0; index < parts.length; index++, place += 3) {
      const work = words[place + 2] as number;
      if (work === 0) continue;
      const { account } = parts[index] as PlanPart;
      use(accounts[account] as CpuAccount, base + (words[place] as number), work);
    }
    place = at + layout.cores;
    for (let index = 0; index < nodes.length; index++, place += 2) {
      const { coreFreeAt } = accounts[(nodes[index] as PlanNode).account] as CpuAccount;
      const one = words[place] as number;
      const other = words[place + 1] as number;
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
        use(cpu, asked, micros);
        cpu.coreFreeAt[0] = asked + micros;
      }
      toClient.bytes += 10 + 320 * hits;
      toClient.lastAt = base + (words[place + 2] as number);
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

/** Whose turn it is after a connection's. */
export function takeTurn(client: CoursePlan["calls"][number]["client"], connection: number): void {
  const index = client.addresses.findIndex((address) => address.connection === connection);
  client.next = (index + 1) % client.addresses.length;
}
