import { remembered } from "../../lift/python/locals.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { around, atomsIn, partsRightOf, rightOf } from "./atoms.ts";
import { copyOf, type Edit, exchange, joint } from "./edit.ts";
import { hole, type Vocabulary } from "./proposals.ts";
import { bindingOf, call, product, type Source } from "./source.ts";

/** Of how many arrays that are transposed somewhere the rows may be the samples. */
const mostSamples = 4;

/** Products with a factor that the chain rule may ask for: a quantity, or an activation's derivative. */
export function* factors(
  source: Source,
  statement: Statement,
  { atoms, derivatives, differences, breadth }: Vocabulary,
): Generator<Edit> {
  const value = rightOf(statement);
  if (!value) return;
  const places = placesIn(source, value);
  const few = atoms.slice(0, 2 * breadth);
  const near = few.slice(0, breadth);
  const own = atomsIn(value, source.language).map(({ span }) => source.textOf(span));
  const derived = [
    // the other half of a sigmoid's derivative
    ...new Set(own.map((atom) => `(1 - ${atom})`)),
    ...few.flatMap((atom) => derivatives.map((one) => one.replace(hole, atom))),
    ...few.map((atom) => `${atom} * (1 - ${atom})`),
    ...few.map((atom) => `(1 - ${atom} ** 2)`),
    ...few.map(source.language.spelling.positive),
    ...few.map(source.language.spelling.sign),
  ];
  // twice an error is the derivative of its square
  const errors = differences.flatMap((one) => [one, `2 * ${one}`]);
  const forms = [...near, ...derived, ...errors, "2", "0.5", ...few.slice(breadth)];
  // the derivative of an activation in terms of its own value
  for (const place of places) {
    const text = source.textOf(place.span);
    const own = bindingOf(place) < call ? `(${text})` : text;
    for (const form of [
      `${own} * (1 - ${own})`,
      `1 - ${own} ** 2`,
      `1 - ${bindingOf(place) < product ? `(${text})` : text}`,
    ])
      yield* exchange(
        source,
        place,
        form,
        form.includes("*") && !form.startsWith("1") ? product : 9,
        "function",
      );
  }
  for (const form of forms) for (const place of places) yield* extended(source, place, "*", form);
  // a mean that is forgotten
  const samples = source.language.spelling.hasArrays
    ? [...source.text.matchAll(/\b([A-Za-z_]\w*)\.T\b/g)].map(([, name]) => `${name}.shape[0]`)
    : [];
  for (const atom of [...near, ...[...new Set(samples)].slice(0, mostSamples)])
    for (const place of places) {
      yield* extended(source, place, "/", atom, `1 / ${atom}`);
    }
  // a derivative taken at the wrong point: the end of a product, or one of its factors, for another form
  for (const form of derived) {
    for (const one of walk(value) as Iterable<Expression>) {
      if (one.kind === "call" && source.parentOf(one).kind === "binary")
        yield* exchange(source, one, form, product, "function");
      if (one.kind !== "binary" || one.operator !== "*") continue;
      yield* exchange(source, one, form, product, "function");
      const [inner, right] = [one.left, source.textOf(one.right.span)];
      if (bindingOf(one.right) === product || form.startsWith(right)) continue;
      yield* exchange(source, one, `${source.textOf(around(source, inner))} * ${form}`, product, "function", {
        from: right,
        to: form,
      });
      if (inner.kind === "binary" && inner.operator === "*")
        yield* exchange(
          source,
          one,
          `${source.textOf(around(source, inner.left))} * ${form}`,
          product,
          "function",
          {
            from: source.textOf({ from: inner.right.span.from, to: one.right.span.to }),
            to: form,
          },
        );
    }
  }
}

const mostMatrices = 10;

/** How a program writes matrix products. */
export function productIn({ text }: Source): (a: string, b: string) => string {
  const bare = (one: string): string => (/^\([^()]*\)$/.test(one) ? one.slice(1, -1) : one);
  const call = /\b(np|numpy)\.dot\(/.exec(text)?.[0];
  if (call !== undefined) return (a, b) => `${call}${bare(a)}, ${bare(b)})`;
  return text.includes(".dot(") ? (a, b) => `${a}.dot(${bare(b)})` : (a, b) => `(${a} @ ${b})`;
}

/** The texts of what a program takes matrix products of. */
const matricesIn = remembered((source: Source): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (one: Expression): void => {
    if (one.kind === "attribute" && one.name === "T") add(one.object);
    else found.add(source.textOf(one.span));
  };
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind === "binary" && one.operator === "@") [one.left, one.right].map(add);
    if (one.kind !== "call" || one.callee.kind !== "attribute" || !/^(dot|matmul)$/.test(one.callee.name))
      continue;
    add(one.callee.object);
    for (const { value } of one.arguments) add(value);
  }
  return found;
});

