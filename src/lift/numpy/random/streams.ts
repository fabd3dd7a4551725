import { sizeOf } from "../../../base/array.ts";
import { fromData, guardSize, type Ndarray } from "../array.ts";
import { broadcastShape, valuesAt } from "../broadcast.ts";
import { cast, type DType } from "../dtype.ts";
import { valueError } from "../failure.ts";
import { insertionPoint } from "../sorting.ts";
import { type BitGenerator, lemire, masked } from "./bits.ts";
import { chooseDistinct, polarNormals, zigguratNormal } from "./distributions.ts";
import { Mt19937 } from "./mt19937.ts";
import { Pcg64 } from "./pcg64.ts";

/** NumPy's two families of random functions over their bits: the legacy RandomState and the Generator. */
export class RandomStream {
  /** The second number of the last pair (legacy). */
  #spare: number | undefined;

  constructor(
    readonly kind: "legacy" | "generator",
    private bits: BitGenerator,
    spare?: number,
  ) {
    this.#spare = spare;
  }

  static legacy(seed: number): RandomStream {
    return new RandomStream("legacy", Mt19937.ofSeed(seed));
  }

  static legacyWords(words: readonly number[]): RandomStream {
    return new RandomStream("legacy", Mt19937.ofWords(words));
  }

  static generator(entropy: readonly number[]): RandomStream {
    return new RandomStream("generator", Pcg64.ofEntropy(entropy));
  }

  /** A snapshot that continues on its own. */
  copy(): RandomStream {
    return new RandomStream(this.kind, this.bits.copy(), this.#spare);
  }

  /** Goes back to a snapshot, which stays as it is. */
  restore(snapshot: RandomStream): void {
    this.bits = snapshot.bits.copy();
    this.#spare = snapshot.#spare;
  }

  double(): number {
    return this.bits.double();
  }

  get source(): BitGenerator {
    return this.bits;
  }

  normal(): number {
    if (this.kind === "generator") return zigguratNormal(this.bits);
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const [first, second] = polarNormals(this.bits);
    this.#spare = second;
    return first;
  }

  /** A whole number in [0, bound]. */
  integer(bound: number): number {
    return this.kind === "legacy" ? masked(this.bits, bound) : lemire(this.bits, bound);
  }

  /** The order in which the positions 0 … n − 1 stand after a shuffle. */
  order(length: number): number[] {
    guardSize([length], "int64");
    const order = Array.from({ length }, (_, k) => k);
    this.shuffle(length, (i, j) => {
      [order[i], order[j]] = [order[j]!, order[i]!];
    });
    return order;
  }

  shuffle(length: number, swap: (i: number, j: number) => void): void {
    for (let k = length - 1; k > 0; k--) {
      const other = masked(this.bits, k);
      if (other !== k) swap(k, other);
    }
  }

  array(shape: readonly number[], draw: () => number, dtype: DType = "float64"): Ndarray {
    guardSize(shape, dtype);
    const data = new Float64Array(sizeOf(shape));
    for (let k = 0; k < data.length; k++) data[k] = cast(draw(), dtype);
    return fromData(data, shape, dtype);
  }

  /** One draw for each element of two broadcast parameters. */
  over(
    parameters: readonly [Ndarray, Ndarray],
    size: readonly number[] | undefined,
    draw: (a: number, b: number) => number,
  ): Ndarray {
    const [a, b] = parameters;
    const shape = size ?? broadcastShape([a, b]);
    guardSize(shape, "float64");
    const [x, y] = [valuesAt(a, shape), valuesAt(b, shape)];
    const data = new Float64Array(sizeOf(shape));
    for (let k = 0; k < data.length; k++) data[k] = draw(x[k]!, y[k]!);
    return fromData(data, shape, "float64");
  }

  /** The positions that `choice` picks of a population. */
  choice(
    population: number,
    count: number,
    replace: boolean,
    chances?: Float64Array,
    shuffled = true,
  ): number[] {
    guardSize([count], "int64");
    if (population === 0 && count > 0) throw valueError("a must be non-empty");
    if (chances) {
      this.#checkChances(population, chances);
      return replace ? this.#weighted(count, chances) : this.#weightedDistinct(count, chances);
    }
    if (replace) return Array.from({ length: count }, () => this.integer(population - 1));
    if (count > population)
      throw valueError(
        "Cannot take a larger sample than population when 'replace=False'".replace(
          "'replace=False'",
          this.kind === "legacy" ? "'replace=False'" : "replace is False",
        ),
      );
    if (this.kind === "legacy") return this.order(population).slice(0, count);
    return chooseDistinct(this.bits, population, count, shuffled);
  }

  #checkChances(population: number, chances: Float64Array): void {
    if (chances.length !== population) throw valueError("'a' and 'p' must have same size");
    if (chances.some((one) => one < 0)) throw valueError("probabilities are not non-negative");
    const total = chances.reduce((a, b) => a + b, 0);
    if (Math.abs(total - 1) > 1.5e-8) throw valueError("probabilities do not sum to 1");
  }

  #weighted(count: number, chances: Float64Array): number[] {
    const cumulated = cumulate(chances);
    return Array.from({ length: count }, () => insertionPoint(cumulated, this.double(), "right"));
  }

  #weightedDistinct(count: number, given: Float64Array): number[] {
    if (given.filter((one) => one > 0).length < count)
      throw valueError("Fewer non-zero entries in p than size");
    const chances = given.slice();
    const found: number[] = [];
    while (found.length < count) {
      const draws = Array.from({ length: count - found.length }, () => this.double());
      for (const pick of found) chances[pick] = 0;
      const cumulated = cumulate(chances);
      found.push(...new Set(draws.map((draw) => insertionPoint(cumulated, draw, "right"))));
    }
    return found;
  }
}

function cumulate(chances: Float64Array): Float64Array {
  const result = new Float64Array(chances.length);
  let total = 0;
  for (let k = 0; k < chances.length; k++) result[k] = total += chances[k]!;
  return result.map((one) => one / total);
}
