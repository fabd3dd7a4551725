import { dsvFormat } from "d3-dsv";

/** A table that was dropped or pasted: what its columns are, and which rows cannot be learnt from. */
export interface ReadTable {
  /** How many numbers a row of all columns but the last is: a column of words is one for each word. */
  readonly width: number;
  /** Of the last column, if it tells classes apart: how many. */
  readonly classes: number;
  /** Whether it names them by words. */
  readonly isNamed: boolean;
  /** Rows without an empty cell, as text. */
  readonly text: string;
  /** Rows that have one, counted from 1 under the header. */
  readonly left: readonly number[];
}

const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]);
const isNumber = (cell: string): boolean => Number.isFinite(Number(cell)) && cell !== "";

/** Undefined where it has no two columns, or no row. */
export function readTable(name: string, content: string): ReadTable | undefined {
  const format = dsvFormat(/\.tsv$/i.test(name) ? "\t" : ",");
  const [header = [], ...all] = format
    .parseRows(content.replace(/^\ufeff/, ""), (row) => row.map((cell) => cell.trim()))
    .filter((row) => row.length > 1 || row[0] !== "");
  const hasAll = (row: readonly string[]): boolean => row.every((cell) => !missing.has(cell));
  const rows = all.filter(hasAll);
  if (header.length < 2 || rows.length === 0) return undefined;
  const wordsOf = (at: number): Set<string> => new Set(rows.map((row) => row[at] ?? ""));
  const isWords = (at: number): boolean => rows.every((row) => !isNumber(row[at] ?? ""));
  const last = header.length - 1;
  const labels = [...wordsOf(last)];
  const isNamed = isWords(last);
  const isClass = labels.length <= 10 && labels.every((one) => /^\d+$/.test(one));
  return {
    width: header.slice(0, -1).reduce((sum, _, at) => sum + (isWords(at) ? wordsOf(at).size : 1), 0),
    classes: isNamed ? labels.length : isClass ? Math.max(...labels.map(Number)) + 1 : 0,
    isNamed,
    text: rows.length === all.length ? content : format.formatRows([header, ...rows]),
    left: all.flatMap((row, at) => (hasAll(row) ? [] : [at + 1])),
  };
}

/** A first model for a table: all columns but the last in, the last one out; a classifier where that tells classes. */
export function modelFor(name: string, { width, classes, isNamed }: ReadTable): string {
  if (isNamed || classes > 2)
    return `# ${width} numbers a row tell ${classes} classes apart
data X, y = "${name}"
param W1[${width}, 8] ~ glorot, b1[8] = 0
param W2[8, ${classes}] ~ glorot, b2[${classes}] = 0

H      = tanh(X @ W1 + b1)
scores = H @ W2 + b2
loss L = cross_entropy(scores, y)
train adam rate=0.05 epochs=200 seed=1
`;
  if (classes > 0)
    return `# ${width} numbers a row tell two classes apart
data X, y = "${name}"
param W1[${width}, 8] ~ glorot, b1[8] = 0
param W2[8] ~ normal(0.5), b2 = 0

H     = tanh(X @ W1 + b1)
y_hat = sigmoid(H @ W2 + b2)
loss L = mean((y_hat - y)^2)
train adam rate=0.05 epochs=200 seed=1
`;
  return `# ${width} numbers a row give the last column, by a straight plane
data X, y = "${name}"
param w[${width}] = 0, b = 0

y_hat = X @ w + b
loss L = mean((y_hat - y)^2) / 2
train adam rate=0.05 epochs=300
`;
}
