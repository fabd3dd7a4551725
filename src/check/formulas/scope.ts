import type { MathName, Maths } from "../../lift/latex/index.ts";
import { nameKey } from "../../lift/latex/index.ts";

/** What a document says that a quantity or function is. */
export interface Definition {
  readonly name: MathName;
  readonly key: string;
  /** The parameters of a function; missing for a quantity. */
  readonly parameters?: readonly string[];
  readonly value: Maths;
  /** Where it stands in the document. */
  readonly at: number;
  readonly from: "formula" | "model" | "program";
}

/** A definition as one formula sees it. */
export interface Found {
  readonly definition: Definition;
  /** The numbers of the indices that it is asked for: ŷ_2 by `ŷ_i = …`. */
  readonly indices: ReadonlyMap<string, number>;
  /** It stands in another example's section: enough to agree with, too little to call anything wrong. */
  readonly isDoubtful: boolean;
  /** Another definition of the same name that may be meant as well. */
  readonly others: readonly Definition[];
}

/** The definitions that one formula may mean, the likeliest source first. */
export interface Source {
  readonly definitions: readonly Definition[];
  readonly isDoubtful: boolean;
}

/** The name of a family, whatever its indices are: `y_i` and `y_j` are read as one. */
export const familyKey = ({ base, indices, above }: MathName): string =>
  `${base}[${indices.length + (above === undefined ? 0 : 1)}]`;

export const losses: ReadonlySet<string> = new Set(["L", "J", "C", "E", "ell", "loss", "cost"]);

/** What the names of one formula mean: looked up in its section first, then in what the document told before. */
export class Scope {
  readonly #known = new Set<string>();

  constructor(
    readonly sources: readonly Source[],
    /** Where derivatives stand: a definition before one and another after it belong to two examples. */
    readonly derivativesAt: readonly number[],
    readonly at: number,
    /** Names of sizes: the upper bounds of sums. */
    readonly sizes: ReadonlySet<string>,
    /** Whether the document speaks of the sigmoid, so that an undefined σ is one. */
    readonly speaksOfSigmoid: boolean,
    /** Whether its section writes transposes or norms, so that its names are vectors and matrices. */
    readonly hasShapes: boolean,
    reads: Iterable<string>,
    readonly preferred: ReadonlyMap<string, Definition> = new Map(),
  ) {
    for (const key of reads) this.#known.add(key);
  }

  /** The same scope in which `key` has another of its definitions. */
  with(definition: Definition): Scope {
    const preferred = new Map(this.preferred).set(definition.key, definition);
    return new Scope(
      this.sources,
      this.derivativesAt,
      this.at,
      this.sizes,
      this.speaksOfSigmoid,
      this.hasShapes,
      this.#known,
      preferred,
    );
  }

  /** Whether anything in scope reads or defines the name. */
  knows(key: string): boolean {
    return this.#known.has(key);
  }
  get names(): Iterable<string> {
    return this.#known;
  }

  /** Whether the name stands for a quantity, not only for a function. */
  isQuantity(key: string): boolean {
    return (
      this.sources.some(({ definitions }) => definitions.some((one) => one.key === key && !one.parameters)) ||
      !this.sources.some(({ definitions }) => definitions.some((one) => one.key === key))
    );
  }

  quantity(name: MathName, bound: (index: string) => number | undefined): Found | undefined {
    const key = nameKey(name, bound);
    const alias = (one: Definition): Map<string, number> | undefined =>
      one.from === "program" && losses.has(one.key) && !one.parameters ? new Map() : undefined;
    return this.#find(
      (one) => (one.parameters ? undefined : matched(one, name, key, bound)),
      losses.has(key) ? alias : undefined,
      key !== nameKey(name) && this.knows(familyKey(name)),
    );
  }

  function(key: string): Found | undefined {
    return this.#find((one) => (one.parameters && one.key === key ? new Map() : undefined));
  }

  #find(
    match: (one: Definition) => Map<string, number> | undefined,
    alias?: (one: Definition) => Map<string, number> | undefined,
    isLeaf = false,
  ): Found | undefined {
    for (const { definitions, isDoubtful } of this.sources) {
      for (const how of alias ? [match, alias] : [match]) {
        const all = definitions.filter((one) => how(one) !== undefined);
        if (all.length === 0) continue;
        // y_2 of a family that this section reads is not another section's y_2
        if (isDoubtful && isLeaf) return undefined;
        const before = all.filter((one) => one.at <= this.at);
        const chosen =
          all.find((one) => this.preferred.get(one.key) === one) ??
          (before.length > 0 ? before[before.length - 1]! : all[0]!);
        const others = all.filter((one) => one !== chosen && !this.#isApart(one, chosen));
        return { definition: chosen, indices: how(chosen)!, isDoubtful, others };
      }
    }
    return undefined;
  }

  /** Whether derivatives stand between two definitions: then each has its own. */
  #isApart(a: Definition, b: Definition): boolean {
    const [low, high] = [Math.min(a.at, b.at), Math.max(a.at, b.at)];
    return this.derivativesAt.some((one) => one > low && one < high);
  }
}

/** The indices under which a definition is what is asked for: `ŷ_i = w x_i` for ŷ_2 binds i to 2. */
function matched(
  { name: defined, key: itsKey }: Definition,
  name: MathName,
  key: string,
  bound: (index: string) => number | undefined,
): Map<string, number> | undefined {
  if (itsKey === key) return new Map();
  const [theirs, ours] = [written(defined), written(name)];
  if (defined.base !== name.base || theirs.length !== ours.length) return undefined;
  const indices = new Map<string, number>();
  for (const [at, index] of theirs.entries()) {
    const value = numberOf(ours[at]!, bound);
    if (/^[a-z]$/.test(index) && value !== undefined && value >= 1) {
      if (indices.has(index) && indices.get(index) !== value) return undefined;
      indices.set(index, value);
    } else if (index !== ours[at] && Number(index) !== value) return undefined;
  }
  return indices.size > 0 ? indices : undefined;
}

const written = ({ indices, above }: MathName): string[] => [
  ...indices,
  ...(above === undefined ? [] : [above]),
];

function numberOf(index: string, bound: (index: string) => number | undefined): number | undefined {
  if (/^\d+$/.test(index)) return Number(index);
  const [, letter, shift = "0"] = /^([A-Za-z])([+-]\d+)?$/.exec(index) ?? [];
  const value = letter === undefined ? undefined : bound(letter);
  return value === undefined ? undefined : value + Number(shift);
}
