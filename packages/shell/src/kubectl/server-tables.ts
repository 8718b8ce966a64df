/**
 * `get`'s tables: what the server prints of objects, laid out as kubectl does.
 * @module
 */
import type { KindInfo, Table, TableColumn, TableRow } from "@aiops-gym/cluster";
import { formatLabels } from "./columns/column.ts";
import { qualifiedName } from "./resources.ts";
import { alignTabs, tableLayout } from "./tab-writer.ts";

/** A table that a server answered, and of what. */
export interface FoundTable {
  readonly info: KindInfo;
  readonly table: Table;
}

/** How tables differ from the plain one. */
export interface TableOptions {
  readonly wide: boolean;
  readonly withNamespace: boolean;
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly noHeaders: boolean;
}

/** One printed table for each run of tables of the same kind, with empty lines between. */
export function printTables(found: readonly FoundTable[], options: TableOptions): string {
  const texts: string[] = [];
  for (let from = 0; from < found.length; ) {
    const first = found[from];
    if (first === undefined) break;
    let to = from;
    while (to < found.length && found[to]?.info === first.info) to += 1;
    const rows = found.slice(from, to).flatMap(({ table }) => table.rows);
    if (rows.length > 0) {
      const lines = tableLines(first.info, first.table.columnDefinitions, rows, {
        ...options,
        withNamespace: options.withNamespace && first.info.namespaced,
      });
      texts.push(alignTabs(lines.join(""), tableLayout));
    }
    from = to;
  }
  return texts.join(options.noHeaders ? "" : "\n");
}

/** Lines of a table, cells split by tabs; the first is the header. */
export function tableLines(
  info: KindInfo,
  definitions: readonly TableColumn[],
  rows: readonly TableRow[],
  options: TableOptions,
): readonly string[] {
  const shown = definitions.flatMap((column, index) =>
    options.wide || column.priority === 0 ? [{ column, index }] : [],
  );
  const header = [
    ...(options.withNamespace ? ["NAMESPACE"] : []),
    ...shown.map(({ column }) => column.name.toUpperCase()),
    ...options.labelColumns.map((label) => (label.split("/").at(-1) ?? label).toUpperCase()),
    ...(options.showLabels ? ["LABELS"] : []),
  ];
  const prefix = options.withKind ? qualifiedName(info, "") : "";
  const lines = rows.map(({ cells, object }) => {
    const labels = object.metadata.labels ?? {};
    return [
      ...(options.withNamespace ? [object.metadata.namespace ?? ""] : []),
      ...shown.map(({ index }, at) => `${at === 0 ? prefix : ""}${oneLine(cells[index])}`),
      ...options.labelColumns.map((label) => labels[label] ?? ""),
      ...(options.showLabels ? [formatLabels(labels)] : []),
    ];
  });
  return [...(options.noHeaders ? [] : [header]), ...lines].map((cells) => `${cells.join("\t")}\n`);
}

/** Cells end at the first line feed; missing values are empty. */
function oneLine(cell: TableRow["cells"][number] | undefined): string {
  if (cell === undefined || cell === null) return "";
  const text = String(cell);
  const at = text.search(/[\f\n\r]/);
  return at < 0 ? text : `${text.slice(0, at)}...`;
}
