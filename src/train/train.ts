import type { NDArray, Nested } from "../base/array.ts";
import type { Diagnostic, Result } from "../base/diagnostic.ts";
import { Random } from "../base/random.ts";
import type { ModelGraph, Samples } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { print } from "../language/print.ts";
import { evaluate } from "../run/evaluate.ts";
import type { PrecisionName } from "../run/wasm/precision.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type Crew, type Engine, engineFor } from "./engine.ts";
import { metricOf } from "./metrics.ts";
import { usualRate } from "./optimizers.ts";
import { batchLetter, openRows } from "./rows.ts";
import { saturation } from "./saturation.ts";
import { rateFactor, type Schedule } from "./schedules.ts";
import { misuse, type TrainSettings } from "./settings.ts";
import { startingValues } from "./start.ts";
import { trainingStep } from "./step.ts";
import { taken, Validation } from "./validation.ts";

export type { TrainSettings } from "./settings.ts";

/** One pass over the data: the loss before the update (the batches' mean, where there are several), the parameters after. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly parameters: Readonly<Record<string, Nested>>;
  readonly validation?: { readonly loss: number } & Readonly<Record<string, number>>;
}

/** A place between two updates. */
export interface Progress {
  readonly epoch: number;
  /** Batches done, of how many, and the rows of one. */
  readonly done: number;
  readonly of: number;
  readonly rows: number;
  /** The mean loss of the epoch so far. */
  readonly loss: number;
  /** The epoch's row, where it has just ended. */
  readonly row?: Epoch;
  readonly checkpoint: () => Checkpoint;
}

export interface Training {
  /** The epoch at which the stop held, or at which loss or gradient was no finite number; null after all epochs. */
  readonly stopped: { readonly epoch: number; readonly reason: string } | null;
  readonly diverged: boolean;
  readonly final: { readonly loss: number; readonly parameters: Readonly<Record<string, Nested>> };
}

export interface TrainResult extends Training {
  readonly epochs: readonly Epoch[];
}

/** From where a run goes on, and with whom. */
export interface Start {
  readonly resumed?: Checkpoint | undefined;
  readonly crew?: Crew | undefined;
}

/**
 * Training, an update at a time: loss, stop, gradient, update. Without `batch` an update is an epoch: all data at once.
 * The stop is tested before the update, so that the stopping epoch gives no row. Whoever iterates may end early; nothing
 * runs ahead.
 */
export function startTraining(
  model: ModelGraph,
  settings: TrainSettings = {},
  { resumed, crew }: Start = {},
): Result<Generator<Progress, Training>> {
  const chosen: TrainSettings = { ...model.training, ...settings };
  const diagnostics: Diagnostic[] = misuse(model, chosen);
  const { batch, validation = 0, standardise = 0 } = chosen;
  const isWhole = batch === undefined && validation === 0 && standardise === 0;
  const open = isWhole ? undefined : openRows(model, standardise > 0);
  if (open && "problem" in open) {
    const hint = "Leave batch, validation and standardise out, or write the model over any number of rows.";
    diagnostics.push({
      code: "train/batch",
      severity: "error",
      span: { from: 0, to: 0 },
      message: open.problem,
      hint,
    });
    return { diagnostics };
  }
  const start = startingValues(open?.model ?? model, chosen.seed, new Set(open?.samples.keys()));
  diagnostics.push(...start.diagnostics);
  if (!start.value || diagnostics.length > 0) return { diagnostics };
  if (!open) return begin(new Run(model, chosen, start.value, crew), diagnostics, resumed);
  const values = start.value;
  const stop = chosen.stop && {
    ...chosen.stop,
    condition: open.images.get(chosen.stop.condition) ?? chosen.stop.condition,
  };
  const run = new Run(
    open.model,
    { ...chosen, ...(stop && { stop }) },
    values,
    crew,
    open.samples,
    open.count,
  );
  diagnostics.push(...saturation(open.model, new Map([...values, ...run.firstRows()])));
  return begin(run, diagnostics, resumed);
}

function begin(
  run: Run,
  diagnostics: readonly Diagnostic[],
  resumed?: Checkpoint,
): Result<Generator<Progress, Training>> {
  const problem = resumed && run.resume(resumed);
  if (problem) {
    const hint = "Resume with the model and the options that saved it.";
    return {
      diagnostics: [
        { code: "train/resume", severity: "error", span: { from: 0, to: 0 }, message: problem, hint },
      ],
    };
  }
  return { value: run.updates(), diagnostics };
}

