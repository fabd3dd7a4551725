import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { rateNames } from "../rate.ts";
import { around, atomsIn, calledName, isAtom, likeFirst, partsRightOf, rightOf, targetOf } from "./atoms.ts";
import { type Edit, exchange, type Rule } from "./edit.ts";
import { innerSigns, signs } from "./signs.ts";
import { bindingOf, call, product, type Source } from "./source.ts";

/** What a repair may put together, gathered from the program's own text. */
export interface Vocabulary {
  /** Numbers and arrays by the texts under which the statement's function knows them. */
  readonly atoms: readonly string[];
  /** Calls of derivatives, with a hole for their first argument: `sigmoid_prime(□)`, `nonlin(□, True)`. */
  readonly derivatives: readonly string[];
  /** Differences that the program computes, in brackets: `(a - y)`. */
  readonly differences: readonly string[];
  /** The names of the program's functions of numbers. */
  readonly functions: readonly string[];
  /** What counts in loops, and how many layers and samples there are. */
  readonly counters: readonly string[];
  /** How many names are tried in one place. */
  readonly breadth: number;
}

export const hole = "□";

const nearest = ({ atoms, breadth }: Pick<Vocabulary, "atoms" | "breadth">, to: string): string[] =>
  likeFirst(
    atoms.filter((one) => one !== to),
    to,
  ).slice(0, breadth);

/** Small changes of one statement that put one thing for another, likeliest first. */
export function* replacements(
  source: Source,
  statement: Statement,
  vocabulary: Vocabulary,
  rename: (from: string, to: string) => Rule,
  isUsual = false,
): Generator<Edit> {
  const value = rightOf(statement);
  if (!value) return;
  yield* isUsual ? innerSigns(source, statement, value) : signs(source, statement);
  const inside = partsRightOf(statement);
  for (const atom of atomsIn(value, source.language)) {
    const text = source.textOf(atom.span);
    // a rate is no factor of a derivative: another name in its place is no repair of one
    if (rateNames.test(text)) continue;
    for (const other of nearest(vocabulary, text))
      yield* exchange(source, atom, other, call, isSameList(text, other) ? "index" : rename(text, other));
    yield* sameIndex(source, atom, vocabulary, rename);
  }
  for (const one of inside) yield* counters(source, one, vocabulary);
  for (const one of inside) yield* operators(source, one);
  for (const one of inside) yield* calls(source, one, vocabulary);
  for (const one of inside) yield* transposes(source, one);
  for (const one of inside) yield* numbers(source, one);
  for (const one of inside) yield* drops(source, one);
}

