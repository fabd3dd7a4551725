import type { Edit as TextEdit } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { Patch } from "../../lift/machine.ts";
import { remembered } from "../../lift/python/locals.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import type { Block, Source } from "./source.ts";

/** What a small change of the source is about: it names the rule that the change mends. */
export type Rule =
  | "target"
  | "gradient"
  | "operand"
  | "sign"
  | "factor"
  | "surplus"
  | "term"
  | "surplus term"
  | "transpose"
  | "axis"
  | "mean"
  | "index"
  | "function"
  | "constant"
  | "comparison"
  | "overwritten"
  | "repeated"
  | "early";

/** One small change of the source. */
export interface Edit {
  readonly rule: Rule;
  /** Whether so much gives way to so little that its success proves no fault by itself. */
  readonly isBold?: true;
  /** Where the fault is. */
  readonly span: Span;
  /** What stands there, and what should. */
  readonly from: string;
  readonly to: string;
  /** The pieces of text that change. */
  readonly changes: readonly TextEdit[];
  readonly expressions: ReadonlyMap<Expression, Expression>;
  readonly blocks: ReadonlyMap<Block, Block>;
}

const none: ReadonlyMap<never, never> = new Map<never, never>();

/**
 * One expression for another, written as text; none where the text is no expression. `made` is what the text says, where
 * that has been put together already.
 */
export function exchange(
  source: Source,
  place: Expression,
  text: string,
  binding: number,
  rule: Rule,
  words: { readonly from?: string; readonly to?: string } = {},
  made?: Expression,
): Edit[] {
  const expression = made ?? source.language.parseExpression(text);
  if (!expression) return [];
  return [
    {
      rule,
      span: place.span,
      from: words.from ?? source.textOf(place.span),
      to: words.to ?? text,
      changes: [{ span: place.span, replacement: source.fitted(place, text, binding) }],
      expressions: new Map([[place, expression]]),
      blocks: none,
    },
  ];
}

/** A part of the program as a part of what stands in its place. */
export const copyOf = remembered((part: Expression): Expression => ({ ...part }));

/** Two expressions as one. */
export const joint = (left: Expression, operator: string, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  span: left.span,
});

/** One statement for others in its block. */
export function restate(
  source: Source,
  statement: Statement,
  instead: readonly Statement[],
  rule: Rule,
  change: TextEdit,
  words: { readonly from: string; readonly to: string },
): Edit {
  const block = source.blockOf(statement);
  return {
    rule,
    span: change.span,
    ...words,
    changes: [change],
    expressions: none,
    blocks: new Map([[block, block.flatMap((one) => (one === statement ? instead : [one]))]]),
  };
}

/** Several edits as one; undefined where two of them change the same block. */
export function together(edits: readonly Edit[]): Patch | undefined {
  const expressions = new Map<Expression, Expression>();
  const blocks = new Map<Block, Block>();
  for (const edit of edits) {
    for (const [place, one] of edit.expressions) expressions.set(place, one);
    for (const [block, one] of edit.blocks) {
      if (blocks.has(block)) return undefined;
      blocks.set(block, one);
    }
  }
  return { expressions, blocks };
}
