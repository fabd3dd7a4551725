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

/** Bytes of the barrier: whether a thread has died, and how many seconds the others wait before they think so. */
export const barrierCells = { generation: 64, lost: 196, patience: 200 } as const;

/** So often a thread that may not sleep looks in about a second. */
const looksASecond = 2 ** 28;

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
  const [generation, tries, seconds] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.i32(0).memory("i32.atomic.load", 64).set(generation);
  code.i32(0).i32(1).memory("i32.atomic.rmw.add", 0).i32(1).op("i32.add").get(threads).op("i32.eq");
  code.if(
    () => {
      code.i32(0).i32(0).memory("i32.atomic.store", 0);
      code.i32(0).i32(1).memory("i32.atomic.rmw.add", 64).op("drop");
      code.i32(64).i32(-1).memory("memory.atomic.notify", 0).op("drop");
    },
    () => {
      code.i32(spins).set(tries).i32(0).set(seconds);
      const waits = (): Code => code.i32(0).memory("i32.atomic.load", 64).get(generation).op("i32.eq");
      code.while(
        () => waits(),
        () => {
          code.get(tries).i32(1).op("i32.sub").tee(tries).i32(0).op("i32.lt_s");
          code.if(() => emitPatience(code, sleeps, generation, tries, seconds));
        },
      );
    },
  );
}

/**
 * What a thread does that has looked for long: it sleeps for a second at a time. One that has waited for many, or hears that
 * another has died, says so and traps: what the others would have computed will not come. Seconds are counted one by one,
 * since a process that is stopped for an hour loses but one of them.
 */
function emitPatience(code: Code, sleeps: number, generation: Local, tries: Local, seconds: Local): void {
  const anotherSecond = (): void => void code.get(seconds).op("i32.add").set(seconds);
  code.global(sleeps).if(
    () => {
      code.i32(barrierCells.generation).get(generation).nanoseconds(1e9);
      // 2 says that the time was up
      code.memory("memory.atomic.wait32", 0).i32(2).op("i32.eq");
      anotherSecond();
    },
    () => {
      code.get(tries).i32(-looksASecond).op("i32.lt_s");
      code.if(() => {
        code.i32(0).set(tries).i32(1);
        anotherSecond();
      });
    },
  );
  code.i32(0).memory("i32.atomic.load", barrierCells.lost);
  code.get(seconds).i32(0).memory("i32.atomic.load", barrierCells.patience).op("i32.gt_s").op("i32.or");
  code.if(() => {
    code.i32(0).i32(1).memory("i32.atomic.store", barrierCells.lost);
    code.i32(barrierCells.generation).i32(-1).memory("memory.atomic.notify", 0).op("drop");
    code.op("unreachable");
  });
}
