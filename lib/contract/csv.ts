export type Cell = string | number | null;

/**
 * One line of CSV (RFC 4180): fields with a comma, quote or line break are quoted. A text that a spreadsheet would take
 * for a formula gets an apostrophe in front: what is exported was typed by others.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
