import type { Progress } from "../train/train.ts";
import type { Process } from "./context.ts";

const width = 24;
/** The bar is drawn at most so often, in milliseconds. */
const between = 100;

/** A line on a terminal's standard error that says how far training is; nothing where no person looks. */
export class TrainingBar {
  #drawn = 0;
  #isShown = false;
  readonly #begun = Date.now();
  #first: number | undefined;

  constructor(
    readonly process: Process,
    readonly epochs: number,
  ) {}

  show({ epoch, done, of, rows, loss }: Progress): void {
    const now = Date.now();
    const batches = (epoch - 1) * of + done;
    this.#first ??= batches - 1;
    if (this.process.stderr.isTTY !== true || now - this.#drawn < between) return;
    this.#drawn = now;
    this.#isShown = true;
    const perSecond = ((batches - this.#first) / Math.max(1, now - this.#begun)) * 1000;
    const left = Math.round((this.epochs * of - batches) / perSecond);
    const filled = Math.round((width * done) / of);
    const bar = "█".repeat(filled).padEnd(width, "░");
    const text = `Epoch ${epoch}/${this.epochs} ${bar} loss ${loss.toFixed(4)}  ${Math.round(perSecond * rows)} samples/s  ${clock(left)} left`;
    this.process.stderr.write(`\r\u001b[K${text}`);
  }

  clear(): void {
    if (this.#isShown) this.process.stderr.write("\r\u001b[K");
    this.#isShown = false;
  }
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
