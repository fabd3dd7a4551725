import { reachable } from "../../graph/walk.ts";
import type { Machine, Patch } from "../../lift/machine.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import { moveOf, proportion, steady } from "../gradient.ts";
import { enters } from "../optimizer.ts";
import type { Parameter } from "../parameter.ts";
import { type Program, tried } from "../program.ts";
import { runStep, stepsTaken } from "../step.ts";
import { isGood, type Judged, judge, type Slope, slopesOf } from "../verdict.ts";
import { type Edit, type Rule, together } from "./edit.ts";
import { earlyUpdates, overwritten, repeatedIndices, retargeted } from "./order.ts";
import {
  atomsIn,
  factors,
  hole,
  likeFirst,
  replacements,
  rightOf,
  signs,
  type Vocabulary,
} from "./proposals.ts";
import type { Source } from "./source.ts";
import { commonCause, type Suspect, suspectsOf } from "./suspects.ts";

/** A change of the source that puts steps right. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly statement: Statement | undefined;
  /** The parameters that it puts right. */
  readonly mended: readonly Parameter[];
}

/** Of one or more wrong parameters the change that mends them, and the likeliest statement to be their cause. */
export interface Finding {
  readonly parameters: readonly Parameter[];
  readonly repair: Repair | undefined;
  readonly cause: Statement | undefined;
}

type Proposal = Omit<Repair, "mended">;

const mostTrials = 2000;
/** How many steps of the interpreter all trials may take together. */
const mostSteps = 1_500_000;
/** How many more changes are tried for one that mends more parameters than the best so far. */
const patience = 500;
/** In how many statements a missing factor is looked for. */
const mostFactored = 6;
const mostNames = 150;
/** How many names are tried at one place beside others at another. */
const mostPaired = 8;
/** Of how many wrong parameters a common cause is looked for. */
const mostShared = 4;

