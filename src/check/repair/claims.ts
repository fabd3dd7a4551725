import { adjoints } from "../../calculus/adjoints.ts";
import type { Node } from "../../graph/node.ts";
import { sameShape } from "../../graph/shape.ts";
import { reachable } from "../../graph/walk.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Event } from "../events.ts";
import { joined } from "../gradient.ts";
import type { Scene } from "./scene.ts";
import type { Source } from "./source.ts";
import { sumOf } from "./totals.ts";

/** What a quantity of a backward pass may stand for, with its numbers at each point. */
export interface Claim {
  /** As one writes it: `dloss/dz1`, `da1/dz1`. */
  readonly text: string;
  readonly numbers: readonly Float64Array[];
  /** Whether it is what one use of a quantity of several adds to the derivative by it. */
  readonly isPart?: true;
}

/** Quantities of the forward pass that one statement sets again and again, or a list of parameters: in order. */
export interface Sequence {
  readonly claims: readonly Claim[];
  /** The event behind which each stands; of parameters none. */
  readonly orders: readonly number[] | undefined;
}

/** The same quantity at every point; undefined where the runs took different ways. */
export function everywhere(scenes: readonly Scene[], { id, op }: Node): Node[] | undefined {
  const found = scenes.map(({ run }) => run.graph.nodes[id]);
  return found.every((one) => one?.op === op) ? (found as Node[]) : undefined;
}

/** The loss's derivatives by all that it is computed from, and how they come one after the other. */
export class Claims {
  /** The derivative of the loss by each quantity, the plainest name first. */
  readonly all: readonly Claim[];
  readonly sequences: readonly Sequence[];
  readonly #byNode = new Map<Node, Claim>();
  #locals: readonly Claim[] | undefined;

