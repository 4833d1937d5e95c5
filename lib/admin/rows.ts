/** The row that an INSERT … RETURNING gave; it always gives one, or throws. */
export function firstRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("the statement returned no row");
  return row;
}
