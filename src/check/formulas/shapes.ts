import { type MathName, type Maths, nameKey } from "../../lift/latex/index.ts";
import type { Scope } from "./scope.ts";

/** Rows and columns, each a number of a table of sizes that are found equal or 1. */
interface Form {
  readonly rows: number;
  readonly columns: number;
}

/** Letters that stand for numbers among vectors and matrices. */
const numbers = /^(?:lambda|eta|alpha|epsilon|n|m|N|M|K|L|J|C|E|ell)$/;
const scalarSize = 0;

/**
 * Shapes of the names that nothing defines, inferred from where they stand: capitals are matrices, other letters
 * columns, and sizes that nothing makes equal differ. A loss is a number, and a derivative has its variable's shape.
 */
export class ShapeInference {
  readonly #same: number[] = [scalarSize];
  readonly #names = new Map<string, Form>();
  readonly #leaves = new Map<string, Form>();
  readonly #open = new Set<string>();

  constructor(readonly scope: Scope) {}

  /** Takes note of what one side says of the shapes; nothing where it is of a kind that has none. */
  read(maths: Maths): boolean {
    return this.#form(maths) !== undefined;
  }

  /** A shape for each name: none, for a number, or rows and columns. */
  shapes(): Map<string, readonly number[]> {
    const sizes = new Map<number, number>([[this.#root(scalarSize), 1]]);
    const size = (one: number): number => {
      const root = this.#root(one);
      if (!sizes.has(root)) sizes.set(root, sizes.size + 1);
      return sizes.get(root)!;
    };
    return new Map(
      [...this.#leaves].map(([key, { rows, columns }]) => {
        const shape = [size(rows), size(columns)];
        return [key, shape.every((one) => one === 1) ? [] : shape];
      }),
    );
  }

  #root(size: number): number {
    let root = size;
    while (this.#same[root] !== root) root = this.#same[root]!;
    return root;
  }
  #join(a: number, b: number): void {
    const [low, high] = [this.#root(a), this.#root(b)].sort((x, y) => x - y) as [number, number];
    this.#same[high] = low;
  }
  #fresh(): number {
    this.#same.push(this.#same.length);
    return this.#same.length - 1;
  }
  readonly #number: Form = { rows: scalarSize, columns: scalarSize };

  #isNumber({ rows, columns }: Form): boolean {
    return this.#root(rows) === scalarSize && this.#root(columns) === scalarSize;
  }

  #equal(a: Form, b: Form): Form {
    this.#join(a.rows, b.rows);
    this.#join(a.columns, b.columns);
    return a;
  }

  #form(maths: Maths): Form | undefined {
    switch (maths.kind) {
      case "number":
        return this.#number;
      case "name":
        return this.#name(maths.name);
      case "group":
      case "absolute":
        return this.#form(maths.of);
      case "norm":
        return this.#form(maths.of) && this.#number;
      case "transpose": {
        const of = this.#form(maths.of);
        return of && { rows: of.columns, columns: of.rows };
      }
      case "call": {
        const forms = maths.arguments.map((one) => this.#form(one));
        return forms.length === 1 ? forms[0] : undefined;
      }
      case "power":
        return this.#form(maths.base);
      case "fraction":
        return this.#form(maths.under) && this.#form(maths.over);
      case "sum": {
        // a number beside matrices is taken from each element
        const forms = maths.terms.map((one) =>
          one.value.kind === "number" ? this.#number : this.#form(one.value),
        );
        if (forms.some((one) => one === undefined)) return undefined;
        const others = (forms as Form[]).filter((_, at) => maths.terms[at]!.value.kind !== "number");
        return others.length === 0 ? this.#number : others.reduce((a, b) => this.#equal(a, b));
      }
      case "product": {
        let product: Form | undefined;
        for (const { value, elementwise } of maths.factors) {
          const factor = this.#form(value);
          if (!factor) return undefined;
          product = product ? this.#product(product, factor, elementwise === true) : factor;
        }
        return product;
      }
      case "derivative":
      case "gradient": {
        const [of, wrt] = [maths.of && this.#form(maths.of), maths.wrt && this.#form(maths.wrt)];
        if (!of || !wrt) return undefined;
        this.#equal(of, this.#number);
        return wrt;
      }
      default:
        return undefined;
    }
  }

  #product(a: Form, b: Form, elementwise: boolean): Form {
    if (this.#isNumber(a)) return b;
    if (this.#isNumber(b)) return a;
    if (elementwise) return this.#equal(a, b);
    this.#join(a.columns, b.rows);
    return { rows: a.rows, columns: b.columns };
  }

  #name(name: MathName): Form | undefined {
    const key = nameKey(name);
    const known = this.#names.get(key);
    if (known) return known;
    if (this.#open.has(key)) return undefined;
    const found = this.scope.quantity(name, () => undefined);
    let form: Form | undefined;
    if (found) {
      this.#open.add(key);
      form = this.#form(found.definition.value);
      this.#open.delete(key);
    } else {
      form = numbers.test(key)
        ? this.#number
        : { rows: this.#fresh(), columns: /^[A-Z]/.test(key) ? this.#fresh() : scalarSize };
      this.#leaves.set(key, form);
    }
    if (form) this.#names.set(key, form);
    return form;
  }
}
