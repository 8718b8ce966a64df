/**
 * `get --watch`: objects are printed again whenever they change, until time is up.
 * @module
 */
import { isNotFound, type TableRow } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { type OutputFormat, printObjects } from "./output.ts";
import type { Found } from "./resources.ts";
import { type FoundTable, type TableOptions, tableLines } from "./server-tables.ts";
import { alignTabs, tableLayout } from "./tab-writer.ts";
import { type Change, watchChanges } from "./watch-changes.ts";

/** What is watched beside what there was at first. */
export interface WatchOptions {
  /** The one object that is watched; all that match when absent. */
  readonly name?: string;
  /** What there is at first is not printed. */
  readonly onlyChanges: boolean;
  /** Whether an event's type is told. */
  readonly withEvents: boolean;
}

/** Watches what a server prints of one kind. */
export async function watchTables(
  call: Invocation,
  { info, table }: FoundTable,
  { name, onlyChanges, withEvents }: WatchOptions,
  options: TableOptions,
): Promise<number> {
  const definitions = table.columnDefinitions;
  const [header = ""] = tableLines(info, definitions, [], { ...options, noHeaders: false });
  const lines: string[] = [withEvents ? `EVENT\t${header}` : header];
  let printed = false;
  const show = (changes: readonly Change<TableRow>[]): void => {
    if (changes.length === 0) return;
    for (const { type, item } of changes) {
      const [line = ""] = tableLines(info, definitions, [item], { ...options, noHeaders: true });
      lines.push(withEvents ? `${type.padEnd("MODIFIED".length)}\t${line}` : line);
    }
    // widths grow with what came before
    const all = alignTabs((options.noHeaders ? lines.slice(1) : lines).join(""), tableLayout)
      .split("\n")
      .slice(0, -1);
    const top = printed || options.noHeaders ? [] : all.slice(0, 1);
    call.print(`${[...top, ...all.slice(-changes.length)].join("\n")}\n`);
    printed = true;
  };
  if (!onlyChanges) show(table.rows.map((item) => ({ type: "ADDED", item })));
  const look = async (): Promise<readonly TableRow[]> => {
    try {
      return (await call.table(info, name)).rows;
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  };
  await watchChanges(call, table.rows, (row) => row.object, look, show);
  return 124;
}

/** Watches objects of one kind, each printed by itself. */
export async function watchObjects(
  call: Invocation,
  format: OutputFormat,
  initial: readonly Found[],
  find: () => Promise<readonly Found[]>,
  { onlyChanges, withEvents }: WatchOptions,
): Promise<number> {
  let printed = false;
  const show = async (changes: readonly Change<Found>[]): Promise<void> => {
    for (const { type, item } of changes) {
      if (printed && format.name === "yaml") call.print("---\n");
      const event = { type, object: item.object } as unknown as Found["object"];
      await printObjects(call, format, [withEvents ? { ...item, object: event } : item], true, printed);
      printed = true;
    }
  };
  if (!onlyChanges) await show(initial.map((item) => ({ type: "ADDED", item })));
  await watchChanges(call, initial, ({ object }) => object, find, show);
  return 124;
}
