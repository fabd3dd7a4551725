import { Random } from "../../src/base/random.ts";

/**
 * What must hold of whatever a seed draws. `holds` says what is wrong, and nothing where all is well; what it throws is
 * wrong too.
 */
export interface Property {
  readonly name: string;
  /** Of 1,000 runs asked for, so many are made: costly ones are rarer. */
  readonly share: number;
  readonly holds: (random: Random, seed: number) => string | undefined | Promise<string | undefined>;
}

/** What is wrong with a property at a seed, or nothing. */
export async function failure(property: Property, seed: number): Promise<string | undefined> {
  try {
    return await property.holds(new Random(seed), seed);
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}
