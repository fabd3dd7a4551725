import type { Machine } from "../lift/machine.ts";
import { dot, lossValue, moveOf, norm, startOf } from "./gradient.ts";
import type { Loss } from "./losses/loss.ts";
import type { Parameter } from "./parameter.ts";
import { type Program, tried } from "./program.ts";
import type { Slope } from "./slopes.ts";
import { runStep } from "./step.ts";

/** A step whose loss is run again, a little to either side. */
export interface Compared {
  readonly machine: Machine;
  readonly program: Program;
  readonly loss: Loss;
  readonly parameters: readonly Parameter[];
}

/** Whether the loss rises otherwise than it falls, however near one looks. */
export function isKink(about: Compared, parameter: Parameter, at: Slope): boolean {
  const line = lineFrom(about, parameter, at);
  const bend = (h: number): number => {
    const [up, here, down] = [line.value(h), line.value(0), line.value(-h)] as const;
    return Math.abs(up - 2 * here + down) / h;
  };
  const [wide, near] = [bend(line.h), bend(line.h / 4)];
  return near > 1e-5 * line.size && near > 0.6 * wide;
}

interface Line {
  readonly unit: Float64Array;
  /** A small step along it, and the length of the gradient there. */
  readonly h: number;
  readonly size: number;
  /** The loss that far along it, run again; NaN where that fails, which agrees with nothing. */
  value(h: number): number;
}

/** A line through a point on which gradient and step are told apart: the gradient, less what the step shares with it. */
function lineFrom(about: Compared, parameter: Parameter, { run, gradients, replaced }: Slope): Line {
  const gradient = gradients.get(parameter.path)!;
  const step = moveOf(run, parameter) ?? gradient.map(() => 0);
  const start = startOf(run, parameter);
  const size = norm(gradient) || 1;
  const along = norm(step) || 1;
  const direction = gradient.map((one, at) => one / size + step[at]! / along);
  const length = norm(direction);
  const unit = length > 1e-6 ? direction.map((one) => one / length) : gradient.map((one) => one / size);
  const value = (h: number): number => {
    const next = new Map(replaced);
    let from = 0;
    for (const path of parameter.members) {
      const before = run.start.get(path)!;
      next.set(
        path,
        before.map((one, at) => one + h * unit[from + at]!),
      );
      from += before.length;
    }
    return valueAt(about, next);
  };
  return { unit, h: 1e-5 * Math.max(1, norm(start)), size, value };
}

/** Whether the directional difference of the loss, run again, agrees with the derived gradient at a point. */
export function agrees(about: Compared, parameter: Parameter, slope: Slope): boolean {
  const { unit, h, size, value } = lineFrom(about, parameter, slope);
  const wide = (value(h) - value(-h)) / (2 * h);
  const finer = (value(h / 2) - value(-h / 2)) / h;
  const derived = dot(slope.gradients.get(parameter.path)!, unit);
  const room = 1e-4 * Math.max(size, Math.abs(derived), 1e-9);
  return Math.abs(wide - finer) <= room && Math.abs(finer - derived) <= room;
}

/** Whether they agree at two points, along a direction in which the program's step is told apart from the gradient. */
export function differ(about: Compared, parameter: Parameter, slopes: readonly Slope[]): boolean {
  let agreed = 0;
  for (const slope of slopes) if (agrees(about, parameter, slope) && ++agreed >= 2) return true;
  return false;
}

function valueAt(
  { machine, program, loss, parameters }: Compared,
  replaced: ReadonlyMap<string, Float64Array>,
): number {
  const { pass, promoted } = program;
  const value = tried(() => {
    const run = runStep(machine, pass, { replaced, promoted });
    const found = loss.find(run);
    return found && lossValue(run, found, parameters);
  });
  return value ?? Number.NaN;
}
