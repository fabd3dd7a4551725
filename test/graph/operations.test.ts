import { describe, expect, test } from "vitest";
import { filled, fromNested, generate, type NDArray, type Nested, toNested } from "../../src/base/array.ts";
import { Random } from "../../src/base/random.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Attributes, Node } from "../../src/graph/node.ts";
import type { Op } from "../../src/graph/op.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import { ShapeError } from "../../src/graph/shape.ts";
import { evaluate } from "../../src/run/evaluate.ts";

const value = (op: Op, operands: Nested[], attributes: Attributes = {}): Nested =>
  toNested(operations[op].value(operands.map(fromNested), attributes));
const number = (op: Op, ...operands: number[]): number => operations[op].scalar!(...operands);

describe("values", () => {
  test("sigmoid and softplus hold at ±1000", () => {
    expect(number("sigmoid", 1000)).toBe(1);
    expect(number("sigmoid", -1000)).toBe(0);
    expect(number("softplus", 1000)).toBe(1000);
    expect(number("softplus", -1000)).toBe(0);
    expect(number("softplus", -40)).toBeCloseTo(Math.exp(-40), 30);
    expect(number("sigmoid", -40)).toBeCloseTo(Math.exp(-40), 30);
    expect(number("silu", -1000)).toBeCloseTo(0, 12);
    expect(number("gelu", -Infinity)).toBe(0);
  });

  test("log-sum-exp and cross-entropy hold for large logits", () => {
    expect(value("logSumExp", [[1000, 1000]], { axes: [0] })).toBeCloseTo(1000 + Math.log(2), 10);
    expect(value("logSumExp", [[-1000, -1001]], { axes: [0] })).toBeCloseTo(
      -1000 + Math.log1p(Math.exp(-1)),
      10,
    );
    expect(value("crossEntropy", [[[1000, 0]], [0]])).toBe(0);
    expect(value("crossEntropy", [[[1000, 0]], [1]])).toBe(1000);
    expect(
      value("crossEntropy", [
        [
          [0, 0],
          [0, 0],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ]),
    ).toBeCloseTo(Math.log(2), 14);
    expect(value("softmax", [[1000, 1000]], { axes: [0] })).toEqual([0.5, 0.5]);
  });

  test("erf to the last digits, against tables", () => {
    const table: [number, number][] = [
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [1.5, 0.9661051464753108],
      [2, 0.9953222650189527],
      [2.4, 0.9993114861033549],
      [2.6, 0.9997639655834707],
      [3, 0.9999779095030014],
      [5, 0.9999999999984626],
    ];
    for (const [x, y] of table) {
      expect(Math.abs(number("erf", x) - y)).toBeLessThan(1e-15);
      expect(number("erf", -x)).toBe(-number("erf", x));
    }
    expect([number("erf", 0), number("erf", 7), number("erf", -Infinity)]).toEqual([0, 1, -1]);
    expect(number("erf", Number.NaN)).toBeNaN();
  });

  test("arrays move, multiply and reduce as NumPy's do", () => {
    expect(
      value("matmul", [
        [
          [1, 2],
          [3, 4],
        ],
        [1, 1],
      ]),
    ).toEqual([3, 7]);
    expect(
      value("matmul", [
        [1, 1],
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ).toEqual([4, 6]);
    expect(
      value("matmul", [
        [1, 2],
        [3, 4],
      ]),
    ).toBe(11);
    expect(
      value("matmul", [
        [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [2, 0],
            [0, 2],
          ],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [2, 4],
        [6, 8],
      ],
    ]);
    expect(
      value(
        "sum",
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        { axes: [0] },
      ),
    ).toEqual([4, 6]);
    expect(
      value(
        "mean",
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        { axes: [1], keepdims: true },
      ),
    ).toEqual([[1.5], [3.5]]);
    expect(
      value(
        "max",
        [
          [
            [1, 5],
            [3, 4],
          ],
        ],
        { axes: [0, 1] },
      ),
    ).toBe(5);
    expect(
      value(
        "index",
        [
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ],
        { index: [-1, { start: null, stop: null, step: -2 }] },
      ),
    ).toEqual([6, 4]);
    expect(
      value(
        "concatenate",
        [
          [[1], [2]],
          [[3], [4]],
        ],
        { axis: 1 },
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(value("oneHot", [[2, 0]], { classes: 3 })).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(value("oneHot", [[3]], { classes: 3 })).toEqual([[NaN, NaN, NaN]]);
    expect(value("scatterAdd", [[1, 2, 3]], { positions: [0, 1, 0], shape: [2] })).toEqual([4, 2]);
    expect(value("relu", [[-1, 0, 2, Number.NaN]])).toEqual([0, 0, 2, Number.NaN]);
  });

  test("operands that do not fit are refused with both shapes", () => {
    const $ = new Graph();
    const [a, b] = [$.variable("a", [2, 3]), $.variable("b", [4])];
    expect(() => $.add(a, b)).toThrow(ShapeError);
    expect(() => $.matmul(a, b)).toThrow(/\[2, 3\] @ \[4\]: inner sizes 3 and 4 differ/);
    expect(() => $.reshape(a, [5])).toThrow(/\[2, 3\] cannot be reshaped to \[5\]/);
    expect(() => $.sum(a, { axes: [2] })).toThrow(/axis 2 is out of range/);
    expect(() => $.index(a, [5])).toThrow(/index 5 is out of range/);
    expect(() => $.crossEntropy(a, b)).toThrow(/cross_entropy of logits \[2, 3\]/);
    expect(() => $.add($.variable("p", ["n"]), $.variable("q", ["m"]))).toThrow(/sizes n and m differ/);
  });
});

/** One operation alone: its derivative cell against differences, on these operands. */
interface Case {
  readonly operands: readonly NDArray[];
  readonly attributes?: Attributes;
  /** Operands without a derivative: labels, conditions. */
  readonly fixed?: readonly number[];
}

const random = new Random(5);
const draw = (shape: readonly number[], low = 0.2, high = 0.9): NDArray =>
  generate(shape, () => random.uniform(low, high));
const signed = (shape: readonly number[]): NDArray => generate(shape, () => random.uniform(-0.95, 0.95));

function casesOf(op: Op): Case[] {
  const { scalar, arity, kink } = operations[op];
  const x = (): NDArray => signed([2, 3]);
  const over = (attributes: Attributes): Case => ({ operands: [x()], attributes });
  if (scalar) {
    const positive = op === "log" || op === "sqrt" || op === "power" || op === "divide";
    const operand = (shape: readonly number[]): NDArray => (positive ? draw(shape) : signed(shape));
    const shapes: number[][][] = [
      [[], [], []],
      [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
      [[2, 1], [3], []],
      [[3], [2, 3], [1, 3]],
    ];
    return shapes.map((row) => {
      let operands: NDArray[];
      do operands = row.slice(0, Number(arity)).map(operand);
      while ((kink?.(operands, {}) ?? 1) < 0.01);
      return { operands, ...(op === "where" && { fixed: [0] }) };
    });
  }
  switch (op) {
    case "sum":
    case "mean":
    case "max":
    case "min":
    case "logSumExp":
      return [
        over({ axes: [0, 1] }),
        over({ axes: [0] }),
        over({ axes: [1], keepdims: true }),
        over({ axes: [0, 1], keepdims: true }),
        { operands: [signed([2, 3, 2])], attributes: { axes: [0, 2] } },
        { operands: [signed([2, 3, 2])], attributes: { axes: [1], keepdims: true } },
      ];
    case "softmax":
    case "logSoftmax":
      return [over({ axes: [0] }), over({ axes: [1] })];
    case "matmul":
      return [
        [
          [2, 3],
          [3, 2],
        ],
        [[3], [3]],
        [[3], [3, 2]],
        [[2, 3], [3]],
        [
          [2, 2, 3],
          [3, 2],
        ],
        [
          [2, 1, 2, 3],
          [3, 3, 2],
        ],
        [[2, 2, 3], [3]],
      ].map(([a, b]) => ({ operands: [signed(a!), signed(b!)] }));
    case "transpose":
      return [
        over({ permutation: [1, 0] }),
        { operands: [signed([2, 3, 2])], attributes: { permutation: [2, 0, 1] } },
      ];
    case "reshape":
      return [over({ shape: [3, 2] }), over({ shape: [6] })];
    case "broadcast":
      return [over({ shape: [2, 2, 3] }), { operands: [signed([2, 1])], attributes: { shape: [2, 4] } }];
    case "concatenate":
      return [
        { operands: [x(), x(), x()], attributes: { axis: 1 } },
        { operands: [x(), x()], attributes: { axis: 0 } },
      ];
    case "index":
      return [
        over({ index: [1] }),
        over({
          index: [
            { start: null, stop: null, step: -1 },
            { start: -2, stop: null, step: 1 },
          ],
        }),
        {
          operands: [signed([5, 4])],
          attributes: {
            index: [
              { start: 4, stop: 0, step: -3 },
              { start: 1, stop: null, step: 2 },
            ],
          },
        },
      ];
    case "scatter":
      return [
        {
          operands: [signed([2])],
          attributes: { index: [1, { start: 0, stop: 2, step: 1 }], shape: [2, 3] },
        },
      ];
    case "gather":
      return [over({ positions: [0, 5, 0, 2], shape: [2, 2] })];
    case "scatterAdd":
      return [over({ positions: [0, 1, 0, 2, 2, 2], shape: [3] })];
    case "crossEntropy":
      return [
        { operands: [x(), fromNested([2, 0])], fixed: [1] },
        { operands: [x(), draw([2, 3])] },
        { operands: [signed([3]), fromNested(1)], fixed: [1] },
      ];
    case "named":
      return [{ operands: [x()], attributes: { name: "q" } }];
    default:
      return [];
  }
}

/** The operation's adjoint of `operand`, straight from its own cell. */
function byCell($: Graph, y: Node, dy: Node, operand: number): Node {
  const { derivative } = operations[y.op];
  if (typeof derivative === "function") return derivative($, dy, y.operands, y, y.attributes)[operand]!;
  return $.sumTo($.multiply(dy, derivative[operand]!($, y.operands, y)), y.operands[operand]!.shape);
}

describe("each derivative cell alone agrees with differences", () => {
  const without: Op[] = ["number", "array", "variable", "size", "oneHot"];
  for (const op of allOps) {
    if (without.includes(op)) continue;
    test(op, () => {
      const cases = casesOf(op);
      expect(cases.length).toBeGreaterThan(0);
      for (const { operands, attributes = {}, fixed = [] } of cases) {
        const $ = new Graph();
        const leaves = operands.map((operand, at) => $.variable(`x${at}`, operand.shape));
        const y = $.make(op, leaves, attributes);
        const weights = signed(y.shape as number[]);
        const dy = $.variable("dy", y.shape);
        const weighted = (given: readonly NDArray[]): number => {
          const out = operations[op].value(given, attributes);
          return out.data.reduce((sum, one, at) => sum + one * weights.data[at]!, 0);
        };
        for (const [at, operand] of operands.entries()) {
          if (fixed.includes(at)) continue;
          const values = new Map<Node, NDArray>(
            [...leaves.entries()].map(([k, leaf]) => [leaf, operands[k]!]),
          );
          const adjoint = byCell($, y, dy, at);
          const derived = evaluate([adjoint], values.set(dy, weights)).get(adjoint)!;
          expect(derived.shape).toEqual(operand.shape);
          for (let position = 0; position < operand.data.length; position++) {
            const moved = (step: number): number => {
              const data = operand.data.slice();
              data[position]! += step;
              return weighted(operands.map((one, k) => (k === at ? { shape: one.shape, data } : one)));
            };
            const h = 1e-3;
            const slope = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
            expect(
              Math.abs(derived.data[position]! - slope),
              `${op}, operand ${at}, element ${position}`,
            ).toBeLessThan(1e-7);
          }
        }
      }
    });
  }
});

test("conventions at kinks: relu′(0) = abs′(0) = 0, ties share equally", () => {
  const at = (op: Op, operands: Nested[], attributes: Attributes = {}): Nested[] => {
    const $ = new Graph();
    const given = operands.map(fromNested);
    const leaves = given.map((one, k) => $.variable(`x${k}`, one.shape));
    const y = $.make(op, leaves, attributes);
    const dy = $.array(filled(y.shape as number[], 1));
    const values = new Map(leaves.map((leaf, k) => [leaf, given[k]!]));
    return leaves.map((_, k) => {
      const adjoint = byCell($, y, dy, k);
      return toNested(evaluate([adjoint], values).get(adjoint)!);
    });
  };
  expect(at("relu", [0])).toEqual([0]);
  expect(at("abs", [0])).toEqual([0]);
  expect(at("maximum", [2, 2])).toEqual([0.5, 0.5]);
  expect(at("minimum", [1, 2])).toEqual([1, 0]);
  expect(at("max", [[3, 1, 3]], { axes: [0] })).toEqual([[0.5, 0, 0.5]]);
  expect(at("leakyRelu", [0, 0.1])).toEqual([0.1, 0]);
  expect(at("power", [0, 2])).toEqual([0, 0]);
  expect(at("sign", [0])).toEqual([0]);
  expect(at("elu", [0, 0.5])).toEqual([0.5, 0]);
  expect(at("less", [1, 1])).toEqual([0, 0]);
  expect(at("equal", [1, 1])).toEqual([0, 0]);
  expect(at("where", [0, 7, 8])).toEqual([0, 0, 1]);
  expect(at("min", [[1, 1, 1, 2]], { axes: [0] })).toEqual([[1 / 3, 1 / 3, 1 / 3, 0]]);
  const matrix = [
    [2, 2, 1],
    [0, 3, 3],
  ];
  const halves = [
    [0.5, 0.5, 0],
    [0, 0.5, 0.5],
  ];
  expect(at("max", [matrix], { axes: [1] })).toEqual([halves]);
  expect(at("max", [matrix], { axes: [1], keepdims: true })).toEqual([halves]);
  expect(
    at(
      "max",
      [
        [
          [1, 1],
          [1, 0],
        ],
      ],
      { axes: [0, 1] },
    ),
  ).toEqual([
    [
      [1 / 3, 1 / 3],
      [1 / 3, 0],
    ],
  ]);
});

test("derivatives hold where values saturate: no NaN at ±1000", () => {
  const slope = (op: Op, x: number, ...rest: number[]): number => {
    const $ = new Graph();
    const leaf = $.variable("x");
    const y = $.make(op, [leaf, ...rest.map((one) => $.number(one))]);
    const adjoint = byCell($, y, $.number(1), 0);
    return evaluate([adjoint], new Map([[leaf, fromNested(x)]])).get(adjoint)!.data[0]!;
  };
  for (const op of ["sigmoid", "tanh", "erf"] as const) {
    expect(slope(op, 1000), op).toBe(0);
    expect(slope(op, -1000), op).toBeCloseTo(0, 15);
  }
  for (const op of ["softplus", "silu", "gelu", "relu"] as const) {
    expect(slope(op, 1000), op).toBeCloseTo(1, 12);
    expect(slope(op, -1000), op).toBeCloseTo(0, 12);
  }
  expect([slope("elu", 1000, 1), slope("elu", -1000, 1)]).toEqual([1, 0]);
  expect([slope("leakyRelu", 1000, 0.1), slope("leakyRelu", -1000, 0.1)]).toEqual([1, 0.1]);
});

test("classification's derivatives hold for large and for masked logits", () => {
  const $ = new Graph();
  const z = $.variable("z", [2, 3]);
  const slopes = (loss: Node, logits: Nested): Nested => {
    const adjoint = byCell($, loss, $.number(1), 0);
    return toNested(evaluate([adjoint], new Map([[z, fromNested(logits)]])).get(adjoint)!);
  };
  const large = [
    [1000, 0, -1000],
    [-1000, 1000, 1000],
  ];
  expect(slopes($.crossEntropy(z, $.array([0, 1])), large)).toEqual([
    [0, 0, 0],
    [0, -0.25, 0.25],
  ]);
  const masked = [
    [0, -Infinity, 0],
    [0, 0, -Infinity],
  ];
  expect(slopes($.logSumExp(z), masked)).toEqual([
    [0.25, 0, 0.25],
    [0.25, 0.25, 0],
  ]);
});
