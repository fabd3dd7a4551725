import type { NDArray } from "../base/array.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { Random } from "../base/random.ts";
import type { ModelGraph, Samples } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { print } from "../language/print.ts";
import { evaluate } from "../run/evaluate.ts";
import type { PrecisionName } from "../run/wasm/precision.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { Dropout, isMask } from "./dropout.ts";
import { type Crew, type Engine, engineFor } from "./engine.ts";
import { type Metric, metricOf } from "./metrics.ts";
import { usualRate } from "./optimizers.ts";
import type { Epoch, Progress, Training } from "./progress.ts";
import { batchLetter, type OpenRows } from "./rows.ts";
import { rateFactor, type Schedule } from "./schedules.ts";
import type { TrainSettings } from "./settings.ts";
import { trainingStep } from "./step.ts";
import { taken, Validation } from "./validation.ts";

/** One training, from its first update to its last. */
export class Run {
  readonly #engine: Engine;
  readonly #precision: PrecisionName;
  readonly #samples: ReadonlyMap<Node, Samples>;
  readonly #count: number;
  readonly #rows: number;
  readonly #trained: number;
  readonly #dropout: Dropout | undefined;
  readonly #metric: Metric | undefined;
  #validation: Validation | undefined;
  #at = { epoch: 1, batch: 0, count: 0, lossSum: 0, best: Infinity, waited: 0 };

  constructor(
    readonly model: ModelGraph,
    readonly settings: TrainSettings,
    start: ReadonlyMap<Node, NDArray>,
    crew: Crew | undefined,
    readonly open: OpenRows | undefined,
  ) {
    const { validation = 0, batch, stop, precision, dropout = 0 } = settings;
    this.#samples = open?.samples ?? new Map();
    this.#count = open?.count ?? 1;
    this.#trained = open ? Math.max(1, this.#count - Math.round(this.#count * validation)) : 1;
    this.#rows = Math.min(batch ?? this.#trained, this.#trained);
    this.#precision = (precision ?? (batch === undefined ? "float64" : "float32")) as PrecisionName;
    const isMeasured = this.#trained < this.#count || (open?.tests.size ?? 0) > 0;
    this.#metric = isMeasured ? metricOf(model) : undefined;
    const { graph, loss, parameters } = model;
    const condition = stop?.condition;
    this.#dropout =
      dropout > 0 ? new Dropout(model, [loss, ...(condition ? [condition] : [])], dropout) : undefined;
    const stepped = { graph, parameters, loss: this.#dropout?.image(loss) ?? loss };
    const step = trainingStep(stepped, settings, condition && (this.#dropout?.image(condition) ?? condition));
    const rows = open ? { rows: { letter: batchLetter, most: this.#rows } } : {};
    this.#engine = engineFor(step, start, { precision: this.#precision, ...rows, ...(crew && { crew }) });
  }

  /** What stands in the way of the whole run. */
  get problem(): Diagnostic | undefined {
    return this.#dropout?.problem;
  }

  /** Ends what works beside the run. */
  close(): void {
    this.#engine.close?.();
  }

  /** Some rows as the first batch might have them, to look at before training begins. */
  firstRows(): Map<Node, NDArray> {
    return taken(this.#samples, this.#order(1).subarray(0, Math.min(64, this.#trained)));
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
        .filter(([node]) => !inputs.has(node) && !isMask(node))
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
      this.close();
    }
  }

  *#epochs(): Generator<Progress, Training> {
    const { optimizer = "sgd", epochs: most = 100, patience, schedule = "constant", stop } = this.settings;
    const { rate = usualRate(optimizer) } = this.settings;
    const engine = this.#engine;
    const at = this.#at;
    const of = this.open ? Math.ceil(this.#trained / this.#rows) : 1;
    const plan = { ...this.settings, kind: schedule as Schedule["kind"] };
    const rateAt = (): number => rate * rateFactor(plan, at.count, most * of, of);
    const ended = (stopped: Training["stopped"], loss: number, diverged: boolean): Training => ({
      stopped,
      diverged,
      final: { loss, parameters: engine.parameters() },
      ...(!diverged && this.#tested()),
    });
    for (; at.epoch <= most; at.epoch++, at.batch = 0, at.lossSum = 0) {
      const order = this.#order(at.epoch);
      while (at.batch < of) {
        const rows = order.subarray(at.batch * this.#rows, (at.batch + 1) * this.#rows);
        if (this.open) engine.load(this.#samples, rows);
        this.#dropout?.draw(engine, rows.length, this.settings.seed ?? 0, at.count);
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
    if (this.#trained === this.#count) return row;
    this.#validation ??= this.#measurement(
      this.#samples,
      Uint32Array.from({ length: this.#count - this.#trained }, (_, k) => this.#trained + k),
    );
    const validation = this.#measured(this.#validation);
    const isBetter = validation.loss < this.#at.best;
    this.#at.best = isBetter ? validation.loss : this.#at.best;
    this.#at.waited = isBetter ? 0 : this.#at.waited + 1;
    return { ...row, validation };
  }

  #measurement(samples: ReadonlyMap<Node, Samples>, rows: Uint32Array): Validation {
    const quantities = [this.model.loss, ...(this.#metric ? [this.#metric.node] : [])];
    return new Validation(quantities, samples, rows, this.#precision);
  }

  #measured(validation: Validation): NonNullable<Epoch["validation"]> {
    const [loss, metric] = validation.measure(this.#engine.values()) as [number, number?];
    return { loss, ...(this.#metric && { [this.#metric.name]: metric! }) };
  }

  /** What the rows of the test say of the parameters as they are. */
  #tested(): Pick<Training, "test"> {
    const tests = this.open?.tests;
    if (!tests || tests.size === 0) return {};
    const rows = [...tests.values()][0]!.shape[0]!;
    const all = Uint32Array.from({ length: rows }, (_, k) => k);
    return { test: { rows, ...this.#measured(this.#measurement(tests, all)) } };
  }

  /** The first quantity of the forward pass that is no finite number any more. */
  #firstBad(rows: Uint32Array): string {
    const values = new Map([...this.#engine.values(), ...taken(this.#samples, rows.subarray(0, this.#rows))]);
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
