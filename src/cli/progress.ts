import type { Process } from "./context.ts";

const bars = 24;

/** A bar on standard error, while it is a terminal. */
export class ProgressBar {
  constructor(
    readonly process: Process,
    readonly all: number,
  ) {
    this.show(0);
  }

  get #isShown(): boolean {
    return this.process.stderr.isTTY === true && this.all > 1;
  }

  show(done: number): void {
    if (!this.#isShown) return;
    const full = Math.round((bars * done) / this.all);
    this.process.stderr.write(`\r${"█".repeat(full)}${"░".repeat(bars - full)} ${done} of ${this.all} files`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isShown) this.process.stderr.write("\r\u001b[K");
  }
}
