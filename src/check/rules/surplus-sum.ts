import type { Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate } from "../candidate.ts";
import type { Source } from "../repair/source.ts";

/** Sums over what is the whole gradient already: each a fault if all is right without it. */
export function surplusSums(source: Source): Candidate[] {
  const found: Candidate[] = [];
  for (const statement of source.statements) {
    if (statement.kind !== "assign" && statement.kind !== "update" && statement.kind !== "return") continue;
    if (!statement.value) continue;
    for (const part of walk(statement.value) as Iterable<
      Extract<Statement | typeof statement.value, object>
    >) {
      if (part.kind !== "call" || part.callee.kind !== "attribute") continue;
      const { callee } = part;
      if (!/^(sum|mean)$/.test(callee.name)) continue;
      const isMethod = !/^(np|numpy)$/.test(source.textOf(callee.object.span));
      const summed = isMethod ? callee.object : part.arguments[0]?.value;
      // what is summed without a product holds no finished gradient
      if (!summed || !/dot|matmul|@|outer/.test(source.textOf(summed.span))) continue;
      const text = source.textOf(summed.span);
      const bracketed = summed.kind === "binary" ? `(${text})` : text;
      found.push({
        needsProof: true,
        remedies: [{ text: bracketed, edits: [{ span: part.span, replacement: bracketed }] }],
        diagnostic: {
          code: "gradient/axis",
          severity: "error",
          span: part.span,
          message: `\`${source.textOf(part.span)}\` adds up the entries of a gradient that is whole without it`,
          why: "The product has summed over the samples already. Another sum mixes the parameter's own entries, and every one of them is moved by all. The loss may fall all the same, as long as the step points roughly downhill.",
        },
      });
    }
  }
  return found;
}
