import type { BitGenerator } from "./bits.ts";

const length = 624;
const distance = 397;

/** The Mersenne Twister (Matsumoto and Nishimura, 1998), seeded as NumPy's RandomState or as Python's random. */
export class Mt19937 implements BitGenerator {
  readonly #state: Uint32Array;
  #next: number;

  constructor(state: Uint32Array, next = length) {
    this.#state = state;
    this.#next = next;
  }

  /** Seeded by one word below 2³². */
  static ofSeed(seed: number): Mt19937 {
    const state = new Uint32Array(length);
    let word = seed >>> 0;
    for (let k = 0; k < length; k++) {
      state[k] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + k + 1) >>> 0;
    }
    return new Mt19937(state);
  }

  /** Seeded by a list of words (`init_by_array`). */
  static ofWords(words: readonly number[]): Mt19937 {
    const { state } = Mt19937.ofSeed(19650218);
    let i = 1;
    const wrapped = (): void => {
      if (++i >= length) {
        state[0] = state[length - 1]!;
        i = 1;
      }
    };
    const before = (): number => state[i - 1]! ^ (state[i - 1]! >>> 30);
    for (let k = 0, j = 0; k < Math.max(length, words.length); k++) {
      state[i] = (state[i]! ^ Math.imul(before(), 1664525)) + words[j]! + j;
      wrapped();
      j = (j + 1) % words.length;
    }
    for (let k = 0; k < length - 1; k++) {
      state[i] = (state[i]! ^ Math.imul(before(), 1566083941)) - i;
      wrapped();
    }
    state[0] = 0x80000000;
    return new Mt19937(state);
  }

  get state(): Uint32Array {
    return this.#state;
  }

  #refill(): void {
    const state = this.#state;
    for (let k = 0; k < length; k++) {
      const joined = (state[k]! & 0x80000000) | (state[(k + 1) % length]! & 0x7fffffff);
      state[k] = state[(k + distance) % length]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  uint32(): number {
    if (this.#next >= length) this.#refill();
    let word = this.#state[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  uint64(): bigint {
    const high = BigInt(this.uint32());
    return (high << 32n) | BigInt(this.uint32());
  }

  double(): number {
    const high = this.uint32() >>> 5;
    return (high * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  copy(): Mt19937 {
    return new Mt19937(this.#state.slice(), this.#next);
  }
}
