import type { Layout } from "../layout.ts";

const pairs =
  "_X.map((x, i) => ({ x: x, input: x, inputs: x, features: x, y: _y[i], output: _y[i], outputs: _y[i], target: _y[i], targets: _y[i], expected: _y[i], label: _y[i] }))";
const lists = "_X.map((x, i) => [x, _y[i]])";
const rows = (inputs: number): string => `_rows(6, ${inputs})`;
const hot = "[0, 1, 2, 0, 1, 2].map((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0)))";
const column = "[[1], [0], [1], [1], [0], [0]]";

/** Layouts in which a program may want its data, likeliest first; `matrix` is the name of its own class of matrices. */
export function layoutsOf(inputs: number, matrix: string | undefined): Layout[] {
  const one = { inputs, outputs: 1 };
  const many = { inputs, outputs: 3 };
  const wrapped = (list: string): string => `_wrapped(${matrix}, ${list})`;
  const plain: Layout[] = [
    { ...one, data: rows(inputs), targets: "[1, 0, 1, 1, 0, 0]", pairs },
    { ...many, data: `_row(${inputs})`, targets: "[0, 1, 0]", pairs: "[]" },
    { ...one, data: rows(inputs), targets: column, pairs },
    { ...one, data: `_row(${inputs})`, targets: "1", pairs: "[]" },
    { ...one, data: rows(inputs), targets: column, pairs: lists },
    { ...many, data: rows(inputs), targets: hot, pairs },
    { inputs: 1, outputs: 1, data: "_row(6)", targets: "_row(6)", pairs },
    { ...one, data: `_row(${inputs})`, targets: "[1]", pairs: "[]" },
  ];
  if (matrix === undefined) return plain;
  return [
    ...plain.slice(0, 3),
    { ...many, data: wrapped(`_rows(${inputs}, 1)`), targets: wrapped("[[0], [1], [0]]"), pairs: "[]" },
    { ...one, data: wrapped(rows(inputs)), targets: wrapped(column), pairs: "[]" },
    { ...many, data: wrapped(rows(inputs)), targets: wrapped(hot), pairs: "[]" },
    ...plain.slice(3),
  ];
}

export const headOf = ({ data, targets, pairs: list }: Layout): string =>
  `const _X = ${data};\nconst _y = ${targets};\nconst _pairs = Array.isArray(_X) && Array.isArray(_y) ? ${list} : [];\n`;
