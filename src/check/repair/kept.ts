import { reachable } from "../../graph/walk.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { afterNodes } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import type { Program } from "../program.ts";
import type { Judged } from "../verdict.ts";
import { targetOf } from "./atoms.ts";
import type { Edit } from "./edit.ts";
import type { Source } from "./source.ts";

/**
 * Two steps that read each other's value, one after the other: `P[u] += e * Q[i]`, then `Q[i] += e * P[u]`. No order of
 * them is right; what the first one changes is kept under another name, and the second reads that.
 */
export function keptValues(
  source: Source,
  program: Program,
  { loss, parameters }: Judged,
  wrong: Parameter,
): Edit[] {
  const { first } = program;
  const read = new Set(reachable([loss.find(first)!.node]));
  const behind = new Set(reachable(afterNodes(first, [wrong])));
  const update = source.statementAt(wrong.span);
  const edits: Edit[] = [];
  for (const early of parameters) {
    const moved = early === wrong ? undefined : source.statementAt(early.span);
    const target = moved && targetOf(moved);
    if (!moved || !target || moved === update) continue;
    const set = first.events.find(
      ({ kind, span, node }) =>
        kind === "assigned" && source.statementAt(span) === moved && node && behind.has(node),
    );
    if (!set?.node || read.has(set.node)) continue;
    const edit = kept(source, { early, wrong }, moved, target, set.numbers!.length);
    if (edit) edits.push(edit);
  }
  return edits;
}

/** The old value under a name of its own before a statement, and that name wherever later ones read it. */
function kept(
  source: Source,
  { early, wrong }: { readonly early: Parameter; readonly wrong: Parameter },
  moved: Statement,
  target: Expression,
  size: number,
): Edit | undefined {
  const { language, text } = source;
  const block = source.blockOf(moved);
  const isPython = language.spelling.hasArrays;
  // a list of JavaScript's has no copy of its numbers that every program could take
  if (!isPython && size > 1) return undefined;
  const own = source.textOf(target.span);
  const old = oldName(source, own);
  const copy = size > 1 ? `${own}.copy()` : own;
  // a name, and what the program says itself
  const [name, value] = [language.parseExpression(old)!, language.parseExpression(copy)!];
  const reads = block.slice(block.indexOf(moved) + 1).flatMap((later) => readsOf(source, later, own));
  if (reads.length === 0) return undefined;
  const from = text.lastIndexOf("\n", moved.span.from - 1) + 1;
  const indent = text.slice(from, moved.span.from);
  if (indent.trim() !== "") return undefined;
  const line = isPython ? `${old} = ${copy}` : `const ${old} = ${copy};`;
  const keeping: Statement = { kind: "assign", targets: [name], value, span: moved.span };
  return {
    rule: "early",
    span: moved.span,
    from: early.path,
    to: wrong.path,
    changes: [
      { span: { from, to: from }, replacement: `${indent}${line}\n` },
      ...reads.map(({ span }) => ({ span, replacement: old })),
    ],
    expressions: new Map(reads.map((one) => [one, name])),
    blocks: new Map([[block, block.flatMap((one) => (one === moved ? [keeping, one] : [one]))]]),
  };
}

/** Where a statement's value reads what has this text, apart from the value that it updates itself. */
function readsOf(source: Source, later: Statement, own: string): Expression[] {
  const target = targetOf(later);
  const value = later.kind === "update" || later.kind === "assign" ? later.value : undefined;
  if (!value || (target && source.textOf(target.span) === own)) return [];
  return ([...walk(value)] as Expression[]).filter(
    (one) => (one.kind === "subscript" || one.kind === "attribute") && source.textOf(one.span) === own,
  );
}

/** `P_old` for `P[u]`, `w_old` for `self.w`, in JavaScript `oldP`; with a number where that is taken. */
function oldName(source: Source, own: string): string {
  const root = /\w+$/.exec(own.replace(/\[.*$/, ""))?.[0] ?? "value";
  const isPython = source.language.spelling.hasArrays;
  const plain = isPython ? `${root}_old` : `old${root[0]!.toUpperCase()}${root.slice(1)}`;
  for (let k = 1; ; k++) {
    const name = k === 1 ? plain : `${plain}${k}`;
    if (!new RegExp(`\\b${name}\\b`).test(source.text)) return name;
  }
}
