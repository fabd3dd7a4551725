/** Something in a rank of a layered diagram: a box, or the place where an arrow passes. */
export interface Ranked {
  /** Its middle, across the ranks. */
  at: number;
  /** Half the room that it takes there, with its share of the gap to the next. */
  readonly half: number;
  readonly rank: number;
  /** What arrows join it to, in other ranks. */
  readonly joined: readonly Ranked[];
}

const sweeps = 40;

/**
 * Draws a layered diagram together across its ranks: each thing moves to the middle of what it is joined to, as far as
 * its neighbours let it. Their order stays, so that no more arrows cross than before; what falls is the sum of the
 * squared ways of the arrows, a convex function, and so the picture is the same wherever one begins.
 */
export function drawTogether(things: readonly Ranked[]): void {
  const ranks = new Map<number, Ranked[]>();
  for (const one of things) ranks.set(one.rank, [...(ranks.get(one.rank) ?? []), one]);
  const inOrder = [...ranks].sort(([a], [b]) => a - b).map(([, rank]) => rank.sort((a, b) => a.at - b.at));
  for (const rank of inOrder) stack(rank);
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const rank of sweep % 2 === 0 ? inOrder : inOrder.toReversed()) settle(rank);
}

/** As close as things stand, about 0. */
function stack(rank: readonly Ranked[]): void {
  let at = -rank.reduce((sum, one) => sum + one.half, 0);
  for (const one of rank) {
    one.at = at + one.half;
    at += 2 * one.half;
  }
}

interface Run {
  /** Of its members the mean place that they want, less the room before them in the rank. */
  place: number;
  weight: number;
  readonly members: Ranked[];
}

/** Moves a rank to the places nearest to those wanted, in their order and apart: neighbours that want too much share. */
function settle(rank: readonly Ranked[]): void {
  const runs: Run[] = [];
  let room = 0;
  const before = new Map<Ranked, number>();
  for (const one of rank) {
    before.set(one, room + one.half);
    room += 2 * one.half;
    const weight = one.joined.length || 0.01;
    const wanted = one.joined.length === 0 ? one.at : mean(one.joined);
    runs.push({ place: wanted - before.get(one)!, weight, members: [one] });
    for (let last = runs.length - 1; last > 0 && runs[last - 1]!.place > runs[last]!.place; last--) {
      const [a, b] = [runs[last - 1]!, runs.pop()!];
      a.place = (a.place * a.weight + b.place * b.weight) / (a.weight + b.weight);
      a.weight += b.weight;
      a.members.push(...b.members);
    }
  }
  for (const { place, members } of runs) for (const one of members) one.at = place + before.get(one)!;
}

const mean = (all: readonly Ranked[]): number => all.reduce((sum, { at }) => sum + at, 0) / all.length;
