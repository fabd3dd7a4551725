import type { Samples } from "../graph/model.ts";
import { Column, isMissing, Missing } from "./column.ts";
import { records } from "./csv.ts";

/** Why a table gives no arrays, and what to do. */
export interface TableProblem {
  readonly problem: string;
  readonly hint?: string;
}

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === "";
const rowsHint = "Rows count from 1 under the header.";

/**
 * One array a name: a vector where it asks for one column of numbers, a matrix [rows, columns] where for several. A
 * column of words becomes a column of 0 and 1 for each word. The text is read once, a record at a time.
 */
export function columnsOf(
  path: string,
  pieces: Iterable<string>,
  separator: string,
  wanted: readonly (readonly string[])[] | undefined,
  names: number,
  like?: readonly Samples[],
): readonly Samples[] | TableProblem {
  const rows = records(pieces, separator);
  const trimmed = (cells: readonly string[]): string[] => cells.map((cell) => cell.trim());
  const header = trimmed(rows.next().value ?? [""]);
  const none = { problem: `${path} has no rows under its header` };
  if (isBlank(header)) return none;
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `${path} has two columns ${twice || "without a name"}` };
  const lists = wanted ?? shared(header, names);
  if (lists.length !== names) {
    return {
      problem: `${names} names ask for data, and columns(…) lists ${lists.length}`,
      hint: "Write one list a name, separated by ; as in columns(a, b; label).",
    };
  }
  const unknown = lists.flat().find((name) => !header.includes(name));
  if (unknown !== undefined)
    return { problem: `${path} has no column ${unknown}`, hint: `Its columns are ${header.join(", ")}.` };
  const taken = lists.map((list, at) => {
    const words = like?.[at] && ((name: string) => like[at]!.categories?.get(name) ?? []);
    return list.map((name) => new Column(name, words?.(name)));
  });
  const columns = taken.flat().map((column) => ({ column, place: header.indexOf(column.name) }));

  const missing = new Missing();
  let [count, blanks] = [0, 0];
  const take = (cells: readonly string[]): TableProblem | undefined => {
    count++;
    if (cells.length !== header.length) {
      return {
        problem: `${path}: row ${count} has ${cells.length} cells, the header ${header.length}`,
        hint: "Give every row one cell a column.",
      };
    }
    for (const { column, place } of columns) {
      const cell = cells[place]!.trim();
      if (isMissing(cell)) {
        missing.add(count, column.name);
        continue;
      }
      const fault = column.take(cell);
      if (fault === undefined) continue;
      return {
        problem: `${path}: row ${count}, column ${column.name} ${fault}`,
        hint: `${rowsHint} A column holds numbers, or words as categories, not both.`,
      };
    }
    return undefined;
  };
  for (const cells of rows) {
    // empty lines at the end are no rows, those between are
    if (cells.length === 1 && cells[0]!.trim() === "") {
      blanks++;
      continue;
    }
    for (; blanks > 0; blanks--) {
      const problem = take([""]);
      if (problem) return problem;
    }
    const problem = take(cells);
    if (problem) return problem;
  }
  if (count === 0) return none;
  if (missing.told !== undefined)
    return {
      problem: `${path}: ${missing.told}`,
      hint: `${rowsHint} Fill the cells in, take the rows out, or leave the columns out.`,
    };
  return taken.map((list) => arrayOf(list, count));
}

function arrayOf(columns: readonly Column[], rows: number): Samples {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const data = new Float64Array(rows * width);
  let first = 0;
  for (const column of columns) {
    column.write(data, width, first);
    first += column.width;
  }
  const categories = new Map(
    columns.flatMap(({ name, categories }) => (categories ? [[name, categories] as const] : [])),
  );
  const isVector = columns.length === 1 && categories.size === 0;
  return {
    shape: isVector ? [rows] : [rows, width],
    data,
    ...(categories.size > 0 && { categories }),
  };
}

/** Without a list the last column goes to the last name and all before it to the first. */
function shared(header: readonly string[], names: number): string[][] {
  if (names === 1) return [[...header]];
  return names === 2 ? [header.slice(0, -1), header.slice(-1)] : header.map((name) => [name]);
}
