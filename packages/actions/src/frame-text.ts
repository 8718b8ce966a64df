/**
 * A CSV file as pandas' `DataFrame.to_string()` shows it, which AIOpsLab replies with.
 * @module
 */

/** Splits CSV with quotes (RFC 4180). */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quoted) {
      if (char !== '"') field += char;
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at);
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") {
      row.push(field);
      field = "";
    } else if (char === "\n") {
      rows.push([...row, field]);
      row = [];
      field = "";
    } else if (char !== "\r") field += char;
  }
  return field === "" && row.length === 0 ? rows : [...rows, [...row, field]];
}

/** Numbers with a fraction share their number of decimals. */
function alignDecimals(cells: readonly string[]): readonly string[] {
  const numbers = cells.filter((cell) => cell !== "");
  if (numbers.length === 0 || !numbers.every((cell) => /^-?\d+\.\d+$/.test(cell)))
    return cells.map((cell) => (cell === "" ? "NaN" : cell));
  const decimals = Math.min(
    6,
    Math.max(...numbers.map((cell) => (cell.split(".")[1] ?? "").replace(/0+$/, "").length), 1),
  );
  return cells.map((cell) => (cell === "" ? "NaN" : Number(cell).toFixed(decimals)));
}

/** Lays a CSV text out in columns, rows numbered. */
export function frameText(csv: string): string {
  const [header = [], ...rows] = parseCsv(csv);
  if (rows.length === 0) return `Empty DataFrame\nColumns: [${header.join(", ")}]\nIndex: []`;
  const columns = header.map((name, column) => [name, ...alignDecimals(rows.map((row) => row[column] ?? ""))]);
  const index = ["", ...rows.map((_, row) => String(row))];
  const indexWidth = Math.max(...index.map((cell) => cell.length));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  return index
    .map(
      (cell, line) =>
        cell.padEnd(indexWidth) +
        columns.map((cells, column) => `  ${(cells[line] ?? "").padStart(widths[column] ?? 0)}`).join(""),
    )
    .join("\n");
}
