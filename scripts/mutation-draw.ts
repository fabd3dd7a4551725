/**
 * Which mutants of the lines that scripts/mutation.ts has drawn belong to the sample: one in eight, told by their text, so
 * that no single line with a long pattern in it makes up most of a sample.
 */
export interface Mutant {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly mutatorName: string;
  readonly replacement: string;
}

/** Of how many mutants in a drawn line one is drawn. */
export const crowd = 8;

/** What tells a mutant from all others. */
export const keyOf = ({ file, line, column, mutatorName, replacement }: Mutant): string =>
  `${file} ${line} ${column} ${mutatorName} ${replacement}`;

export function isDrawn(mutant: Mutant, seed: number): boolean {
  let hash = 2166136261 ^ seed;
  for (const letter of `${seed} ${keyOf(mutant)}`) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  // the last bits of a sum of this kind are poor
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) % crowd === 0;
}
