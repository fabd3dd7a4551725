import {
  equals,
  fraction,
  isInteger,
  minus,
  type Numeral,
  numeral,
  numeralKey,
  plus,
  raised,
  rootPart,
  times,
  toNumber,
} from "./sympy-number.ts";

/** An expression in SymPy's canonical form. Interned: equal forms are one object; arguments have lower ids. */
export interface Form {
  readonly id: number;
  readonly kind: "number" | "symbol" | "constant" | "sum" | "product" | "power" | "call";
  /** symbol, constant, call */
  readonly name: string;
  /** number */
  readonly value: Numeral;
  /** The number of a product, where it has one, stands first. */
  readonly args: readonly Form[];
}

const one = fraction(1n);
const odd = new Set(["sin", "tan", "sinh", "tanh", "asin", "atan", "erf", "sign"]);
const even = new Set(["cos", "cosh", "Abs"]);
const atZero: Readonly<Record<string, bigint>> = {
  exp: 1n,
  cos: 1n,
  cosh: 1n,
  sin: 0n,
  tan: 0n,
  sinh: 0n,
  tanh: 0n,
  asin: 0n,
  atan: 0n,
  erf: 0n,
  Abs: 0n,
  sign: 0n,
};

/** Makes forms and evaluates on the way what SymPy evaluates by itself when an expression is built. */
export class Forms {
  readonly #interned = new Map<string, Form>();
  /** Decides between x − y and y − x under an even or odd function. */
  negative: (form: Form) => boolean = (form) => toNumber(this.coefficient(form)[0]) < 0;

  #make(kind: Form["kind"], name: string, value: Numeral, args: readonly Form[]): Form {
    const inside =
      kind === "sum" || kind === "product" ? args.map((a) => a.id).sort() : args.map((a) => a.id);
    const key = `${kind} ${name} ${kind === "number" ? numeralKey(value) : ""}(${inside.join()})`;
    const known = this.#interned.get(key);
    if (known) return known;
    const form: Form = { id: this.#interned.size, kind, name, value, args };
    this.#interned.set(key, form);
    return form;
  }

  number(value: Numeral | number): Form {
    return this.#make("number", "", typeof value === "number" ? numeral(value) : value, []);
  }
  symbol(name: string): Form {
    return this.#make("symbol", name, one, []);
  }
  constant(name: "pi" | "E"): Form {
    return this.#make("constant", name, one, []);
  }

