/**
 * Columns of text: cells end with a tab, and neighbouring lines that have a cell in a column share its width.
 * The layout rules are those of Go's text/tabwriter.
 * @module
 */

/** How wide columns are. */
export interface TabLayout {
  readonly minimumWidth: number;
  readonly padding: number;
  /** A column is as wide as it was further up, even where something came between. */
  readonly remembers?: true;
}

/** What `kubectl get` uses. */
export const tableLayout: TabLayout = { minimumWidth: 6, padding: 3, remembers: true };
/** What `kubectl describe` uses. */
export const describeLayout: TabLayout = { minimumWidth: 0, padding: 2 };
/** What Go's default printers use where kubectl asks for none of the two: `rollout history`. */
export const historyLayout: TabLayout = { minimumWidth: 6, padding: 3 };

/** Lays out a whole text. */
export function alignTabs(text: string, layout: TabLayout): string {
  const endsWithLine = text.endsWith("\n");
  const lines = (endsWithLine ? text.slice(0, -1) : text).split("\n").map((line) => line.split("\t"));
  return alignCells(lines, layout) + (endsWithLine ? "\n" : "");
}

/** Lays out lines of cells, without a line feed after the last one. No cell has a tab or a line feed in it. */
export function alignCells(lines: readonly (readonly string[])[], layout: TabLayout): string {
  const columns = lines[0]?.length ?? 0;
  return lines.every((cells) => cells.length === columns)
    ? alignEvenly(lines, columns, layout)
    : alignBlocks(lines, layout);
}

/** Every line has the same number of cells: each column is as wide as its widest cell. */
function alignEvenly(
  lines: readonly (readonly string[])[],
  columns: number,
  { minimumWidth, padding }: TabLayout,
): string {
  const widths: number[] = [];
  for (let column = 0; column < columns - 1; column++) {
    let width = minimumWidth - padding;
    for (const cells of lines) width = Math.max(width, textWidth(cells[column] ?? ""));
    widths.push(width + padding);
  }
  let text = "";
  for (const [line, cells] of lines.entries()) {
    if (line > 0) text += "\n";
    for (let column = 0; column < columns - 1; column++) text += padded(cells[column] ?? "", widths[column] ?? 0);
    text += cells[columns - 1] ?? "";
  }
  return text;
}

function alignBlocks(lines: readonly (readonly string[])[], { minimumWidth, padding, remembers }: TabLayout): string {
  const widths: number[][] = lines.map(() => []);
  const remembered: number[] = [];
  // a line's last cell has no tab after it and belongs to no column
  const lay = (from: number, to: number, column: number): void => {
    for (let start = from; start < to; start++) {
      if ((lines[start]?.length ?? 0) - 1 <= column) continue;
      let end = start;
      let width = Math.max(minimumWidth, remembered[column] ?? 0);
      while (end < to && (lines[end]?.length ?? 0) - 1 > column) {
        width = Math.max(width, textWidth(lines[end]?.[column] ?? "") + padding);
        end += 1;
      }
      if (remembers === true) remembered[column] = width;
      for (let line = start; line < end; line++) (widths[line] ?? [])[column] = width;
      lay(start, end, column + 1);
      start = end;
    }
  };
  lay(0, lines.length, 0);
  let text = "";
  for (const [line, cells] of lines.entries()) {
    if (line > 0) text += "\n";
    for (const [column, cell] of cells.entries())
      text += column === cells.length - 1 ? cell : padded(cell, widths[line]?.[column] ?? 0);
  }
  return text;
}

const spaces = " ".repeat(256);

function padded(text: string, width: number): string {
  const missing = width - textWidth(text);
  if (missing <= 0) return text;
  return text + (missing <= spaces.length ? spaces.slice(0, missing) : " ".repeat(missing));
}

const beyondOneUnit = /[\ud800-\udbff][\udc00-\udfff]/;

/** Go counts code points. */
function textWidth(text: string): number {
  return beyondOneUnit.test(text) ? [...text].length : text.length;
}