/** Products with a whole matrix product, as the gradient by a weight is one: of what goes in and what flows back. */
export function* products(
  source: Source,
  statement: Statement,
  { atoms, differences }: Vocabulary,
): Generator<Edit> {
  const value = rightOf(statement);
  if (!value || !source.language.spelling.hasArrays) return;
  const places = placesIn(source, value);
  const few = atoms.slice(0, mostMatrices);
  const productOf = productIn(source);
  // what is square leaves the shape as it is, and may be forgotten
  const matrices = atoms.filter((one) => matricesIn(source).has(one)).slice(0, mostMatrices);
  for (const matrix of [...matrices.map((one) => `${one}.T`), ...matrices])
    for (const place of places) {
      const text = source.textOf(place.span);
      const inner = bindingOf(place) < call ? `(${text})` : text;
      for (const form of [productOf(matrix, inner), productOf(inner, matrix)])
        yield* exchange(source, place, form, form.startsWith("(") ? call : product, "factor", {
          from: text,
          to: matrix,
        });
    }
  for (const input of few)
    for (const flow of [...differences, ...few]) {
      if (flow === input) continue;
      for (const form of [productOf(`${input}.T`, flow), productOf(flow, `${input}.T`)])
        for (const place of places) yield* extended(source, place, "*", form);
    }
}

/** The derivative of a softmax, or any other of its kind, that was taken for that of each element alone. */
export function* jacobians(source: Source, statement: Statement): Generator<Edit> {
  if (!source.language.spelling.hasArrays) return;
  for (const one of partsRightOf(statement)) {
    if (one.kind !== "binary" || one.operator !== "*") continue;
    const factorsOf = (part: Expression): Expression[] =>
      part.kind === "binary" && part.operator === "*"
        ? [...factorsOf(part.left), ...factorsOf(part.right)]
        : [part];
    const parts = factorsOf(one);
    const texts = parts.map((part) => source.textOf(part.span));
    const output = texts.find((text) =>
      texts.some((other) => other.replace(/\s|\.0?(?!\d)/g, "") === `1-${text}`),
    );
    const rest = parts.filter(
      (_, at) => texts[at] !== output && texts[at]!.replace(/\s|\.0?(?!\d)/g, "") !== `1-${output}`,
    );
    if (output === undefined || rest.length !== 1) continue;
    // a difference keeps its brackets
    const given = source.textOf(around(source, rest[0]!));
    for (const axis of ["-1", "0"])
      yield* exchange(
        source,
        one,
        `${output} * (${given} - (${given} * ${output}).sum(axis=${axis}, keepdims=True))`,
        product,
        "function",
      );
  }
}

/** The whole of a value, and where else in it a factor can be missing. */
const placesIn = (source: Source, value: Expression): readonly Expression[] => [
  value,
  ...([...walk(value)] as Expression[]).filter((one) => isFactorPlace(source, one, value)),
];

/** One place times a factor, or by one. */
function extended(source: Source, place: Expression, operator: "*" | "/", form: string, to = form): Edit[] {
  const by = source.language.parseExpression(form);
  if (!by) return [];
  const text = source.textOf(place.span);
  const left = bindingOf(place) < product ? `(${text})` : text;
  const made = joint(copyOf(place), operator, by);
  return exchange(source, place, `${left} ${operator} ${form}`, product, "factor", { from: text, to }, made);
}

/** Where a factor can be missing besides the whole: in the terms of a sum, the operands of a matrix product. */
function isFactorPlace(source: Source, one: Expression, value: Expression): boolean {
  if (one === value || one.kind === "constant" || one.kind === "closure") return false;
  const parent = source.parentOf(one);
  if (parent.kind === "binary") return ["@", "+", "-"].includes(parent.operator);
  if (parent.kind === "comprehension") return parent.element === one;
  if (parent.kind === "call")
    return parent.callee !== one && /dot|sum|mean|matmul|outer|where/.test(source.textOf(parent.callee.span));
  // what is transposed is the operand of a matrix product by itself
  if (parent.kind === "attribute")
    return parent.name === "T" && parent !== value && isFactorPlace(source, parent, value);
  return parent.kind === "unary";
}
