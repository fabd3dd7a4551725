import type { Event } from "../events.ts";
import type { Claim, Sequence } from "./claims.ts";

/** How many quantities may go through one function in turn. */
const mostInTurn = 8;

/** How many items one time has at most. */
const mostInBlock = 40;

interface Meeting {
  readonly own: number[];
  readonly theirs: number[];
}

/**
 * The ways in which what goes backward, by the orders of its events, may meet what went forward: in the same order, or
 * the other way round, as a whole or layer by layer.
 */
export function* alignments(
  orders: readonly number[],
  sequence: Sequence,
  events: readonly Event[],
): Generator<Claim[]> {
  const seen = new Set<string>();
  const tell = function* (all: Iterable<number[]>): Generator<Claim[]> {
    for (const pick of all) {
      const key = pick.join();
      if (seen.has(key)) continue;
      seen.add(key);
      yield pick.map((at) => sequence.claims[at]!);
    }
  };
  yield* tell(picks(runsOf(orders, sequence)));
  yield* tell(layerwise(orders, sequence, events));
}

function* picks(runs: readonly Meeting[]): Generator<number[]> {
  if (runs.some(({ own, theirs }) => theirs.length < own.length)) return;
  for (const isReversed of [true, false]) {
    const ordered = (part: readonly number[]): readonly number[] => (isReversed ? [...part].reverse() : part);
    for (const isLast of [true, false])
      yield runs.flatMap(({ own, theirs }) =>
        ordered(isLast ? theirs.slice(-own.length) : theirs.slice(0, own.length)),
      );
    // one function may serve several quantities in turn: every third call, say
    const strides = new Set(runs.map(({ own, theirs }) => theirs.length / own.length));
    const [stride] = strides;
    if (strides.size > 1 || !Number.isInteger(stride) || stride! > mostInTurn) continue;
    for (let first = 0; stride! > 1 && first < stride!; first++)
      yield runs.flatMap(({ theirs }) => ordered(theirs.filter((_, at) => at % stride! === first)));
  }
  const [only, ...more] = runs as [Meeting, ...Meeting[]];
  if (more.length > 0) return;
  // back through time, and each time forward through the items: blocks the other way round
  const { length } = only.own;
  for (let size = 2; size <= Math.min(mostInBlock, length / 2); size++)
    if (length % size === 0) {
      const last = only.theirs.slice(-length);
      yield last.map((_, at) => last[length - size * (Math.floor(at / size) + 1) + (at % size)]!);
    }
}

/**
 * What goes forward layer by layer and neuron by neuron, as what goes backward meets it: the layers the other way round,
 * the neurons of each in the same order. A layer ends where between two neurons something happens that mostly does not.
 */
function* layerwise(
  orders: readonly number[],
  { orders: theirs }: Sequence,
  events: readonly Event[],
): Generator<number[]> {
  if (!theirs || theirs.length !== orders.length) return;
  const gaps = theirs
    .slice(1)
    .map((order, at) => new Set(events.slice(theirs[at]! + 1, order).map(({ span }) => span.from)));
  const times = new Map<number, number>();
  for (const gap of gaps) for (const place of gap) times.set(place, (times.get(place) ?? 0) + 1);
  const layers: number[][] = [[0]];
  for (const [at, gap] of gaps.entries()) {
    const isEnd = [...gap].some((place) => 2 * times.get(place)! <= gaps.length);
    if (isEnd) layers.push([at + 1]);
    else layers.at(-1)!.push(at + 1);
  }
  if (layers.length > 1) yield layers.reverse().flat();
}

/** Stretches of what is set backward, each with the stretch of what was set forward before it. */
function runsOf(orders: readonly number[], { claims, orders: theirs }: Sequence): Meeting[] {
  if (!theirs) return [{ own: orders.map((_, at) => at), theirs: claims.map((_, at) => at) }];
  const runs: Meeting[] = [];
  let next = 0;
  for (const [at, order] of orders.entries()) {
    const before: number[] = [];
    while (next < theirs.length && theirs[next]! < order) before.push(next++);
    const last = runs.at(-1);
    if (before.length > 0 || !last) runs.push({ own: [at], theirs: before });
    else last.own.push(at);
  }
  return runs;
}
