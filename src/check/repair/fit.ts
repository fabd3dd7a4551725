import type { Machine } from "../../lift/machine.ts";
import { fromData, Ndarray } from "../../lift/numpy/array.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import { PyInstance, PyList, type PyValue, type Scope } from "../../lift/python/values.ts";
import { sameSpan } from "../../lift/python/walk.ts";
import { numbersListed, withNumbers } from "../events.ts";
import { proportion } from "../gradient.ts";
import { innerOf, numbersOf } from "../leaves.ts";
import { type Program, tried } from "../program.ts";
import { runStep } from "../step.ts";
import type { Blame } from "./blame.ts";
import type { Edit } from "./edit.ts";
import type { Scene } from "./scene.ts";
import { Shared } from "./shared.ts";

/** How many steps of the interpreter one candidate may take. */
const mostOfOne = 20_000;
const none: ReadonlyMap<never, never> = new Map<never, never>();

/** What a fit may still cost, in steps of the interpreter. */
export interface Allowance {
  left: number;
}

/** What a candidate comes to in its place, where that is as many numbers as are wanted, and how many steps it takes. */
interface Outcome {
  readonly edit: Edit;
  readonly numbers: Float64Array | undefined;
  readonly steps: number;
}

/**
 * What lists of candidates came to in places that a step reaches once: the program is there as it was, whatever value is
 * looked for.
 */
export class KnownOutcomes {
  readonly #known = new WeakMap<readonly Edit[], Map<string, readonly Outcome[]>>();

  of(edits: readonly Edit[], place: string): readonly Outcome[] | undefined {
    return this.#known.get(edits)?.get(place);
  }

  keep(edits: readonly Edit[], place: string, outcomes: readonly Outcome[]): void {
    const known = this.#known.get(edits) ?? new Map<string, readonly Outcome[]>();
    this.#known.set(edits, known.set(place, outcomes));
  }
}

/** How many numbers of candidates are kept at most. */
const mostKept = 100_000;

/**
 * The changes of a blamed expression that give it the value which belongs there, wherever a step reaches it. The step is
 * run once for each point, and each candidate is computed in place, among the program's own values.
 */
export function fitting(
  machine: Machine,
  program: Program,
  blame: Blame,
  scenes: readonly Scene[],
  edits: readonly Edit[],
  allowance: Allowance,
  known?: KnownOutcomes,
): Edit[] {
  let left = edits;
  const scales = new Map<Edit, number>();
  for (const [at, scene] of scenes.entries()) {
    if (left.length === 0) break;
    const trial = new Trial(machine, blame, scene, at, left, scales, allowance, known);
    const patch = {
      expressions: none,
      blocks: none,
      probes: new Map([[blame.place, trial.give]]),
    };
    const { replaced } = scene.slope;
    const ran = tried(() =>
      runStep(machine, program.pass, { replaced, promoted: program.promoted, record: false, patch }),
    );
    left = ran || trial.reached === blame.orders.length ? trial.left : [];
  }
  return [...left];
}

/** Whether a blamed expression has the value that belongs there as it stands. */
export const holds = (
  machine: Machine,
  program: Program,
  blame: Blame,
  scenes: readonly Scene[],
  allowance: Allowance,
): boolean => fitting(machine, program, blame, scenes, [unchanged], allowance).length > 0;

const unchanged: Edit = {
  rule: "operand",
  span: { from: 0, to: 0 },
  from: "",
  to: "",
  changes: [],
  expressions: none,
  blocks: none,
};

/** One run of a step, in which the candidates are computed where they would stand. */
class Trial {
  left: readonly Edit[];
  /** How many of the blamed events have been reached. */
  reached = 0;
  #calls = 0;
  /** The events that the place sets in all, the blamed ones among them. */
  readonly #orders: readonly number[];

