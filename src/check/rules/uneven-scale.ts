import { applied } from "../../base/edits.ts";
import type { Span } from "../../base/span.ts";
import { reachable } from "../../graph/walk.ts";
import type { Machine } from "../../lift/machine.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import { proportion } from "../gradient.ts";
import { judge } from "../judge.ts";
import type { Parameter } from "../parameter.ts";
import { type Program, tried } from "../program.ts";
import { rateNames } from "../rate.ts";
import { rightOf } from "../repair/atoms.ts";
import { type Edit, exchange, together } from "../repair/edit.ts";
import { replacements } from "../repair/proposals.ts";
import { bindingOf, type Source } from "../repair/source.ts";
import { suspectsOf } from "../repair/suspects.ts";
import { slopesOf } from "../slopes.ts";
import { runStep } from "../step.ts";
import { isGood, type Judged, type Verdict } from "../verdict.ts";
import { claims } from "./gradient-names.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.abs(b);
const mostStatements = 8;
const mostTried = 120;

/**
 * Parameters that follow the gradient at different rates: a factor is missing from the steps of some, or stands only
 * there. Of a loss that is only inferred that is said where a small change evens them.
 */
export function unevenScale(
  machine: Machine,
  source: Source,
  program: Program,
  judged: Judged,
  isTrial = false,
): (Candidate & { readonly lacking?: Lacking }) | undefined {
  const { verdicts, loss } = judged;
  const scaled = verdicts.filter(isGood);
  const [first] = scaled;
  if (!first || scaled.every((one) => near(one.scale!, first.scale!))) return undefined;
  const odd = oddOf(scaled);
  if (haveOwnRates(source, judged, odd)) return undefined;
  const [worst] = odd as [Verdict, ...Verdict[]];
  const change = isTrial ? undefined : evened(machine, source, program, judged, odd);
  if (change?.factor) return missingFactor(judged, worst, change, change.factor);
  const { span } = program.pass;
  const place = change?.place ?? gradientOf(judged, worst);
  const usual = scaled.find((one) => !odd.includes(one))!.scale!;
  const times = shown(worst.scale! / usual);
  return {
    needsProof: !loss.stated,
    remedies: change ? [change.remedy] : [],
    diagnostic: {
      code: "update/uneven-scale",
      severity: "warning",
      span: place,
      message: `the parameters follow the gradient of \`${loss.name}\` at different rates`,
      why: `Their steps are ${scaled
        .map((one) => `${one.path}: ${shown(one.scale!)}`)
        .join(
          ", ",
        )} times the rate and the gradient: a factor such as 1/N is missing from some of them, or one too many. \`${worst.path}\` goes ${times} times as far as it should beside the others.`,
      related: [{ span: { from: span.from, to: span.from + 3 }, message: "in this loop" }],
    },
  };
}

/** A parameter whose gradient lacks a factor that is a number in this program. */
interface Lacking {
  readonly path: string;
  readonly factor: string;
}

/** Of one sample, which stays as it is, a factor that is an input only scales a step: it is missing all the same. */
function missingFactor(
  { loss, verdicts }: Judged,
  { path, scale }: Verdict,
  { place, remedy }: Change,
  factor: string,
): Candidate & { readonly lacking: Lacking } {
  const others = verdicts.some((one) => isGood(one) && one.path !== path && near(one.scale!, 1));
  const falls = others ? " The loss falls all the same: the step has the right direction." : "";
  return {
    needsProof: !loss.stated,
    remedies: [remedy],
    lacking: { path, factor },
    diagnostic: {
      code: "gradient/missing-factor",
      severity: "error",
      span: place,
      message: `the factor \`${factor}\` is missing from the gradient of \`${path}\``,
      why: `The chain rule multiplies one local derivative for each operation between \`${path}\` and \`${loss.name}\`: that of a product by \`${path}\` is \`${factor}\`. Without it the step is ${shown(scale!)} times as long as the rate and the gradient say, and with another sample it is another number of times.${falls}`,
    },
  };
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));

