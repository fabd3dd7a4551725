import { differentiate } from "../../calculus/differentiate.ts";
import { Graph } from "../../graph/graph.ts";
import { isName, isNumber, type Node, nameOf } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import { ShapeError, sameShape } from "../../graph/shape.ts";
import { reachable, reaches, transform } from "../../graph/walk.ts";
import { functions } from "../../language/functions.ts";
import { type MathName, type Maths, nameKey } from "../../lift/latex/index.ts";
import { type Definition, type Found, familyKey, losses, type Scope } from "./scope.ts";

/** Why a formula says nothing that can be compared: it goes with the verdict `unknown`. */
export class Unclear extends Error {
  override readonly name = "Unclear";
}

/** How many terms a sum over an index of unknown size has here. */
export const terms = 3;
const mostNodes = 20_000;
const deepest = 400;

/** What an activation that nobody defines may be. */
export type Activation = "sigmoid" | "tanh" | "relu" | "softplus" | "generic";

interface Environment {
  readonly indices: ReadonlyMap<string, number>;
  /** The arguments of the function whose body is read. */
  readonly bound: ReadonlyMap<string, Node>;
}

export interface LowerOptions {
  readonly activation: Activation;
  /** A derivative holds all other names fixed instead of following them. */
  readonly direct?: boolean;
  /** Rows and columns of the names that nothing defines; all are numbers where it is left out. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>;
}

/** Turns readings of LaTeX into nodes of one graph, names into named quantities by what the document defines. */
export class Lowering {
  readonly graph = new Graph();
  readonly #quantities = new Map<string, Node>();
  readonly #open = new Set<string>();
  /** Derivatives of what, as far as the document says, does not depend on the variable. */
  independent: string | undefined;
  /** An activation that nobody defines. */
  opaque: string | undefined;
  /** Transposes and norms, which only shapes give a meaning. */
  hasShapes = false;
  isDoubtful = false;
  readonly ambiguous = new Set<Definition>();
  #depth = 0;

  constructor(
    readonly scope: Scope,
    readonly options: LowerOptions,
  ) {}

  /** The nodes of a side of an equation: one, or several for a tuple. Throws Unclear. */
  member(maths: Maths, indices: ReadonlyMap<string, number>): Node[] {
    const environment = { indices, bound: new Map() };
    const inner = maths.kind === "group" ? maths.of : maths;
    if (inner.kind === "tuple") return inner.items.map((one) => this.#node(one, environment));
    if (inner.kind === "gradient" && !inner.wrt) return this.#gradient(inner.of, environment);
    return [this.#node(maths, environment)];
  }

  #node(maths: Maths, environment: Environment): Node {
    if (++this.#depth > deepest) throw new Unclear("it is nested too deep");
    if (this.graph.nodes.length > mostNodes) throw new Unclear("it is too large");
    try {
      return this.#lowered(maths, environment);
    } finally {
      this.#depth--;
    }
  }

  #lowered(maths: Maths, environment: Environment): Node {
    const $ = this.graph;
    const read = (part: Maths): Node => this.#node(part, environment);
    switch (maths.kind) {
      case "number":
        return $.number(maths.value);
      case "name":
        return this.#name(maths.name, environment);
      case "group":
        return read(maths.of);
      case "sum":
        return maths.terms
          .map(({ value, negative }) => (negative ? $.negate(read(value)) : read(value)))
          .reduce((sum, term) => {
            const isFitting = sameShape(sum.shape, term.shape) || isPlain(sum) || isPlain(term);
            if (!isFitting) throw new ShapeError("the terms of a sum differ in shape");
            return $.add(sum, term);
          });
      case "product": {
        let product: Node | undefined;
        for (const { value, divides, elementwise } of maths.factors) {
          const factor = read(value);
          product =
            product === undefined
              ? factor
              : divides
                ? quotient($, product, factor)
                : multiplied($, product, factor, elementwise === true);
          if (elementwise) this.hasShapes = true;
        }
        return product!;
      }
      case "fraction":
        return quotient($, read(maths.over), read(maths.under));
      case "power":
        if (isE(maths.base, this.scope)) return $.exp(read(maths.exponent));
        return raised($, read(maths.base), read(maths.exponent));
      case "transpose": {
        this.hasShapes = true;
        const of = read(maths.of);
        return of.shape.length === 0 ? of : $.transpose(of);
      }
      case "norm": {
        this.hasShapes = true;
        const of = read(maths.of);
        return of.shape.length === 0 ? $.abs(of) : $.sqrt($.sum($.multiply(of, of)));
      }
      case "absolute":
        return $.abs(read(maths.of));
      case "tuple":
        throw new Unclear("a list stands where a number belongs");
      case "call":
        return this.#call(maths, environment);
      case "derivative":
        return this.#derivative(maths, environment);
      case "gradient":
        return this.#derivativeOf(read(maths.of), this.#wrt(maths.wrt!, environment), 1);
      case "series":
        return this.#series(maths, environment);
    }
  }

  #name(name: MathName, { indices, bound }: Environment): Node {
    const at = (index: string): number | undefined => indices.get(index);
    const key = nameKey(name, at);
    const argument = bound.get(key);
    if (argument) return argument;
    const known = this.#quantities.get(key);
    if (known) return known;
    const found = this.scope.quantity(name, at);
    const node = found ? this.#defined(key, found) : this.#leaf(key, name, at);
    this.#quantities.set(key, node);
    return node;
  }

