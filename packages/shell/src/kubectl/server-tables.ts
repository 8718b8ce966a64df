/**
 * `get`'s tables: what the server prints of objects, laid out as kubectl does.
 * @module
 */
import type { KindInfo, Table, TableColumn, TableRow } from "@aiops-gym/cluster";
import { formatLabels } from "./columns/column.ts";
import { qualifiedName } from "./resources.ts";
import { alignCells, tableLayout } from "./tab-writer.ts";

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
      const lines = tableCells(first.info, first.table.columnDefinitions, rows, {
        ...options,
        withNamespace: options.withNamespace && first.info.namespaced,
      });
      texts.push(`${alignCells(lines, tableLayout)}\n`);
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
  return tableCells(info, definitions, rows, options).map((cells) => `${cells.join("\t")}\n`);
}

/** The cells of a table's lines, as tabs split them. */
function tableCells(
  info: KindInfo,
  definitions: readonly TableColumn[],
  rows: readonly TableRow[],
  options: TableOptions,
): readonly (readonly string[])[] {
  const { withNamespace, labelColumns, showLabels } = options;
  const shown = definitions.flatMap((column, index) => (options.wide || column.priority === 0 ? [index] : []));
  const header = [
    ...(withNamespace ? ["NAMESPACE"] : []),
    ...shown.map((index) => definitions[index]?.name.toUpperCase() ?? ""),
    ...labelColumns.map((label) => (label.split("/").at(-1) ?? label).toUpperCase()),
    ...(showLabels ? ["LABELS"] : []),
  ];
  const prefix = options.withKind ? qualifiedName(info, "") : "";
  const lines: string[][] = options.noHeaders ? [] : [header];
  let hasTabs = false;
  for (const { cells, object } of rows) {
    const line = withNamespace ? [object.metadata.namespace ?? ""] : [];
    for (const [at, index] of shown.entries()) {
      const text = oneLine(cells[index]);
      hasTabs ||= text.includes("\t");
      line.push(at === 0 ? prefix + text : text);
    }
    for (const label of labelColumns) line.push(object.metadata.labels?.[label] ?? "");
    if (showLabels) line.push(formatLabels(object.metadata.labels ?? {}));
    lines.push(line);
  }
  return hasTabs ? lines.map((line) => line.join("\t").split("\t")) : lines;
}

/** Cells end at the first line feed; missing values are empty. */
function oneLine(cell: TableRow["cells"][number] | undefined): string {
  if (cell === undefined || cell === null) return "";
  const text = typeof cell === "string" ? cell : String(cell);
  if (!text.includes("\n") && !text.includes("\r") && !text.includes("\f")) return text;
  return `${text.slice(0, text.search(/[\f\n\r]/))}...`;
}