  /** A factor of a number and the rest: SymPy's as_coeff_Mul. */
  coefficient(form: Form): [Numeral, Form] {
    if (form.kind === "number") return [form.value, this.number(one)];
    const [first, ...others] = form.args;
    if (form.kind !== "product" || first!.kind !== "number") return [one, form];
    return [first!.value, others.length === 1 ? others[0]! : this.#make("product", "", one, others)];
  }

  /** A number put before a form, a sum not multiplied out. */
  scaled(value: Numeral, form: Form): Form {
    if (form.kind === "number") return this.number(times(value, form.value));
    if (equals(value, 1n)) return form;
    if (equals(value, 0n)) return this.number(0);
    return this.#make("product", "", one, [
      this.number(value),
      ...(form.kind === "product" ? form.args : [form]),
    ]);
  }

  sum(...parts: readonly Form[]): Form {
    let total = fraction(0n);
    const terms = new Map<Form, Numeral>();
    const collect = (part: Form): void => {
      if (part.kind === "number") total = plus(total, part.value);
      else if (part.kind === "sum") part.args.forEach(collect);
      else {
        const [value, rest] = this.coefficient(part);
        const known = terms.get(rest);
        terms.set(rest, known ? plus(known, value) : value);
      }
    };
    parts.forEach(collect);
    const args: Form[] = equals(total, 0n) ? [] : [this.number(total)];
    for (const [rest, value] of terms) if (!equals(value, 0n)) args.push(this.scaled(value, rest));
    if (args.length === 0) return this.number(0);
    return args.length === 1 ? args[0]! : this.#make("sum", "", one, args);
  }

  negate(form: Form): Form {
    return this.product(this.number(-1), form);
  }

  product(...parts: readonly Form[]): Form {
    let factor: Numeral = one;
    /** For each base the exponents by their symbolic part: x^(2y)·x^y is x^(3y), x^y·x^z stays. */
    const powers = new Map<Form, Map<Form, Numeral>>();
    const collect = (part: Form): void => {
      if (part.kind === "number") factor = times(factor, part.value);
      else if (part.kind === "product") part.args.forEach(collect);
      else {
        const [base, exponent] = this.baseAndExponent(part);
        const [value, tail] = this.coefficient(exponent);
        const tails = powers.get(base) ?? new Map<Form, Numeral>();
        powers.set(base, tails.set(tail, tails.has(tail) ? plus(tails.get(tail)!, value) : value));
      }
    };
    parts.forEach(collect);
    let pending: Form[] = [];
    for (const [base, tails] of powers) {
      for (const [tail, value] of tails) pending.push(this.power(base, this.scaled(value, tail)));
    }
    const factors: Form[] = [];
    while (pending.length > 0) {
      const next: Form[] = [];
      for (const part of pending) {
        if (part.kind === "number") factor = times(factor, part.value);
        else if (part.kind === "product") next.push(...part.args);
        else factors.push(part);
      }
      pending = next;
    }
    if (equals(factor, 0n)) return this.number(0);
    if (factors.length === 0) return this.number(factor);
    if (factors.length === 1 && factors[0]!.kind === "sum" && !equals(factor, 1n)) {
      return this.sum(...factors[0]!.args.map((term) => this.product(this.number(factor), term)));
    }
    const args = equals(factor, 1n) ? factors : [this.number(factor), ...factors];
    return args.length === 1 ? args[0]! : this.#make("product", "", one, args);
  }

  baseAndExponent(form: Form): [Form, Form] {
    if (form.kind === "power") return [form.args[0]!, form.args[1]!];
    if (form.kind === "call" && form.name === "exp") return [this.constant("E"), form.args[0]!];
    return [form, this.number(1)];
  }

  power(base: Form, exponent: Form): Form {
    const raw = (): Form => this.#make("power", "", one, [base, exponent]);
    if (base.kind === "constant" && base.name === "E") return this.call("exp", exponent);
    if (base.kind === "number" && equals(base.value, 1n)) return base;
    if (exponent.kind !== "number") return raw();
    const p = exponent.value;
    if (equals(p, 0n)) return this.number(1);
    if (equals(p, 1n)) return base;
    const whole = isInteger(p);
    if (base.kind === "number")
      return (whole ? this.#numberToWhole(base, p) : this.#root(base.value, p)) ?? raw();
    if (base.kind === "call" && base.name === "exp" && whole)
      return this.call("exp", this.product(base.args[0]!, exponent));
    if (base.kind === "power") {
      const inner = base.args[1]!;
      const flat =
        inner.kind === "number" && inner.value.exact && Math.abs(toNumber(inner.value)) < 1 && p.exact;
      if (whole || flat) return this.power(base.args[0]!, this.product(inner, exponent));
    }
    if (base.kind === "product" && whole)
      return this.product(...base.args.map((part) => this.power(part, exponent)));
    if (base.kind === "product") {
      const [value, rest] = this.coefficient(base);
      const size = toNumber(value) < 0 ? minus(value) : value;
      if (!equals(size, 1n)) {
        const kept = toNumber(value) < 0 ? this.negate(rest) : rest;
        return this.product(this.power(this.number(size), exponent), this.power(kept, exponent));
      }
    }
    return raw();
  }

  #numberToWhole(base: Form, p: Numeral): Form | undefined {
    const value = p.exact ? raised(base.value, p.over) : undefined;
    return value && this.number(value);
  }

  /** Exact roots: √8 is 2√2, √4 is 2. Numbers below 0 are left alone. */
  #root(value: Numeral, p: Numeral): Form | undefined {
    if (!value.exact || !p.exact || value.over <= 0n) {
      return value.exact && p.exact ? undefined : this.number(toNumber(value) ** toNumber(p));
    }
    const wholePart = (p.over - (((p.over % p.under) + p.under) % p.under)) / p.under;
    const partial = fraction(p.over - wholePart * p.under, p.under);
    if (value.under !== 1n) {
      const above = this.power(this.number(fraction(value.over)), this.number(p));
      return this.product(above, this.power(this.number(fraction(value.under)), this.number(minus(p))));
    }
    if (!partial.exact) return undefined;
    const { root, rest } = rootPart(value.over, partial.under);
    const outside = raised(value, wholePart);
    const taken = raised(fraction(root), partial.over);
    if (!outside || !taken || (root === 1n && wholePart === 0n)) return undefined;
    const left =
      rest === 1n
        ? this.number(1)
        : this.#make("power", "", one, [this.number(fraction(rest)), this.number(partial)]);
    return this.product(this.number(times(outside, taken)), left);
  }

  call(name: string, ...args: readonly Form[]): Form {
    const [x] = args;
    if (x?.kind === "number" && equals(x.value, 0n) && name in atZero)
      return this.number(fraction(atZero[name]!));
    if (x?.kind === "number" && equals(x.value, 1n) && name === "log") return this.number(0);
    if (x?.kind === "number" && equals(x.value, 1n) && name === "exp") return this.constant("E");
    if (x?.kind === "constant" && x.name === "E" && name === "log") return this.number(1);
    if (x?.kind === "call" && x.name === "log" && name === "exp") return x.args[0]!;
    if (x && odd.has(name) && this.negative(x)) return this.negate(this.call(name, this.negate(x)));
    if (x && even.has(name) && this.negative(x)) return this.call(name, this.negate(x));
    return this.#make("call", name, one, args);
  }
}