/** Those that go at another rate than the stated one, where some keep to it; else than most; of two the longer. */
function oddOf(scaled: readonly Verdict[]): Verdict[] {
  if (scaled.some((one) => near(one.scale!, 1))) return scaled.filter((one) => !near(one.scale!, 1));
  const alike = ({ scale }: Verdict): number => scaled.filter((one) => near(one.scale!, scale!)).length;
  const most = Math.max(...scaled.map(alike));
  if (most > 1) return scaled.filter((one) => alike(one) < most);
  const largest = Math.max(...scaled.map((one) => one.scale!));
  return scaled.filter((one) => near(one.scale!, largest));
}

/**
 * Whether the odd ones are moved by a rate that has a name of its own: then they are meant to go otherwise. So are those
 * of which none is odd, as many at one rate as at another.
 */
function haveOwnRates(source: Source, { parameters, verdicts }: Judged, odd: readonly Verdict[]): boolean {
  const rates = parameters.map(({ span }) => {
    const statement = source.statementAt(span);
    const names = statement
      ? [...walk(statement)].filter((one) => one.kind === "name" || one.kind === "attribute")
      : [];
    return names.map((one) => source.textOf(one.span)).filter((one) => rateNames.test(one));
  });
  const isOdd = parameters.map(({ path }) => odd.some((one) => one.path === path));
  const usual = new Set(rates.filter((_, at) => !isOdd[at] && isGood(verdicts[at]!)).flat());
  return rates.every((own, at) => !isOdd[at] || (own.length > 0 && own.every((name) => !usual.has(name))));
}

/** Where the gradient of a parameter, whatever its size, is first set: there its factor is gone or one too many. */
function gradientOf({ parameters, slopes }: Judged, { path }: Verdict): Span {
  const parameter = parameters.find((one) => one.path === path)!;
  const { run, gradients } = slopes[0]!;
  const behind = new Set(reachable(parameter.members.flatMap((member) => run.after.get(member)!.node ?? [])));
  const gradient = gradients.get(path)!;
  const named = run.events.find(
    ({ kind, target, node }) => kind === "assigned" && node && behind.has(node) && claims(target, path),
  );
  if (named) return named.span;
  const set = run.events.find(
    ({ kind, node, numbers, span }) =>
      kind === "assigned" && span.from >= 0 && node && behind.has(node) && proportion(numbers!, gradient),
  );
  return set?.span ?? parameter.span;
}

interface Change {
  readonly place: Span;
  readonly remedy: Remedy;
  /** The quantity that the loss multiplies the parameter by, where the change puts it in. */
  readonly factor: string | undefined;
}

/** A small change that gives the odd ones the rate of the others: a mean for a sum, a factor more or less. */
function evened(
  machine: Machine,
  source: Source,
  program: Program,
  judged: Judged,
  odd: readonly Verdict[],
): Change | undefined {
  const { parameters, verdicts, slopes } = judged;
  const wrong = parameters.find((one) => one.path === odd[0]!.path)!;
  const good = parameters.filter(
    (one, at) => isGood(verdicts[at]!) && !odd.some(({ path }) => path === one.path),
  );
  const own = source.statementAt(gradientOf(judged, odd[0]!));
  const behind = suspectsOf(source, wrong, slopes, good, program.pass.span).map((one) => one.statement);
  // a change of what the loss is computed from changes the loss
  const forward = new Set(
    slopes[0]!.run.events.flatMap(({ node, span }) =>
      node && slopes[0]!.read.has(node) ? (source.statementAt(span) ?? []) : [],
    ),
  );
  // `dL_dw = error` hands on what the loss reads, and is no part of it
  const isOwn = (one: Statement): boolean =>
    one.kind === "assign" && one.targets.some((target) => claims(source.textOf(target.span), odd[0]!.path));
  const statements = [...new Set([...(own ? [own] : []), ...behind])]
    .filter((one) => !forward.has(one) || isOwn(one))
    .slice(0, mostStatements);
  const factors = factorsOf(judged, wrong);
  let tries = 0;
  for (const statement of statements)
    for (const edit of changesOf(source, statement, factors)) {
      if (tries++ > mostTried) return undefined;
      if (!isEven(machine, program, judged, edit)) continue;
      const { span } = statement;
      const line = applied(source.textOf(span), edit.changes, span.from).split("\n")[0]!;
      const factor = edit.rule === "factor" ? edit.to : undefined;
      return { place: span, remedy: { text: line, edits: edit.changes }, factor };
    }
  return undefined;
}