/** Searches the smallest changes of the source by which wrong parameters follow the gradient, the right ones still. */
export class Search {
  #trials = 0;
  #steps = 0;
  readonly #good: readonly Parameter[];
  readonly #hasState: boolean;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
    readonly source: Source,
  ) {
    const { parameters, verdicts } = judged;
    this.#good = parameters.filter((_, at) => isGood(verdicts[at]!));
    this.#hasState = hasState(program, parameters);
  }

  /** What mends the wrong parameters: one change for all of them where there is one. */
  findings(wrong: readonly Parameter[]): Finding[] {
    const found: Finding[] = [];
    let left = [...wrong];
    while (left.length > 0) {
      const one = this.#find(left);
      found.push(one);
      left = left.filter((parameter) => !one.parameters.includes(parameter));
    }
    return found;
  }

  #find(wrong: readonly Parameter[]): Finding {
    const [first] = wrong;
    const suspects = suspectsOf(this.source, first!, this.judged.slopes, this.#good);
    const causeOf = (all: readonly Suspect[]): Statement | undefined =>
      all.find((one) => one.isFirstFalse)?.statement;
    const own = causeOf(suspects);
    const shared = wrong
      .slice(1, mostShared)
      .flatMap((one) => causeOf(suspectsOf(this.source, one, this.judged.slopes, this.#good)) ?? []);
    const common = own && commonCause(this.source, [own, ...shared]);
    const cause = common ?? own;
    const update = this.source.statementAt(first!.span);
    let best: Repair | undefined;
    let since = 0;
    const statements = [...new Set([...(common ? [common] : []), ...suspects.map((one) => one.statement)])];
    for (const proposal of this.#proposals(first!, statements)) {
      if (this.#trials++ > mostTrials || this.#steps > mostSteps || (best && since++ > patience)) break;
      const mended = this.#mendedBy(proposal, wrong);
      if (mended.length > (best?.mended.length ?? 0)) best = { ...proposal, mended };
      // the names in the update of one parameter are the matter of that one alone
      const isOwn =
        best?.statement === update &&
        best?.edits.some((one) => one.rule === "target" || one.rule === "gradient");
      if (mended.length === wrong.length || isOwn) break;
    }
    return { parameters: best?.mended ?? [first!], repair: best, cause };
  }

  *#proposals(parameter: Parameter, statements: readonly Statement[]): Generator<Proposal> {
    const { source } = this;
    const update = source.statementAt(parameter.span);
    const proposal = (edit: Edit | undefined, statement: Statement): Proposal[] =>
      edit ? [{ edits: [edit], statement }] : [];
    for (const edit of earlyUpdates(source, this.program, this.judged, parameter))
      yield { edits: [edit], statement: undefined };
    const asUsual = update !== undefined && this.#isUsual(update, parameter);
    for (const statement of statements) {
      const vocabulary = this.#vocabulary(statement, parameter);
      const rename = renaming(parameter, statement === update);
      for (const edit of replacements(source, statement, vocabulary, rename, statement === update && asUsual))
        yield* proposal(edit, statement);
      for (const edit of overwritten(source, statement)) yield* proposal(edit, statement);
      for (const edit of repeatedIndices(source, statement)) yield* proposal(edit, statement);
      if (statement !== update) continue;
      for (const edit of retargeted(source, update)) yield* proposal(edit, statement);
      yield* this.#twoNames(update, parameter);
    }
    for (const statement of statements.slice(0, mostFactored))
      for (const edit of factors(source, statement, this.#vocabulary(statement, parameter)))
        yield* proposal(edit, statement);
    if (update && asUsual) for (const edit of signs(source, update)) yield* proposal(edit, update);
  }

  /** Whether a step is taken by the same operator as those of the other parameters: its sign is not the fault. */
  #isUsual(update: Statement, parameter: Parameter): boolean {
    const others = this.judged.parameters.filter((one) => one !== parameter);
    const updates = others.flatMap((one) => this.source.statementAt(one.span) ?? []);
    return updates.length > 0 && updates.every((one) => one !== update && formOf(one) === formOf(update));
  }

  /** Two names of the update at once: `b1 = b2 - rate * dL_db2`. */
  *#twoNames(update: Statement, parameter: Parameter): Generator<Proposal> {
    const value = rightOf(update);
    if (!value) return;
    const vocabulary = {
      ...this.#vocabulary(update, parameter),
      functions: [],
      derivatives: [],
      differences: [],
    };
    const all = [...replacements(this.source, update, vocabulary, renaming(parameter, true))];
    const names: readonly Rule[] = ["target", "gradient", "operand"];
    const byAtom = atomsIn(value, this.source.language).map((atom) =>
      all
        .filter((edit): edit is Edit => edit?.expressions.has(atom) === true && names.includes(edit.rule))
        .slice(0, mostPaired),
    );
    for (const [at, some] of byAtom.entries())
      for (const others of byAtom.slice(at + 1))
        for (const a of some) for (const b of others) yield { edits: [a, b], statement: update };
  }

  /** What stands about a statement: the names of its function or of the top level, and the program's derivatives. */
  #vocabulary(statement: Statement, { path }: Parameter): Vocabulary {
    const { source, judged } = this;
    const { spelling } = source.language;
    const atoms = new Set<string>();
    // a function that is a value sees what its surroundings see
    for (let around = source.functionOf(statement), isOpen = true; isOpen; ) {
      for (const { name } of around?.parameters ?? []) if (name !== spelling.self) atoms.add(name);
      for (const part of walk((around?.body ?? source.roots) as Statement[]))
        for (const root of rootsOf(part as Statement))
          for (const atom of atomsIn(root, source.language)) atoms.add(source.textOf(atom.span));
      isOpen = around?.kind === "closure";
      around = around && source.functionOf(around);
    }
    for (const name of [...spelling.holders, judged.rate?.name, ...countersIn(source)])
      if (name !== undefined) atoms.delete(name);
    const listed = [...atoms].filter((one) => one.length < 40 && !one.includes("\n"));
    this.#known ??= { ...functionsOf(source), differences: differencesIn(source) };
    const ordered = likeFirst(listed, path);
    // a document holds many programs: the names of this step come first
    const within = this.#namesWithin();
    const near = [...ordered.filter((one) => within.has(one)), ...ordered.filter((one) => !within.has(one))];
    return { atoms: near.slice(0, mostNames), ...this.#known };
  }

  /** What the pass itself speaks of. */
  #namesWithin(): ReadonlySet<string> {
    const { source } = this;
    this.#within ??= new Set(
      [...walk(this.program.pass.body as Statement[])].flatMap((part) =>
        rootsOf(part as Statement).flatMap((root) =>
          atomsIn(root, source.language).map((atom) => source.textOf(atom.span)),
        ),
      ),
    );
    return this.#within;
  }

  #within: ReadonlySet<string> | undefined;

  #known: Omit<Vocabulary, "atoms"> | undefined;

  /** The wrong parameters that a change puts right; none where it puts a right one wrong. */
  #mendedBy({ edits }: Proposal, wrong: readonly Parameter[]): Parameter[] {
    const patch = together(edits);
    if (!patch) return [];
    const slopes: Slope[] = [];
    let left = [...wrong];
    for (const slope of this.judged.slopes.slice(0, 3)) {
      const { replaced } = slope;
      const { pass, promoted } = this.program;
      const run = tried(() =>
        runStep(this.machine, pass, { replaced, promoted, record: this.#hasState, patch }),
      );
      this.#steps += stepsTaken(this.machine);
      if (!run) return [];
      slopes.push({ ...slope, run });
      left = left.filter((one) => this.#mayFollow(slopes.at(-1)!, one));
      if (left.length === 0) return [];
    }
    const fixed = left.filter((one) => this.#follows(slopes, one));
    return fixed.length > 0 && this.#good.every((one) => this.#follows(slopes, one, false)) ? fixed : [];
  }

  /** Whether at one point a parameter moves along the gradient, or by a quantity that is the gradient. */
  #mayFollow(slope: Slope, parameter: Parameter): boolean {
    if (this.#follows([slope], parameter)) return true;
    return this.#hasState && entersAt(slope, parameter);
  }

  /** Whether a parameter moves down the gradient, as far as its siblings or the rate say. */
  #follows(slopes: readonly Slope[], parameter: Parameter, sized = true): boolean {
    const constants = slopes.map(({ run, gradients }) => {
      const step = moveOf(run, parameter);
      return step && proportion(step, gradients.get(parameter.path)!);
    });
    const constant = steady(constants);
    if (constant !== undefined && constant < 0) return !sized || this.#fits(-constant);
    if (!this.#hasState || slopes.length < 2) return false;
    const { loss, rate } = this.judged;
    const fresh = slopesOf(slopes, loss, [parameter], this.program.moved);
    return fresh.length === slopes.length && isGood(judge(parameter, fresh, rate, loss));
  }

  #fits(constant: number): boolean {
    // where no step is right, and no loss stated, there is nothing to measure the length by
    const wanted = this.#siblings();
    return wanted.length === 0 || wanted.some((one) => Math.abs(constant - one) <= 1e-5 * Math.abs(one));
  }

  /** How far the right parameters move along the gradient. */
  #siblings(): number[] {
    const { run, gradients } = this.judged.slopes[0]!;
    return this.#good.flatMap((one) => {
      const c = proportion(moveOf(run, one)!, gradients.get(one.path)!);
      return typeof c === "number" ? [-c] : [];
    });
  }
}

