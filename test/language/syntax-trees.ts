import fc from "fast-check";
import { canonicalName } from "../../src/language/name.ts";
import type {
  Argument,
  BinaryOperator,
  Expression,
  Identifier,
  Slice,
  Statement,
} from "../../src/language/syntax.ts";

const span = { from: 0, to: 0 };
const identifier = (text: string): Identifier => ({ canonical: canonicalName(text), text, span });

const names = fc.constantFrom("x", "y_hat", "W1", "θ", "ŷ", "w₁", "long_name", "e", "z̄").map(identifier);
const numbers = fc.constantFrom("0", "1", "2.5", ".5", "1e-3", "3.", "12E+4");
const operators = fc.constantFrom<BinaryOperator>(
  "+",
  "-",
  "*",
  "/",
  "@",
  "^",
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
);

/** Random syntax trees: every kind of expression, a few levels deep. */
export const expressions: fc.Arbitrary<Expression> = fc.letrec<{
  tree: Expression;
  slice: Slice;
  argument: Argument;
}>((tie) => ({
  slice: fc
    .record({ start: tie("tree"), stop: tie("tree"), step: tie("tree") }, { requiredKeys: [] })
    .map((bounds) => ({ kind: "slice", ...bounds, span })),
  argument: fc
    .record({ keyword: fc.option(names, { nil: undefined }), value: tie("tree") })
    .map(({ keyword, value }) => ({ ...(keyword && { keyword }), value })),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    numbers.map((text): Expression => ({ kind: "number", text, span })),
    names.map((name): Expression => ({ kind: "name", name, span })),
    fc.tuple(operators, tie("tree"), tie("tree")).map(
      ([operator, left, right]): Expression => ({
        kind: "binary",
        operator,
        operatorSpan: span,
        left,
        right,
        span,
      }),
    ),
    fc
      .tuple(fc.constantFrom("-" as const, "+" as const), tie("tree"))
      .map(([operator, of]): Expression => ({ kind: "unary", operator, of, span })),
    tie("tree").map((of): Expression => ({ kind: "transpose", of, span })),
    fc.array(tie("tree"), { maxLength: 3 }).map((items): Expression => ({ kind: "list", items, span })),
    fc
      .tuple(tie("tree"), fc.array(fc.oneof(tie("tree"), tie("slice")), { minLength: 1, maxLength: 3 }))
      .map(([of, items]): Expression => ({ kind: "index", of, items, span })),
    fc
      .tuple(names, fc.array(tie("argument"), { maxLength: 3 }))
      .map(([name, given]): Expression => ({ kind: "call", name, arguments: given, span })),
  ),
})).tree;

const sizes = fc.array(
  fc.constantFrom("3", "n", "784").map((text) => ({ text, span })),
  { minLength: 1, maxLength: 3 },
);
const declarations = fc
  .tuple(
    names,
    fc.option(sizes, { nil: undefined }),
    fc.oneof(
      fc.constant({}),
      expressions.map((value) => ({ value })),
      fc
        .array(
          expressions.map((value) => ({ value })),
          { maxLength: 2 },
        )
        .map((given) => ({ draw: { rule: identifier("normal"), arguments: given } })),
    ),
  )
  .map(([name, shape, start]) => ({ name, ...(shape && { sizes: shape }), ...start, span }));

const dataItems = fc
  .tuple(
    names,
    fc.option(
      fc.array(fc.array(fc.constantFrom("a", "two words", "label"), { minLength: 1, maxLength: 2 }), {
        minLength: 1,
        maxLength: 2,
      }),
      { nil: undefined },
    ),
    fc.boolean(),
  )
  .map(([name, columns, given]) => ({
    name,
    ...(given && { path: { text: "points.csv", span }, ...(columns && { columns }) }),
  }));

/** Random statements of every kind. */
export const statements: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("input" as const, "param" as const),
      fc.array(declarations, { minLength: 1, maxLength: 3 }),
    )
    .map(([kind, list]): Statement => ({ kind, declarations: list, span })),
  fc
    .array(dataItems, { minLength: 1, maxLength: 3 })
    .map((items): Statement => ({ kind: "data", items, span })),
  fc
    .tuple(fc.constantFrom("loss" as const, "assign" as const), names, expressions)
    .map(([kind, name, value]): Statement => ({ kind, name, value, span })),
  fc
    .tuple(
      fc.array(names, { maxLength: 1 }),
      fc.array(fc.record({ name: names, value: expressions }), { maxLength: 3 }),
    )
    .map(([words, options]): Statement => ({ kind: "train", words, options, span })),
  expressions.map((value): Statement => ({ kind: "expression", value, span })),
);

/** The same tree with all spans left out. */
export const unspanned = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value) => (key === "span" || key === "operatorSpan" ? undefined : value)),
  );
