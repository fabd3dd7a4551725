import type { Form, Forms } from "./sympy-form.ts";
import { equals, fraction, toNumber } from "./sympy-number.ts";

/** SymPy's sort_key: class, arguments, exponent, coefficient, compared in this order. */
interface SortKey {
  readonly group: readonly [number, number, string];
  readonly args: readonly (string | SortKey)[];
  readonly exponent: SortKey | undefined;
  readonly coefficient: number;
}

const functionGroups: Readonly<Record<string, number>> = {
  exp: 10,
  log: 11,
  sin: 20,
  cos: 21,
  tan: 22,
  sinh: 30,
  cosh: 31,
  tanh: 32,
};
/** SymPy's own functions with a fixed number of arguments; any other name is a plain function, which comes first. */
const knownFunctions = new Set(["asin", "acos", "atan", "erf", "Abs", "sign"]);

const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  const group = a.group[0] - b.group[0] || a.group[1] - b.group[1] || compareStrings(a.group[2], b.group[2]);
  if (group !== 0) return group;
  if (a.args.length !== b.args.length) return a.args.length - b.args.length;
  for (const [at, one] of a.args.entries()) {
    const other = b.args[at]!;
    const order =
      typeof one === "string" || typeof other === "string"
        ? compareStrings(String(one), String(other))
        : compareKeys(one, other);
    if (order !== 0) return order;
  }
  if (a.exponent && b.exponent) {
    const order = compareKeys(a.exponent, b.exponent);
    if (order !== 0) return order;
  }
  return a.coefficient - b.coefficient;
}

/** The orders in which SymPy writes sums and products. */
export class Order {
  readonly #keys = new Map<Form, SortKey>();
  readonly #terms = new Map<Form, readonly Form[]>();

  constructor(readonly forms: Forms) {
    forms.negative = (form) => this.negative(form);
  }

  /** Bottom-up, so that no depth of the expression is a depth of the stack. */
  key(root: Form): SortKey {
    const known = this.#keys.get(root);
    if (known) return known;
    const missing = new Set([root]);
    for (const form of missing) for (const arg of form.args) if (!this.#keys.has(arg)) missing.add(arg);
    for (const form of [...missing].sort((a, b) => a.id - b.id)) this.#keys.set(form, this.#key(form));
    return this.#keys.get(root)!;
  }

  #key(form: Form): SortKey {
    const one = this.forms.number(1);
    if (form.kind === "number")
      return { group: [1, 0, "Number"], args: [], exponent: undefined, coefficient: toNumber(form.value) };
    let [value, rest] = this.forms.coefficient(form);
    let exponent = one;
    if (rest.kind === "power") [rest, exponent] = [rest.args[0]!, rest.args[1]!];
    return {
      group: groupOf(rest),
      args: this.#argumentKeys(rest),
      exponent: this.key(exponent),
      coefficient: toNumber(value),
    };
  }

