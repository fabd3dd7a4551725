import { dirname, resolve } from "node:path";
import type { Load } from "../language/lower.ts";
import { columnsOf } from "../train/columns.ts";
import { readBinary } from "./binary.ts";
import { textPieces, Unreadable } from "./files.ts";

/** Reads the tables, NumPy and idx files that a model names, relative to the model's own place. */
export const tablesBeside =
  (modelPath: string): Load =>
  (path, columns, names, like) => {
    const place = resolve(modelPath === "-" ? "." : dirname(modelPath), path);
    const ending = /\.([^.]+)$/.exec(path.replace(/\.gz$/, ""))?.[1]?.toLowerCase();
    if (ending === "npy" || ending === "npz" || /idx\d-ubyte(\.gz)?$/.test(path) || ending === "idx") {
      const arrays = readBinary(place, columns?.flat(), names);
      return "problem" in arrays ? { ...arrays, problem: `${path}: ${arrays.problem}` } : arrays;
    }
    if (ending !== "csv" && ending !== "tsv") {
      return {
        problem: `${path} cannot be read: data come from .csv, .tsv, .npy, .npz and idx files`,
        hint: "Convert it to CSV with a header line.",
      };
    }
    try {
      return columnsOf(path, textPieces(place), ending === "tsv" ? "\t" : ",", columns, names, like);
    } catch (failure) {
      if (!(failure instanceof Unreadable)) throw failure;
      const { problem, hint } = failure;
      return { problem: `${path}: ${problem}`, ...(hint !== undefined && { hint }) };
    }
  };
