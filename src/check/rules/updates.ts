import { plain } from "../../base/decimal.ts";
import type { Diagnostic, Edit } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { Candidate } from "../program.ts";
import type { Change, Repair } from "../repair.ts";
import type { Verdict } from "../verdict.ts";

const codes = {
  target: "update/wrong-target",
  gradient: "update/wrong-gradient",
  operand: "gradient/wrong-operand",
  sign: "update/sign",
  factor: "gradient/missing-factor",
  surplus: "gradient/surplus-factor",
} as const;

/** The new text of the repaired right-hand side, made from the old one. */
export function repairedText(source: string, value: Span, changes: readonly Change[]): string {
  const [only] = changes;
  const old = source.slice(value.from, value.to);
  if (only?.rule === "factor") return `${/[+-]/.test(old) ? `(${old})` : old} * ${only.to}`;
  if (only?.rule === "sign") {
    const replacement = only.replacement as { left: { span: Span }; right: { span: Span } };
    const between = source.slice(replacement.left.span.to, replacement.right.span.from);
    const turned = between.replace(only.from, only.to);
    return (
      source.slice(value.from, replacement.left.span.to) +
      turned +
      source.slice(replacement.right.span.from, value.to)
    );
  }
  if (only?.rule === "surplus") {
    return (
      source.slice(value.from, only.span.from) +
      source.slice(only.kept!.from, only.kept!.to) +
      source.slice(only.span.to, value.to)
    );
  }
  let text = old;
  for (const { span, text: next } of [...changes].sort((a, b) => b.span.from - a.span.from)) {
    text = text.slice(0, span.from - value.from) + next + text.slice(span.to - value.from);
  }
  return text;
}

/** What is wrong with a parameter's step, in the program's own names, with its repair. */
export function explainUpdate(
  candidate: Candidate,
  verdict: Verdict,
  repair: Repair | undefined,
  source: string,
  offset: number,
  lossName: string,
  verified: boolean,
): Diagnostic {
  const { path } = candidate;
  const { worst } = verdict;
  const evidence = worst ? { yours: worst.yours, expected: worst.expected } : undefined;
  const numbers = worst
    ? ` After the first step \`${path}\` is ${plain(Number(worst.yours.toPrecision(6)))}; the gradient has it at ${plain(Number(worst.expected.toPrecision(6)))}.`
    : "";
  if (!repair || !("value" in repair.statement) || !repair.statement.value) {
    const span = candidate.update.span;
    return {
      code: verdict.scale !== null && verdict.scale < 0 ? "update/sign" : "gradient/wrong",
      severity: "error",
      span: { from: span.from + offset, to: span.to + offset },
      message: `the step of \`${path}\` is not along the gradient of \`${lossName}\``,
      why: `The derivative of \`${lossName}\` by \`${path}\`, confirmed by differences, gives another step.${numbers}`,
      hint: "Compare each factor of its chain rule with the derivative that its name claims.",
      ...(evidence && { evidence }),
    };
  }
  const value = repair.statement.value.span;
  const text = repairedText(source, value, repair.changes);
  const target = source.slice(repair.statement.span.from, value.from).trimEnd();
  const edit: Edit = { span: { from: value.from + offset, to: value.to + offset }, replacement: text };
  const surplus = repair.changes[0]?.dropped;
  const main = repair.changes.find((one) => one.rule === "target") ?? repair.changes[0]!;
  return {
    code: codes[main.rule],
    severity: "error",
    span: edit.span,
    message: surplus
      ? `the factor \`${source.slice(surplus.from, surplus.to)}\` is one too many in the gradient of \`${path}\``
      : whatIsWrong(path, repair.changes),
    why: `${whyItMatters(path, repair.changes, lossName)}${numbers} The loss falls all the same, because the other parameters still descend.`,
    ...(evidence && { evidence }),
    fix: { text: `${target} ${text}`, edits: [edit], verified },
  };
}

function whatIsWrong(path: string, changes: readonly Change[]): string {
  const said = changes.map((one) => {
    switch (one.rule) {
      case "target":
        return `\`${path}\` is updated from \`${one.from}\` instead of from itself`;
      case "gradient":
        return `\`${path}\` is moved by \`${one.from}\` where \`${one.to}\` belongs`;
      case "operand":
        return `\`${one.from}\` stands where \`${one.to}\` belongs`;
      case "sign":
        return `\`${one.from}\` should be \`${one.to}\`: the step of \`${path}\` goes the wrong way`;
      case "factor":
        return `the factor \`${one.to}\` is missing from the gradient of \`${path}\``;
    }
    return "";
  });
  return said.join(", and ");
}

function whyItMatters(path: string, changes: readonly Change[], lossName: string): string {
  if (changes.some((one) => one.rule === "target"))
    return `Gradient descent moves each parameter from its own value: ${path} ← ${path} − rate · d${lossName}/d${path}.`;
  if (changes.some((one) => one.rule === "gradient"))
    return `Each parameter is moved by its own derivative, d${lossName}/d${path}.`;
  return `The derivative d${lossName}/d${path}, confirmed by differences, has another value.`;
}