  constructor(
    readonly machine: Machine,
    readonly blame: Blame,
    readonly scene: Scene,
    readonly at: number,
    edits: readonly Edit[],
    readonly scales: Map<Edit, number>,
    readonly allowance: Allowance,
    readonly known: KnownOutcomes | undefined,
  ) {
    this.left = edits;
    const { events } = scene.run;
    const { span, kind } = events[blame.orders[0]!]!;
    this.#orders = [...events.keys()].filter(
      (order) => events[order]!.kind === kind && sameSpan(events[order]!.span, span),
    );
  }

  /** The value of the blamed expression: what belongs there. */
  readonly give = (scope: Scope): PyValue => {
    const { machine, blame } = this;
    const k = blame.orders.indexOf(this.#orders[this.#calls++]!);
    const { patch } = machine;
    machine.patch = { expressions: none, blocks: none };
    try {
      const own = machine.evaluate(blame.place, scope);
      if (k < 0) return own;
      this.reached++;
      const wanted = this.#wanted(k, scope);
      const isChange = blame.statement.kind === "update";
      const before = blame.before?.[this.at];
      this.#sieve(wanted, isChange ? undefined : before?.[k], scope);
      return blame.isAdded ? own : valueLike(own, wanted);
    } finally {
      machine.patch = patch;
    }
  };

  /** What the expression should be: of `a -= x` that is x. */
  #wanted(k: number, scope: Scope): Float64Array {
    const { statement, wanted, isAdded } = this.blame;
    let whole = wanted[this.at]![k]!;
    if (statement.kind !== "update" && !isAdded) return whole;
    const target = statement.kind === "assign" ? statement.targets[0]! : statement;
    const value = this.machine.evaluate(
      statement.kind === "update" ? statement.target : (target as Expression),
      scope,
    );
    const before = isNumeric(innerOf(value)) ? numbersOf(innerOf(value)) : Float64Array.of(0);
    if (isAdded) whole = whole.map((one, at) => one + before[before.length === 1 ? 0 : at]!);
    if (statement.kind !== "update") return whole;
    const inverse: Readonly<Record<string, (then: number, old: number) => number>> = {
      "+": (then, old) => then - old,
      "-": (then, old) => old - then,
      "*": (then, old) => then / old,
      "/": (then, old) => old / then,
    };
    const by = inverse[statement.operator];
    return by ? whole.map((one, at) => by(one, before[before.length === 1 ? 0 : at]!)) : whole;
  }

  #sieve(wanted: Float64Array, before: Float64Array | undefined, scope: Scope): void {
    const less = (all: Float64Array): Float64Array =>
      before?.length === all.length ? all.map((one, at) => one - before[at]!) : all;
    const goal = less(wanted);
    const left: Edit[] = [];
    const outcomes = this.allowance.left > 0 ? this.#outcomes(goal.length, scope) : [];
    for (const { edit, numbers, steps } of outcomes) {
      if (numbers && this.#fits(edit, less(numbers), goal)) left.push(edit);
      this.allowance.left -= steps;
      if (this.allowance.left <= 0) break;
    }
    this.left = left;
  }

  /** What the candidates come to. */
  #outcomes(size: number, scope: Scope): Iterable<Outcome> {
    const edits = this.left;
    const { orders } = this.blame;
    // what a place finds that is reached again depends on what it was given before; large arrays are not kept
    if (orders.length > 1 || size * edits.length > mostKept) return this.#computed(edits, size, scope);
    const place = `${this.at} ${orders[0]} ${size}`;
    const known = this.known?.of(edits, place);
    return known ?? this.#keeping(edits, place, this.#computed(edits, size, scope));
  }

  *#keeping(edits: readonly Edit[], place: string, computed: Iterable<Outcome>): Generator<Outcome> {
    const all: Outcome[] = [];
    for (const one of computed) {
      all.push(one);
      if (all.length === edits.length) this.known?.keep(edits, place, all);
      yield one;
    }
  }

  *#computed(edits: readonly Edit[], size: number, scope: Scope): Generator<Outcome> {
    const { machine } = this;
    const { hooks, patch, left, output } = machine;
    const restoreChance = machine.chance.save();
    machine.hooks = {};
    const shared = new Shared(machine, this.blame.place, scope);
    try {
      for (const edit of edits) {
        shared.begin(edit);
        machine.patch = { probes: shared, expressions: edit.expressions, blocks: none };
        machine.refill(mostOfOne);
        const value = tried(() => machine.evaluate(this.blame.place, scope));
        const numbers = value === undefined ? undefined : numbersIn(value);
        const isLike = numbers?.length === size;
        yield { edit, numbers: isLike ? numbers : undefined, steps: mostOfOne - machine.left };
      }
    } finally {
      machine.hooks = hooks;
      machine.patch = patch;
      machine.refill(left);
      machine.output = output;
      restoreChance();
    }
  }

  #fits(edit: Edit, numbers: Float64Array, wanted: Float64Array): boolean {
    if (!this.blame.anyScale) return numbers.every((one, at) => isClose(one, wanted[at]!, wanted));
    const c = proportion(numbers, wanted);
    if (c === null) return true;
    if (c === undefined || c === 0) return false;
    // what is computed from a wanted number, as in the layer before, has its scale already
    if (Math.abs(c - 1) <= 1e-5) return true;
    const known = this.scales.get(edit) ?? c;
    this.scales.set(edit, known);
    return Math.abs(known - c) <= 1e-5 * Math.abs(c);
  }
}

const isNumeric = (value: PyValue): value is number | bigint | Ndarray =>
  typeof value === "number" || typeof value === "bigint" || value instanceof Ndarray;

const numbersIn = (value: PyValue): Float64Array | undefined => {
  const inner = innerOf(value);
  return isNumeric(inner) ? numbersOf(inner) : numbersListed(value);
};

const isClose = (a: number, b: number, all: Float64Array): boolean => {
  if (Number.isNaN(b)) return true;
  if (Math.abs(a - b) <= 1e-7 * Math.abs(b) + 1e-14) return true;
  let largest = 0;
  for (const one of all) largest = Math.max(largest, Math.abs(one));
  return Math.abs(a - b) <= 1e-9 * largest;
};

/** Numbers in the form of a value, where they are as many. */
function valueLike(value: PyValue, numbers: Float64Array): PyValue {
  if (typeof value === "number" || typeof value === "bigint")
    return numbers.length === 1 ? numbers[0]! : value;
  if (value instanceof PyList || value instanceof PyInstance)
    return numbersListed(value)?.length === numbers.length ? withNumbers(value, numbers) : value;
  // nothing else holds numbers
  const array = value as Ndarray;
  return array.size === numbers.length ? fromData(numbers.slice(), array.shape, "float64") : value;
}
