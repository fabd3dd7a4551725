import { plain } from "../../base/decimal.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { simplify } from "../../calculus/simplify.ts";
import type { DocumentFormula } from "../../lift/formulas.ts";
import { type Equation, everyPart, type Maths } from "../../lift/latex/index.ts";
import { latexName, latex as written } from "../../render/latex.ts";
import { DocumentModel } from "./collect.ts";
import { type Attempt, judge, near, type Point, saysDerivative, sides } from "./judge.ts";
import { misplaced } from "./locate.ts";
import { holds, repaired } from "./repair.ts";
import type { Scope } from "./scope.ts";

/** A derivative equation of a document, and whether it is true of the section's model. */
export interface CheckedFormula {
  readonly span: Span;
  readonly latex: string;
  readonly verdict: "true" | "false" | "unknown";
  /** Why it is not settled. */
  readonly reason?: string;
}

export interface CheckedFormulas {
  readonly formulas: readonly CheckedFormula[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How many false formulas of one document are repaired; a repair tries hundreds of changes. */
const mostRepairs = 40;
const mostNames = 40;

/** Compares every derivative equation of a Markdown document with what its section defines. */
export function checkFormulas(text: string): CheckedFormulas {
  const document = new DocumentModel(text);
  const formulas: CheckedFormula[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { formula, equations, problem } of document.readings) {
    if (problem !== undefined && writesDerivative(formula.latex))
      formulas.push({ span: formula.span, latex: formula.latex, verdict: "unknown", reason: problem });
    for (const [at, equation] of equations.entries()) {
      const isUnread =
        equation.members.length > 1 &&
        equation.members.some(
          (one) => one.problem !== undefined && writesDerivative(textOf(formula, one.span)),
        );
      if (!saysDerivative(equation) && !isUnread) continue;
      const one = new OneFormula(document, formula, equation, at, diagnostics.length < mostRepairs);
      const { checked, diagnostic } = one.run();
      formulas.push(checked);
      if (diagnostic) diagnostics.push(diagnostic);
    }
  }
  return { formulas, diagnostics };
}

const textOf = ({ latex }: DocumentFormula, { from, to }: Span): string => latex.slice(from, to);
const writesDerivative = (latex: string): boolean =>
  (/=/.test(latex) &&
    /\\partial|\\nabla|frac\s*\{\s*(?:\\mathrm\{)?d[^}]*\}+\s*\{\s*(?:\\mathrm\{)?d/.test(latex)) ||
  /^\s*\\[dtc]?frac\s*\{\s*(?:d|\\partial)/.test(latex);

class OneFormula {
  readonly #scope: Scope;

  constructor(
    readonly document: DocumentModel,
    readonly formula: DocumentFormula,
    readonly equation: Equation,
    readonly at: number,
    readonly repairs: boolean,
  ) {
    this.#scope = document.scopeAt(formula.span.from);
  }

  run(): { checked: CheckedFormula; diagnostic?: Diagnostic } {
    const { formula, equation } = this;
    const checked = { span: formula.placeOf(equation.span), latex: textOf(formula, equation.span) };
    const bare = this.#withoutNumerator();
    if (bare)
      return {
        checked: { ...checked, verdict: "unknown", reason: "a derivative has no numerator" },
        diagnostic: this.#noNumerator(bare),
      };
    const judged = judge(equation, this.#scope);
    if (judged.verdict === "unknown")
      return { checked: { ...checked, verdict: "unknown", reason: judged.reason } };
    if (judged.verdict === "true") return { checked: { ...checked, verdict: "true" } };
    return { checked: { ...checked, verdict: "false" }, diagnostic: this.#false(judged.attempt) };
  }

  /** A name as the document writes it. */
  #spelled(key: string): string {
    return this.document.spellings.get(key) ?? latexName(key);
  }

  /** The names that a repair may write: what the section knows, in the document's spelling. */
  #names(): [string, string][] {
    const here = new Set(
      this.equation.members
        .flatMap((one) => (one.maths ? everyPart(one.maths) : []))
        .flatMap((one) => (one.kind === "name" ? [one.name.base] : [])),
    );
    return [...this.#scope.names]
      .filter((key) => /^[A-Za-z][\w^]*$/.test(key) && this.#scope.isQuantity(key))
      .sort((a, b) => Number(here.has(b.replace(/\d+$/, ""))) - Number(here.has(a.replace(/\d+$/, ""))))
      .slice(0, mostNames)
      .map((key) => [key, this.#spelled(key)]);
  }

  // ---- false

  #false(found: Attempt): Diagnostic {
    const { formula } = this;
    const { latex } = formula;
    const side = found.members[found.wrong[0]!]!;
    const truth = found.members[found.truth]!;
    const repair = this.repairs
      ? repaired(latex, this.at, this.equation, found, this.#scope, this.document.functions, this.#names())
      : undefined;
    const place = repair ? undefined : misplaced(found, this.#scope);
    const claim = latex.slice(truth.span.from, truth.span.to);
    const says =
      repair?.says ??
      (place
        ? `\`${latex.slice(place.span.from, place.span.to)}\` should be \`${latex.slice(place.link.span.from, place.link.span.to)}\``
        : `it is not \`${clipped(latex.slice(side.span.from, side.span.to))}\``);
    const span = formula.placeOf(repair?.span ?? place?.span ?? side.span);
    const { values, yours, expected } = apart(found);
    return {
      code: "formula/false",
      severity: "error",
      span,
      message: `this equation for \`${clipped(claim)}\` is false: ${says}`,
      why: [...this.#derived(found, claim), this.#example(values, yours, expected)].join(" "),
      evidence: { yours, expected },
      ...(repair && {
        fix: {
          text: repair.text,
          edits: repair.edits.flatMap((edit) => formula.editsFor(edit)),
          verified: true,
        },
      }),
    };
  }

  #example(values: Point["values"], yours: number, expected: number): string {
    const said = [...values].slice(0, 8).map(([key, value]) => `${this.#spelled(key)} = ${number(value)}`);
    const digits = [4, 9].find((one) => number(yours, one) !== number(expected, one)) ?? 17;
    return `At ${said.join(", ")} the formula gives ${number(yours, digits)}, the derivative is ${number(expected, digits)}.`;
  }

  /** The derivative in the document's own names, where it is short enough to be read. */
  #derived({ nodes, truth, lowering, options }: Attempt, claim: string): string[] {
    // a function that nobody defines was only tried with some
    if (lowering.opaque !== undefined && options.activation === "generic")
      return [
        `It holds for none of the functions that were tried for \`${this.#spelled(lowering.opaque)}\`.`,
      ];
    const [node, ...more] = nodes[truth]!;
    if (more.length > 0) return [];
    const text = written(simplify(lowering.graph, node!), (key) => this.#spelled(key));
    return text.length > 160 ? [] : [`By this section's own definitions ${claim} = ${text}.`];
  }

  // ---- no numerator

  #withoutNumerator(): Extract<Maths, { kind: "derivative" }> | undefined {
    const all = sides(this.equation).flatMap((one) => (one.maths ? everyPart(one.maths) : []));
    return all.find(
      (one): one is Extract<Maths, { kind: "derivative" }> =>
        one.kind === "derivative" && one.of === undefined,
    );
  }

  #noNumerator(bare: Extract<Maths, { kind: "derivative" }>): Diagnostic {
    const { formula } = this;
    const { latex } = formula;
    const meant = this.#meant(bare);
    const shown = latex.slice(bare.span.from, bare.span.to);
    return {
      code: "formula/no-numerator",
      severity: "warning",
      span: formula.placeOf(bare.span),
      message: `\`${shown}\` does not say of what it is the derivative${meant ? `: the equation is true of \`${meant.of}\`` : ""}`,
      why: "A derivative is of one quantity with respect to another. With nothing above the line or after it, this one can be neither used nor checked.",
      ...(meant
        ? {
            fix: {
              text: `${shown} → ${meant.text}`,
              edits: formula.editsFor(meant.edit),
              verified: true,
            },
          }
        : { hint: "Write the quantity above the line." }),
    };
  }

  /** The quantity of which the equation is true: a function that stands in it, or the only name that fits. */
  #meant(
    bare: Extract<Maths, { kind: "derivative" }>,
  ): { of: string; text: string; edit: { span: Span; replacement: string } } | undefined {
    const { latex } = this.formula;
    const parts = sides(this.equation).flatMap((one) => (one.maths ? everyPart(one.maths) : []));
    const calls = parts.flatMap((one) =>
      one.kind === "call" && one.primes === 0 ? [latex.slice(one.span.from, one.span.to)] : [],
    );
    const fitting = (
      texts: readonly string[],
    ): { of: string; text: string; edit: { span: Span; replacement: string } }[] =>
      texts.flatMap((of) => {
        const before = bare.differential || latex.slice(0, bare.numerator.from);
        const gap = /\\[A-Za-z]+$/.test(before) && /^[A-Za-z]/.test(of) ? " " : "";
        const edit = { span: bare.numerator, replacement: `${bare.differential}${gap}${of}` };
        if (!holds(latex, this.at, [edit], this.#scope, this.document.functions)) return [];
        const { from, to } = bare.span;
        const text = latex.slice(from, edit.span.from) + edit.replacement + latex.slice(edit.span.to, to);
        return [{ of, text, edit }];
      });
    const [call] = fitting([...new Set(calls)]);
    if (call) return call;
    const names = fitting(this.#names().map(([, text]) => text));
    return names.length === 1 ? names[0] : undefined;
  }
}

const clipped = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
const number = (value: number, digits = 4): string => plain(Number(value.toPrecision(digits)));

/** The first point at which a wrong side is another number than the derivative, and the two numbers. */
function apart({ points, wrong, truth }: Attempt): {
  values: Point["values"];
  yours: number;
  expected: number;
} {
  for (const { values, sides: all } of points)
    for (const [part, yours] of all[wrong[0]!]!.entries()) {
      const expected = all[truth]![part]!;
      if (!near(yours, expected)) return { values, yours, expected };
    }
  throw new Error("a wrong side differs at two points at least");
}
