/** A static plan of memory: each block has its address before anything runs. */
export class Layout {
  /** Free pieces below the top, by address. */
  #free: { from: number; to: number }[] = [];
  #top: number;

  constructor(start: number) {
    this.#top = start;
  }

  /** All that any block reaches, and some more: kernels read, never write, a little beyond an end. */
  get top(): number {
    return this.#top;
  }

  /** An address for so many bytes, on a cache line of its own; the smallest free piece that holds them. */
  take(bytes: number): number {
    const size = rounded(bytes);
    let best = -1;
    for (const [at, piece] of this.#free.entries()) {
      const length = piece.to - piece.from;
      if (length >= size && (best < 0 || length < this.#free[best]!.to - this.#free[best]!.from)) best = at;
    }
    if (best < 0) return this.extend(bytes);
    const piece = this.#free[best]!;
    const address = piece.from;
    piece.from += size;
    if (piece.from === piece.to) this.#free.splice(best, 1);
    return address;
  }

  /** An address that no other block ever has. */
  extend(bytes: number): number {
    const address = this.#top;
    this.#top += rounded(bytes);
    return address;
  }

  /** Gives a block back; neighbours among the free ones join. */
  give(address: number, bytes: number): void {
    const piece = { from: address, to: address + rounded(bytes) };
    const at = this.#free.findIndex((one) => one.from > address);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, piece);
    this.#free = this.#free.reduce<{ from: number; to: number }[]>((joined, one) => {
      const before = joined[joined.length - 1];
      if (before && before.to === one.from) before.to = one.to;
      else joined.push(one);
      return joined;
    }, []);
  }
}

/** With room behind for the rest of a vector. */
const rounded = (bytes: number): number => Math.ceil((bytes + 16) / 64) * 64;
