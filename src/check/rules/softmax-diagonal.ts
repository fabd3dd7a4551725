import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate } from "../candidate.ts";
import { around } from "../repair/atoms.ts";
import type { Source } from "../repair/source.ts";

/** Products with p(1 − p) that may be meant for softmax's derivative: each a fault if the whole Jacobian mends it. */
export function softmaxDiagonals(source: Source): Candidate[] {
  if (!/softmax|np\.exp|numpy\.exp/.test(source.text)) return [];
  const found: Candidate[] = [];
  for (const part of walk(source.roots as Statement[])) {
    const product = part.kind === "call" && isDiag(source, part) ? part.arguments[0]!.value : part;
    if (product.kind !== "binary" || product.operator !== "*") continue;
    // an expression stands in another one or in a statement
    const parent = source.parentOf(product)!;
    if (part === product && parent.kind === "binary" && parent.operator === "*") continue;
    // inside of np.diag it has been looked at with it
    if (part === product && parent.kind === "call" && isDiag(source, parent)) continue;
    const factors = factorsOf(product);
    const texts = factors.map((one) => source.textOf(one.span));
    const at = factors.findIndex((one) => isOneMinus(source, one, texts));
    if (at < 0) continue;
    const complement = factors[at] as Extract<Expression, { kind: "binary" }>;
    const p = source.textOf(complement.right.span);
    // a difference keeps its brackets
    const rest = factors
      .filter((_, k) => k !== at && k !== texts.indexOf(p))
      .map((one) => source.textOf(around(source, one)))
      .join(" * ");
    const numpy = /^\s*import\s+numpy\s+as\s+(\w+)/m.exec(source.text)?.[1] ?? "numpy";
    const forms =
      part !== product
        ? [`${numpy}.diag(${p}) - ${numpy}.outer(${p}, ${p})`]
        : rest === ""
          ? []
          : ["axis=1, keepdims=True", "axis=0, keepdims=True", ""].map(
              (axis) => `${p} * (${rest} - (${rest} * ${p}).sum(${axis}))`,
            );
    if (forms.length === 0) continue;
    found.push({
      needsProof: true,
      remedies: forms.map((text) => ({ text, edits: [{ span: part.span, replacement: text }] })),
      diagnostic: {
        code: "gradient/wrong-function",
        severity: "error",
        span: part.span,
        message: `\`${source.textOf(part.span)}\` takes softmax for a function of each score alone`,
        why: `Each probability depends on all scores: ∂p_i/∂z_j is p_i(1 − p_i) only for i = j, and −p_i p_j elsewhere. With the diagonal alone a part of the derivative is missing. The loss falls all the same, because the diagonal is its largest part.`,
      },
    });
  }
  return found;
}

const isDiag = (source: Source, call: Extract<Expression, { kind: "call" }>): boolean =>
  /(^|\.)diag(flat)?$/.test(source.textOf(call.callee.span)) && call.arguments.length === 1;

const factorsOf = (one: Expression): Expression[] =>
  one.kind === "binary" && one.operator === "*" ? [...factorsOf(one.left), ...factorsOf(one.right)] : [one];

/** Whether a factor is 1 − p of another factor p. */
const isOneMinus = (source: Source, one: Expression, texts: readonly string[]): boolean =>
  one.kind === "binary" &&
  one.operator === "-" &&
  one.left.kind === "constant" &&
  Number(one.left.value) === 1 &&
  texts.includes(source.textOf(one.right.span));
