/**
 * NumPy's SeedSequence: hashes whole numbers of any size into well mixed words
 * (O'Neill, "Developing a seed_seq alternative", 2015).
 */
const poolSize = 4;
const shift = 16;
const [initA, multiplyA, initB, multiplyB] = [0x43b0d7e5, 0x931e8875, 0x8b51f9dd, 0x58f38ded];
const [mixLeft, mixRight] = [0xca01f9dd, 0x4973f715];

/** A whole number from 0 as 32-bit words, the lowest first. */
export function wordsOf(value: bigint): number[] {
  const words: number[] = [];
  let rest = value;
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

function mix(x: number, y: number): number {
  const result = (Math.imul(mixLeft, x) - Math.imul(mixRight, y)) | 0;
  return (result ^ (result >>> shift)) >>> 0;
}

function pool(entropy: readonly number[]): number[] {
  let constant = initA;
  const hash = (word: number): number => {
    let value = word ^ constant;
    constant = Math.imul(constant, multiplyA);
    value = Math.imul(value, constant);
    return (value ^ (value >>> shift)) >>> 0;
  };
  const mixed = Array.from({ length: poolSize }, (_, k) => hash(entropy[k] ?? 0));
  for (let source = 0; source < poolSize; source++) {
    for (let target = 0; target < poolSize; target++) {
      if (source !== target) mixed[target] = mix(mixed[target]!, hash(mixed[source]!));
    }
  }
  for (const word of entropy.slice(poolSize)) {
    for (let target = 0; target < poolSize; target++) mixed[target] = mix(mixed[target]!, hash(word));
  }
  return mixed;
}

/** `count` words of 32 bits that seed a generator. */
export function seedWords(entropy: readonly number[], count: number): number[] {
  const source = pool(entropy);
  let constant = initB;
  return Array.from({ length: count }, (_, k) => {
    let value = source[k % poolSize]! ^ constant;
    constant = Math.imul(constant, multiplyB);
    value = Math.imul(value, constant);
    return (value ^ (value >>> shift)) >>> 0;
  });
}