/** How an update is written: its operator, or the sign before what it adds. */
const formOf = (statement: Statement): string =>
  statement.kind === "update"
    ? `${statement.operator}=${statement.value.kind === "unary" ? statement.value.operator : ""}`
    : statement.kind === "assign" && statement.value.kind === "binary"
      ? statement.value.operator
      : statement.kind;

/** Whether some quantity behind a step is the gradient, as far as one point tells. */
function entersAt({ run, gradients }: Slope, { path, members }: Parameter): boolean {
  let from = 0;
  return members.every((member) => {
    const size = run.start.get(member)!.length;
    from += size;
    return enters(run, member, gradients.get(path)!.subarray(from - size, from));
  });
}

const renaming =
  ({ path }: Parameter, isUpdate: boolean) =>
  (_: string, to: string): Rule =>
    !isUpdate ? "operand" : to === path ? "target" : "gradient";

/** Whether a step carries arrays beside its parameters: optimisers are judged by the gradient that enters them. */
function hasState({ first, moved }: Program, parameters: readonly Parameter[]): boolean {
  const own = new Set(parameters.flatMap((one) => one.members));
  return moved.some((path) => {
    if (own.has(path)) return false;
    const { node } = first.variables.get(path)!;
    const then = first.after.get(path)!.node!;
    return parameters.some((one) =>
      one.members.some((member) => {
        const behind = reachable([first.after.get(member)!.node!]);
        return behind.includes(then) && behind.includes(node);
      }),
    );
  });
}