  constructor(
    readonly scenes: readonly Scene[],
    source: Source,
    readonly loss: string,
  ) {
    const { run, slope } = scenes[0]!;
    const names = namesOf(scenes[0]!);
    for (const node of slope.read) {
      if (node.op === "number" || node.op === "array") continue;
      const same = everywhere(scenes, node);
      const numbers = same?.map((one, at) => scenes[at]!.derivatives.get(one));
      if (!numbers?.every((one) => one !== undefined)) continue;
      const text = `d${loss}/d${names.get(node) ?? "(…)"}`;
      this.#byNode.set(node, { text, numbers: numbers as Float64Array[] });
    }
    const named = [...this.#byNode].filter(([node]) => names.has(node));
    const others = [...this.#byNode].filter(([node]) => !names.has(node));
    const parts = partClaims(scenes, names, loss);
    const lists = listClaims(scenes, this.#byNode, loss);
    const all = [
      ...[...named, ...others, ...parts].map(([, claim]) => claim),
      ...lists.map(({ claim }) => claim),
      ...groupClaims(scenes, loss),
    ];
    this.all = distinct(all.filter(({ numbers }) => numbers[0]!.some((one) => one !== 0)));
    this.sequences = [
      ...statementSequences(scenes[0]!, source, this.#byNode),
      ...pathSequences(run.variables, this.#byNode),
      ...partSequences(parts),
      ...listSequences(lists, source, run.events),
    ];
  }

  /** The derivatives of quantities by others of their own shape behind them, element by element. */
  get locals(): readonly Claim[] {
    this.#locals ??= localClaims(this.scenes);
    return this.#locals;
  }
}

interface Listed {
  readonly claim: Claim;
  readonly order: number;
}

/** The derivatives by lists and small matrices of the forward pass: those by their numbers, in order. */
function listClaims(scenes: readonly Scene[], byNode: ReadonlyMap<Node, Claim>, loss: string): Listed[] {
  return scenes[0]!.run.events.flatMap(({ elements, kind, target }, order) => {
    const own = kind === "called" ? undefined : elements?.map((one) => one && byNode.get(one));
    if (!own?.every((one) => one !== undefined)) return [];
    const name = target.replace("[…]", "");
    const text = `d${loss}/d${name === "return" ? "(…)" : name}`;
    const numbers = scenes.map((_, at) => joined(own.map((one) => one!.numbers[at]!)));
    return [{ claim: { text, numbers }, order }];
  });
}

/** The derivatives by parameters that are numbers in a list. */
const groupClaims = (scenes: readonly Scene[], loss: string): Claim[] =>
  [...scenes[0]!.slope.gradients.keys()].flatMap((path) =>
    path.includes("…")
      ? [{ text: `d${loss}/d${path}`, numbers: scenes.map(({ slope }) => slope.gradients.get(path)!) }]
      : [],
  );

/** Where the statement begins that sets something: what drives a program is no part of its text. */
const placeOf = (source: Source, { span }: Event): number => source.statementAt(span)?.span.from ?? span.from;

/** The lists that one statement of the forward pass makes again and again. */
function listSequences(lists: readonly Listed[], source: Source, events: readonly Event[]): Sequence[] {
  const found = new Map<number, { claims: Claim[]; orders: number[] }>();
  for (const { claim, order } of lists) {
    const place = placeOf(source, events[order]!);
    const known = found.get(place) ?? { claims: [], orders: [] };
    known.claims.push(claim);
    known.orders.push(order);
    found.set(place, known);
  }
  return [...found.values()].filter(({ claims }) => claims.length > 1);
}

interface Part {
  readonly of: Node;
  readonly user: Node;
  readonly at: number;
}

const mostParts = 400;
/** What hands on a quantity in another form: what uses that uses the quantity. */
const forms = new Set(["broadcast", "reshape", "transpose", "named"]);

/**
 * What each use of a quantity adds to the loss's derivative by it, where it is used more than once: a backward pass adds
 * them up one by one.
 */
function partClaims(
  scenes: readonly Scene[],
  names: ReadonlyMap<Node, string>,
  loss: string,
): [Part, Claim][] {
  const { slope } = scenes[0]!;
  const users = new Map<Node, Node[]>();
  for (const user of slope.read)
    for (const one of new Set(user.operands))
      if (one.op !== "number" && one.op !== "array") users.set(one, [...(users.get(one) ?? []), user]);
  const uses = [...users]
    .filter(([, all]) => all.length > 1)
    .flatMap(([form, all]) => all.map((user) => ({ form, user, of: heldBy(form) })));
  return uses.slice(0, mostParts).flatMap(({ form, user, of }): [Part, Claim][] => {
    const [shapes, those] = [form, user].map((one) => everywhere(scenes, one));
    if (!shapes || !those) return [];
    // what the loss reads without following it has no derivative there
    if (scenes.some(({ derivatives }, at) => !derivatives.has(those[at]!))) return [];
    const through = ([from, to]: readonly [Node, Node], seed: Float64Array, { run }: Scene): Float64Array => {
      const start = run.graph.array({ shape: from.shape as number[], data: seed });
      const part = adjoints(run.graph, from, [to], { seed: start, stopAt: (one) => one === to }).get(to)!;
      return evaluate([part], run.values).get(part)!.data;
    };
    const numbers = scenes.map((scene, at) => {
      const [own, its] = [shapes[at]!, those[at]!];
      const seed = scene.run.graph.array({
        shape: its.shape as number[],
        data: scene.derivatives.get(its)!,
      });
      const part = adjoints(scene.run.graph, its, [own], { seed, stopAt: (one) => one !== its }).get(own)!;
      const { data } = evaluate([part], scene.run.values).get(part)!;
      const held = heldBy(own);
      return own === held ? data : through([own, held], data, scene);
    });
    return [
      [
        { of, user, at: user.operands.indexOf(form) },
        { text: `d${loss}/d${names.get(of) ?? "(…)"}`, numbers, isPart: true },
      ],
    ];
  });
}

/** The quantity that a node has in another form. */
const heldBy = (node: Node): Node => (forms.has(node.op) ? heldBy(node.operands[0]!) : node);

/**
 * The uses of one kind, of one quantity or of those of a list, in the order of the forward pass, and what all other uses
 * of them add up to: what a net hands back through time is all but the way through its own output.
 */
function partSequences(parts: readonly [Part, Claim][]): Sequence[] {
  const byQuantity = new Map<Node, Claim[]>();
  for (const [{ of }, claim] of parts) byQuantity.set(of, [...(byQuantity.get(of) ?? []), claim]);
  const withoutOne = ([{ of }, claim]: [Part, Claim]): Claim | undefined => {
    const others = byQuantity.get(of)!.filter((one) => one !== claim);
    return others.length > 1
      ? { ...claim, numbers: claim.numbers.map((_, at) => sumOf(others.map((one) => one.numbers[at]!))) }
      : undefined;
  };
  const found = new Map<string, [Part, Claim][]>();
  for (const one of parts) {
    const [{ user, at }, { text, numbers }] = one;
    const key = `${user.op} ${at} ${numbers[0]!.length} ${text.replace(/\d+/g, "#")}`;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  const inOrder = [...found.values()]
    .filter((one) => one.length > 1)
    .map((all) => all.sort(([a], [b]) => a.user.id - b.user.id));
  return [
    ...inOrder.map((all) => all.map(([, claim]) => claim)),
    ...inOrder.map((all) => all.map(withoutOne)).filter((all) => all.every((one) => one !== undefined)),
  ].map((claims) => ({ claims, orders: undefined }));
}

/** Names by which the program knows quantities, the first before others. */
function namesOf({ run, slope }: Scene): Map<Node, string> {
  const names = new Map<Node, string>();
  for (const [path, { node }] of run.variables)
    if (slope.read.has(node) && !names.has(node)) names.set(node, path);
  for (const { node, target, kind } of run.events)
    if (node && kind !== "called" && target !== "return" && !target.startsWith("return[") && !names.has(node))
      names.set(node, target.replace("[…]", ""));
  return names;
}

const keyOf = (numbers: readonly Float64Array[]): string =>
  numbers
    .map((one) => `${one.length}:${Array.from(one.subarray(0, 24), (x) => x.toPrecision(9)).join()}`)
    .join(";");

function distinct(claims: readonly Claim[]): Claim[] {
  const seen = new Map<string, Claim>();
  for (const one of claims) {
    const key = keyOf(one.numbers);
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}

/** What each statement of the forward pass sets, time after time, and what it computes on the way there. */
function statementSequences({ run }: Scene, source: Source, byNode: ReadonlyMap<Node, Claim>): Sequence[] {
  const found = new Map<string, { claims: Claim[]; orders: number[] }>();
  const put = (key: string, node: Node, order: number): void => {
    const claim = byNode.get(node);
    if (!claim) return;
    const known = found.get(key) ?? { claims: [], orders: [] };
    known.claims.push(claim);
    known.orders.push(order);
    found.set(key, known);
  };
  let last = -1;
  for (const [order, event] of run.events.entries()) {
    const { node, span, kind } = event;
    if (!node) continue;
    const place = placeOf(source, event);
    if (kind !== "called") put(`${place} ${span.from}`, node, order);
    // what has been computed since the event before, on the way to this one
    const counts = new Map<string, number>();
    for (let id = last + 1; id < node.id; id++) {
      const inner = run.graph.nodes[id]!;
      const count = (counts.get(inner.op) ?? 0) + 1;
      counts.set(inner.op, count);
      put(`${place} ${span.from} ${inner.op} ${count}`, inner, order);
    }
    last = Math.max(last, node.id);
  }
  return [...found.values()].filter(({ claims }) => claims.length > 1);
}

/** The numbers and arrays of a list, or of objects in one: `weights[0]`, `weights[1]`. */
function pathSequences(
  variables: ReadonlyMap<string, { readonly node: Node }>,
  byNode: ReadonlyMap<Node, Claim>,
): Sequence[] {
  const found = new Map<string, Claim[]>();
  for (const [path, { node }] of variables) {
    const claim = byNode.get(node);
    const key = path.replace(/\d+/g, "#");
    if (claim && key !== path) found.set(key, [...(found.get(key) ?? []), claim]);
  }
  return [...found.values()].filter((one) => one.length > 1).map((claims) => ({ claims, orders: undefined }));
}

const mostPairs = 300;

function localClaims(scenes: readonly Scene[]): Claim[] {
  const [first] = scenes;
  const named = namesOf(first!);
  const nodes = [...first!.slope.read].filter((one) => one.op !== "number" && one.op !== "array");
  // a quantity is told by its name, and what has none is at most an operand of one that has
  const ends = nodes.filter((one) => named.has(one)).slice(-40);
  const found: Claim[] = [];
  for (const of of ends) {
    if (found.length > mostPairs) break;
    const same = everywhere(scenes, of);
    if (!same) continue;
    const behind = reachable([of]).filter(
      (one) => one !== of && sameShape(one.shape, of.shape) && nodes.includes(one),
    );
    const by = behind.slice(-12);
    const both = by.flatMap((one) => {
      const there = everywhere(scenes, one);
      return there ? [there] : [];
    });
    const rows = scenes.map(({ run }, at) => {
      const node = same[at]!;
      const adjoint = adjoints(
        run.graph,
        node.shape.length > 0 ? run.graph.sum(node) : node,
        both.map((one) => one[at]!),
      );
      const wanted = both.map((one) => adjoint.get(one[at]!)!);
      const trace = evaluate(wanted, run.values);
      return wanted.map((one) => trace.get(one)!.data);
    });
    for (const [k, [one]] of both.entries())
      found.push({
        text: `d${named.get(of)}/d${named.get(one!) ?? "(…)"}`,
        numbers: rows.map((row) => row[k]!),
      });
  }
  return distinct(found.filter(({ numbers }) => numbers[0]!.some((one) => one !== 0)));
}
