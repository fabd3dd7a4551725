import type { Machine } from "../../lift/python/machine.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { moveOf, proportion, steady } from "../gradient.ts";
import { type Parameter, type Program, tried } from "../program.ts";
import { runStep } from "../step.ts";
import { type Judged, judge, pointsOf, type Slope, slopesOf, type Verdict } from "../verdict.ts";
import { earlyUpdates, overwritten } from "./order.ts";
import { type Edit, type Rule, together } from "./edit.ts";
import { atomsIn, factors, hole, replacements, unlike, valueOf, type Vocabulary } from "./proposals.ts";
import type { Source } from "./source.ts";
import { suspectsOf } from "./suspects.ts";

/** A change that makes one parameter's step the gradient's. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly statement: Statement | undefined;
}

const mostTrials = 2500;
/** How many steps of the interpreter the trials of one parameter may take together. */
const mostSteps = 6_000_000;

export const isGood = ({ kind }: Verdict): boolean => kind === "right" || kind === "scaled";

/** Searches the smallest change of the source by which a wrong parameter follows the gradient. */
export class Search {
  #trials = 0;
  #steps = 0;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
    readonly source: Source,
    readonly parameter: Parameter,
  ) {}

  /** The first change that mends the parameter, and the likeliest statement to be its cause. */
  find(): { readonly repair: Repair | undefined; readonly cause: Statement | undefined } {
    const suspects = suspectsOf(this.source, this.parameter, this.judged.slopes);
    const cause = suspects.find((one) => one.isFirstFalse)?.statement;
    for (const repair of this.#proposals(suspects.map((one) => one.statement))) {
      if (this.#trials++ > mostTrials || this.#steps > mostSteps) break;
      if (this.mends(repair)) return { repair, cause };
    }
    return { repair: undefined, cause };
  }

  *#proposals(statements: readonly Statement[]): Generator<Repair> {
    const { source } = this;
    const update = source.statementAt(this.parameter.span);
    const repair = (edit: Edit | undefined, statement: Statement): Repair[] => (edit ? [{ edits: [edit], statement }] : []);
    for (const edit of earlyUpdates(source, this.program, this.judged, this.parameter))
      yield { edits: [edit], statement: undefined };
    for (const statement of statements) {
      const vocabulary = this.#vocabulary(statement);
      const rename = this.#renaming(statement === update);
      for (const edit of replacements(source, statement, vocabulary, rename)) yield* repair(edit, statement);
      for (const edit of overwritten(source, statement)) yield* repair(edit, statement);
    }
    for (const statement of statements.slice(0, 8)) {
      const vocabulary = this.#vocabulary(statement);
      for (const edit of factors(source, statement, vocabulary)) yield* repair(edit, statement);
    }
    if (update) yield* this.#twoNames(update);
  }

  /** Two names of the update at once: `b1 = b2 - rate * dL_db2`. */
  *#twoNames(update: Statement): Generator<Repair> {
    const value = valueOf(update);
    if (!value) return;
    const vocabulary = this.#vocabulary(update);
    const rename = this.#renaming(true);
    const byAtom = atomsIn(value).map((atom) =>
      [...replacements(this.source, update, { ...vocabulary, functions: [], derivatives: [] }, rename)].filter(
        (edit): edit is Edit => edit?.expressions.has(atom) === true && ["target", "gradient", "operand"].includes(edit.rule),
      ),
    );
    for (const [at, some] of byAtom.entries())
      for (const others of byAtom.slice(at + 1))
        for (const a of some) for (const b of others) yield { edits: [a, b], statement: update };
  }

  #renaming(isUpdate: boolean): (from: string, to: string) => Rule {
    const own = this.parameter.path;
    return (_, to) => (!isUpdate ? "operand" : to === own ? "target" : "gradient");
  }

  /** What stands about a statement: the names of its function or of the top level, and the program's derivatives. */
  #vocabulary(statement: Statement): Vocabulary {
    const { source, judged } = this;
    const around = source.functionOf(statement);
    const body = around?.body ?? source.roots;
    const atoms = new Set<string>(around?.parameters.map((one) => one.name).filter((name) => name !== "self"));
    for (const part of walk(body as Statement[])) {
      if (part.kind !== "assign" && part.kind !== "update" && part.kind !== "return" && part.kind !== "expression" && part.kind !== "for")
        continue;
      for (const root of rootsOf(part as Statement)) for (const atom of atomsIn(root)) atoms.add(source.textOf(atom.span));
    }
    for (const name of ["np", "numpy", "math", "self", judged.rate?.name]) if (name !== undefined) atoms.delete(name);
    const { path } = this.parameter;
    const listed = [...atoms].filter((one) => one.length < 40 && !one.includes("\n"));
    const sorted = listed.sort((a, b) => unlike(a, path) - unlike(b, path));
    return { atoms: sorted.slice(0, 40), ...this.#functions() };
  }

  #known: Pick<Vocabulary, "derivatives" | "functions"> | undefined;

  #functions(): Pick<Vocabulary, "derivatives" | "functions"> {
    this.#known ??= functionsOf(this.source);
    return this.#known;
  }

  /** Whether the changed program moves the parameter along the gradient at its own points. */
  mends({ edits }: Repair): boolean {
    const patch = together(edits);
    if (!patch) return false;
    const { slopes, rate, loss } = this.judged;
    const kept = slopes.slice(0, 3);
    const runs: Slope[] = [];
    const constants: (number | undefined)[] = [];
    for (const slope of kept) {
      const run = tried(() =>
        runStep(this.machine, this.program.pass, {
          replaced: slope.replaced,
          promoted: this.program.promoted,
          record: this.#recorded,
          patch,
        }),
      );
      this.#steps += 600_000 - this.machine.left;
      const step = run && moveOf(run, this.parameter);
      if (!run || !step) return false;
      const c = proportion(step, slope.gradients.get(this.parameter.path)!);
      if (c === undefined && !this.#recorded) return false;
      constants.push(c);
      runs.push({ ...slope, run });
    }
    const constant = steady(constants);
    if (constant !== undefined && constant < 0) return this.#fits(-constant);
    if (!this.#recorded) return false;
    const fresh = slopesOf(runs, loss, [this.parameter]);
    return fresh.length === kept.length && isGood(judge(this.parameter, fresh, rate, loss));
  }

  /** Optimisers with a state are judged by the gradient that enters them: that is in the record only. */
  get #recorded(): boolean {
    const { first, moved } = this.program;
    const own = new Set(this.judged.parameters.flatMap((one) => one.members));
    return moved.some((path) => !own.has(path) && first.variables.get(path)!.node.shape.length > 0);
  }

  get #siblings(): number[] {
    const { verdicts, slopes, parameters } = this.judged;
    return verdicts.flatMap((verdict, at) => {
      if (!isGood(verdict)) return [];
      const { run, gradients } = slopes[0]!;
      const c = proportion(moveOf(run, parameters[at]!)!, gradients.get(verdict.path)!);
      return c === undefined ? [] : [-c];
    });
  }

  /** A repaired step is as long as the steps of the parameters that were right, or as the rate says. */
  #fits(constant: number): boolean {
    const siblings = this.#siblings;
    const wanted = siblings.length > 0 ? siblings : this.judged.rate ? [this.judged.rate.value] : [];
    return wanted.length === 0 || wanted.some((one) => Math.abs(constant - one) <= 1e-5 * Math.abs(one));
  }
}