const rootsOf = (statement: Statement): Expression[] => {
  switch (statement.kind) {
    case "assign":
      // an assignment inside an expression has one target
      if (!("targets" in statement)) return [];
      return statement.value.kind === "closure" ? [] : [...statement.targets, statement.value];
    case "update":
      return [statement.target, statement.value];
    case "for":
      return [statement.target];
    case "return":
    case "expression":
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
};

/** The variables of `for i in range(…)` and its like: they count, and are no factor of a derivative. */
function countersIn(source: Source): string[] {
  return source.statements.flatMap((one) => {
    if (one.kind === "while")
      return (one.initial ?? []).flatMap((first) =>
        first.kind === "assign"
          ? first.targets.flatMap((name) => (name.kind === "name" ? [name.name] : []))
          : [],
      );
    if (one.kind !== "for") return [];
    const { iterable, target } = one;
    const name = iterable.kind === "call" && iterable.callee.kind === "name" ? iterable.callee.name : "";
    if (name === "enumerate" && target.kind === "tuple" && target.items[0]?.kind === "name")
      return [target.items[0].name];
    return /^(range|xrange|trange|reversed)$/.test(name) && target.kind === "name" ? [target.name] : [];
  });
}

const mostDifferences = 8;

/** The differences that the program writes down: errors, most of them. */
function differencesIn(source: Source): string[] {
  const found = new Set<string>();
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind !== "binary" || one.operator !== "-" || one.left.kind === "constant") continue;
    const text = source.textOf(one.span);
    if (text.length < 40) found.add(`(${text})`);
  }
  return [...found].slice(0, mostDifferences);
}

/** The names that a piece of a program gives to functions: in JavaScript names and properties of function values too. */
function functionNames(part: Part): string[] {
  if (part.kind === "function") return [part.name];
  if (part.kind === "assign" && "targets" in part && part.value.kind === "closure")
    return part.targets.flatMap((target) => (target.kind === "name" ? [target.name] : []));
  if (part.kind !== "dict") return [];
  return part.entries.flatMap(({ key, value }) =>
    value.kind === "closure" && key?.kind === "constant" ? [String(key.value)] : [],
  );
}

/** The program's own functions of one number or array, and the calls of them that look like derivatives. */
function functionsOf(source: Source): Pick<Vocabulary, "derivatives" | "functions"> {
  const functions = new Set<string>();
  const derivatives = new Set<string>();
  const defined = new Set([...walk(source.roots as Statement[])].flatMap(functionNames));
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind !== "call") continue;
    const { callee } = one;
    const name = callee.kind === "name" ? callee.name : callee.kind === "attribute" ? callee.name : "";
    if (!defined.has(name) || one.arguments.length === 0 || one.arguments.some((argument) => argument.star))
      continue;
    const text = source.textOf(callee.span);
    const [first, ...rest] = one.arguments;
    if (rest.length > 1 || first!.name) continue;
    if (rest.length === 0) functions.add(text);
    const isDerivative =
      /prime|deriv|grad|^d_?[a-z]|_d$|backward|^der$/i.test(name) ||
      rest.some(({ value }) => value.kind === "constant" && value.value === true);
    if (isDerivative)
      derivatives.add(
        `${text}(${[hole, ...rest.map((argument) => source.textOf({ from: argument.name ? source.text.lastIndexOf(argument.name, argument.value.span.from) : argument.value.span.from, to: argument.value.span.to }))].join(", ")})`,
      );
  }
  return { functions: [...functions], derivatives: [...derivatives] };
}

/** Whether the program with a change is right in every parameter, at the points where it was judged. */
export function allRight(
  machine: Machine,
  program: Program,
  { loss, parameters, rate, slopes }: Judged,
  patch: Patch,
): boolean {
  const { pass, promoted, moved } = program;
  const points = slopes.flatMap(({ replaced }) => {
    const run = tried(() => runStep(machine, pass, { replaced, promoted, patch }));
    return run ? [{ replaced, run }] : [];
  });
  const fresh = slopesOf(points, loss, parameters, moved);
  return fresh.length >= 2 && parameters.every((one) => isGood(judge(one, fresh, rate, loss)));
}
