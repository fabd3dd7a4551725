import { barrierCells } from "./run.ts";

/** Starts a thread that runs a program text `(WebAssembly, data) => …` with some data; the host hands it in. */
export type StartThread = (program: string, data: unknown) => void;

/** The cells of the first bytes of memory by which the first thread calls the others; the barrier has 0, 64 and its own. */
const cells = {
  call: 128 / 4,
  rows: 132 / 4,
  ready: 192 / 4,
  generation: barrierCells.generation / 4,
  lost: barrierCells.lost / 4,
  patience: barrierCells.patience / 4,
} as const;

/** Thrown by a run in which another thread died: what memory holds is half computed. */
export class LostThread extends Error {
  constructor() {
    super("a thread that shared the work has died");
  }
}

/** So often a thread looks for the next call before it goes to sleep: about a millisecond. */
const looks = 200_000;

/**
 * What a further thread does, in plain JavaScript over what it is handed: say that it is there, wait for a call, run its
 * share, wait again. A negative number of rows ends it. One that fails says so to those who wait for it.
 */
const follower = `(engine, { module, memory, thread, threads }) => {
  const { exports } = new engine.Instance(module, { host: { memory, thread, sleeps: 1 } });
  const words = new Int32Array(memory.buffer);
  let calls = Atomics.load(words, ${cells.call});
  Atomics.add(words, ${cells.ready}, 1);
  Atomics.notify(words, ${cells.ready});
  if (Atomics.load(words, ${cells.rows}) < 0) return;
  for (;;) {
    for (let tries = ${looks}; Atomics.load(words, ${cells.call}) === calls; tries--)
      if (tries < 0) Atomics.wait(words, ${cells.call}, calls);
    calls = (calls + 1) | 0;
    const rows = Atomics.load(words, ${cells.rows});
    if (rows < 0) return;
    try {
      exports.run(rows, thread, threads);
    } catch {
      Atomics.store(words, ${cells.lost}, 1);
      Atomics.notify(words, ${cells.generation});
      return;
    }
  }
}`;

/** Whether this thread may sleep: a page's own may not, it only looks again. */
export const mayWait = (): boolean => !("document" in globalThis && "window" in globalThis);

/** The further threads of a program. Until all of them are there the first works alone: the bits are the same. */
export class Crew {
  readonly #words: Int32Array;

  constructor(
    module: object,
    memory: { readonly buffer: ArrayBuffer },
    readonly threads: number,
    start: StartThread,
    /** So many seconds a thread waits for the others within a run before it takes them for dead. */
    patience = 60,
  ) {
    this.#words = new Int32Array(memory.buffer);
    this.#words[cells.patience] = patience;
    for (let thread = 1; thread < threads; thread++) start(follower, { module, memory, thread, threads });
  }

  get #isThere(): boolean {
    return Atomics.load(this.#words, cells.ready) === this.threads - 1;
  }

  assemble(milliseconds: number): boolean {
    const end = Date.now() + milliseconds;
    for (let left = milliseconds; !this.#isThere && left > 0 && mayWait(); left = end - Date.now())
      Atomics.wait(this.#words, cells.ready, Atomics.load(this.#words, cells.ready), Math.min(left, 50));
    return this.#isThere;
  }

  /** Whether one of them has died in a run: there are no further ones. */
  get isLost(): boolean {
    return Atomics.load(this.#words, cells.lost) !== 0;
  }

  /** Calls the others to a run, where they are all there; how many threads share it. */
  call(rows: number): number {
    if (this.isLost) throw new LostThread();
    if (!this.#isThere) return 1;
    this.#send(rows);
    return this.threads;
  }

  /** Lets them end, those too that are still to come. */
  dismiss(): void {
    this.#send(-1);
  }

  #send(rows: number): void {
    Atomics.store(this.#words, cells.rows, rows);
    Atomics.add(this.#words, cells.call, 1);
    Atomics.notify(this.#words, cells.call);
  }
}
