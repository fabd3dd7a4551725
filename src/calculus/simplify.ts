import type { Graph } from "../graph/graph.ts";
import { isName, isNumber, type Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import { reachable, useCounts } from "../graph/walk.ts";
import { plus, type Rational, rational, times, toPower } from "./rational.ts";
import { isConstant, Tidy } from "./tidy.ts";

export interface SimplifyOptions {
  /** Multiply a number into a sum, as SymPy does: 2(x + 3) becomes 2x + 6. */
  readonly distribute?: boolean;
}

/** A product of powers, in the order in which its bases first appeared. */
interface Term {
  coefficient: Rational;
  readonly powers: Map<Node, number>;
}

const additive: Partial<Record<Op, true>> = { add: true, subtract: true, negate: true };
const multiplicative: Partial<Record<Op, true>> = {
  multiply: true,
  divide: true,
  negate: true,
  power: true,
  sqrt: true,
};

/** A shared sum or product longer than this is kept whole rather than merged into each of its users. */
const mergedLength = 12;

/**
 * Collects like terms and like factors and folds numbers, for reading: x + x is 2x, x·x is x², x/x is 1. Names stay as
 * they are, sums are never multiplied out and the order of writing is kept. Chains are taken whole, so that the work stays linear in long sums
 * and products. Wherever every part of the expression has a finite value, the result has the same one; each rule's
 * side condition:
 *
 * - like terms, numbers, double minus, 0·x: none but that (x − x and 0·x are 0 also where x is infinite)
 * - x/x = 1, x²/x = x: the result goes on to x = 0, where the expression has no value
 * - √x·√x = x, (x^½)² = x: it goes on to x < 0, where the expression has no value
 * - (x y)ᵖ = xᵖ yᵖ, (x²)ᵖ = x²ᵖ: whole p only
 * - x/0, infinities, π and e are folded into no other number
 * - log(where(x == 0, 1, x)), which only the power rule writes, is log x: x ≠ 0
 */
export function simplify(graph: Graph, root: Node, options: SimplifyOptions = {}): Node {
  // what a pass folds away may let its neighbours meet: a pass that changes nothing is the last
  let image = root;
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = image;
    image = new Simplifier(graph, options).run(before);
    if (image === before) break;
  }
  return image;
}

const mostPasses = 6;

class Simplifier {
  readonly #$: Tidy;
  readonly #images = new Map<Node, Node>();
  readonly #inner = new Set<Node>();

  constructor(
    graph: Graph,
    readonly options: SimplifyOptions,
  ) {
    this.#$ = new Tidy(graph);
  }

  run(root: Node): Node {
    const nodes = reachable([root], isName);
    this.#findInner(root, nodes);
    for (const node of nodes) if (!this.#inner.has(node)) this.#images.set(node, this.#image(node));
    return this.#images.get(root)!;
  }

  /** Links of a longer chain that nothing else reads: the chain's end takes them in. */
  #findInner(root: Node, nodes: readonly Node[]): void {
    const uses = useCounts([root], isName);
    for (const node of nodes) {
      for (const operand of node.operands) {
        if (uses.get(operand) !== 1) continue;
        const sum = additive[node.op] && additive[operand.op];
        const product = multiplicative[node.op] && multiplicative[operand.op];
        if ((sum || product) && sameShape(node.shape, operand.shape)) this.#inner.add(operand);
      }
    }
  }

