import { Worker } from "node:worker_threads";
import type { CheckedCells } from "../check/check.ts";
import { type CellsTask, checkedCells } from "../document/index.ts";
import { stackSizeMb } from "./check-files.ts";

/** Room for what lives shortly, too. */
const resourceLimits = { stackSizeMb, maxYoungGenerationSizeMb: 64 };

/** Checks the cells of documents in a worker for each language, which stays for the next build. */
export class CellsChecker {
  readonly #workers = new Map<string, Worker>();
  /** What each worker is asked last: it answers one question after the other. */
  readonly #asked = new Map<string, Promise<CheckedCells | undefined>>();

  /** Without a worker's script cells are checked in this thread. */
  constructor(readonly script: string | undefined) {}

  /** Where a worker dies its cells are checked here: the limits of this thread are narrower, and say what was wrong. */
  async check(task: CellsTask): Promise<CheckedCells> {
    const before = this.#asked.get(task.language);
    const answer = before ? before.then(() => this.#answer(task)) : this.#answer(task);
    this.#asked.set(task.language, answer);
    const found = await answer;
    if (this.#asked.get(task.language) === answer) this.#asked.delete(task.language);
    return found ?? checkedCells(task);
  }

  #answer(task: CellsTask): Promise<CheckedCells | undefined> {
    if (this.script === undefined) return Promise.resolve(undefined);
    const { language } = task;
    const worker = this.#workers.get(language) ?? new Worker(this.script, { resourceLimits });
    this.#workers.set(language, worker);
    return new Promise((resolve) => {
      const end = (found: CheckedCells | undefined): void => {
        worker.off("message", end).off("error", lost).off("exit", lost);
        resolve(found);
      };
      const lost = (): void => {
        this.#workers.delete(language);
        // one that is ending may still fail
        worker.on("error", () => undefined);
        end(undefined);
      };
      worker.on("message", end).on("error", lost).on("exit", lost);
      worker.postMessage(task);
    });
  }

  /** Lets the workers end. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((one) => one.terminate()));
  }
}
