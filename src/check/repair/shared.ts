import type { Machine } from "../../lift/machine.ts";
import { remembered } from "../../lift/python/locals.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import type { PyValue, Scope } from "../../lift/python/values.ts";
import { partsOf } from "../../lift/python/walk.ts";
import type { Edit } from "./edit.ts";

/** What is computed in the scope that it stands in, and changes nothing by itself. */
const plainKinds: ReadonlySet<Expression["kind"]> = new Set([
  "constant",
  "name",
  "ellipsis",
  "unary",
  "binary",
  "compare",
  "logical",
  "conditional",
  "call",
  "attribute",
  "subscript",
  "slice",
  "tuple",
  "list",
  "starred",
]);
/** What of it takes longer to compute than to look up. */
const dearKinds: ReadonlySet<Expression["kind"]> = new Set(["unary", "binary", "compare", "call"]);

const isPlain: (part: Expression) => boolean = remembered(
  (part) => plainKinds.has(part.kind) && (partsOf(part) as Expression[]).every(isPlain),
);
const mayBeShared = (part: Expression): boolean => dearKinds.has(part.kind) && isPlain(part);

type Outcome = ({ readonly value: PyValue } | { readonly failure: unknown }) & { readonly steps: number };

/**
 * The candidates for one place share most of what they are made of: what stays of the place, and the factors that are
 * tried all over it. Each of these parts is computed once, in the scope of the place, and charged to each of them: which
 * candidates are tried before a budget ends is no matter of time.
 */
export class Shared {
  readonly #parts = new Set<Expression>();
  readonly #outcomes = new Map<Expression, Outcome>();
  /** What leads from the place to a part of it. */
  readonly #ways = new Map<Expression, ReadonlySet<Expression>>();
  /** What differs from candidate to candidate: the ways to what is exchanged. */
  #differing: readonly ReadonlySet<Expression>[] = [];
  /** What is being computed. */
  readonly #open = new Set<Expression>();

  constructor(
    readonly machine: Machine,
    readonly place: Expression,
    readonly scope: Scope,
  ) {
    this.#follow(place, []);
  }

  #follow(part: Expression, before: readonly Expression[]): void {
    const way = [...before, part];
    this.#ways.set(part, new Set(way));
    if (mayBeShared(part)) this.#parts.add(part);
    for (const one of partsOf(part) as Expression[]) this.#follow(one, way);
  }

  /** Makes ready for one candidate. */
  begin({ expressions }: Edit): void {
    this.#differing = [...expressions.keys()].flatMap((one) => this.#ways.get(one) ?? []);
    for (const instead of expressions.values())
      if (instead.kind === "binary")
        for (const one of [instead.left, instead.right]) if (mayBeShared(one)) this.#parts.add(one);
  }

  /** How a part is computed, where it is shared. */
  get(part: Expression): ((scope: Scope) => PyValue) | undefined {
    if (!this.#parts.has(part) || this.#open.has(part)) return undefined;
    if (this.#differing.some((way) => way.has(part))) return undefined;
    return (scope) => (scope === this.scope ? this.#value(part) : this.#computed(part, scope));
  }

  #value(part: Expression): PyValue {
    const before = this.#outcomes.get(part);
    const known = before ?? this.#outcome(part);
    if (before) this.machine.refill(this.machine.left - before.steps);
    else this.#outcomes.set(part, known);
    if ("failure" in known) throw known.failure;
    return known.value;
  }

  #outcome(part: Expression): Outcome {
    const { left } = this.machine;
    try {
      const value = this.#computed(part, this.scope);
      return { value, steps: left - this.machine.left };
    } catch (failure) {
      return { failure, steps: left - this.machine.left };
    }
  }

  #computed(part: Expression, scope: Scope): PyValue {
    this.#open.add(part);
    try {
      return this.machine.evaluate(part, scope);
    } finally {
      this.#open.delete(part);
    }
  }
}
