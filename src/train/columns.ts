import { dsvFormat } from "d3-dsv";
import type { NDArray } from "../base/array.ts";

/** Why a table gives no arrays, and what to do. */
export interface TableProblem {
  readonly problem: string;
  readonly hint?: string;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const isBlank = (cells: readonly string[] | undefined): boolean => cells?.length === 1 && cells[0] === "";
const shown = (cell: string): string => JSON.stringify(cell.length > 30 ? `${cell.slice(0, 30)}…` : cell);

/** One array a name: a vector where it asks for one column, a matrix [rows, columns] where for several. */
export function columnsOf(
  path: string,
  text: string,
  separator: string,
  wanted: readonly (readonly string[])[] | undefined,
  names: number,
): readonly NDArray[] | TableProblem {
  const [titles = [], ...rows] = dsvFormat(separator)
    .parseRows(text.replace(/^\ufeff/, ""))
    .map((cells) => cells.map((cell) => cell.trim()));
  // an empty line is no row
  while (isBlank(rows.at(-1))) rows.pop();
  const header: readonly string[] = titles;
  if (rows.length === 0) return { problem: `${path} has no rows under its header` };
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `${path} has two columns ${twice || "without a name"}` };
  const ragged = rows.findIndex((cells) => cells.length !== header.length);
  if (ragged >= 0) {
    return {
      problem: `${path}: row ${ragged + 1} has ${rows[ragged]!.length} cells, the header ${header.length}`,
      hint: "Give every row one cell a column.",
    };
  }
  const lists = wanted ?? shared(header, names);
  if (lists.length !== names) {
    return {
      problem: `${names} names ask for data, and columns(…) lists ${lists.length}`,
      hint: "Write one list a name, separated by ; as in columns(a, b; label).",
    };
  }
  const arrays: NDArray[] = [];
  for (const list of lists) {
    const places = list.map((name) => header.indexOf(name));
    const missing = places.indexOf(-1);
    if (missing >= 0)
      return {
        problem: `${path} has no column ${list[missing]}`,
        hint: `Its columns are ${header.join(", ")}.`,
      };
    const data = new Float64Array(rows.length * list.length);
    for (const [row, cells] of rows.entries()) {
      for (const [at, place] of places.entries()) {
        const cell = cells[place]!;
        const value = decimal.test(cell) ? Number(cell) : Number.NaN;
        if (!Number.isFinite(value)) {
          const said = cell === "" ? "is empty" : `is ${shown(cell)}, no number`;
          return {
            problem: `${path}: row ${row + 1}, column ${list[at]} ${said}`,
            hint: "Rows count from 1 under the header. Give the cell a number, or leave the column out.",
          };
        }
        data[row * list.length + at] = value;
      }
    }
    arrays.push({ shape: list.length === 1 ? [rows.length] : [rows.length, list.length], data });
  }
  return arrays;
}

/** Without a list the last column goes to the last name and all before it to the first. */
function shared(header: readonly string[], names: number): string[][] {
  if (names === 1) return [[...header]];
  return names === 2 ? [header.slice(0, -1), header.slice(-1)] : header.map((name) => [name]);
}
