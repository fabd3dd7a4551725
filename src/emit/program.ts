import { isName, type Node, nameOf } from "../graph/node.ts";
import { reachable, reaches } from "../graph/walk.ts";
import { type Exported, trainedRows, updatesOf } from "./exported.ts";
import { Names } from "./names.ts";
import { readsLetter } from "./writer.ts";

/** What programs of all languages are written with: the names of one model in them, and how it is trained. */
export class Program {
  readonly names: Names;
  /** Quantities beside the loss that only the stop reads. */
  readonly watched: readonly Node[];
  /** The name of the number of rows. */
  readonly count: string;
  /** Constant arrays, each under a name of its own. */
  readonly constants = new Map<Node, string>();
  readonly identifiers = new Map<Node, string>();
  readonly #gradients = new Map<Node, string>();

  constructor(
    readonly exported: Exported,
    reserved: readonly string[],
    { isByHand = false }: { readonly isByHand?: boolean } = {},
  ) {
    const { model, plan } = exported;
    this.names = new Names(reserved);
    for (const node of [...model.inputs, ...model.parameters].map((one) => one.node).concat(model.quantities))
      if (!this.identifiers.has(node)) this.identifiers.set(node, this.names.claim(nameOf(node)));
    for (const node of this.masks) this.identifiers.set(node, this.names.claim(nameOf(node)));
    if (isByHand)
      for (const { node } of model.parameters)
        this.#gradients.set(node, this.names.claim(this.#adjoint(node)));
    const quantities = new Set(model.quantities);
    this.watched = plan.stop
      ? reachable([plan.stop.condition], isName).filter((node) => quantities.has(node) && node !== model.loss)
      : [];
    this.count = this.names.claim("n");
  }

  id(node: Node): string {
    return this.identifiers.get(node)!;
  }

  /** The loss by its name in the program. */
  get loss(): string {
    return this.id(this.exported.model.loss);
  }

  get inputs(): readonly Node[] {
    return this.exported.model.inputs.map((one) => one.node);
  }

  get parameters(): readonly Node[] {
    return this.exported.model.parameters.map((one) => one.node);
  }

  /** By hand: each parameter's gradient by its name in the program. */
  get gradients(): ReadonlyMap<Node, string> {
    return this.#gradients;
  }

  /** By hand: a name for the derivative of the loss by a quantity. */
  gradient(quantity: Node): string {
    return this.#gradients.get(quantity) ?? this.names.claim(this.#adjoint(quantity));
  }

  #adjoint(quantity: Node): string {
    return `d${nameOf(this.exported.model.loss)}_d${nameOf(quantity)}`;
  }

  /** How messages call a parameter's gradient: `dL/dw`. */
  gradientTitle(parameter: Node): string {
    return `d${nameOf(this.exported.model.loss)}/d${nameOf(parameter)}`;
  }

  constant(node: Node): string {
    const known = this.constants.get(node) ?? this.names.fresh("constant");
    this.constants.set(node, known);
    return known;
  }

  /** What letters stand for in shapes. */
  get sizes(): ReadonlyMap<string, string> {
    const { rows } = this.exported;
    return new Map(rows ? [[rows.letter, this.count]] : []);
  }

  /** The input by which the rows are counted, where one of the nodes asks for their number. */
  counted(nodes: readonly Node[], inputs = this.inputs): string | undefined {
    const { rows } = this.exported;
    const open = inputs.find((node) => rows?.samples.has(node));
    return rows && open && reaches(nodes, (node) => readsLetter(node, rows.letter))
      ? this.id(open)
      : undefined;
  }

  /** The inputs as they are handed over; `part` says which rows of those that have some. */
  given(part: ((name: string) => string) | undefined): string[] {
    const samples = this.exported.rows?.samples;
    return this.inputs.map((node) => (part && samples?.has(node) ? part(this.id(node)) : this.id(node)));
  }

  /** The rows that the self-check looks at, where they are not all. */
  get checkedRows(): number | undefined {
    const { point, rows } = this.exported;
    return rows && point.rows < rows.count ? point.rows : undefined;
  }

  /** `the loss and 3 gradients` */
  get checked(): string {
    const { length } = this.parameters;
    return `the loss and ${length === 1 ? "its gradient" : `${length} gradients`}`;
  }

  /** Rows in a mini-batch, where there are any. */
  get batch(): number | undefined {
    return this.exported.rows ? this.exported.plan.batch : undefined;
  }

  /** Rows that are trained on; those behind them validate. */
  get trained(): number {
    const { rows, plan } = this.exported;
    return rows ? trainedRows(rows.count, plan) : 0;
  }

  get isSplit(): boolean {
    const { rows } = this.exported;
    return rows !== undefined && this.trained < rows.count;
  }

  /** Epochs without a better validation loss before training ends. */
  get patience(): number | undefined {
    return this.isSplit ? this.exported.plan.patience : undefined;
  }

  get hasSchedule(): boolean {
    const { schedule = "constant", warmup = 0 } = this.exported.plan;
    return schedule !== "constant" || warmup > 0;
  }

  /** Whether the optimiser's rule reads the number of the update. */
  get readsStep(): boolean {
    const { rule } = this.exported;
    return reaches([rule.value], (one) => one === rule.step);
  }

  get countsSteps(): boolean {
    return this.hasSchedule || this.readsStep;
  }

  /** The masks of dropout, which only training hands over. */
  get masks(): readonly Node[] {
    return this.exported.dropout?.masks ?? [];
  }

  /** The number of rows of one update: `ofBatch` where they are dealt out. */
  dealtRows(ofBatch: string): string {
    return this.batch !== undefined ? ofBatch : String(this.trained);
  }

  /** Few enough numbers, and no arrays: each epoch's row shows them all. */
  get showsParameters(): boolean {
    return this.parameters.length <= 8 && this.parameters.every((node) => node.shape.length === 0);
  }

  get schedule(): Schedule | undefined {
    if (!this.hasSchedule) return undefined;
    const { schedule = "constant", warmup = 0, every = 10, drop = 0.1 } = this.exported.plan;
    const { perEpoch, whole } = updatesOf(this.exported);
    return { kind: schedule, warmup, drop, every: perEpoch * every, rest: Math.max(1, whole - warmup) };
  }
}

/** How the learning rate changes, counted in updates. */
export interface Schedule {
  readonly kind: string;
  readonly warmup: number;
  readonly drop: number;
  readonly every: number;
  /** Updates behind the warm-up. */
  readonly rest: number;
}
