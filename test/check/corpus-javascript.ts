import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Fault, faultsIn } from "./corpus.ts";

const folder = new URL("corpus/javascript/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");

/** The JavaScript and TypeScript programs of a folder of the corpus, by file name. */
export const programs = (kind: "right" | "quiet"): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(new URL(`${kind}/`, folder))
      .filter((name) => name.endsWith(".txt"))
      .sort()
      .map((name) => [name.slice(0, -4), read(`${kind}/${name}`)]),
  );

/** The faults of `faults.txt`, planted. */
export const faults = (): readonly Fault[] => faultsIn(read("faults.txt"), programs("right"));

/** How the oracle finds the step of each program. */
export const steps = (): string => read("steps.txt");

/** What drives a program that is only defined. */
export const driving = (name: string): string =>
  existsSync(new URL(`drive/${name}.txt`, folder)) ? read(`drive/${name}.txt`) : "";
