/**
 * `get --watch`: objects are printed again whenever they change, until time is up.
 * @module
 */
import { isNotFound, microsPerSecond, type TableRow } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { KubectlError } from "./kubectl-error.ts";
import { type FoundTable, type TableOptions, tableLines } from "./server-tables.ts";
import { alignTabs, tableLayout } from "./tab-writer.ts";

/** What is watched: what was found, and what more may come. */
export interface WatchedTables {
  readonly initial: readonly FoundTable[];
  /** The one object that is watched; all that match when absent. */
  readonly name?: string;
  readonly onlyChanges: boolean;
}

/** Watches one kind. */
export async function watchTables(
  call: Invocation,
  { initial, name, onlyChanges }: WatchedTables,
  options: TableOptions,
): Promise<number> {
  const [first] = initial;
  if (first === undefined || initial.length > 1) {
    throw new KubectlError(
      "watch is only supported on individual resources and resource collections - more than 1 resource was found",
    );
  }
  const { info } = first;
  const definitions = first.table.columnDefinitions;
  const lines: string[] = [...tableLines(info, definitions, first.table.rows, { ...options, noHeaders: false })];
  let printed = false;
  const show = (count: number): void => {
    if (count === 0) return;
    const all = alignTabs(lines.join(""), tableLayout).split("\n").slice(0, -1);
    const header = printed || options.noHeaders ? [] : all.slice(0, 1);
    call.print(`${[...header, ...all.slice(-count)].join("\n")}\n`);
    printed = true;
  };
  if (!onlyChanges) show(first.table.rows.length);
  let before = new Map(first.table.rows.map((row) => [row.object.metadata.uid, row]));
  while (!call.outOfTime()) {
    const left = (call.deadline - call.clock.now()) / microsPerSecond;
    await call.clock.sleep(Math.min(1, left), call.signal);
    const after = new Map((await rowsNow(call, first, name)).map((row) => [row.object.metadata.uid, row]));
    const changed = [
      ...[...after.values()].filter((row) => versionOf(before.get(row.object.metadata.uid)) !== versionOf(row)),
      ...[...before.values()].filter(({ object }) => !after.has(object.metadata.uid)),
    ].sort((a, b) => Number(versionOf(a)) - Number(versionOf(b)));
    before = after;
    lines.push(...tableLines(info, definitions, changed, { ...options, noHeaders: true }));
    show(changed.length);
  }
  call.warn("the watch ended: the command's time ran out");
  return 124;
}

function versionOf(row: TableRow | undefined): string | undefined {
  return row?.object.metadata.resourceVersion;
}

async function rowsNow(call: Invocation, { info }: FoundTable, name: string | undefined): Promise<readonly TableRow[]> {
  try {
    return (await call.table(info, name)).rows;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
