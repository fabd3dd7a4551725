/** The size of a table that stands for a file, and whether it begins with a class, as tables of digits do. */
export interface TableSize {
  readonly rows: number;
  readonly columns: number;
  readonly classFirst: boolean;
}

export const smallTable: TableSize = { rows: 20, columns: 3, classFirst: false };

const mostRows = 2000;
/** How many rows lie behind the last that a program cuts off. */
const kept = 16;

/** How large a table a program asks for: as many columns as it names, a few more rows than it cuts off. */
export function tableSize(source: string): TableSize {
  const last = (pattern: RegExp, most: number): number =>
    Math.max(
      0,
      ...[...source.matchAll(pattern)]
        .map((found) => Math.max(...found.slice(1).map(Number)))
        .filter((one) => one <= most),
    );
  const cut = last(/\[\s*(\d*)\s*:\s*(\d*)/g, mostRows);
  const rows = cut > smallTable.rows - 4 ? cut + kept : smallTable.rows;
  // 28 by 28 pixels behind the digit that they show
  if (/\b78[45]\b/.test(source)) return { rows, columns: 785, classFirst: true };
  const columns = 1 + Math.max(2, last(/\[[^[\],]*,\s*(?:\d*\s*:)?\s*(\d{1,2})\s*\]/g, 99));
  return { rows, columns, classFirst: false };
}
