import { type Node, unnamed } from "../../graph/node.ts";
import { nodesOf, type Unit } from "./units.ts";
import type { Views } from "./view.ts";

/** A variable that a run gives a new value. */
export interface Assignment {
  readonly variable: Node;
  readonly value: Node;
}

export interface Schedule {
  readonly order: readonly Unit[];
  /** Assignments whose value is computed in the variable's own memory. */
  readonly inPlace: ReadonlyMap<Node, Node>;
  /** The others: their values are copied when all else is done. */
  readonly copied: readonly Assignment[];
}

/**
 * An order of the units: operands before their users, and whoever reads a variable before the unit that overwrites it.
 * Where these two ask for contrary orders, the variable is written at the end instead.
 */
export function schedule(units: readonly Unit[], views: Views, assignments: readonly Assignment[]): Schedule {
  const unitOf = new Map(units.flatMap((unit) => nodesOf(unit).map((node) => [node, unit] as const)));
  const inPlace = new Map<Node, Node>();
  const copied: Assignment[] = [];
  const writers = new Map<Node, Unit>();
  for (const one of assignments) {
    const value = unnamed(one.value);
    const unit = unitOf.get(value);
    const direct = unit && views.of(value).base === value && !inPlace.has(value) && value !== unit.head;
    if (direct && readsAsItComes(unit, one.variable, views)) {
      inPlace.set(value, one.variable);
      writers.set(one.variable, unit);
    } else copied.push(one);
  }

  const waits = new Map<Unit, number>(units.map((unit) => [unit, 0]));
  const next = new Map<Unit, Unit[]>(units.map((unit) => [unit, []]));
  const hazards = new Map<Unit, { readonly reader: Unit; readonly variable: Node }[]>();
  const edge = (before: Unit, after: Unit): void => {
    next.get(before)!.push(after);
    waits.set(after, waits.get(after)! + 1);
  };
  for (const unit of units) {
    for (const node of nodesOf(unit)) {
      for (const operand of node.operands) {
        const { base } = views.of(operand);
        const before = unitOf.get(base);
        if (before && before !== unit) edge(before, unit);
        const writer = writers.get(base);
        if (!writer || writer === unit) continue;
        edge(unit, writer);
        hazards.set(writer, [...(hazards.get(writer) ?? []), { reader: unit, variable: base }]);
      }
    }
  }

  const rank = new Map(units.map((unit, at) => [unit, at]));
  const ready = new Heap((unit) => rank.get(unit)!);
  for (const unit of units) if (waits.get(unit) === 0) ready.push(unit);
  const order: Unit[] = [];
  const done = new Set<Unit>();
  const release = (unit: Unit): void => {
    const left = waits.get(unit)! - 1;
    waits.set(unit, left);
    if (left === 0) ready.push(unit);
  };
  while (order.length < units.length) {
    const unit = ready.pop();
    if (unit) {
      order.push(unit);
      done.add(unit);
      for (const after of next.get(unit)!) if (!done.has(after)) release(after);
      continue;
    }
    giveWay();
  }
  return { order, inPlace, copied };

  /** Frees one variable from being written in place. */
  function giveWay(): void {
    for (const [writer, found] of hazards) {
      const pending = found.filter(({ reader }) => !done.has(reader));
      if (done.has(writer) || pending.length === 0) continue;
      const { variable } = pending[0]!;
      const [value] = [...inPlace].find(([, target]) => target === variable)!;
      inPlace.delete(value);
      copied.push({ variable, value });
      hazards.set(
        writer,
        found.filter((one) => one.variable !== variable),
      );
      for (const one of found) {
        if (one.variable !== variable) continue;
        const list = next.get(one.reader)!;
        list.splice(list.indexOf(writer), 1);
        if (!done.has(one.reader)) release(writer);
      }
      return;
    }
    throw new Error("units wait for one another");
  }
}

/** Whether the unit meets the variable only where it writes it. */
function readsAsItComes(unit: Unit, variable: Node, views: Views): boolean {
  return nodesOf(unit).every((node) =>
    node.operands.every(
      (operand) =>
        views.of(operand).base !== variable ||
        (node !== unit.head &&
          unnamed(operand) === variable &&
          node.shape.length === variable.shape.length &&
          node.shape.every((size, axis) => size === variable.shape[axis])),
    ),
  );
}

/** A binary heap: the unit of the lowest rank first. */
class Heap {
  readonly #items: Unit[] = [];

  constructor(readonly rank: (unit: Unit) => number) {}

  push(unit: Unit): void {
    const items = this.#items;
    let at = items.push(unit) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.rank(items[parent]!) <= this.rank(unit)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = unit;
  }

  pop(): Unit | undefined {
    const items = this.#items;
    const top = items[0];
    const end = items.pop();
    if (items.length === 0 || !end) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.rank(items[child + 1]!) < this.rank(items[child]!)) child++;
      if (this.rank(items[child]!) >= this.rank(end)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = end;
    return top;
  }
}