/** What the loss multiplies a single number by: of one sample that stays as it is, the factor of its derivative. */
function factorsOf({ slopes }: Judged, { members }: Parameter): string[] {
  const { run, read } = slopes[0]!;
  const own = members.map((path) => run.variables.get(path)!.node);
  const names = new Map([...run.variables].map(([path, { node }]) => [node, path]));
  return [...read].flatMap(({ op, operands, shape }) => {
    if (op !== "multiply" || shape.length > 0 || !operands.some((one) => own.includes(one))) return [];
    const other = operands.find((one) => !own.includes(one));
    const name = other && names.get(other);
    return name !== undefined && /^\w+$/.test(name) ? [name] : [];
  });
}

/** Whether all parameters go at one rate with a change. */
function isEven(machine: Machine, program: Program, judged: Judged, edit: Edit): boolean {
  const { pass, promoted, moved } = program;
  const { loss, parameters, rate, verdicts } = judged;
  const patch = together([edit]);
  const points = judged.slopes.slice(0, 2).flatMap(({ replaced }) => {
    const run = tried(() => runStep(machine, pass, { replaced, promoted, patch }));
    return run ? [{ replaced, run }] : [];
  });
  const fresh = slopesOf(points, loss, parameters, moved);
  if (fresh.length < 2) return false;
  const scales = parameters.flatMap((one, at) => {
    if (!isGood(verdicts[at]!)) return [];
    const verdict = judge(one, fresh, rate, loss);
    return [isGood(verdict) ? verdict.scale! : Number.NaN];
  });
  return scales.every((one) => near(one, scales[0]!));
}

/** Changes of a statement by which its value has another size. */
function* changesOf(source: Source, statement: Statement, factors: readonly string[]): Generator<Edit> {
  const value = rightOf(statement);
  if (!value || value.kind === "closure") return;
  const none = { atoms: [], derivatives: [], differences: [], functions: [], counters: [], breadth: 20 };
  const small = [...replacements(source, statement, none, () => "operand", true)].filter(
    (one): one is Edit => one !== undefined,
  );
  // of an update only a part is the step
  const isUpdate =
    statement.kind === "assign" &&
    statement.targets.some((target) =>
      [...walk(value)].some((one) => source.textOf(one.span) === source.textOf(target.span)),
    );
  const text = source.textOf(value.span);
  const bracketed = bindingOf(value) < 10 ? `(${text})` : text;
  if (!isUpdate)
    for (const factor of factors) {
      yield* exchange(source, value, `${bracketed} * ${factor}`, 10, "factor", {
        from: text,
        to: factor,
      });
    }
  yield* small.filter(({ rule }) => rule === "mean");
  yield* small.filter(({ rule }) => rule === "surplus");
  const sizes = sizesIn(source);
  for (const size of isUpdate ? [] : sizes)
    for (const operator of ["/", "*"]) {
      yield* exchange(source, value, `${bracketed} ${operator} ${size}`, 10, "mean", { from: text });
    }
  yield* small.filter(({ rule }) => rule === "constant");
}

const mostSizes = 8;

/** What the program divides by or multiplies with: its numbers of samples, and single factors. */
function sizesIn(source: Source): string[] {
  const found = new Map<string, number>();
  const note = (one: Expression): void => {
    const text = source.textOf(one.span);
    if (text.length < 20 && bindingOf(one) > 10) found.set(text, (found.get(text) ?? 0) + 1);
  };
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind === "binary" && part.operator === "/") note(part.right);
    if (part.kind === "call" && /^(len|float)$/.test(source.textOf(part.callee.span))) note(part);
    if (part.kind === "binary" && part.operator === "*")
      for (const side of [part.left, part.right]) if (side.kind === "name") note(side);
    if (part.kind === "update" && part.operator === "/") note(part.value);
  }
  return ["2", ...[...found].sort((a, b) => b[1] - a[1]).map(([text]) => text)].slice(0, mostSizes + 1);
}