/** Whether two names are items of one list: `g[i - 1]` and `g[i]`. */
function isSameList(a: string, b: string): boolean {
  const at = a.indexOf("[");
  return at > 0 && at === b.indexOf("[") && a.slice(0, at) === b.slice(0, at) && !/["']/.test(a + b);
}

/** Another item: the index of `grads["db" + str(L)]` by what counts in this program. */
function* counters(source: Source, one: Expression, vocabulary: Vocabulary): Generator<Edit> {
  if (one.kind !== "subscript") return;
  for (const part of walk(one.index) as Iterable<Expression>) {
    // `X[:, 0]` where a loop goes through the columns
    const isFixed = part.kind === "constant" && typeof part.value === "bigint";
    if (isFixed && (part === one.index || source.parentOf(part).kind === "tuple"))
      for (const name of vocabulary.counters) yield* exchange(source, part, name, call, "index");
    if (part.kind !== "name" || source.parentOf(part).kind === "subscript") continue;
    const around = source.parentOf(part);
    if (around.kind === "call" && around.callee === part) continue;
    for (const name of vocabulary.counters)
      for (const text of [name, `${name} + 1`, `${name} - 1`])
        if (text !== part.name) yield* exchange(source, part, text, text === name ? call : 9, "index");
  }
}

/** Another item of what is written into: `g[i - 1] = …` for `g[i] = …`, `g[~mask] = 0` for `g[mask] = 0`. */
export function* reindexed(source: Source, statement: Statement, vocabulary: Vocabulary): Generator<Edit> {
  const target = targetOf(statement);
  if (!target) return;
  for (const one of walk(target) as Iterable<Expression>) {
    if (one.kind !== "subscript") continue;
    yield* numbers(source, one);
    yield* counters(source, one, vocabulary);
    if (source.language.spelling.hasArrays) yield* others(source, one.index);
  }
}

/** The other half of the items that a mask picks. */
function* others(source: Source, index: Expression): Generator<Edit> {
  if (index.kind === "compare") yield* operators(source, index);
  else if (index.kind === "unary" && index.operator === "~")
    yield* exchange(source, index, source.textOf(around(source, index.operand)), call, "index");
  else if (isAtom(index)) yield* exchange(source, index, `~${source.textOf(index.span)}`, 11, "index");
}

/** A whole part of an expression by one name. */
export function* named(
  source: Source,
  statement: Statement,
  { atoms, breadth }: Vocabulary,
  rename: (from: string, to: string) => Rule,
): Generator<Edit> {
  for (const one of partsRightOf(statement)) {
    if (one.kind !== "call" && one.kind !== "binary" && one.kind !== "unary") continue;
    const text = source.textOf(one.span);
    for (const atom of atoms.slice(0, breadth))
      for (const edit of exchange(source, one, atom, call, rename(text, atom)))
        yield { ...edit, isBold: true };
  }
}

/** The same item of another list, where lists are gone through item by item. */
function* sameIndex(
  source: Source,
  atom: Expression,
  { atoms, breadth }: Vocabulary,
  rename: (from: string, to: string) => Rule,
): Generator<Edit> {
  if (source.language.spelling.hasArrays || atom.kind !== "subscript") return;
  const own = source.textOf(atom.object.span);
  const rest = source.textOf({ from: atom.object.span.to, to: atom.span.to });
  const lists = nearest({ atoms: atoms.filter((one) => !one.endsWith("]")), breadth }, own);
  for (const list of lists) {
    const other = `${list}${rest}`;
    if (!atoms.includes(other))
      yield* exchange(source, atom, other, call, rename(source.textOf(atom.span), other));
  }
}

const comparisons: Readonly<Record<string, string>> = {
  ">": "<",
  "<": ">",
  ">=": "<=",
  "<=": ">=",
  "==": "!=",
  "!=": "==",
  "===": "!==",
  "!==": "===",
};

function* operators(source: Source, one: Expression): Generator<Edit> {
  if (one.kind === "binary" && (one.operator === "*" || one.operator === "/")) {
    const [left, right] = [source.textOf(around(source, one.left)), source.textOf(around(source, one.right))];
    yield* exchange(
      source,
      one,
      `${left} ${one.operator === "*" ? "/" : "*"} ${right}`,
      product,
      "constant",
      {
        from: one.operator,
        to: one.operator === "*" ? "/" : "*",
      },
    );
    if (one.operator === "*" && source.language.spelling.hasArrays)
      yield* exchange(source, one, `${left} @ ${right}`, product, "function", { from: "*", to: "@" });
  }
  // the square that is forgotten in tanh's derivative
  if (
    one.kind === "binary" &&
    one.operator === "-" &&
    one.left.kind === "constant" &&
    (isAtom(one.right) || one.right.kind === "call")
  ) {
    const text = source.textOf(one.right.span);
    if (Number(one.left.value) === 1) yield* exchange(source, one.right, `${text} ** 2`, 12, "function");
  }
  if (one.kind === "compare" && one.rest.length === 1) {
    const { operator, operand } = one.rest[0]!;
    const other = comparisons[operator];
    if (other) {
      const text = `${source.textOf(one.first.span)} ${other} ${source.textOf(operand.span)}`;
      yield* exchange(source, one, text, 4, "comparison", { from: operator, to: other });
    }
  }
}

const pairs: readonly (readonly string[])[] = [
  ["sum", "mean"],
  ["dot", "multiply"],
  ["maximum", "minimum"],
  ["zeros", "ones"],
];

/** Another function, axis or order of arguments. */
function* calls(source: Source, one: Expression, { functions }: Vocabulary): Generator<Edit> {
  if (one.kind !== "call") return;
  const { callee } = one;
  const { spelling } = source.language;
  const name = calledName(callee);
  for (const pair of pairs) {
    const other = pair.find((candidate) => pair.includes(name) && candidate !== name);
    if (!other) continue;
    const text = callee.kind === "attribute" ? `${source.textOf(callee.object.span)}.${other}` : other;
    yield* exchange(source, callee, text, call, pair.includes("sum") ? "mean" : "function");
  }
  const own = source.textOf(callee.span);
  // a method gives way to methods of the same object
  const holder = callee.kind === "attribute" ? own.slice(0, -name.length) : "";
  if (functions.includes(own))
    for (const other of functions)
      if (other !== own && other.startsWith(holder)) yield* exchange(source, callee, other, call, "function");
  for (const { name: keyword, value } of one.arguments) {
    // a function that is handed on: `hidden.map(sigmoid)`
    if (value.kind === "name" && functions.includes(value.name))
      for (const other of functions)
        if (other !== value.name && /^\w+$/.test(other))
          yield* exchange(source, value, other, call, "function");
    if (value.kind !== "constant") continue;
    if (keyword === "axis" || (keyword === undefined && ["sum", "mean", "max"].includes(name)))
      if (value.value === 0n || value.value === 1n)
        yield* exchange(source, value, value.value === 0n ? "1" : "0", call, "axis");
    if (typeof value.value === "boolean")
      yield* exchange(source, value, value.value ? spelling.false : spelling.true, call, "function");
  }
  yield* axes(source, one, name);
  const [first, second, ...more] = one.arguments;
  if (first && second && more.length === 0 && !second.name && ["dot", "matmul", "outer"].includes(name)) {
    const text = `${source.textOf(callee.span)}(${source.textOf(second.value.span)}, ${source.textOf(first.value.span)})`;
    yield* exchange(source, one, text, call, "transpose");
  }
}

/** A sum or mean along an axis that is not said, or along all where one is. */
function* axes(source: Source, one: Extract<Expression, { kind: "call" }>, name: string): Generator<Edit> {
  if (!["sum", "mean"].includes(name) || !source.language.spelling.hasArrays) return;
  const kept = one.arguments.slice(0, 1).filter((argument) => argument.name === undefined);
  const isMethod =
    one.callee.kind === "attribute" &&
    !source.language.spelling.holders.has(source.textOf(one.callee.object.span));
  const inner = isMethod ? [] : kept.map((argument) => source.textOf(argument.value.span));
  for (const rest of [["axis=0"], ["axis=1"], ["axis=0", "keepdims=True"], ["axis=1", "keepdims=True"], []]) {
    const text = `${source.textOf(one.callee.span)}(${[...inner, ...rest].join(", ")})`;
    const was = source.textOf({ from: one.callee.span.to, to: one.span.to });
    if (text !== source.textOf(one.span))
      yield* exchange(source, one, text, call, "axis", { from: was, to: `(${rest.join(", ")})` });
  }
}

function* transposes(source: Source, one: Expression): Generator<Edit> {
  if (!source.language.spelling.hasArrays) return;
  if (one.kind === "attribute" && one.name === "T")
    yield* exchange(source, one, source.textOf(around(source, one.object)), call, "transpose");
  const operands =
    one.kind === "binary" && one.operator === "@"
      ? [one.left, one.right]
      : one.kind === "call" && /(^|\.)(dot|matmul)$/.test(source.textOf(one.callee.span))
        ? [
            ...one.arguments.map((argument) => argument.value),
            ...(one.callee.kind === "attribute" ? [one.callee.object] : []),
          ]
        : isMultipliedInPlace(source, one)
          ? [one]
          : [];
  for (const operand of operands) {
    if (operand.kind === "attribute" && operand.name === "T") continue;
    if (operand.kind === "name" && /^(np|numpy|math)$/.test(operand.name)) continue;
    const text = source.textOf(operand.span);
    yield* exchange(
      source,
      operand,
      `${bindingOf(operand) < call ? `(${text})` : text}.T`,
      call,
      "transpose",
    );
  }
  yield* exchanged(source, one);
}

/** Whether something is multiplied by a matrix in place: `d @= W`. */
function isMultipliedInPlace(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one);
  return parent.kind === "update" && parent.operator === "@" && parent.value === one;
}

