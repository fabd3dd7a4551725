import type { Machine } from "../../lift/machine.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import type { PyValue, Scope } from "../../lift/python/values.ts";
import { partsOf } from "../../lift/python/walk.ts";
import type { Edit } from "./edit.ts";

/** What gives the same value each time, where only its operands do. */
const lasting: ReadonlySet<Expression["kind"]> = new Set([
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
const worthwhile: ReadonlySet<Expression["kind"]> = new Set(["unary", "binary", "compare", "call"]);

type Outcome = { readonly value: PyValue } | { readonly failure: unknown };

/**
 * The candidates for one place share most of what they are made of: what stays of the place, and the factors that are
 * tried all over it. Each of these parts is computed once, in the scope of the place.
 */
export class Shared {
  readonly #parents = new Map<Expression, Expression>();
  /** Whether a part gives the same value each time. */
  readonly #lasting = new Map<Expression, boolean>();
  readonly #outcomes = new Map<Expression, Outcome>();
  /** What differs from candidate to candidate: the way from the place to what is exchanged. */
  #differing = new Set<Expression>();
  /** What is being computed. */
  readonly #open = new Set<Expression>();

  constructor(
    readonly machine: Machine,
    readonly place: Expression,
    readonly scope: Scope,
  ) {
    this.#note(place);
  }

  /** Makes ready for one candidate. */
  begin({ expressions }: Edit): void {
    this.#differing = new Set();
    for (const [exchanged, instead] of expressions) {
      for (let one: Expression | undefined = exchanged; one; one = this.#parents.get(one))
        this.#differing.add(one);
      if (instead.kind === "binary") for (const one of [instead.left, instead.right]) this.#note(one);
    }
  }

  /** How a part is computed, where it is shared. */
  get(part: Expression): ((scope: Scope) => PyValue) | undefined {
    return worthwhile.has(part.kind) &&
      this.#lasting.get(part) &&
      !this.#differing.has(part) &&
      !this.#open.has(part)
      ? (scope) => this.#value(part, scope)
      : undefined;
  }

  #value(part: Expression, scope: Scope): PyValue {
    if (scope !== this.scope) return this.#computed(part, scope);
    const known = this.#outcomes.get(part) ?? this.#outcome(part);
    this.#outcomes.set(part, known);
    if ("failure" in known) throw known.failure;
    return known.value;
  }

  #outcome(part: Expression): Outcome {
    try {
      return { value: this.#computed(part, this.scope) };
    } catch (failure) {
      return { failure };
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

  /** Whether an expression gives the same value each time, noted for all its parts. */
  #note(part: Expression): boolean {
    const known = this.#lasting.get(part);
    if (known !== undefined) return known;
    let lasts = lasting.has(part.kind);
    for (const one of partsOf(part) as Expression[]) {
      // what stands in the place stands in copies of it too
      if (!this.#parents.has(one)) this.#parents.set(one, part);
      // what a function or a comprehension holds is computed in a scope of its own
      if (lasting.has(part.kind)) lasts = this.#note(one) && lasts;
    }
    this.#lasting.set(part, lasts);
    return lasts;
  }
}
