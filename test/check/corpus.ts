import { readdirSync, readFileSync } from "node:fs";

/** One fault planted in one right program of the corpus. */
export interface Fault {
  /** The right program and the number of the fault among those planted in it: `scalar_chain~2`. */
  readonly name: string;
  readonly program: string;
  /** The kind of mistake, in words. */
  readonly rule: string;
  /** The codes that name its cause. */
  readonly codes: readonly string[];
  /** The faulty program. */
  readonly text: string;
  /** The lines that may be named as the cause, counted from 1. */
  readonly lines: readonly number[];
  /** What the checker is known not to do with it yet. */
  readonly known: string | undefined;
  /** The parameters that differences call wrong, where the fault itself says so. */
  readonly wrong?: readonly string[];
}

/** Right programs that the checker is known not to read yet, and why. */
export const unread: ReadonlyMap<string, string> = new Map([]);

const folder = new URL("corpus/", import.meta.url);

/** The Python programs of a folder of the corpus, by name. */
export const programs = (kind: "right" | "quiet"): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(new URL(`${kind}/`, folder))
      .filter((name) => name.endsWith(".py"))
      .sort()
      .map((name) => [name.slice(0, -3), readFileSync(new URL(`${kind}/${name}`, folder), "utf8")]),
  );

/** The faults of `faults.txt`, planted. Its head says how it is written. */
export const faults = (): readonly Fault[] =>
  faultsIn(readFileSync(new URL("faults.txt", folder), "utf8"), programs("right"));

/** The faults that a text plants in right programs. */
export function faultsIn(text: string, right: ReadonlyMap<string, string>): readonly Fault[] {
  const counts = new Map<string, number>();
  return text
    .split(/^(?=@ )/m)
    .slice(1)
    .map((record) => {
      const [head, ...rest] = record.split("\n");
      const [program, rule, codes] = head!.slice(2).split(" | ") as [string, string, string];
      const of = (mark: string): string[] =>
        rest.filter((line) => line === mark || line.startsWith(`${mark} `)).map((line) => line.slice(2));
      const count = (counts.get(program) ?? 0) + 1;
      counts.set(program, count);
      const source = right.get(program);
      if (source === undefined) throw new Error(`${head}: no such program`);
      return {
        name: `${program}~${count}`,
        program,
        rule,
        codes: codes.split(" or "),
        known: of("!").join(" ") || undefined,
        ...planted(source, of("-"), of("+"), of("="), head!),
      };
    });
}

/** A program with one text put for another, and the lines that this changes. */
function planted(
  source: string,
  old: readonly string[],
  put: readonly string[],
  also: readonly string[],
  head: string,
): { text: string; lines: readonly number[] } {
  const from = put.length > 0 ? old.join("\n") : `${old.join("\n")}\n`;
  const at = source.indexOf(from);
  if (at < 0 || source.indexOf(from, at + 1) >= 0) throw new Error(`${head}: not there once: ${from}`);
  const text = `${source.slice(0, at)}${put.join("\n")}${source.slice(at + from.length)}`;
  const first = source.slice(0, at).split("\n").length;
  const changed = put.flatMap((line, k) => (line === old[k] || line.trim() === "" ? [] : [first + k]));
  const named = also.flatMap((line) => {
    const found = text.split("\n").flatMap((one, k) => (one.trim().startsWith(line) ? [k + 1] : []));
    if (found.length === 0) throw new Error(`${head}: no line ${line}`);
    return found;
  });
  return { text, lines: [...changed, ...named] };
}

interface Mutant {
  readonly program: string;
  readonly kind: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly new: string;
  readonly wrong: readonly string[];
}

/** The mutants that scripts/oracle/mutate.py made and labelled. */
export function mutants(): readonly Fault[] {
  const right = programs("right");
  const found = JSON.parse(readFileSync(new URL("mutants.json", folder), "utf8")) as { mutants: Mutant[] };
  return found.mutants.map(({ program, kind, line, from, to, new: put, wrong }, at) => {
    const source = right.get(program)!;
    const text = `${source.slice(0, from)}${put}${source.slice(to)}`;
    return {
      name: `${program}^${at + 1}`,
      program,
      rule: kind,
      codes: [],
      text,
      lines: [line],
      known: undefined,
      wrong,
    };
  });
}