/** A product the other way round: `G.T @ X` for `X.T @ G`. */
function* exchanged(source: Source, one: Expression): Generator<Edit> {
  const pair =
    one.kind === "binary" && one.operator === "@"
      ? [one.left, one.right]
      : one.kind === "call" && one.callee.kind === "attribute" && one.callee.name === "dot"
        ? one.arguments.length === 1
          ? [one.callee.object, one.arguments[0]!.value]
          : one.arguments.map((argument) => argument.value)
        : [];
  if (pair.length !== 2) return;
  const forms = (part: Expression): string[] => {
    const inner = part.kind === "attribute" && part.name === "T" ? part.object : part;
    const text = source.textOf(around(source, inner));
    const plain = bindingOf(inner) < call && !text.startsWith("(") ? `(${text})` : text;
    return [plain, `${plain}.T`];
  };
  const [left, right] = pair.map((part) => forms(part!)) as [string[], string[]];
  const isCall = one.kind === "call";
  const own = isCall ? source.textOf(one.callee.span) : "";
  for (const [a, b] of [
    [right, left],
    [left, right],
  ] as const)
    for (const first of a)
      for (const second of b) {
        const text = !isCall
          ? `${first} @ ${second}`
          : one.arguments.length === 1
            ? `${first}.dot(${second})`
            : `${own}(${first}, ${second})`;
        yield* exchange(source, one, text, isCall ? call : product, "transpose");
      }
}