/** Trains to the end and keeps every row. */
export function train(model: ModelGraph, settings: TrainSettings = {}): Result<TrainResult> {
  const started = startTraining(model, settings);
  if (!started.value) return { diagnostics: started.diagnostics };
  const rows: Epoch[] = [];
  let next = started.value.next();
  for (; !next.done; next = started.value.next()) if (next.value.row) rows.push(next.value.row);
  return { value: { epochs: rows, ...next.value }, diagnostics: started.diagnostics };
}

class Run {
  readonly #engine: Engine;
  readonly #precision: PrecisionName;
  readonly #rows: number;
  readonly #trained: number;
  readonly #validation: Validation | undefined;
  readonly #metric: string | undefined;
  #at = { epoch: 1, batch: 0, count: 0, lossSum: 0, best: Infinity, waited: 0 };

  constructor(
    readonly model: ModelGraph,
    readonly settings: TrainSettings,
    start: ReadonlyMap<Node, NDArray>,
    crew: Crew | undefined,
    readonly samples: ReadonlyMap<Node, Samples> = new Map(),
    readonly count = 1,
  ) {
    const { validation = 0, batch, stop, precision } = settings;
    this.#trained = samples.size > 0 ? Math.max(1, count - Math.round(count * validation)) : 1;
    this.#rows = Math.min(batch ?? this.#trained, this.#trained);
    this.#precision = (precision ?? (batch === undefined ? "float64" : "float32")) as PrecisionName;
    const metric = samples.size > 0 && this.#trained < count ? metricOf(model) : undefined;
    this.#metric = metric?.name;
    const step = trainingStep(model, settings, stop?.condition);
    const rows = samples.size > 0 ? { rows: { letter: batchLetter, most: this.#rows } } : {};
    this.#engine = engineFor(step, start, { precision: this.#precision, ...rows, ...(crew && { crew }) });
    if (this.#trained < count) {
      const kept = Uint32Array.from({ length: count - this.#trained }, (_, k) => this.#trained + k);
      const quantities = [model.loss, ...(metric ? [metric.node] : [])];
      this.#validation = new Validation(quantities, samples, kept, this.#precision);
    }
  }

  /** Some rows as the first batch might have them, to look at before training begins. */
  firstRows(): Map<Node, NDArray> {
    return taken(this.samples, this.#order(1).subarray(0, Math.min(64, this.#trained)));
  }

  /** Continues where a checkpoint was taken; a sentence where it is another run's. */
  resume({ tensors, precision, seed, ...at }: Checkpoint): string | undefined {
    if (precision !== this.#precision)
      return `the checkpoint is of ${precision}, and this run of ${this.#precision}`;
    if (seed !== (this.settings.seed ?? 0)) return `the checkpoint is of seed ${seed}`;
    const own = this.#carried();
    for (const [name, value] of own) {
      const saved = tensors.get(name);
      if (!saved) return `the checkpoint has no ${name}`;
      if (saved.shape.join() !== value.shape.join())
        return `${name} has the shape [${saved.shape.join(", ")}] in the checkpoint and [${value.shape.join(", ")}] here`;
    }
    this.#engine.restore(
      new Map(
        [...this.#engine.values().keys()].flatMap((node) => {
          const saved = tensors.get(nameOf(node));
          return saved && own.has(nameOf(node)) ? [[node, saved] as const] : [];
        }),
      ),
    );
    this.#at = { ...at };
    return undefined;
  }

  /** Parameters and the optimiser's state, by name. */
  #carried(): Map<string, NDArray> {
    const inputs = new Set(this.model.inputs.map((one) => one.node));
    return new Map(
      [...this.#engine.values()]
        .filter(([node]) => !inputs.has(node))
        .map(([node, value]) => [nameOf(node), value]),
    );
  }

  #checkpoint(): Checkpoint {
    return {
      precision: this.#precision,
      seed: this.settings.seed ?? 0,
      ...this.#at,
      tensors: this.#carried(),
    };
  }

  /** The order of the rows in an epoch: the same for the same seed, whatever came before. */
  #order(epoch: number): Uint32Array {
    const order = Uint32Array.from({ length: this.#trained }, (_, k) => k);
    if (this.settings.batch === undefined) return order;
    const random = new Random(Math.imul(this.settings.seed ?? 0, 0x9e3779b1) + epoch);
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.integer(last + 1);
      const held = order[last]!;
      order[last] = order[other]!;
      order[other] = held;
    }
    return order;
  }

  /** The run; whatever works beside it ends when it does, or when nobody wants more of it. */
  *updates(): Generator<Progress, Training> {
    try {
      return yield* this.#epochs();
    } finally {
      this.#engine.close?.();
    }
  }

  *#epochs(): Generator<Progress, Training> {
    const { optimizer = "sgd", epochs: most = 100, patience, schedule = "constant", stop } = this.settings;
    const { rate = usualRate(optimizer) } = this.settings;
    const engine = this.#engine;
    const at = this.#at;
    const of = this.samples.size > 0 ? Math.ceil(this.#trained / this.#rows) : 1;
    const plan = { ...this.settings, kind: schedule as Schedule["kind"] };
    const rateAt = (): number => rate * rateFactor(plan, at.count, most * of, of);
    const ended = (stopped: Training["stopped"], loss: number, diverged: boolean): Training => ({
      stopped,
      diverged,
      final: { loss, parameters: engine.parameters() },
    });
    for (; at.epoch <= most; at.epoch++, at.batch = 0, at.lossSum = 0) {
      const order = this.#order(at.epoch);
      while (at.batch < of) {
        const rows = order.subarray(at.batch * this.#rows, (at.batch + 1) * this.#rows);
        if (this.samples.size > 0) engine.load(this.samples, rows);
        const found = engine.evaluate(rateAt(), at.count + 1);
        const { epoch } = at;
        if (!Number.isFinite(found.loss))
          return ended({ epoch, reason: this.#firstBad(rows) }, found.loss, true);
        if (found.stop) return ended({ epoch, reason: print(stop!.condition) }, found.loss, false);
        const bad = engine.badStep();
        if (bad) {
          const name = `d${nameOf(this.model.loss)}/d${nameOf(bad)}`;
          return ended({ epoch, reason: this.#notFinite(name) }, found.loss, true);
        }
        engine.commit();
        at.count++;
        at.batch++;
        at.lossSum += found.loss * rows.length;
        const done = Math.min(at.batch * this.#rows, this.#trained);
        const place = { epoch, done: at.batch, of, rows: this.#rows, loss: at.lossSum / done };
        if (at.batch < of) yield { ...place, checkpoint: () => this.#checkpoint() };
      }
      const row = this.#row(at.epoch, at.lossSum / this.#trained);
      const next = { epoch: at.epoch + 1, batch: 0, lossSum: 0 };
      const checkpoint = (): Checkpoint => ({ ...this.#checkpoint(), ...next });
      yield { epoch: at.epoch, done: of, of, rows: this.#rows, loss: row.loss, row, checkpoint };
      if (row.validation && patience !== undefined && at.waited >= patience)
        return ended(
          { epoch: at.epoch, reason: `no better validation loss in ${patience} epochs` },
          row.loss,
          false,
        );
    }
    const { loss } = engine.evaluate(rateAt(), at.count + 1);
    const diverged = !Number.isFinite(loss);
    const stopped = diverged ? { epoch: most + 1, reason: this.#firstBad(this.#order(most)) } : null;
    return ended(stopped, loss, diverged);
  }

  #row(epoch: number, loss: number): Epoch {
    const row = { epoch, loss, parameters: this.#engine.parameters() };
    if (!this.#validation) return row;
    const [kept, metric] = this.#validation.measure(this.#engine.values()) as [number, number?];
    const isBetter = kept < this.#at.best;
    this.#at.best = isBetter ? kept : this.#at.best;
    this.#at.waited = isBetter ? 0 : this.#at.waited + 1;
    return { ...row, validation: { loss: kept, ...(this.#metric && { [this.#metric]: metric! }) } };
  }

  /** The first quantity of the forward pass that is no finite number any more. */
  #firstBad(rows: Uint32Array): string {
    const values = new Map([...this.#engine.values(), ...taken(this.samples, rows.subarray(0, this.#rows))]);
    const trace = evaluate(this.model.quantities, values);
    const most = this.#precision === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
    const bad = (node: Node): boolean =>
      !(values.get(node) ?? trace.get(node))!.data.every((one) => Math.abs(one) <= most);
    const first = [...values.keys(), ...this.model.quantities].find(bad) ?? this.model.loss;
    return this.#notFinite(nameOf(first));
  }

  #notFinite(name: string): string {
    return this.#at.count === 0
      ? `no update: ${name} is no finite number at the starting values`
      : `diverged: ${name} is no finite number; a smaller rate may help`;
  }
}
