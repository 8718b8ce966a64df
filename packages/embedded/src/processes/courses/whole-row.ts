/**
 * Adds up the row of a whole course from the times of a known one.
 * @module
 */
import { bucketOf } from "../../capture/latency-buckets.ts";
import type { CoursePlan, PlanNode, PlanPart } from "./course-plan.ts";
import type { CourseTimes } from "./course-times.ts";
import { nodeWords, ownShift, servedWords, spansEnd } from "./whole-kind.ts";

/**
 * The row of a course, as {@link WholeKind.layout} lays it out.
 *
 * @param times - The course's, worked out.
 * @returns null when a process is still at work for the request when its next part begins, or nobody can tell what it asks caches
 *   for; otherwise good until the next is asked for. The plan's draft stands at the request.
 */
export function wholeRow(plan: CoursePlan, times: CourseTimes): readonly number[] | null {
  const { layout } = plan.whole;
  const { nodes, parts, calls, gets, spans, served, lines } = plan;
  const row = scratch;
  row.length = layout.asks;
  row.fill(0);
  const { starts, records } = times;
  const startOf = (part: number): number => starts[part] as number;
  let last = times.endsAt;
  const set = (place: number, word: number): void => {
    row[place] = word;
    if (word > last) last = word;
  };
  row[layout.ends] = times.endsAt;
  for (let index = 0; index < parts.length; index++) {
    const { node, at, before } = parts[index] as PlanPart;
    const { words } = (nodes[node] as PlanNode).pool;
    const place = (records[node] as number) + at;
    const start = startOf(index);
    if (before >= 0) {
      const { at: earlier } = parts[before] as PlanPart;
      if (startOf(before) + (words[(records[node] as number) + earlier + 1] as number) > start) return null;
    }
    const work = words[place + 2] as number;
    if (work === 0) continue;
    const use = layout.uses + 3 * index;
    set(use, start + (words[place] as number));
    set(use + 1, start + (words[place + 1] as number));
    row[use + 2] = work;
  }
  for (let index = 0; index < nodes.length; index++) {
    const { pool, cores, parts: own } = nodes[index] as PlanNode;
    const to = layout.nodes + nodeWords * index;
    row[to] = startOf(own[0] as number);
    for (const part of own) {
      const use = layout.uses + 3 * part;
      const work = row[use + 2] as number;
      if (work === 0) continue;
      if (row[to + 3] === 0) row[to + 1] = row[use] as number;
      row[to + 2] = row[use + 1] as number;
      row[to + 3] = (row[to + 3] as number) + work;
    }
    const place = (records[index] as number) + cores;
    for (let core = 0; core < 2; core++) {
      const part = pool.words[place + 2 * core] as number;
      if (part === 0) continue;
      const until = startOf(own[part - 1] as number) + (pool.words[place + 2 * core + 1] as number);
      set(to + 4 + core, until);
    }
  }
  for (let index = 0; index < calls.length; index++) {
    const { connection, asked, answered } = calls[index] as CoursePlan["calls"][number];
    if (connection === null) continue;
    const { node, at } = parts[answered] as PlanPart;
    set(layout.calls + 2 * index, startOf(asked));
    set(layout.calls + 2 * index + 1, startOf(answered) + times.word(plan, node, at));
  }
  for (let index = 0; index < gets.length; index++) {
    const { connection, node, part, at } = gets[index] as CoursePlan["gets"][number];
    if (connection === null) continue;
    const place = layout.gets + 3 * index;
    set(place, startOf(part) + times.word(plan, node, at));
    row[place + 1] = times.word(plan, node, at + 1);
    set(place + 2, startOf(part) + times.word(plan, node, at + 2));
  }
  for (let index = 0; index < spans.length; index++) {
    const { node, from, to, at } = spans[index] as CoursePlan["spans"][number];
    const endedAt = startOf(to) + times.word(plan, node, at + 1);
    set(layout.spans + 2 * index, startOf(from) + times.word(plan, node, at));
    set(layout.spans + 2 * index + 1, endedAt);
    const latest = layout.nodes + nodeWords * node + spansEnd;
    if (endedAt > (row[latest] as number)) row[latest] = endedAt;
  }
  for (let index = 0; index < served.length; index++) {
    const { node, from, to, at, waits, call } = served[index] as CoursePlan["served"][number];
    const entered = startOf(from) + times.word(plan, node, at);
    const micros = startOf(to) + times.word(plan, node, at + 1) - entered;
    let own = micros;
    for (const span of waits) own -= lastingOf(row, layout.spans, span);
    const place = layout.served + servedWords * index;
    row[place] = bucketOf(micros) + (bucketOf(Math.max(0, own)) << ownShift);
    row[place + 1] = call < 0 ? 0 : bucketOf(lastingOf(row, layout.spans, call) - micros) + 1;
  }
  for (const [index, { node, part, at }] of lines.entries())
    set(layout.lines + index, startOf(part) + times.word(plan, node, at));
  row[layout.ends + 1] = last;
  return pushAsks(plan, row) ? row : null;
}

const scratch: number[] = [];

/** How long a span of a row lasted. */
function lastingOf(row: readonly number[], spans: number, span: number): number {
  return (row[spans + 2 * span + 1] as number) - (row[spans + 2 * span] as number);
}

function pushAsks({ gets }: CoursePlan, row: number[]): boolean {
  for (const { look, connection } of gets) {
    if (connection === null) {
      row.push(0, 0, 0, 0);
      continue;
    }
    const mask = look?.mask() ?? -1;
    if (look === null || mask < 0) return false;
    const { items, count } = look.items();
    row.push(look.keys(), count, mask & 0xffff, mask >>> 16);
    for (let index = 0; index < count; index++) row.push(items[index] as number);
  }
  return true;
}
