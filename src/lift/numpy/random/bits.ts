/** A source of random bits; `copy` is a snapshot that continues on its own. */
export interface BitGenerator {
  uint32(): number;
  uint64(): bigint;
  /** Uniform in [0, 1) on a grid of 2⁻⁵³. */
  double(): number;
  copy(): BitGenerator;
}

/** The least number of the form 2ᵏ − 1 that is not below `bound`, which is under 2³². */
const mask32 = (bound: number): number => (bound === 0 ? 0 : 0xffffffff >>> Math.clz32(bound));

function mask64(bound: bigint): bigint {
  let mask = 1n;
  while (mask - 1n < bound) mask <<= 1n;
  return mask - 1n;
}

/** A whole number in [0, bound] by masking and rejecting, as NumPy's legacy functions draw it. */
export function masked(bits: BitGenerator, bound: number): number {
  if (bound === 0) return 0;
  if (bound <= 0xffffffff) {
    const mask = mask32(bound);
    let value: number;
    do value = (bits.uint32() & mask) >>> 0;
    while (value > bound);
    return value;
  }
  const limit = BigInt(bound);
  const mask = mask64(limit);
  let value: bigint;
  do value = bits.uint64() & mask;
  while (value > limit);
  return Number(value);
}

/** A whole number in [0, bound] by Lemire's multiplication (2019), as NumPy's Generator draws it. */
export function lemire(bits: BitGenerator, bound: number): number {
  if (bound === 0) return 0;
  if (bound === 0xffffffff) return bits.uint32();
  if (bound < 0xffffffff) {
    const range = BigInt(bound) + 1n;
    let product = BigInt(bits.uint32()) * range;
    if ((product & 0xffffffffn) < range) {
      const threshold = (0xffffffffn - BigInt(bound)) % range;
      while ((product & 0xffffffffn) < threshold) product = BigInt(bits.uint32()) * range;
    }
    return Number(product >> 32n);
  }
  const all = 2n ** 64n;
  const range = BigInt(bound) + 1n;
  let product = bits.uint64() * range;
  if (product % all < range) {
    const threshold = (all - range) % range;
    while (product % all < threshold) product = bits.uint64() * range;
  }
  return Number(product >> 64n);
}
