import { reachable } from "../../graph/walk.ts";
import type { Machine, Patch } from "../../lift/machine.ts";
import { moveOf, proportion, steady } from "../gradient.ts";
import { judge } from "../judge.ts";
import { enters } from "../optimizer.ts";
import type { Parameter } from "../parameter.ts";
import { type Program, tried } from "../program.ts";
import { type Slope, slopesOf } from "../slopes.ts";
import { newNode, runStep, stepsTaken } from "../step.ts";
import { decayReason, isGood, type Judged, stillReason } from "../verdict.ts";
import { type Edit, together } from "./edit.ts";

/** Tries changes on the whole step: which of the wrong parameters each puts right, and whether the right ones stay so. */
export class StepTrials {
  /** How many steps of the interpreter they have taken. */
  steps = 0;
  readonly good: readonly Parameter[];
  /** With weight decay a step is no multiple of the gradient. */
  readonly #hasDecay: boolean;
  readonly hasState: boolean;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
  ) {
    const { parameters, verdicts } = judged;
    this.good = parameters.filter((_, at) => isGood(verdicts[at]!));
    this.#hasDecay = verdicts.some(({ reason }) => reason === decayReason);
    this.hasState = this.#hasDecay || hasState(program, parameters) || this.#isBent();
  }

  /** Whether right parameters move otherwise than along the gradient: a state that the step itself begins is behind it. */
  #isBent(): boolean {
    const { slopes } = this.judged;
    return this.good.some((one) =>
      slopes.some(({ run, gradients }) => {
        return proportion(moveOf(run, one)!, gradients.get(one.path)!) === undefined;
      }),
    );
  }

  /** The wrong parameters that a change puts right; none where it puts a right one wrong. */
  mendedBy(edits: readonly Edit[], wrong: readonly Parameter[]): Parameter[] {
    // two changes at once are changes of expressions
    const patch = together(edits)!;
    const slopes: Slope[] = [];
    let left = [...wrong];
    for (const slope of this.judged.slopes.slice(0, 3)) {
      const { replaced } = slope;
      const { pass, promoted } = this.program;
      const run = tried(() =>
        runStep(this.machine, pass, {
          replaced,
          promoted,
          record: this.hasState,
          listens: this.hasState,
          patch,
        }),
      );
      this.steps += stepsTaken(this.machine);
      if (!run) return [];
      slopes.push({ ...slope, run });
      left = left.filter((one) => this.#mayFollow(slopes.at(-1)!, one));
      if (left.length === 0) return [];
    }
    const fixed = left.filter((one) => this.#follows(slopes, one));
    const stay = this.good.filter((one) => this.#isMeasure(one));
    return fixed.length > 0 && stay.every((one) => this.#follows(slopes, one, false)) ? fixed : [];
  }

  /** Whether at one point a parameter moves along the gradient, or by a quantity that is the gradient. */
  #mayFollow(slope: Slope, parameter: Parameter): boolean {
    const step = moveOf(slope.run, parameter);
    // where nothing moves it a point has no say
    const isStill = step && proportion(step, slope.gradients.get(parameter.path)!) === null;
    if (isStill || this.#follows([slope], parameter)) return true;
    return this.#hasDecay || (this.hasState && entersAt(slope, parameter));
  }

  /** Whether a parameter moves down the gradient, as far as its siblings or the rate say. */
  #follows(slopes: readonly Slope[], parameter: Parameter, sized = true): boolean {
    const constants = slopes.map(({ run, gradients }) => {
      const step = moveOf(run, parameter);
      return step && proportion(step, gradients.get(parameter.path)!);
    });
    const constant = steady(constants);
    if (constant !== undefined && constant < 0) return !sized || this.#fits(-constant);
    if (!this.hasState || slopes.length < 2) return false;
    const { loss, rate, parameters } = this.judged;
    const fresh = slopesOf(slopes, loss, parameters, this.program.moved);
    return fresh.length === slopes.length && isGood(judge(parameter, fresh, rate, loss));
  }

  /** The rate that the program names, where it states what it descends. */
  #rate(): number[] {
    const { loss, rate } = this.judged;
    return loss.stated && rate !== undefined ? [rate.value] : [];
  }

  #fits(constant: number): boolean {
    // where no step is right, and no loss stated, there is nothing to measure the length by
    const siblings = this.siblings();
    const wanted = siblings.length > 0 ? [...siblings, ...this.#rate()] : [];
    return wanted.length === 0 || wanted.some((one) => Math.abs(constant - one) <= 1e-5 * Math.abs(one));
  }

  /** A gradient that is nothing but rounding measures nothing. */
  #isMeasure(one: Parameter): boolean {
    return this.judged.verdicts[this.judged.parameters.indexOf(one)]!.reason !== stillReason;
  }

  /** How far the right parameters move along the gradient. */
  siblings(): number[] {
    const { run, gradients } = this.judged.slopes[0]!;
    return this.good.flatMap((one) => {
      if (!this.#isMeasure(one)) return [];
      const c = proportion(moveOf(run, one)!, gradients.get(one.path)!);
      return typeof c === "number" ? [-c] : [];
    });
  }

  /** How far steps may go along the gradient, as the right ones do or the rate says: at most three lengths that differ. */
  get lengths(): number[] {
    const found: number[] = [];
    for (const one of [...this.siblings(), ...this.#rate()])
      if (!found.some((other) => Math.abs(one - other) <= 1e-6 * Math.abs(other))) found.push(one);
    return found.slice(0, 3);
  }
}

/** Whether some quantity behind a step is the gradient, as far as one point tells. */
function entersAt({ run, gradients }: Slope, { path, members }: Parameter): boolean {
  let from = 0;
  return members.every((member) => {
    const size = run.start.get(member)!.length;
    from += size;
    return enters(run, member, gradients.get(path)!.subarray(from - size, from));
  });
}

/** Whether a step carries arrays beside its parameters: optimisers are judged by the gradient that enters them. */
function hasState({ first, moved }: Program, parameters: readonly Parameter[]): boolean {
  const own = new Set(parameters.flatMap((one) => one.members));
  return moved.some((path) => {
    if (own.has(path)) return false;
    const { node } = first.variables.get(path)!;
    const then = newNode(first, path);
    return parameters.some((one) =>
      one.members.some((member) => {
        const behind = reachable([newNode(first, member)]);
        return behind.includes(then) && behind.includes(node);
      }),
    );
  });
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
