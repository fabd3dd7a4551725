import type { Code, Local } from "./code.ts";
import type { ModuleWriter } from "./module.ts";
import type { Split } from "./nest.ts";

/** A kernel with the way its work is split; `isSmall` work is done by the first thread alone. */
export interface Step {
  readonly kernel: number;
  readonly label: string;
  readonly split: Split;
  readonly isSmall: boolean;
}

/**
 * So often a thread looks whether the others have arrived before it goes to sleep: some tenths of a millisecond, since being
 * woken takes longer than most steps do.
 */
const spins = 200_000;

/**
 * Writes the exported `run(rows, thread, threads)`: the steps in order. Several threads each do their share of a large
 * step and meet behind it.
 */
export function emitRun(
  module: ModuleWriter,
  steps: readonly Step[],
  threaded: boolean,
  /** The global that says whether this thread may sleep: a page's own may not. */
  sleeps: number,
): void {
  const barrier = threaded ? module.function(["i32"], (code) => emitBarrier(code, sleeps)) : undefined;
  module.function(
    ["i32", "i32", "i32"],
    (code) => {
      const [rows, thread, threads] = [0, 1, 2] as [Local, Local, Local];
      for (const [at, step] of steps.entries()) {
        if (barrier === undefined) callWhole(code, step, rows);
        else if (step.isSmall)
          code
            .get(thread)
            .op("i32.eqz")
            .if(() => callWhole(code, step, rows));
        else callShare(code, step, rows, thread, threads);
        const next = steps[at + 1];
        if (barrier !== undefined && !(step.isSmall && next?.isSmall)) code.get(threads).call(barrier);
      }
    },
    "run",
  );
}

/** ⌈size / per⌉ */
function units(code: Code, { size, per }: Split, rows: Local): void {
  code.size(size, rows);
  if (per > 1)
    code
      .i32(per - 1)
      .op("i32.add")
      .i32(per)
      .op("i32.div_u");
}

function callWhole(code: Code, { kernel, split }: Step, rows: Local): void {
  code.get(rows).i32(0);
  units(code, split, rows);
  code.call(kernel);
}

function callShare(code: Code, { kernel, split }: Step, rows: Local, thread: Local, threads: Local): void {
  const [all, share, from, to] = [0, 1, 2, 3].map(() => code.local("i32")) as [Local, Local, Local, Local];
  units(code, split, rows);
  code.set(all);
  // ⌈⌈all / grain⌉ / threads⌉ × grain
  code
    .get(all)
    .i32(split.grain - 1)
    .op("i32.add")
    .i32(split.grain)
    .op("i32.div_u");
  code.get(threads).op("i32.add").i32(1).op("i32.sub").get(threads).op("i32.div_u");
  code.i32(split.grain).op("i32.mul").set(share);
  code.get(share).get(thread).op("i32.mul").set(from);
  code.get(from).get(share).op("i32.add").set(to);
  code.smaller(to, all).set(to);
  code
    .get(from)
    .get(to)
    .op("i32.lt_s")
    .if(() => void code.get(rows).get(from).get(to).call(kernel));
}

/**
 * A barrier in the first bytes of memory: a count of arrivals at 0 and a generation at 64. The last to arrive begins a new
 * generation; the others look for it a while and then sleep.
 */
function emitBarrier(code: Code, sleeps: number): void {
  const threads: Local = 0;
  const [generation, tries] = [code.local("i32"), code.local("i32")];
  code.i32(0).memory("i32.atomic.load", 64).set(generation);
  code.i32(0).i32(1).memory("i32.atomic.rmw.add", 0).i32(1).op("i32.add").get(threads).op("i32.eq");
  code.if(
    () => {
      code.i32(0).i32(0).memory("i32.atomic.store", 0);
      code.i32(0).i32(1).memory("i32.atomic.rmw.add", 64).op("drop");
      code.i32(64).i32(-1).memory("memory.atomic.notify", 0).op("drop");
    },
    () => {
      code.i32(spins).set(tries);
      const waits = (): Code => code.i32(0).memory("i32.atomic.load", 64).get(generation).op("i32.eq");
      code.while(
        () => waits(),
        () => {
          code.get(tries).i32(1).op("i32.sub").tee(tries).i32(0).op("i32.lt_s").global(sleeps);
          code
            .op("i32.and")
            .if(
              () => void code.i32(64).get(generation).forever().memory("memory.atomic.wait32", 0).op("drop"),
            );
        },
      );
    },
  );
}
