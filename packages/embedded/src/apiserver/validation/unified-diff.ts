/**
 * What changed between two values, as the server prints it: a unified diff of their JSON.
 * @module
 */

const context = 3;

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** How many lines of the old and of the new text come before. */
  readonly before: readonly [old: number, next: number];
}

/** The hunks of the diff, three lines of context around each change. */
export function unifiedDiff(before: unknown, after: unknown): string {
  const lines = compare(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ mark }, index) => (mark === " " ? [] : [index]));
  const hunks: [from: number, to: number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const from = Math.max(0, index - context);
    const to = Math.min(lines.length, index + context + 1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks.map(([from, to]) => hunkText(lines.slice(from, to))).join("");
}

function linesOf(value: unknown): readonly string[] {
  return JSON.stringify(value, null, 1).split("\n");
}

function hunkText(lines: readonly Line[]): string {
  const [first] = lines;
  const [old, next] = first?.before ?? [0, 0];
  const count = (marks: string): number => lines.filter(({ mark }) => marks.includes(mark)).length;
  const head = `@@ -${range(old, count(" -"))} +${range(next, count(" +"))} @@`;
  return `${head}\n${lines.map(({ mark, text }) => `${mark}${text}\n`).join("")}`;
}

function range(before: number, length: number): string {
  if (length === 1) return String(before + 1);
  return `${length === 0 ? before : before + 1},${length}`;
}

/** The longest common lines stay; of a changed stretch, what went comes before what came. */
function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [m, n] = [a.length - end, b.length - end];
  const table: number[][] = Array.from({ length: m - start + 1 }, () => new Array<number>(n - start + 1).fill(0));
  const at = (i: number, j: number): number => table[i - start]?.[j - start] ?? 0;
  for (let i = m - 1; i >= start; i--) {
    for (let j = n - 1; j >= start; j--) {
      const row = table[i - start];
      if (row !== undefined)
        row[j - start] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  const push = (mark: Line["mark"], text: string | undefined): void => {
    lines.push({ mark, text: text ?? "", before: [i, j] });
    if (mark !== "+") i += 1;
    if (mark !== "-") j += 1;
  };
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j] && (i < start || i >= m || at(i, j) === at(i + 1, j + 1) + 1)) {
      push(" ", a[i]);
    } else if (i < m && (j >= n || at(i + 1, j) >= at(i, j + 1))) push("-", a[i]);
    else push("+", b[j]);
  }
  return lines;
}
