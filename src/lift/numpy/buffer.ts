import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";

/** A value's node together with the graph that holds it. */
export interface Recorded {
  readonly graph: Builder;
  readonly node: Node;
}

/** Writes to single places that have not been joined into the record yet. */
interface Pending {
  readonly graph: Builder;
  /** The numbers before the first of these writes, where nothing was recorded then. */
  readonly before: Float64Array | undefined;
  /** What was written, flat. */
  readonly pieces: Node[];
  /** For each place the piece that it was written by last, and where in the piece. */
  readonly written: Map<number, readonly [piece: number, at: number]>;
}

/**
 * The memory that an array and its views share. `recorded`, where there is one, computes the present contents:
 * its node's elements in row-major order are `data`. Every write through a view replaces it. Loops that fill an
 * array element by element are kept as pending writes, joined when the whole is next read.
 */
export class Buffer {
  #recorded: Recorded | undefined;
  #pending: Pending | undefined;

  constructor(readonly data: Float64Array) {}

  /** The graph that the contents are recorded in. */
  get graph(): Builder | undefined {
    return this.#pending?.graph ?? this.#recorded?.graph;
  }

  get recorded(): Recorded | undefined {
    if (this.#pending) this.#join(this.#pending);
    return this.#recorded;
  }

  set recorded(recorded: Recorded | undefined) {
    this.#recorded = recorded;
    this.#pending = undefined;
  }

  /** Notes that `piece`, a vector, is about to be written at `places`, all different. */
  write(graph: Builder, piece: Node, places: readonly number[]): void {
    this.#pending ??= {
      graph,
      before: this.#recorded ? undefined : this.data.slice(),
      pieces: [],
      written: new Map(),
    };
    const { pieces, written } = this.#pending;
    for (const [at, place] of places.entries()) written.set(place, [pieces.length, at]);
    pieces.push(piece);
  }

  /**
   * The vector of the elements at `places` without joining: where all or none of them wait to be joined.
   * Undefined where some do.
   */
  read(places: ArrayLike<number>): Node | undefined {
    const pending = this.#pending;
    if (!pending) return undefined;
    const owners = Array.from(places, (place) => pending.written.get(place));
    const count = owners.filter((owner) => owner).length;
    if (count === 0 && this.#recorded) {
      return pending.graph.gather(this.#recorded.node, Array.from(places), [places.length]);
    }
    if (count === 0) {
      const data = Float64Array.from(places, (place) => this.data[place]!);
      return pending.graph.array({ shape: [places.length], data });
    }
    const first = owners[0]?.[0];
    if (owners.some((owner) => owner?.[0] !== first)) return undefined;
    const piece = pending.pieces[first!]!;
    const picks = owners.map((owner) => owner![1]);
    if (picks.length === piece.shape[0] && picks.every((pick, k) => pick === k)) return piece;
    return pending.graph.gather(piece, picks, [picks.length]);
  }

  #join({ graph: $, before, pieces, written }: Pending): void {
    this.#pending = undefined;
    const length = this.data.length;
    const starts: number[] = [];
    let total = 0;
    for (const piece of pieces) {
      starts.push(total);
      total += piece.shape[0] as number;
    }
    const all = pieces.length === 1 ? pieces[0]! : $.concatenate(pieces);
    const places = [...written.keys()];
    const picks = [...written.values()].map(([piece, at]) => starts[piece]! + at);
    const inOrder = picks.length === total && picks.every((pick, k) => pick === k);
    const source = inOrder ? all : $.gather(all, picks, [picks.length]);
    if (places.length === length) {
      const identity = places.every((place, k) => place === k);
      this.#recorded = { graph: $, node: identity ? source : $.scatterAdd(source, places, [length]) };
      return;
    }
    const mask = new Float64Array(length);
    for (const place of places) mask[place] = 1;
    const rest = this.#recorded
      ? $.reshape(this.#recorded.node, [length])
      : $.array({ shape: [length], data: before! });
    const scattered = $.scatterAdd(source, places, [length]);
    this.#recorded = { graph: $, node: $.where($.array({ shape: [length], data: mask }), scattered, rest) };
  }

  /** A snapshot of the numbers and of their record, to go back to. */
  save(): () => void {
    const data = this.data.slice();
    const { recorded } = this;
    return () => {
      this.data.set(data);
      this.recorded = recorded;
    };
  }
}
