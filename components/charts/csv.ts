import { type Cell, csvLine } from "@/lib/contract/csv";

export type { Cell };

/** Head and rows as one text (RFC 4180). */
export function toCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map(csvLine).join("");
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string, mediaType = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
