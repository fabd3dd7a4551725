import type { Argument, Expression } from "../lift/python/syntax.ts";
import { programName } from "../render/program-name.ts";
import { atom, beside, enclosed, NoFormula, type Piece, power, product, wrap } from "./code-latex-parts.ts";

/** How formulas write the functions of programs. */

type Read = (expression: Expression) => Piece;
type Written = (operands: readonly Piece[]) => Piece;

const called =
  (name: string): Written =>
  (operands) => ({ text: `${name}${enclosed(operands.map((one) => one.text).join(", "))}`, binds: atom });
const besides: Written = ([a, b]) => ({
  text: beside(wrap(a!, product), wrap(b!, product + 1)),
  binds: product,
});

const functions: Readonly<Record<string, readonly [count: number, written: Written]>> = {
  exp: [1, ([x]) => ({ text: `e^{${x!.text}}`, binds: power })],
  log: [1, called("\\log")],
  sqrt: [1, ([x]) => ({ text: `\\sqrt{${x!.text}}`, binds: atom })],
  abs: [1, ([x]) => ({ text: `|${x!.text}|`, binds: atom })],
  square: [1, ([x]) => ({ text: `${wrap(x!, power + 1)}^{2}`, binds: power })],
  power: [2, ([x, y]) => ({ text: `${wrap(x!, power + 1)}^{${y!.text}}`, binds: power })],
  pow: [2, ([x, y]) => ({ text: `${wrap(x!, power + 1)}^{${y!.text}}`, binds: power })],
  sin: [1, called("\\sin")],
  cos: [1, called("\\cos")],
  tanh: [1, called("\\tanh")],
  sigmoid: [1, called("\\sigma")],
  maximum: [2, called("\\max")],
  minimum: [2, called("\\min")],
  max: [2, called("\\max")],
  min: [2, called("\\min")],
  dot: [2, besides],
  matmul: [2, besides],
  outer: [2, ([a, b]) => besides([a!, { text: `${wrap(b!, power + 1)}^{\\top}`, binds: power }])],
  multiply: [
    2,
    ([a, b]) => ({ text: `${wrap(a!, product)} \\odot ${wrap(b!, product + 1)}`, binds: product }),
  ],
  transpose: [1, ([x]) => ({ text: `${wrap(x!, power + 1)}^{\\top}`, binds: power })],
  len: [1, ([x]) => ({ text: `|${x!.text}|`, binds: atom })],
  where: [
    3,
    ([test, yes, no]) => ({
      text: `\\begin{cases} ${yes!.text} & ${test!.text.replace(/^\[(.*)\]$/s, "$1")} \\\\ ${no!.text} & \\text{otherwise} \\end{cases}`,
      binds: atom,
    }),
  ],
};

const reductions: Readonly<Record<string, string>> = {
  sum: "\\sum\\nolimits",
  mean: "\\operatorname{mean}",
  max: "\\max\\nolimits",
  min: "\\min\\nolimits",
};

/** Whom a function belongs to, where that says nothing: modules of numbers, and the object itself. */
const isHolder = (one: Expression): boolean =>
  one.kind === "name" && /^(np|numpy|math|Math|torch|jnp|self|this|scipy)$/.test(one.name);

export function callLatex(callee: Expression, given: readonly Argument[], read: Read): Piece {
  if (given.some(({ star }) => star)) throw new NoFormula();
  if (callee.kind !== "name" && callee.kind !== "attribute") throw new NoFormula();
  const { name } = callee;
  // a method's object is its first operand
  const own = callee.kind === "attribute" && !isHolder(callee.object) ? [callee.object] : [];
  const operands = [...own, ...given.filter((one) => one.name === undefined).map(({ value }) => value)];
  const named = new Map(
    given.flatMap((one) => (one.name === undefined ? [] : [[one.name, one.value] as const])),
  );
  const reduction = reductions[name];
  if (
    reduction !== undefined &&
    operands.length >= 1 &&
    (operands.length === 1 || name === "sum" || name === "mean")
  )
    return reduced(reduction, operands, named, read);
  if (named.size > 0) throw new NoFormula();
  const pieces = operands.map(read);
  const known = functions[name];
  if (known?.[0] === pieces.length) return known[1](pieces);
  if (own.length > 0 || pieces.length === 0) throw new NoFormula();
  return called(programName(name))(pieces);
}

/** `np.sum(x, axis=0, keepdims=True)`: along which axis stands below. */
function reduced(
  sign: string,
  [of, second]: readonly Expression[],
  named: ReadonlyMap<string, Expression>,
  read: Read,
): Piece {
  for (const name of named.keys()) if (!/^(axis|keepdims|dim|keepdim)$/.test(name)) throw new NoFormula();
  const axis = second ?? named.get("axis") ?? named.get("dim");
  const below = axis ? `_{${read(axis).text}}` : "";
  const inner = read(of!);
  return { text: `${sign}${below} ${enclosed(inner.text)}`, binds: atom };
}
