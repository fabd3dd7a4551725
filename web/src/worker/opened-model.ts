import { type Diagnostic, type Model, ModelError, model } from "chainrule";
import { columnsOf, type Load } from "chainrule/view";
import type { ModelText, Problem, Table } from "./protocol.ts";

/** The model of a text, read once as long as the text stays the same. */

let last: { text: ModelText; read: ReadModel } | undefined;

export type ReadModel = { readonly model: Model } | { readonly problems: readonly Problem[] };

export function read(text: ModelText): ReadModel {
  if (last && last.text.source === text.source && sameTables(last.text.tables, text.tables)) return last.read;
  last = { text, read: fresh(text) };
  return last.read;
}

const sameTables = (a: ModelText["tables"], b: ModelText["tables"]): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [one, other] = [a[name]!, b[name]];
      if (!other) return false;
      return "text" in one && "text" in other
        ? one.text === other.text
        : "arrays" in one && "arrays" in other && one.arrays.length === other.arrays.length;
    })
  );
};

function fresh({ source, tables }: ModelText): ReadModel {
  try {
    return { model: model(source, { load: loadFrom(tables) }) };
  } catch (failure) {
    if (failure instanceof ModelError) return { problems: failure.diagnostics.map(problemOf) };
    throw failure;
  }
}

/** The model, or nothing where the text has mistakes that have been told. */
export function modelOf(text: ModelText): Model | undefined {
  const found = read(text);
  return "model" in found ? found.model : undefined;
}

export const loadFrom =
  (tables: Readonly<Record<string, Table>>): Load =>
  (path, columns, names, like) => {
    const table = Object.hasOwn(tables, path) ? tables[path] : undefined;
    if (!table) {
      const known = Object.keys(tables);
      return {
        problem: `${path} is not on this page`,
        hint: known.length > 0 ? `It has ${known.join(", ")}.` : "Drop the file here, or paste its text.",
      };
    }
    if ("arrays" in table)
      return table.arrays.length === names
        ? table.arrays
        : { problem: `${path} was opened as ${table.arrays.length} arrays, and ${names} names ask for data` };
    return columnsOf(path, [table.text], path.endsWith(".tsv") ? "\t" : ",", columns, names, like);
  };

export const problemOf = ({ span, severity, code, message, why, hint }: Diagnostic): Problem => ({
  from: span.from,
  to: span.to,
  severity,
  code,
  message,
  ...(why !== undefined && { why }),
  ...(hint !== undefined && { hint }),
});