  #image(node: Node): Node {
    if (isName(node) || node.operands.length === 0) return node;
    const image = this.#fromSum(this.#sum(node));
    return sameShape(image.shape, node.shape) ? image : this.#$.broadcast(image, node.shape);
  }

  #plain(node: Node, operands: readonly Node[]): Node {
    if (node.op === "log" && isGuard(operands[0]!)) return this.#$.log(operands[0]!.operands[2]!);
    return this.#$.make(node.op, operands, node.attributes);
  }

  /** The terms of a chain of sums, like ones collected. */
  #sum(root: Node): Term[] {
    const terms = new Map<string, Term>();
    const pending: [Node, 1 | -1][] = [[root, 1]];
    while (pending.length > 0) {
      const [node, sign] = pending.pop()!;
      const own = node === root || this.#inner.has(node);
      const image = own ? node : (this.#images.get(node) ?? node);
      if (additive[image.op] && (own || this.#isShort(image))) {
        const last = image.operands.length - 1;
        const flip = image.op === "add" ? sign : (-sign as 1 | -1);
        if (last === 1) pending.push([image.operands[1]!, flip], [image.operands[0]!, sign]);
        else pending.push([image.operands[0]!, flip]);
        continue;
      }
      const term = this.#product(image);
      term.coefficient = times(term.coefficient, rational(sign));
      const key = [...term.powers]
        .map(([base, power]) => `${base.id}^${power}`)
        .sort()
        .join("*");
      const known = terms.get(key);
      if (known) known.coefficient = plus(known.coefficient, term.coefficient);
      else terms.set(key, term);
    }
    return [...terms.values()].filter((term) => term.coefficient.over !== 0);
  }

  #isShort(image: Node): boolean {
    let length = 0;
    const pending = [image];
    while (pending.length > 0 && length <= mergedLength) {
      const node = pending.pop()!;
      if (additive[node.op]) pending.push(...node.operands);
      else length++;
    }
    return length <= mergedLength;
  }

  /** The factors of a chain of products, like bases collected. */
  #product(root: Node): Term {
    const term: Term = { coefficient: rational(1), powers: new Map() };
    const pending: [Node, number][] = [[root, 1]];
    while (pending.length > 0) {
      const [node, power] = pending.pop()!;
      const own = node === root || this.#inner.has(node);
      const image = own ? node : (this.#images.get(node) ?? node);
      const [a, b] = image.operands as [Node, Node];
      if (isCoefficient(image) && isWhole(power)) {
        term.coefficient = times(term.coefficient, toPower(rational(image.attributes.value!), power));
      } // (x y)ᵖ is xᵖ yᵖ for whole p only: of two factors below 0 the product has a root and they have none
      else if (image.op === "multiply" && isWhole(power)) pending.push([b, power], [a, power]);
      else if (image.op === "divide" && isWhole(power)) pending.push([b, -power], [a, power]);
      else if (image.op === "negate" && isWhole(power)) {
        if (power % 2 !== 0) term.coefficient = times(term.coefficient, rational(-1));
        pending.push([a, power]);
      } else if (image.op === "sqrt") pending.push([a, power / 2]);
      else if (image.op === "power" && this.#exponent(b) !== undefined && isWhole(power)) {
        pending.push([a, power * this.#exponent(b)!]);
      } else {
        const base = own ? this.#base(image) : image;
        term.powers.set(base, (term.powers.get(base) ?? 0) + power);
      }
    }
    for (const [base, power] of term.powers) if (power === 0) term.powers.delete(base);
    return term;
  }

  #exponent(node: Node): number | undefined {
    return (this.#images.get(node) ?? node).attributes.value;
  }

  /** What is neither sum nor product: a function, a power with a symbolic exponent. */
  #base(node: Node): Node {
    const operands = node.operands.map((one) =>
      this.#inner.has(one) ? this.#image(one) : (this.#images.get(one) ?? one),
    );
    return this.#plain(node, operands);
  }

  #fromSum(terms: readonly Term[]): Node {
    const $ = this.#$;
    let total: Node | undefined;
    for (const term of terms) {
      const negative = term.coefficient.over < 0;
      if (total === undefined) total = this.#fromTerm(term);
      else if (negative) {
        const positive = { ...term, coefficient: times(term.coefficient, rational(-1)) };
        total = $.subtract(total, this.#fromTerm(positive));
      } else total = $.add(total, this.#fromTerm(term));
    }
    return total ?? $.number(0);
  }

  #fromTerm({ coefficient, powers }: Term): Node {
    const $ = this.#$;
    const [only] = powers;
    if (
      this.options.distribute &&
      powers.size === 1 &&
      only![1] === 1 &&
      coefficient.over !== coefficient.under
    ) {
      const terms = additive[only![0].op] ? this.#sum(only![0]) : [];
      if (terms.length > 1) {
        return this.#fromSum(
          terms.map((one) => ({ ...one, coefficient: times(one.coefficient, coefficient) })),
        );
      }
    }
    const power = (base: Node, exponent: number): Node => {
      if (exponent === 0.5) return $.sqrt(base);
      // a half is read as a fraction: x^(3/2)
      return $.power(
        base,
        isWhole(2 * exponent) && !isWhole(exponent) ? $.graph.divide(2 * exponent, 2) : exponent,
      );
    };
    let above: Node | undefined;
    let below: Node | undefined;
    // a number in front is multiplied into a sum that follows it, as SymPy does: sums stand last
    const ordered = this.options.distribute
      ? [...powers].sort(([a], [b]) => (additive[a.op] ? 1 : 0) - (additive[b.op] ? 1 : 0))
      : powers;
    for (const [base, exponent] of ordered) {
      const factor = power(base, Math.abs(exponent));
      if (exponent > 0) above = above ? $.multiply(above, factor) : factor;
      else below = below ? $.multiply(below, factor) : factor;
    }
    const { over, under } = coefficient;
    const counted = above ? scaled($, Math.abs(over), above) : $.number(Math.abs(over));
    const signed = over < 0 ? $.negate(counted) : counted;
    return $.divide(signed, below ? scaled($, under, below) : $.number(under));
  }
}

/** where(x == 0, 1, x), which keeps the power rule's log x from log 0: away from that point it is x. No other choice is dropped. */
const isGuard = ({ op, operands: [condition, one, x] }: Node): boolean =>
  op === "where" &&
  condition!.op === "equal" &&
  condition!.operands[0] === x &&
  isNumber(condition!.operands[1]!, 0) &&
  isNumber(one!, 1);

/** A number that may be folded into others: π stays itself, and so does what would divide by 0 or is not finite. */
const isCoefficient = (node: Node): boolean =>
  !isConstant(node) && Number.isFinite(node.attributes.value) && node.attributes.value !== 0;

const isWhole = (power: number): boolean => Number.isInteger(power);

/** A number put in front of a product's first factor, so that 2·x·y is read from the left. */
function scaled($: Tidy, count: number, product: Node): Node {
  if (product.op !== "multiply") return $.multiply(count, product);
  return $.multiply(scaled($, count, product.operands[0]!), product.operands[1]!);
}
