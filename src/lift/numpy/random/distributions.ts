import { type BitGenerator, lemire } from "./bits.ts";
import { preciseLog } from "./precise-log.ts";
import { layerHeights, layerLimits, layerWidths, tailScale, tailStart } from "./ziggurat.ts";

/** A standard normal number by the ziggurat, as NumPy's Generator draws it. */
export function zigguratNormal(bits: BitGenerator): number {
  for (;;) {
    const word = bits.uint64();
    const layer = Number(word & 0xffn);
    const negative = ((word >> 8n) & 1n) === 1n;
    const draw = Number((word >> 9n) & 0xfffffffffffffn);
    const x = draw * layerWidths[layer]! * (negative ? -1 : 1);
    if (draw < layerLimits[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = -tailScale * Math.log1p(-bits.double());
        const height = -Math.log1p(-bits.double());
        if (height + height > beyond * beyond) {
          return Math.floor(draw / 256) % 2 === 1 ? -(tailStart + beyond) : tailStart + beyond;
        }
      }
    }
    const [upper, lower] = [layerHeights[layer - 1]!, layerHeights[layer]!];
    if ((upper - lower) * bits.double() + lower < Math.exp(-0.5 * x * x)) return x;
  }
}

/** Pairs of standard normal numbers by Marsaglia's polar method, as NumPy's RandomState draws them. */
export function polarNormals(bits: BitGenerator): [number, number] {
  let x: number;
  let y: number;
  let square: number;
  do {
    x = 2 * bits.double() - 1;
    y = 2 * bits.double() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square === 0);
  const factor = Math.sqrt((-2 * preciseLog(square)) / square);
  return [factor * y, factor * x];
}

/** The number of successes in `n` trials by inversion; its mean n·p must be small. */
function binomialInversion(bits: BitGenerator, n: number, p: number): number {
  const q = 1 - p;
  const none = Math.exp(n * Math.log(q));
  const mean = n * p;
  const bound = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  let count = 0;
  let chance = none;
  let u = bits.double();
  while (u > chance) {
    count++;
    if (count > bound) {
      count = 0;
      chance = none;
      u = bits.double();
    } else {
      u -= chance;
      chance = ((n - count + 1) * p * chance) / (count * q);
    }
  }
  return count;
}

/** Undefined where NumPy would use another method, whose numbers are not reproduced. */
export function binomial(bits: BitGenerator, n: number, p: number): number | undefined {
  if (n === 0 || p === 0) return 0;
  const q = Math.min(p, 1 - p);
  if (q * n > 30) return undefined;
  return p <= 0.5 ? binomialInversion(bits, n, p) : n - binomialInversion(bits, n, 1 - p);
}

/** A Poisson number of a small mean, by multiplying uniform numbers; undefined from a mean of 10. */
export function poisson(bits: BitGenerator, mean: number): number | undefined {
  if (mean >= 10) return undefined;
  if (mean === 0) return 0;
  const limit = Math.exp(-mean);
  let count = 0;
  for (let chance = bits.double(); chance > limit; chance *= bits.double()) count++;
  return count;
}

/** The order in which `size` of `population` are chosen without repetition by NumPy's Generator. */
export function chooseDistinct(
  bits: BitGenerator,
  population: number,
  size: number,
  shuffled: boolean,
): number[] {
  const shuffle = (list: number[], first: number): number[] => {
    for (let k = list.length - 1; k >= first; k--) {
      const other = lemire(bits, k);
      [list[k], list[other]] = [list[other]!, list[k]!];
    }
    return list;
  };
  if (population > 10000 && size > Math.floor(population / (shuffled ? 50 : 20))) {
    const all = Array.from({ length: population }, (_, k) => k);
    return shuffle(all, Math.max(population - size, 1)).slice(population - size);
  }
  // Floyd's algorithm
  const seen = new Set<number>();
  for (let k = population - size; k < population; k++) {
    const pick = lemire(bits, k);
    seen.add(seen.has(pick) ? k : pick);
  }
  return shuffled ? shuffle([...seen], 1) : [...seen];
}
