import { dirname, resolve } from "node:path";
import { dsvFormat } from "d3-dsv";
import type { NDArray } from "../base/array.ts";
import type { Load } from "../language/lower.ts";
import { type FileProblem, readText } from "./files.ts";

/** Reads the CSV and TSV files that a model names, relative to the model's own place. */
export const tablesBeside =
  (modelPath: string): Load =>
  (path, columns, names) => {
    const ending = /\.([^.]+)$/.exec(path)?.[1]?.toLowerCase();
    if (ending !== "csv" && ending !== "tsv") {
      return {
        problem: `${path} cannot be read: data come from .csv and .tsv files`,
        hint: "Convert it to CSV with a header line.",
      };
    }
    const read = readText(resolve(modelPath === "-" ? "." : dirname(modelPath), path));
    if ("problem" in read) return { ...read, problem: `${path}: ${read.problem}` };
    return columnsOf(path, read.text, ending === "tsv" ? "\t" : ",", columns, names);
  };

/** One array a name: a vector where it asks for one column, a matrix [rows, columns] where for several. */
export function columnsOf(
  path: string,
  text: string,
  separator: string,
  wanted: readonly (readonly string[])[] | undefined,
  names: number,
): readonly NDArray[] | FileProblem {
  const rows = dsvFormat(separator).parse(text.replace(/^\ufeff/, ""));
  const header = rows.columns.map((name) => name.trim());
  if (rows.length === 0) return { problem: `${path} has no rows under its header` };
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
    for (const [row, record] of rows.entries()) {
      for (const [at, place] of places.entries()) {
        const cell = (record[rows.columns[place]!] ?? "").trim();
        const value = cell === "" ? Number.NaN : Number(cell);
        if (Number.isNaN(value)) {
          const said = cell === "" ? "is empty" : `is ${JSON.stringify(cell)}, no number`;
          return { problem: `${path}: row ${row + 1} (line ${row + 2}), column ${list[at]} ${said}` };
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
