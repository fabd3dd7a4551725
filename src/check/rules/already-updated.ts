import type { Diagnostic, Edit } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { reachable } from "../../graph/walk.ts";
import type { Statement } from "../../lift/python/syntax.ts";
import type { Candidate, Program } from "../program.ts";

export interface AlreadyUpdated {
  /** The parameter whose new value the step reads. */
  readonly early: Candidate;
  /** The body with its update moved to the end. */
  readonly body: readonly Statement[];
  readonly moved: Statement;
  readonly last: Statement;
}

/** A step that reads another parameter after its update, where the loss was computed before it. */
export function alreadyUpdated(
  { first, loss, loop, parameters }: Program,
  candidate: Candidate,
): AlreadyUpdated | undefined {
  const { node } = first.after.get(candidate.path)!;
  if (!node) return undefined;
  const byStep = new Set(reachable([node]));
  const byLoss = new Set(reachable([loss.node]));
  const { body } = loop.statement;
  const last = body[body.length - 1]!;
  for (const early of parameters) {
    const renewed = first.after.get(early.path)!.node;
    if (early.path === candidate.path || !renewed || !byStep.has(renewed) || byLoss.has(renewed)) continue;
    const moved = body.find(
      (one) => one.span.from <= early.update.span.from && early.update.span.to <= one.span.to,
    );
    if (moved && moved !== last)
      return { early, moved, last, body: [...body.filter((one) => one !== moved), moved] };
  }
  return undefined;
}

/** The update comes too early: it belongs after all that reads the old value. */
export function explainAlreadyUpdated(
  { early, moved, last }: AlreadyUpdated,
  candidate: Candidate,
  source: string,
  offset: number,
  lossName: string,
  verified: boolean,
): Diagnostic {
  const at = ({ from, to }: Span): Span => ({ from: from + offset, to: to + offset });
  const lineStart = source.lastIndexOf("\n", moved.span.from - 1) + 1;
  const lineEnd =
    source.indexOf("\n", moved.span.to) < 0 ? source.length : source.indexOf("\n", moved.span.to) + 1;
  const end = source.indexOf("\n", last.span.to) < 0 ? source.length : source.indexOf("\n", last.span.to);
  const text = source.slice(lineStart, lineEnd).replace(/\n$/, "");
  const edits: Edit[] = [
    { span: at({ from: lineStart, to: lineEnd }), replacement: "" },
    { span: at({ from: end, to: end }), replacement: `\n${text}` },
  ];
  return {
    code: "update/already-updated",
    severity: "error",
    span: at(moved.span),
    message: `\`${early.path}\` is updated before the gradient of \`${candidate.path}\` reads it`,
    why: `The chain rule takes every value as it was when \`${lossName}\` was computed. The step of \`${candidate.path}\` reads \`${early.path}\` after its update, so it follows no gradient. The loss falls all the same, because the two values lie close together.`,
    related: [{ span: at(candidate.update.span), message: `\`${candidate.path}\` is updated here` }],
    fix: { text: `move ${text.trim()} to the end of the step`, edits, verified },
  };
}
