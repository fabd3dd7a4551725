/** Rows as a document shows them: all where they are few, else the first and the last. `most` at 0 shows none. */
export function clipped(rows: readonly string[], most = 24): string[] {
  if (rows.length <= most) return [...rows];
  if (most <= 0) return [];
  const head = Math.ceil(most / 2);
  const tail = most - head;
  return [...rows.slice(0, head), "…", ...(tail > 0 ? rows.slice(-tail) : [])];
}
