import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import type { Source } from "../repair/source.ts";

const code = "optimizer/bias-correction";

/** A factor 1 − beta^t of a bias correction: its exponent, where that is a name. */
interface Correction {
  readonly whole: Expression;
  readonly exponent: Expression;
  readonly name: string;
}

function correctionsIn(source: Source): Correction[] {
  const found: Correction[] = [];
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind !== "binary" || part.operator !== "-" || part.left.kind !== "constant") continue;
    if (Number(part.left.value) !== 1) continue;
    const { right } = part;
    const exponent =
      right.kind === "binary" && right.operator === "**"
        ? right.right
        : right.kind === "call" && /(^|\.)pow(er)?$/.test(source.textOf(right.callee.span))
          ? right.arguments[1]?.value
          : undefined;
    const isName =
      exponent?.kind === "name" || exponent?.kind === "attribute" || exponent?.kind === "subscript";
    if (exponent && isName) found.push({ whole: part, exponent, name: source.textOf(exponent.span) });
  }
  return found;
}

/** How a counter is set: by constants alone, by the loop that goes through its values, by itself. */
interface Setting {
  readonly statement: Statement;
  /** The constant; undefined where it is another value. */
  readonly constant: number | undefined;
}

function settingsOf(source: Source, name: string): Setting[] {
  const last = name.split(".").pop()!;
  // an object's counter is known by its attribute, whatever the object is called
  const isOwn = name.includes(".");
  const isIt = (target: Expression): boolean => {
    const text = source.textOf(target.span);
    return text.split(".").pop() === last && text.includes(".") === isOwn;
  };
  return [...walk(source.roots as Statement[])].flatMap((one): Setting[] => {
    if (one.kind === "update" && isIt(one.target)) return [{ statement: one, constant: undefined }];
    if (one.kind === "step" && isIt(one.target)) return [{ statement: one as never, constant: undefined }];
    if (one.kind === "for" && [...walk(one.target)].some((part) => isIt(part as Expression)))
      return [{ statement: one, constant: undefined }];
    if (one.kind === "function" && !isOwn && one.parameters.some((parameter) => parameter.name === last))
      return [{ statement: one, constant: undefined }];
    if (one.kind !== "assign" || !("targets" in one) || !one.targets.some(isIt)) return [];
    const value = one.value.kind === "constant" ? Number(one.value.value) : Number.NaN;
    return [{ statement: one, constant: Number.isNaN(value) ? undefined : value }];
  });
}

/** The counter of a bias correction that nothing ever advances: the statement that sets it last. */
export function stillCounter(
  source: Source,
): { readonly name: string; readonly statement: Statement } | undefined {
  for (const { name } of correctionsIn(source)) {
    const settings = settingsOf(source, name);
    const last = settings.at(-1);
    if (last && settings.every(({ constant }) => constant !== undefined))
      return { name, statement: last.statement };
  }
  return undefined;
}

/** Corrections whose counter begins at 0, where 1 − beta^0 is nothing to divide by: a fault if all is right from 1 on. */
export function zeroCounters(source: Source): Candidate[] {
  const all = correctionsIn(source);
  const names = new Set(all.map((one) => one.name));
  return [...names].flatMap((name) => {
    const own = all.filter((one) => one.name === name);
    const begins = settingsOf(source, name).some(
      ({ statement, constant }) =>
        constant === 0 || (statement.kind === "for" && isFromZero(source, statement.iterable)),
    );
    if (!begins) return [];
    const remedy: Remedy = {
      text: `${name} + 1 in the bias correction`,
      edits: own.map(({ exponent: { span } }) => ({
        span,
        replacement: /[(,]\s*$/.test(source.text.slice(0, span.from)) ? `${name} + 1` : `(${name} + 1)`,
      })),
    };
    return [
      {
        needsProof: true,
        remedies: [remedy],
        diagnostic: {
          code,
          severity: "error",
          span: own[0]!.whole.span,
          message: `\`${name}\` begins at 0, and at the first step the bias correction divides by 1 − beta⁰, which is 0`,
          why: "Adam counts its steps from 1: at step t a mean that began at zero is too small by 1 − beta^t. Nothing is left of the parameters after a division by zero.",
          hint: "Advance the counter before it is used, or raise beta to the counter plus 1.",
        },
      },
    ];
  });
}

const isFromZero = (source: Source, iterable: Expression): boolean => {
  if (iterable.kind !== "call") return false;
  const [first, second] = iterable.arguments;
  const name = source.textOf(iterable.callee.span);
  if (/range$/.test(name)) return !second || source.textOf(first!.value.span) === "0";
  return name === "enumerate" && !second;
};
