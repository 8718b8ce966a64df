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
export function alignTabs(text: string, { minimumWidth, padding, remembers }: TabLayout): string {
  const endsWithLine = text.endsWith("\n");
  const lines = (endsWithLine ? text.slice(0, -1) : text).split("\n").map((line) => line.split("\t"));
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
  const out = lines.map((cells, line) =>
    cells
      .map((cell, column) => {
        const width = column === cells.length - 1 ? 0 : (widths[line]?.[column] ?? 0);
        return cell + " ".repeat(Math.max(0, width - textWidth(cell)));
      })
      .join(""),
  );
  return out.join("\n") + (endsWithLine ? "\n" : "");
}

/** Go counts code points. */
function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}
