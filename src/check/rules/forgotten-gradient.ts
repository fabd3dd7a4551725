import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate } from "../candidate.ts";
import type { Source } from "../repair/source.ts";
import { claims, plainName } from "./gradient-names.ts";

interface BareStep {
  readonly statement: Statement;
  readonly target: string;
  readonly rate: Expression;
}

/** A step without its gradient, and what it moves. */
export interface Forgotten extends Candidate {
  readonly target: string;
}

const rates = /^(lr|eta|rate|alpha|step|step_?size|learning_?rate|l_?rate)$/i;
const ofAll = /^(grads?|gradients?|g|d|delta|derivative)$/i;

/**
 * Steps by the rate alone, `a -= rate`, beside a gradient of that parameter: each is a fault if the program is right
 * with the gradient in its place.
 */
export function forgottenGradients(source: Source): Forgotten[] {
  const steps = source.statements.flatMap((one) => bareStep(source, one) ?? []);
  return steps.flatMap((step) => {
    const { statement, target, rate } = step;
    const around = blockAround(source, statement);
    const isOnly = steps.filter((one) => around.includes(one.statement)).length === 1;
    const set = gradientsIn(source, around);
    const named = set.filter((one) => claims(one, target));
    const found = named.length > 0 ? named : set.filter((one) => isOnly && ofAll.test(plainName(one)));
    if (found.length === 0) return [];
    const own = source.textOf(rate.span);
    return [
      {
        target,
        needsProof: true,
        remedies: found.map((gradient) => ({
          text: `${source.textOf({ from: statement.span.from, to: rate.span.from })}${own} * ${gradient}`,
          edits: [{ span: rate.span, replacement: `${own} * ${gradient}` }],
        })),
        diagnostic: {
          code: "update/missing",
          severity: "error" as const,
          span: statement.span,
          message: `\`${target}\` is moved by \`${own}\` alone: its gradient \`${found[0]}\` is computed and left out`,
          why: "Each step has the same length and direction, whatever the loss says.",
          hint: "Multiply the rate by the gradient.",
        },
      },
    ];
  });
}

/** A statement that moves something by a rate and nothing else. */
function bareStep(source: Source, statement: Statement): BareStep | undefined {
  const isRate = (one: Expression): boolean =>
    (one.kind === "constant" && typeof one.value === "number") ||
    ((one.kind === "name" || one.kind === "attribute") && rates.test(plainName(source.textOf(one.span))));
  if (statement.kind === "update") {
    const { operator, target, value } = statement;
    return /^[+-]$/.test(operator) && isRate(value)
      ? { statement, target: source.textOf(target.span), rate: value }
      : undefined;
  }
  if (statement.kind !== "assign") return undefined;
  const { targets, value } = statement;
  const [target] = targets;
  if (targets.length !== 1 || value.kind !== "binary" || !/^[+-]$/.test(value.operator)) return undefined;
  const text = source.textOf(target!.span);
  return source.textOf(value.left.span) === text && isRate(value.right)
    ? { statement, target: text, rate: value.right }
    : undefined;
}

/** All that the innermost function or loop around a statement does. */
function blockAround(source: Source, statement: Statement): Statement[] {
  let last: Statement | undefined;
  for (let one = source.parentOf(statement); one; one = source.parentOf(one)) {
    if (one.kind === "function") break;
    if (one.kind === "for" || one.kind === "while") last = one;
  }
  const body = last ? [last] : source.blockOf(statement)!;
  return [...walk(body as Statement[])].filter((one): one is Statement =>
    source.statements.includes(one as Statement),
  );
}

/** The names that statements set and that may be gradients'. */
function gradientsIn(source: Source, statements: readonly Statement[]): string[] {
  const found = new Set<string>();
  for (const one of statements)
    if (one.kind === "assign")
      for (const target of one.targets)
        for (const part of target.kind === "tuple" ? target.items : [target])
          found.add(source.textOf(part.span));
  return [...found];
}