  #defined(key: string, found: Found): Node {
    if (this.#open.has(key)) throw new Unclear(`\`${key}\` is defined by itself`);
    this.#note(found);
    this.#open.add(key);
    const node = this.#node(found.definition.value, { indices: found.indices, bound: new Map() });
    this.#open.delete(key);
    return this.graph.named(key, node);
  }

  #note({ isDoubtful, others }: Found): void {
    if (isDoubtful) this.isDoubtful = true;
    for (const other of others) this.ambiguous.add(other);
  }

  #leaf(key: string, name: MathName, at: (index: string) => number | undefined): Node {
    if (name.indices.length === 0 && this.scope.sizes.has(key)) return this.graph.number(terms);
    if (key === "pi") return this.graph.number(Math.PI);
    const isIndexed =
      name.indices.some((one) => /^[a-z][+-]\d+$/.test(one) && at(one[0]!) !== undefined) ||
      name.indices.some((one) => at(one) !== undefined) ||
      (name.above !== undefined && at(name.above) !== undefined);
    const isFamily = isIndexed && this.scope.knows(familyKey(name));
    if (name.base === "delta" && name.indices.length === 2) {
      const [a, b] = name.indices.map((one) => at(one));
      if (a !== undefined && b !== undefined) return this.graph.number(a === b ? 1 : 0);
    }
    if (!isFamily && !this.scope.knows(key))
      throw new Unclear(`this section does not say what \`${key}\` is`);
    return this.graph.variable(key, this.options.shapes?.get(key) ?? []);
  }

  // ---- functions

  #call(
    { name, primes, arguments: given }: Extract<Maths, { kind: "call" }>,
    environment: Environment,
  ): Node {
    const key = nameKey(name, (index) => environment.indices.get(index));
    const found = this.scope.function(key);
    const isSame =
      found &&
      given.length === found.definition.parameters!.length &&
      given.every((one, at) => {
        const parameter = found.definition.parameters![at]!;
        // within another function x is that function's
        return one.kind === "name" && nameKey(one.name) === parameter && !environment.bound.has(parameter);
      });
    if (primes === 0 && (isSame || (!found && given.every((one) => one.kind === "name")))) {
      // L(w, b) is the quantity L
      const quantity = this.scope.quantity(name, (index) => environment.indices.get(index));
      if (quantity || environment.bound.has(key)) return this.#name(name, environment);
    }
    // f'(x) of f(x) = z² follows z to x as df/dx does
    if (primes > 0 && isSame && given.length === 1 && this.scope.quantity(name, () => undefined))
      return this.#derivativeOf(this.#name(name, environment), this.#wrt(given[0]!, environment), primes);
    const operands = given.map((one) => this.#node(one, environment));
    if (!found && primes === 0) return this.#builtIn(key, operands);
    if (operands.length !== (found?.definition.parameters?.length ?? 1))
      throw new Unclear(`\`${key}\` is called with ${operands.length} arguments`);
    if (primes === 0) return this.#body(found!, operands);
    if (operands.length !== 1) throw new Unclear("a prime on a function of several variables");
    const variable = this.graph.variable(`${key} argument`);
    let body = found ? this.#body(found, [variable]) : this.#builtIn(key, [variable]);
    for (let prime = 0; prime < primes; prime++) body = differentiate(this.graph, body, variable);
    return this.#substituted(body, variable, operands[0]!);
  }

  #body(found: Found, operands: readonly Node[]): Node {
    const { definition } = found;
    if (this.#open.has(`${definition.key}()`))
      throw new Unclear(`\`${definition.key}\` is defined by itself`);
    this.#note(found);
    this.#open.add(`${definition.key}()`);
    const bound = new Map(definition.parameters!.map((parameter, at) => [parameter, operands[at]!]));
    const node = this.#node(definition.value, { indices: new Map(), bound });
    this.#open.delete(`${definition.key}()`);
    return node;
  }

  #substituted(root: Node, variable: Node, value: Node): Node {
    const images = transform<Node>([root], (node, operands) =>
      node === variable
        ? value
        : operands.length === 0
          ? node
          : this.graph.make(node.op, operands, node.attributes),
    );
    return images.get(root)!;
  }

  #builtIn(key: string, operands: readonly Node[]): Node {
    const $ = this.graph;
    const [x] = operands;
    if (key === "sigma" && this.scope.speaksOfSigmoid) return $.sigmoid(x!);
    if (/^(sigma|phi|psi|f|g|h)$/.test(key) && operands.length === 1) {
      this.opaque = key;
      return activated($, x!, this.options.activation);
    }
    const known = functions.get(key);
    if (!known || operands.length < known.least || operands.length > known.most || known.last)
      throw new Unclear(`this section does not say what \`${key}\` is`);
    if (known.axes && operands.length === 1) throw new Unclear(`\`${key}\` needs a vector`);
    return known.build($, { nodes: operands });
  }

  // ---- derivatives

  #derivative({ of, wrt, order }: Extract<Maths, { kind: "derivative" }>, environment: Environment): Node {
    if (!of) throw new Unclear("a derivative has no numerator");
    return this.#derivativeOf(this.#node(of, environment), this.#wrt(wrt, environment), order);
  }

  #wrt(wrt: Maths, environment: Environment): Node {
    if (wrt.kind !== "name" && wrt.kind !== "call") throw new Unclear("a derivative by an expression");
    if (wrt.kind === "call") return this.#node(wrt, environment);
    const node = this.#name(wrt.name, environment);
    if (!isName(node)) throw new Unclear("a derivative by what is no quantity");
    return node;
  }

  #derivativeOf(of: Node, wrt: Node, order: number): Node {
    let node = of;
    if (of.shape.length > 0) throw new Unclear("a derivative of a vector is not compared");
    const others = (one: Node): boolean => isName(one) && one !== of;
    const isDirect =
      this.options.direct && isName(of) && !losses.has(nameOf(of)) && reachable([of], others).includes(wrt);
    if (!isDirect && !reaches([of], (one) => one === wrt))
      this.independent ??=
        of.op === "variable"
          ? `this section does not say what \`${nameOf(of)}\` is`
          : `as far as this section says, \`${label(of)}\` does not depend on \`${label(wrt)}\``;
    for (let time = 0; time < order; time++)
      node = differentiate(this.graph, node, wrt, isDirect ? others : undefined);
    return node;
  }

  #gradient(of: Maths, environment: Environment): Node[] {
    if (of.kind !== "call") throw new Unclear("the gradient does not say by what");
    const node = this.#node(of, environment);
    return of.arguments.map((one) => this.#derivativeOf(node, this.#wrt(one, environment), 1));
  }

  // ---- sums

  #series({ of, index, from, to }: Extract<Maths, { kind: "series" }>, environment: Environment): Node {
    if (index === undefined) throw new Unclear("a sum does not say over what");
    const first = from ? this.#whole(from, environment) : 1;
    const last = to ? this.#whole(to, environment) : terms;
    if (last < first || last - first > 64) throw new Unclear("a sum has no terms, or too many");
    let total: Node | undefined;
    for (let at = first; at <= last; at++) {
      const term = this.#node(of, { ...environment, indices: new Map(environment.indices).set(index, at) });
      total = total ? this.graph.add(total, term) : term;
    }
    return total!;
  }

  /** A bound of a sum as a number: `N`, `n - 1`, `3`. */
  #whole(maths: Maths, environment: Environment): number {
    const node = this.#node(maths, environment);
    const values = new Map<Node, number>();
    for (const one of reachable([node])) {
      const { scalar } = operations[one.op];
      const value =
        one.op === "number"
          ? one.attributes.value!
          : scalar?.(...one.operands.map((operand) => values.get(operand)!));
      if (value === undefined) throw new Unclear("the bounds of a sum are not known");
      values.set(one, value);
    }
    return values.get(node)!;
  }
}

