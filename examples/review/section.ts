import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

/** Says one line. */
export type Print = (line: string) => void;

export interface Section {
  readonly title: string;
  readonly run: (print: Print) => void;
}

/** A section of the review: it runs alone (`npx tsx examples/review/03-one-neuron.ts`) or in the replay. */
export function section(file: string, title: string, run: (print: Print) => void): Section {
  if (process.argv[1] && file === pathToFileURL(process.argv[1]).href) run(console.log);
  return { title, run };
}

/** Asserts that two records of numbers are the same to 12 digits, and says where they are not. */
export function agree(byHand: unknown, fromModel: unknown, place = "value"): void {
  if (typeof byHand === "number" && typeof fromModel === "number") {
    const apart = Math.abs(byHand - fromModel);
    assert(
      apart <= 1e-12 * Math.max(1, Math.abs(byHand)),
      `${place}: ${byHand} by hand, ${fromModel} from the model`,
    );
    return;
  }
  assert.deepEqual(Object.keys(byHand as object).sort(), Object.keys(fromModel as object).sort(), place);
  for (const [key, value] of Object.entries(byHand as object)) {
    agree(value, (fromModel as Record<string, unknown>)[key], `${place}.${key}`);
  }
}