function isFactor(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one);
  return parent.kind === "binary" && (parent.operator === "*" || parent.operator === "/");
}

/** A number or index that is one off, doubled or halved. */
function* numbers(source: Source, one: Expression): Generator<Edit> {
  if (one.kind === "constant" && (typeof one.value === "bigint" || typeof one.value === "number")) {
    const number = Number(one.value);
    const isIndex = source.parentOf(one).kind === "subscript";
    for (const next of [number + 1, number - 1, 2 * number, number / 2, -number]) {
      if (next === number || (isIndex && !Number.isInteger(next))) continue;
      // a factor of one is none
      if (next === 1 && isFactor(source, one)) continue;
      if (next < 0 && source.parentOf(one).kind === "unary") continue;
      yield* exchange(source, one, String(next), next < 0 ? 11 : call, isIndex ? "index" : "constant");
    }
  }
  if (one.kind === "subscript") {
    const { index } = one;
    if (index.kind === "name")
      for (const text of [`${index.name} - 1`, `${index.name} + 1`])
        yield* exchange(source, index, text, 9, "index");
    if (index.kind === "binary" && index.right.kind === "constant")
      yield* exchange(source, index, source.textOf(index.left.span), call, "index");
  }
}

/** A factor left out of a product, or a term of a sum. */
function* drops(source: Source, one: Expression): Generator<Edit> {
  if (one.kind === "binary" && (one.operator === "+" || one.operator === "-")) {
    const [left, right] = [one.left, one.right];
    yield* exchange(source, one, source.textOf(around(source, left)), bindingOf(left), "surplus term", {
      from: source.textOf(right.span),
      to: "",
    });
    if (one.operator === "+")
      yield* exchange(source, one, source.textOf(around(source, right)), bindingOf(right), "surplus term", {
        from: source.textOf(left.span),
        to: "",
      });
  }
  if (one.kind === "binary" && one.operator === "**" && source.textOf(one.right.span) === "2") {
    const text = source.textOf(around(source, one.left));
    yield* exchange(source, one, text, bindingOf(one.left), "surplus", { from: text, to: "" });
  }
  if (one.kind !== "binary" || (one.operator !== "*" && one.operator !== "/")) return;
  const sides =
    one.operator === "*"
      ? ([
          [one.left, one.right],
          [one.right, one.left],
        ] as const)
      : ([[one.left, one.right]] as const);
  for (const [kept, dropped] of sides) {
    const text = source.textOf(around(source, kept));
    yield* exchange(source, one, text, bindingOf(kept), "surplus", {
      from: source.textOf(dropped.span),
      to: "",
    });
  }
}