/** A number written or made of written ones: it stands beside any shape. */
const isPlain = (node: Node): boolean =>
  node.shape.length === 0 && !reaches([node], (one) => one.op === "variable");

/** The product of two: of matrices where both are, and a matrix of one element is a number. */
function multiplied($: Graph, a: Node, b: Node, elementwise: boolean): Node {
  if (a.shape.length === 0 || b.shape.length === 0) return $.multiply(a, b);
  if (elementwise) {
    if (!sameShape(a.shape, b.shape)) throw new ShapeError("the factors differ in shape");
    return $.multiply(a, b);
  }
  const product = $.matmul(a, b);
  return product.shape.every((size) => size === 1) ? $.reshape(product, []) : product;
}

/** A quotient; 1/(1 + e^{-z}) is told as the sigmoid, so that its derivative reads a(1 − a). */
function quotient($: Graph, over: Node, under: Node): Node {
  if (isNumber(over, 1) && under.op === "add") {
    const [one, power] = [...under.operands].sort((a, b) => Number(isNumber(b, 1)) - Number(isNumber(a, 1)));
    const inner = power!.op === "exp" ? power!.operands[0]! : undefined;
    if (isNumber(one!, 1) && inner?.op === "negate") return $.sigmoid(inner.operands[0]!);
  }
  return $.divide(over, under);
}

const raised = ($: Graph, base: Node, exponent: Node): Node =>
  exponent.op === "negate" && isNumber(exponent.operands[0]!, 1)
    ? quotient($, $.number(1), base)
    : $.power(base, exponent);

const label = (node: Node): string => (isName(node) ? nameOf(node) : "the expression");

const isE = (base: Maths, scope: Scope): boolean =>
  base.kind === "name" && nameKey(base.name) === "e" && !scope.quantity(base.name, () => undefined);

function activated($: Graph, x: Node, activation: Activation): Node {
  if (activation === "generic")
    return $.add($.sin($.add($.multiply(x, 1.3), 0.4)), $.multiply($.power(x, 2), 0.3));
  return $[activation](x);
}
