import type { Edit } from "../../base/diagnostic.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import type { Candidate } from "../candidate.ts";
import type { Source } from "../repair/source.ts";

type Call = Extract<Expression, { kind: "call" }>;

const activation =
  /(^|[._])(sigmoid|sig|logistic|expit|tanh|softplus|activation|act|nonlin|transfer|squash|phi|f)(_?fn|_?func(tion)?)?$/i;
const derivative = /prime|deriv|_der$|^der_|^d_?(sig|tanh|relu|act|phi|f)|grad|backward/i;

const gradient = /^(d[A-Z_]|d$|delta|nabla|grad|err)/;

/**
 * Derivatives of an activation that are taken at its value where they want its argument, or the other way round: each a
 * fault if all is right at the other point.
 */
export function wrongPoints(source: Source): Candidate[] {
  return [...moved(source), ...exchanged(source), ...unwrapped(source)];
}

const candidate = (
  source: Source,
  place: Part,
  from: string,
  to: string,
  edits: readonly Edit[],
): Candidate => ({
  needsProof: true,
  remedies: [{ text: to, edits }],
  diagnostic: {
    code: "gradient/wrong-function",
    severity: "error",
    span: place.span,
    message: `\`${source.textOf(place.span).split("\n")[0]}\` takes the derivative at \`${from}\` where \`${to}\` belongs`,
    why: "A derivative in terms of an activation's value, a(1 − a) or 1 − a², wants the value; one in terms of its argument, σ(z)(1 − σ(z)), wants the argument. At the wrong one of the two it has the right sign and another size. The loss falls all the same, because the step still points roughly downhill.",
  },
});

/** A statement with every span of one text in it written as another. */
const everywhere = (all: readonly Expression[], replacement: string): Edit[] =>
  all.map(({ span }) => ({ span, replacement }));

const callsIn = (part: Part): Call[] => [...walk(part)].filter((one): one is Call => one.kind === "call");

/** `f(a)` that stands for `a` in a derivative: `1 - np.tanh(a) ** 2`, `prime(f(z))`. */
function unwrapped(source: Source): Candidate[] {
  const found: Candidate[] = [];
  for (const statement of source.statements) {
    if (statement.kind !== "assign" && statement.kind !== "return" && statement.kind !== "update") continue;
    if (!statement.value) continue;
    const calls = callsIn(statement.value).filter(
      (one) => one.arguments.length === 1 && activation.test(source.textOf(one.callee.span)),
    );
    const texts = new Set(calls.map((one) => source.textOf(one.span)));
    for (const text of texts) {
      const all = calls.filter((one) => source.textOf(one.span) === text);
      if (!all.every((one) => isInDerivative(source, one))) continue;
      const inner = source.textOf(all[0]!.arguments[0]!.value.span);
      found.push(candidate(source, statement, text, inner, everywhere(all, inner)));
    }
  }
  return found;
}

/** Whether an expression is a factor, or what a derivative is taken at. */
function isInDerivative(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one)!;
  if (parent.kind === "call") return derivative.test(source.textOf(parent.callee.span));
  return parent.kind === "binary" && ["*", "**", "-"].includes(parent.operator);
}

/** `z * (1 - z)` and `1 - z ** 2` with what is computed from z, or what z is computed from, in its place. */
function exchanged(source: Source): Candidate[] {
  const found: Candidate[] = [];
  const pairs = activations(source);
  for (const part of walk(source.roots as Statement[])) {
    const point = part.kind === "binary" ? pointOf(source, part) : undefined;
    if (point === undefined) continue;
    const all = [...walk(part)].filter((one) => source.textOf(one.span) === point) as Expression[];
    for (const [from, to] of pairs)
      if (from === point || to === point) {
        const other = from === point ? to : from;
        const statement = source.statementAt(part.span)!;
        found.push(candidate(source, statement, point, other, everywhere(all, other)));
      }
  }
  return found;
}

/** Of p(1 − p) and 1 − p² the p. */
function pointOf(
  source: Source,
  { operator, left, right }: Extract<Expression, { kind: "binary" }>,
): string | undefined {
  const isOneMinus = (one: Expression): one is Extract<Expression, { kind: "binary" }> =>
    one.kind === "binary" &&
    one.operator === "-" &&
    one.left.kind === "constant" &&
    Number(one.left.value) === 1;
  if (operator === "*" && isOneMinus(right)) {
    const point = source.textOf(right.right.span);
    const factors = [left, ...(left.kind === "binary" && left.operator === "*" ? [left.right] : [])];
    return factors.some((one) => source.textOf(one.span) === point) ? point : undefined;
  }
  if (operator !== "-" || left.kind !== "constant" || Number(left.value) !== 1) return undefined;
  if (right.kind === "binary" && right.operator === "**") return source.textOf(right.left.span);
  if (
    right.kind === "binary" &&
    right.operator === "*" &&
    source.textOf(right.left.span) === source.textOf(right.right.span)
  )
    return source.textOf(right.left.span);
  return undefined;
}

/** What is computed from what by one function of one thing: z and a of `a = sigmoid(z)`. */
function activations(source: Source): (readonly [argument: string, value: string])[] {
  return source.statements.flatMap((one) => {
    if (one.kind !== "assign" || one.targets.length !== 1) return [];
    const target = source.textOf(one.targets[0]!.span);
    return [...walk(one.value)].flatMap((part) => {
      if (part.kind !== "call" || part.arguments.length !== 1) return [];
      const [{ value }] = part.arguments as [{ value: Expression }];
      const inner = value.kind === "unary" ? value.operand : value;
      return inner.kind === "name" || inner.kind === "attribute" || inner.kind === "subscript"
        ? [[source.textOf(inner.span), target] as const]
        : [];
    });
  });
}

/** `prime(a[-1])` with another list at the same place, or with what a is computed from. */
function moved(source: Source): Candidate[] {
  const found: Candidate[] = [];
  const pairs = activations(source);
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind !== "call" || !derivative.test(source.textOf(part.callee.span))) continue;
    const [first] = part.arguments;
    if (!first || first.name || first.star) continue;
    const { value } = first;
    const text = source.textOf(value.span);
    const others = new Set(pairs.flatMap(([from, to]) => (from === text ? [to] : to === text ? [from] : [])));
    if (value.kind === "subscript" && value.object.kind === "name") {
      const index = source.textOf({ from: value.object.span.to, to: value.span.to });
      const around = source.functionOf(part);
      for (const one of walk((around?.body ?? source.roots) as Statement[]))
        if (one.kind === "subscript" && one.object.kind === "name" && one.object.name !== value.object.name)
          others.add(`${one.object.name}${index}`);
    }
    for (const one of others) if (gradient.test(one)) others.delete(one);
    const statement = source.statementAt(part.span)!;
    for (const other of others)
      found.push(candidate(source, statement, text, other, [{ span: value.span, replacement: other }]));
  }
  return found;
}
