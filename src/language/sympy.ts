import type { Node } from "../graph/node.ts";
import { isName, nameOf } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable } from "../graph/walk.ts";
import { print } from "./print.ts";
import { type Form, Forms } from "./sympy-form.ts";
import { equals, floatText, fraction, minus, type Numeral, toNumber } from "./sympy-number.ts";
import { Order } from "./sympy-order.ts";

/**
 * A scalar expression as SymPy 1.11 prints it after its own automatic evaluation: `3*(x + 3)**2`, `-y + y_hat`,
 * `1 - x`. Names stand as symbols; what SymPy has no notation for stands in the maths language's own.
 */
export function sympy(root: Node): string {
  const forms = new Forms();
  const writer = new Writer(forms, new Order(forms));
  const known = new Map<Node, Form>();
  for (const node of reachable([root], (one) => isName(one) || isOpaque(one))) {
    known.set(
      node,
      toForm(forms, node, (operand) => known.get(operand)!),
    );
  }
  return writer.write(known.get(root)!);
}

const isOpaque = (node: Node): boolean =>
  node.operands.length > 0 && operations[node.op].scalar === undefined;

const renamed: Partial<Record<Op, string>> = { abs: "Abs", maximum: "Max", minimum: "Min" };

function toForm(forms: Forms, node: Node, of: (operand: Node) => Form): Form {
  if (isName(node)) return forms.symbol(nameOf(node));
  if (isOpaque(node) || node.op === "array") return forms.symbol(print(node));
  const [a, b] = node.operands.map(of) as [Form, Form];
  switch (node.op) {
    case "number": {
      const value = node.attributes.value!;
      if (value === Math.PI) return forms.constant("pi");
      return value === Math.E ? forms.constant("E") : forms.number(value);
    }
    case "add":
      return forms.sum(a, b);
    case "subtract":
      return forms.sum(a, forms.negate(b));
    case "negate":
      return forms.negate(a);
    case "multiply":
      return forms.product(a, b);
    case "divide":
      return forms.product(a, forms.power(b, forms.number(-1)));
    case "power":
      return forms.power(a, b);
    case "sqrt":
      return forms.power(a, forms.number(fraction(1n, 2n)));
    default: {
      const { notation } = operations[node.op];
      const name =
        renamed[node.op] ??
        (notation.kind === "call" ? notation.name : notation.kind === "infix" ? notation.symbol : node.op);
      return forms.call(name, ...node.operands.map(of));
    }
  }
}

const relational = /^[<>=!]/;
const strength = { relation: 35, sum: 40, product: 50, power: 60, call: 70, atom: 1000 };
const half = "1/2";

class Writer {
  readonly #texts = new Map<Form, string>();

  constructor(
    readonly forms: Forms,
    readonly order: Order,
  ) {}

  /** The whole text; a double alone keeps its zeros, as SymPy writes it. */
  write(root: Form): string {
    if (root.kind === "number" && !root.value.exact) return floatText(root.value.value, false);
    return this.#text(root);
  }

  #text(root: Form): string {
    const missing = new Set([root]);
    for (const form of missing) for (const arg of form.args) if (!this.#texts.has(arg)) missing.add(arg);
    for (const form of [...missing].sort((a, b) => a.id - b.id)) {
      if (!this.#texts.has(form)) this.#texts.set(form, this.#one(form));
    }
    return this.#texts.get(root)!;
  }

  #one(form: Form): string {
    switch (form.kind) {
      case "number":
        return numberText(form.value);
      case "symbol":
      case "constant":
        return form.name;
      case "sum":
        return this.#sum(form);
      case "product":
        return this.#product(form);
      case "power":
        return this.#power(form.args[0]!, form.args[1]!);
      case "call":
        return this.#call(form);
    }
  }

  #call({ name, args }: Form): string {
    const texts = args.map((arg) => this.#text(arg));
    if (relational.test(name))
      return name === "=="
        ? `Eq(${texts.join(", ")})`
        : name === "!="
          ? `Ne(${texts.join(", ")})`
          : texts.join(` ${name} `);
    if (name === "where") return `Piecewise((${texts[1]}, ${texts[0]}), (${texts[2]}, True))`;
    return `${name}(${texts.join(", ")})`;
  }

  #strength(form: Form): number {
    switch (form.kind) {
      case "number":
        if (toNumber(form.value) < 0) return strength.sum;
        return form.value.exact && form.value.under !== 1n ? strength.product : strength.atom;
      case "sum":
        return strength.sum;
      case "product":
        return this.order.negative(form) ? strength.sum : strength.product;
      case "power":
        return strength.power;
      case "call":
        return relational.test(form.name) && form.name !== "==" && form.name !== "!="
          ? strength.relation
          : strength.call;
      default:
        return strength.atom;
    }
  }

  #wrapped(form: Form, level: number): string {
    const text = this.#text(form);
    return this.#strength(form) <= level ? `(${text})` : text;
  }

  #sum(form: Form): string {
    let text = "";
    for (const [at, term] of this.order.terms(form).entries()) {
      const written = this.#text(term);
      const negative = written.startsWith("-");
      const size = negative ? written.slice(1) : written;
      const part = this.#strength(term) < strength.sum ? `(${size})` : size;
      text += at === 0 ? (negative ? "-" : "") + part : `${negative ? " - " : " + "}${part}`;
    }
    return text;
  }

  #power(base: Form, exponent: Form): string {
    if (exponent.kind === "number" && exponent.value.exact) {
      const text = numberText(exponent.value);
      if (text === half) return `sqrt(${this.#text(base)})`;
      if (text === `-${half}`) return `1/sqrt(${this.#text(base)})`;
      if (text === "-1") return `1/${this.#wrapped(base, strength.power)}`;
    }
    return `${this.#wrapped(base, strength.power)}**${this.#wrapped(exponent, strength.power)}`;
  }

  #product(form: Form): string {
    const level = this.#strength(form);
    const [value, rest] = this.forms.coefficient(form);
    const negative = toNumber(value) < 0;
    const positive = negative ? this.forms.scaled(minus(value), rest) : form;
    const above: string[] = [];
    const below: string[] = [];
    for (const factor of this.order.factors(positive)) {
      if (factor.kind === "number" && factor.value.exact) {
        if (factor.value.over !== 1n) above.push(String(factor.value.over));
        if (factor.value.under !== 1n) below.push(String(factor.value.under));
      } else if (factor.kind === "power" && toNumber(this.forms.coefficient(factor.args[1]!)[0]) < 0) {
        below.push(this.#inverse(factor.args[0]!, factor.args[1]!, level));
      } else above.push(this.#wrapped(factor, level));
    }
    const top = `${negative ? "-" : ""}${above.length > 0 ? above.join("*") : "1"}`;
    if (below.length === 0) return top;
    return below.length === 1 ? `${top}/${below[0]}` : `${top}/(${below.join("*")})`;
  }

  /** 1/(base^exponent), of an exponent below 0, as it stands under the line. */
  #inverse(base: Form, exponent: Form, level: number): string {
    if (exponent.kind === "number" && equals(exponent.value, -1n)) {
      const text = this.#wrapped(base, level);
      const grouped = base.kind === "product" || (base.kind === "power" && base.args.length > 1);
      return grouped && !text.startsWith("(") ? `(${text})` : text;
    }
    const positive = this.forms.negate(exponent);
    const text = this.#power(base, positive);
    return strength.power <= level ? `(${text})` : text;
  }
}

const numberText = (value: Numeral): string => {
  if (!value.exact) return floatText(value.value, true);
  return value.under === 1n ? String(value.over) : `${value.over}/${value.under}`;
};
