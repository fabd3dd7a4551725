import { type Node, unnamed } from "../../graph/node.ts";
import { knownCount } from "../../graph/shape.ts";
import { reachable } from "../../graph/walk.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import type { Event } from "../events.ts";
import { afterNodes } from "../gradient.ts";
import { alignments } from "./alignments.ts";
import type { Wrongness } from "./blame.ts";
import type { Claim, Sequence } from "./claims.ts";
import { settingOf } from "./places.ts";
import type { Instead } from "./replay.ts";
import type { Scene } from "./scene.ts";
import { type Continued, continuedIn } from "./totals.ts";

/** A statement of the backward pass, with all that it sets in a step. */
export interface Group {
  readonly statement: Statement;
  readonly place: Expression;
  readonly orders: number[];
  readonly isItem?: true;
}

export const mostEvents = 600;

/** The statements behind wrong steps that set quantities of the backward pass, in the order in which they do. */
export function groupsOf({ scenes, source, wrong, good, apart }: Wrongness): Group[] {
  const { run, slope } = scenes[0]!;
  const behind = new Set(reachable(afterNodes(run, wrong)));
  const ends = new Set(afterNodes(run, [...wrong, ...good]).map(unnamed));
  const groups = new Map<Expression, Group>();
  const seen = new Set<Node>();
  const add = (order: number, event: Event): boolean => {
    const setting = settingOf(source, event);
    if (!setting) return false;
    const known = groups.get(setting.place);
    if (known) known.orders.push(order);
    else groups.set(setting.place, { ...setting, orders: [order] });
    return true;
  };
  for (const [order, event] of run.events.entries()) {
    if (event.elements) {
      // what a list is made of may have been looked at number by number, in a helper of all products
      const own = event.elements.flatMap((one) => one ?? []);
      const isFlowing = own.some((one) => behind.has(one)) && !own.some((one) => slope.read.has(one));
      if (isFlowing && !own.some((one) => ends.has(unnamed(one)))) add(order, event);
      continue;
    }
    const node = nodeOf(event);
    if (!node || !event.isWhole || !behind.has(node) || slope.read.has(node)) continue;
    // what is handed on has been looked at where it was computed
    const inner = unnamed(node);
    const isNew = !seen.has(inner) || apart.has(order);
    seen.add(inner);
    if (!isNew || ends.has(inner)) continue;
    if (!add(order, event)) seen.delete(inner);
  }
  return [...groups.values()].filter(({ orders }) => orders.length <= mostEvents);
}

/** What a statement sets in a step; undefined where something of it is not recorded there. */
export function nodesOf({ orders, isItem }: Group, scene: Scene): Node[] | undefined {
  const nodes = orders.map((order) => nodeOf(scene.run.events[order]!, isItem));
  return nodes.every((one) => one !== undefined) ? (nodes as Node[]) : undefined;
}

/** Other numbers for what a statement sets, of lists for each of theirs. */
export function insteadOf(
  { orders, isItem }: Group,
  scene: Scene,
  wanted: readonly Float64Array[],
  c: number,
): Instead | undefined {
  const instead = new Map<Node, Float64Array>();
  for (const [k, order] of orders.entries()) {
    const event = scene.run.events[order]!;
    const row = wanted[k]!.map((one) => c * one);
    if (event.elements) {
      if (event.elements.length !== row.length) return undefined;
      for (const [at, one] of event.elements.entries()) if (one) instead.set(one, row.slice(at, at + 1));
      continue;
    }
    const node = nodeOf(event, isItem);
    if (!node) return undefined;
    instead.set(node, row);
  }
  return instead;
}

/** Which of the values before it each one that a statement sets continues, as a sum does that a loop builds up. */
export function continuedBy(group: Group, scene: Scene): Continued | undefined {
  const nodes = nodesOf(group, scene);
  return nodes && continuedIn(nodes);
}

/** The ways in which what a statement sets may be the derivatives by a sequence, where they are as large. */
export function* alignmentsOf(
  { orders, isItem }: Group,
  sequence: Sequence,
  { run }: Scene,
): Generator<Claim[]> {
  const sizes = orders.map((order) => sizeOf(run.events[order]!, isItem));
  for (const claims of alignments(orders, sequence, run.events))
    if (claims.every((one, at) => one.numbers[0]!.length === sizes[at])) yield claims;
}

/** What an event sets: of an array of which items are written, the whole, or the item by itself, as it was written. */
export const nodeOf = (event: Event, isItem?: boolean): Node | undefined =>
  isItem ? event.node && unnamed(event.node) : (event.holder ?? event.node);

/** How many numbers an event sets; of an array of which items are written, all of them. */
export const sizeOf = (event: Event, isItem?: boolean): number | undefined =>
  event.holder && !isItem ? knownCount(event.holder.shape) : event.numbers!.length;
