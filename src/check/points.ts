import { Random } from "../base/random.ts";
import type { Machine } from "../lift/machine.ts";
import { type Program, parametersOf, tried } from "./program.ts";
import type { Point } from "./slopes.ts";
import { runStep, stepsTaken } from "./step.ts";

const wantedPoints = 4;
/** How much of the program's own start is kept at each point. */
const shares = [1, 0.1, 1, 0.4];
/** How many steps of the interpreter the points may take together. */
const mostSteps = 3_000_000;

/** What a step carries on, set to rest: to zero, or to the parameter whose value of one step before it is. */
export type Rest = ReadonlyMap<string, "zero" | { readonly of: string }>;

/** The program's own start, and seeded places about it. */
export function pointsOf(machine: Machine, program: Program, rest: Rest = new Map()): Point[] {
  const { pass, first, promoted } = program;
  const random = new Random(pass.span.from + 7);
  const losses = [...program.stated, ...program.standard];
  const members = new Set(
    losses.flatMap((loss) => parametersOf(program, loss)).flatMap((one) => one.members),
  );
  const points: Point[] = [];
  let left = mostSteps;
  for (let attempt = 0; attempt < 14 && points.length < wantedPoints && left > 0; attempt++) {
    const replaced = new Map<string, Float64Array>();
    const spread = 0.15 + 0.05 * attempt;
    // weights that saturate a net hide a false factor: some points lie nearer to zero
    const share = shares[attempt % shares.length]!;
    if (attempt > 0) {
      for (const path of members) {
        const moved = (one: number): number =>
          share * one + random.uniform(-spread, spread) * Math.max(0.3, Math.abs(one));
        replaced.set(path, first.start.get(path)!.map(moved));
      }
    }
    for (const [path, at] of rest) {
      const start = first.start.get(path)!;
      replaced.set(
        path,
        at === "zero" ? new Float64Array(start.length) : (replaced.get(at.of) ?? first.start.get(at.of)!),
      );
    }
    const run = tried(() => runStep(machine, pass, { replaced, promoted }));
    left -= stepsTaken(machine);
    if (run && run.signal !== "break") points.push({ replaced, run });
  }
  return points;
}