const rootsOf = (statement: Statement): Expression[] => {
  switch (statement.kind) {
    case "assign":
      return [...statement.targets, statement.value];
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

/** The program's own functions of one number or array, and the calls of them that look like derivatives. */
function functionsOf(source: Source): Pick<Vocabulary, "derivatives" | "functions"> {
  const functions = new Set<string>();
  const derivatives = new Set<string>();
  const defined = new Set(source.statements.flatMap((one) => (one.kind === "function" ? [one.name] : [])));
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind !== "call") continue;
    const { callee } = one;
    const name = callee.kind === "name" ? callee.name : callee.kind === "attribute" ? callee.name : "";
    if (!defined.has(name) || one.arguments.length === 0 || one.arguments.some((argument) => argument.star)) continue;
    const text = source.textOf(callee.span);
    const [first, ...rest] = one.arguments;
    if (rest.length > 1 || first!.name) continue;
    if (rest.length === 0) functions.add(text);
    const isDerivative = /prime|deriv|grad|^d_?[a-z]|_d$|backward/i.test(name) || rest.some(({ value }) => value.kind === "constant" && value.value === true);
    if (isDerivative)
      derivatives.add(`${text}(${[hole, ...rest.map((argument) => source.textOf({ from: argument.name ? source.text.lastIndexOf(argument.name, argument.value.span.from) : argument.value.span.from, to: argument.value.span.to }))].join(", ")})`);
  }
  return { functions: [...functions], derivatives: [...derivatives] };
}

/** Whether the program with all these repairs is right in every parameter. */
export function allRight(machine: Machine, program: Program, { loss, parameters, rate }: Judged, repairs: readonly Repair[]): boolean {
  const edits = [...new Set(repairs.flatMap((one) => one.edits))];
  const patch = together(edits);
  if (!patch) return false;
  const slopes = slopesOf(pointsOf(machine, program, patch), loss, parameters);
  return slopes.length >= 2 && parameters.every((one) => isGood(judge(one, slopes, rate, loss)));
}