  #argumentKeys(form: Form): readonly (string | SortKey)[] {
    if (form.kind === "number") return [form.value.exact ? `${form.value.over}` : String(form.value.value)];
    if (form.args.length === 0) return [form.name];
    const parts =
      form.kind === "sum" ? this.terms(form) : form.kind === "product" ? this.factors(form) : form.args;
    return parts.map((part) => this.key(part));
  }

  compare(a: Form, b: Form): number {
    return compareKeys(this.key(a), this.key(b));
  }

  factors(form: Form): readonly Form[] {
    return form.kind === "product" ? [...form.args].sort((a, b) => this.compare(a, b)) : [form];
  }

  /** Whether −1 is drawn out: a number below 0 in front, or a sum with more minus signs than plus signs. */
  negative(form: Form): boolean {
    if (form.kind === "number") return toNumber(form.value) < 0;
    if (form.kind === "product") return toNumber(this.forms.coefficient(form)[0]) < 0;
    if (form.kind !== "sum") return false;
    const negatives = form.args.filter((term) => this.negative(term)).length;
    if (negatives * 2 !== form.args.length) return negatives * 2 > form.args.length;
    return this.compare(form, this.forms.negate(form)) < 0;
  }

  /** The terms of a sum in lexical order of their monomials, the highest first. */
  terms(sum: Form): readonly Form[] {
    const known = this.#terms.get(sum);
    if (known) return known;
    const ordered = this.#lowFirst(sum) ?? this.#lexical(sum.args);
    this.#terms.set(sum, ordered);
    return ordered;
  }

  /** 1 − x, not −x + 1. */
  #lowFirst({ args }: Form): readonly Form[] | undefined {
    if (args.length !== 2) return undefined;
    const isPlain = (form: Form): boolean => form.kind === "number" || form.kind === "constant";
    const [low, other] = isPlain(args[0]!) ? args : [args[1]!, args[0]!];
    if (!isPlain(low!) || other!.kind !== "product" || other!.args.length !== 2) return undefined;
    const positive = low!.kind === "constant" || toNumber(low!.value) > 0;
    const [value] = this.forms.coefficient(other!);
    return positive && toNumber(value) < 0 ? [low!, other!] : undefined;
  }

  #lexical(terms: readonly Form[]): readonly Form[] {
    const generators = new Set<Form>();
    const read = terms.map((term) => {
      const [value, rest] = this.forms.coefficient(term);
      let coefficient = toNumber(value);
      const powers = new Map<Form, number>();
      for (const factor of rest.kind === "product" ? rest.args : [rest]) {
        const plain = plainValue(factor);
        if (plain !== undefined) {
          coefficient *= plain;
          continue;
        }
        const [base, exponent] = this.#decompose(factor);
        powers.set(base, exponent);
        generators.add(base);
      }
      return { term, coefficient, powers };
    });
    const order = [...generators].sort((a, b) => this.compare(a, b));
    read.sort((a, b) => {
      for (const generator of order) {
        const difference = (b.powers.get(generator) ?? 0) - (a.powers.get(generator) ?? 0);
        if (difference !== 0) return difference;
      }
      return a.coefficient - b.coefficient;
    });
    return read.map(({ term }) => term);
  }

  /** A factor as a base and a whole exponent: x^(2y/3) is (x^(y/3))². */
  #decompose(factor: Form): [Form, number] {
    const { forms } = this;
    const [base, exponent] = forms.baseAndExponent(factor);
    if (exponent.kind === "number") {
      const { value } = exponent;
      if (!value.exact) return [factor, 1];
      const root = value.under === 1n ? base : forms.power(base, forms.number(fraction(1n, value.under)));
      return [root, Number(value.over)];
    }
    const [value, tail] = forms.coefficient(exponent);
    if (!value.exact || equals(value, 1n)) return [factor, 1];
    if (equals(value, -1n)) return [forms.power(base, tail), -1];
    return [forms.power(base, forms.scaled(fraction(1n, value.under), tail)), Number(value.over)];
  }
}

function groupOf(form: Form): readonly [number, number, string] {
  switch (form.kind) {
    case "number":
      return [1, 0, "Number"];
    case "symbol":
      return [2, 0, "Symbol"];
    case "constant":
      return [2, 0, form.name === "pi" ? "Pi" : "Exp1"];
    case "product":
      return [3, 0, "Mul"];
    case "sum":
      return [3, 1, "Add"];
    case "power":
      return [3, 2, "Pow"];
    case "call":
      return [4, functionGroups[form.name] ?? (knownFunctions.has(form.name) ? 10000 : 0), form.name];
  }
}

const numericCalls: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
};

/** The value of a form without symbols, such as √2 or π; undefined for any other. */
function plainValue(form: Form): number | undefined {
  switch (form.kind) {
    case "number":
      return toNumber(form.value);
    case "constant":
      return form.name === "pi" ? Math.PI : Math.E;
    case "power": {
      const [base, exponent] = [plainValue(form.args[0]!), plainValue(form.args[1]!)];
      return base === undefined || exponent === undefined ? undefined : base ** exponent;
    }
    case "call": {
      const inside =
        form.args.length === 1 && form.args[0]!.args.length === 0 ? plainValue(form.args[0]!) : undefined;
      return inside === undefined ? undefined : numericCalls[form.name]?.(inside);
    }
    default:
      return undefined;
  }
}
