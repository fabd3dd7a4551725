import type { BitGenerator } from "./bits.ts";
import { seedWords } from "./seed-sequence.ts";

const multiplier = (2549297995355413924n << 64n) | 4865540595714422341n;
const all64 = (1n << 64n) - 1n;
const all128 = (1n << 128n) - 1n;

/** PCG64 (O'Neill, 2014): a 128-bit linear congruence, its output folded and rotated (XSL-RR). */
export class Pcg64 implements BitGenerator {
  #state: bigint;
  readonly #increment: bigint;
  /** The upper half of a word whose lower half was drawn. */
  #spare: number | undefined;

  constructor(state: bigint, increment: bigint, spare?: number) {
    this.#state = state;
    this.#increment = increment;
    this.#spare = spare;
  }

  /** Seeded as `np.random.default_rng(seed)`, from the seed's 32-bit words. */
  static ofEntropy(entropy: readonly number[]): Pcg64 {
    const words = seedWords(entropy, 8).map(BigInt);
    const long = (k: number): bigint => words[2 * k]! | (words[2 * k + 1]! << 32n);
    const initial = (long(0) << 64n) | long(1);
    const increment = ((((long(2) << 64n) | long(3)) << 1n) | 1n) & all128;
    const first = increment + initial;
    return new Pcg64((first * multiplier + increment) & all128, increment);
  }

  uint64(): bigint {
    this.#state = (this.#state * multiplier + this.#increment) & all128;
    const folded = (this.#state >> 64n) ^ (this.#state & all64);
    const turn = this.#state >> 122n;
    return ((folded >> turn) | (folded << (64n - turn))) & all64;
  }

  uint32(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const word = this.uint64();
    this.#spare = Number(word >> 32n);
    return Number(word & 0xffffffffn);
  }

  double(): number {
    return Number(this.uint64() >> 11n) / 9007199254740992;
  }

  copy(): Pcg64 {
    return new Pcg64(this.#state, this.#increment, this.#spare);
  }
}
