import type { Diagnostic, Edit } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { LoopStatement } from "../step.ts";

export interface StaleRead {
  readonly name: string;
  readonly meant: string;
  readonly spans: readonly Span[];
}

const suffixes = /^_?(train|data|all|batch|set|new|arr|vec|s|\d+)$/;

/** The names that a statement sets. */
function setBy(statement: Statement): string[] {
  const targets: Expression[] =
    statement.kind === "assign" && "targets" in statement
      ? [...statement.targets]
      : statement.kind === "update" || statement.kind === "for"
        ? [statement.target]
        : [];
  const names = targets.flatMap((target) => [...walk(target)]).filter((one) => one.kind === "name");
  return names.map((one) => (one as Extract<Expression, { kind: "name" }>).name);
}

const isTwin = (name: string, own: string): boolean => {
  const [a, b] = [name.toLowerCase(), own.toLowerCase()];
  return a === b || (b.startsWith(a) && suffixes.test(b.slice(a.length)));
};

/**
 * Values left over from an earlier program: the loop reads a name that only statements before the last loop have set,
 * where its own preparation sets a name that differs in case or suffix.
 */
export function staleReads(statements: readonly Statement[], loop: LoopStatement): StaleRead[] {
  const at = statements.indexOf(loop);
  if (at < 0) return [];
  let from = at - 1;
  while (from >= 0 && statements[from]!.kind !== "for" && statements[from]!.kind !== "while") from--;
  const own = new Set(statements.slice(from + 1, at).flatMap(setBy));
  const earlier = new Set(statements.slice(0, from + 1).flatMap(setBy));
  const inside = new Set([
    ...setBy(loop),
    ...[...walk(loop.body)].flatMap((part) => setBy(part as Statement)),
  ]);
  const reads = new Map<string, Span[]>();
  const written = new Set<Expression>();
  for (const part of walk(loop.body)) {
    if (part.kind === "assign" && "targets" in part)
      for (const target of part.targets) if (target.kind === "name") written.add(target);
    if (part.kind !== "name" || written.has(part)) continue;
    reads.set(part.name, [...(reads.get(part.name) ?? []), part.span]);
  }
  const found: StaleRead[] = [];
  for (const [name, spans] of reads) {
    if (own.has(name) || inside.has(name) || !earlier.has(name)) continue;
    const meant = [...own].find((one) => isTwin(name, one));
    if (meant) found.push({ name, meant, spans });
  }
  return found;
}

/** One diagnostic a read; one fix, that changes all of them. */
export function explainStale(
  reads: readonly StaleRead[],
  statementOf: (span: Span) => string,
  verified: boolean,
): Diagnostic[] {
  const edits: Edit[] = reads.flatMap(({ meant, spans }) =>
    spans.map((span) => ({ span, replacement: meant })),
  );
  const text = reads.map(({ name, meant }) => `${name} → ${meant}`).join(", ");
  return reads.flatMap(({ name, meant, spans }) =>
    spans.map((span) => ({
      code: "data/stale",
      severity: "error" as const,
      span,
      message: `\`${statementOf(span)}\` reads \`${name}\`, which is left over from an earlier program; this one sets \`${meant}\``,
      why: `Nothing before this loop sets \`${name}\` for it, so the value of the section before is used. The program runs, and its loss falls all the same, because it falls for the old data too.`,
      related: edits
        .filter((edit) => edit.span.from !== span.from)
        .map((edit) => ({ span: edit.span, message: "read here too" })),
      fix: { text, edits, verified },
    })),
  );
}
