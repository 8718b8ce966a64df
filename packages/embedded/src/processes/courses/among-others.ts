/**
 * Whole courses of requests that come while others are under way, where there are many a second. Each is run when it comes, to its
 * end, instead of step by step in the order of time: what it uses of CPU quotas counts in the periods in which it uses it, so that
 * too much work waits and is throttled (what has no quota left is run step by step); that two requests may want one core at a time,
 * and messages one connection, is left out, as is what breaks in the milliseconds that a request lasts. Its spans are not recorded:
 * one request in so many is traced (`workload/arrivals.ts`), as tracing libraries do it. Nothing here depends on what is kept.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { periodOf, settle } from "../../runtime/cpu-books.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import { requestBytes } from "../clients/grpc.ts";
import { answerBytes } from "../serve.ts";
import type { CoursePlan, PlanCall, PlanGet, PlanNode, PlanPart } from "./course-plan.ts";
import { nodeWords } from "./whole-kind.ts";
import { takeTurn } from "./whole-times.ts";

/** By account: what the course uses, and from when until when. Used again. */
const work: number[] = [];
const from: number[] = [];
const until: number[] = [];

/**
 * Whether each container has quota left for all of a course's work in every period that it works in.
 *
 * @param at - Where the course's row begins.
 * @param base - When the request reaches the entry.
 */
export function hasQuotas(
  { accounts, nodes, gets, whole }: CoursePlan,
  at: number,
  base: UnixMicros,
  now: UnixMicros,
): boolean {
  const { words, layout } = whole;
  for (let index = nodes.length; index < accounts.length; index++) {
    work[index] = 0;
    from[index] = Number.POSITIVE_INFINITY;
    until[index] = 0;
  }
  let place = at + layout.nodes;
  for (let index = 0; index < nodes.length; index++, place += nodeWords) {
    from[index] = words[place + 1] as number;
    until[index] = words[place + 2] as number;
    work[index] = words[place + 3] as number;
  }
  place = at + layout.gets;
  for (let index = 0; index < gets.length; index++, place += 3) {
    const { connection, account } = gets[index] as PlanGet;
    if (connection === null) continue;
    const asked = words[place] as number;
    const micros = words[place + 1] as number;
    add(account, asked, asked + micros, micros);
  }
  for (let index = 0; index < accounts.length; index++) {
    const cpu = accounts[index] as CpuAccount;
    if (cpu.quotaMicros === null || work[index] === 0) continue;
    settle(cpu, now);
    const last = slotOf(cpu, base + (until[index] as number));
    for (let slot = slotOf(cpu, base + (from[index] as number)); slot <= last; slot++)
      if ((cpu.promised[slot] ?? 0) + (work[index] as number) > cpu.workQuotaMicros) return false;
  }
  return true;
}

function add(account: number, first: number, last: number, micros: number): void {
  work[account] = (work[account] as number) + micros;
  if (first < (from[account] as number)) from[account] = first;
  if (last > (until[account] as number)) until[account] = last;
}

/** Uses the CPU and sends the messages of a course. */
export function applyAmongOthers(
  { accounts, nodes, parts, calls, gets, whole }: CoursePlan,
  at: number,
  base: UnixMicros,
): void {
  const { words, layout } = whole;
  let place = at + layout.uses;
  for (let index = 0; index < parts.length; index++, place += 3) {
    const micros = words[place + 2] as number;
    if (micros > 0)
      promise((nodes[(parts[index] as PlanPart).node] as PlanNode).cpu, base + (words[place] as number), micros);
  }
  for (let index = 0; index < calls.length; index++) {
    const { connection, client } = calls[index] as PlanCall;
    if (connection === null) continue;
    if (client.addresses.length > 1) takeTurn(client, connection.record.id);
    connection.record.toServer.bytes += requestBytes;
    connection.record.toClient.bytes += answerBytes;
  }
  place = at + layout.gets;
  for (let index = 0; index < gets.length; index++, place += 3) {
    const { connection, account, keys, hits } = gets[index] as PlanGet;
    if (connection === null) continue;
    const micros = words[place + 1] as number;
    if (micros > 0) promise(accounts[account] as CpuAccount, base + (words[place] as number), micros);
    connection.record.toServer.bytes += 30 * keys;
    connection.record.toClient.bytes += 10 + 320 * hits;
  }
}

/** Books work in the period that it begins in. */
function promise(cpu: CpuAccount, at: UnixMicros, micros: number): void {
  if (cpu.quotaMicros === null) {
    cpu.usageMicros += micros;
    return;
  }
  const slot = slotOf(cpu, at);
  const { promised } = cpu;
  while (promised.length <= slot) promised.push(0);
  promised[slot] = (promised[slot] as number) + micros;
}

/** The period of a time, counted from the first that is not settled. */
function slotOf(cpu: CpuAccount, at: UnixMicros): number {
  return periodOf(cpu, at) - cpu.settled;
}
