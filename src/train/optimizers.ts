import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";

/** The numbers that an optimiser's rule takes, beside the rate. */
export interface OptimizerNumbers {
  /** sgd, nesterov: how much of the last step is kept; rmsprop: of the mean of squares. */
  readonly momentum?: number;
  /** adam, adamw: how much is kept of the means of gradients and of squares. */
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** How much of each parameter decays: added to the gradient; adamw takes it off the parameter itself. */
  readonly decay?: number;
}

/** What a rule may read: graphs over the parameter w, its gradient g, the rate and the number of the step, from 1. */
interface Place {
  readonly $: Graph;
  readonly w: Node;
  readonly g: Node;
  readonly rate: Node;
  readonly step: Node;
  /** A quantity carried from step to step, 0 at first, of the parameter's shape; `next` gives its new value. */
  readonly carried: (name: string, next: (old: Node) => Node) => Node;
}

/** The parameter's new value. */
type Rule = (place: Place, numbers: OptimizerNumbers) => Node;

/** v ← μ v + g */
const velocity = ({ $, g, carried }: Place, momentum: number): Node =>
  carried("velocity", (v) => $.add($.multiply(momentum, v), g));

const squares = ({ $, g, carried }: Place, keep: number): Node =>
  carried("squares", (s) => $.add($.multiply(keep, s), $.multiply(1 - keep, $.power(g, 2))));

const adam: Rule = (place, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) => {
  const { $, w, g, rate, step, carried } = place;
  const m = carried("mean", (old) => $.add($.multiply(beta1, old), $.multiply(1 - beta1, g)));
  const v = squares(place, beta2);
  const unbiasedMean = $.divide(m, $.subtract(1, $.power(beta1, step)));
  const unbiasedSquares = $.divide(v, $.subtract(1, $.power(beta2, step)));
  return $.subtract(w, $.divide($.multiply(rate, unbiasedMean), $.add($.sqrt(unbiasedSquares), epsilon)));
};

const rules: Readonly<Record<string, Rule>> = {
  /** w ← w − η g; with momentum w ← w − η v (Polyak, 1964) */
  sgd: (place, { momentum = 0 }) => {
    const { $, w, g, rate } = place;
    return $.subtract(w, $.multiply(rate, momentum > 0 ? velocity(place, momentum) : g));
  },
  momentum: (place, numbers) => rules.sgd!(place, { momentum: 0.9, ...numbers }),
  /** w ← w − η (g + μ v), with v already moved (Sutskever and others, 2013, as rewritten by Bengio and others) */
  nesterov: (place, { momentum = 0.9 }) => {
    const { $, w, g, rate } = place;
    const v = velocity(place, momentum);
    return $.subtract(w, $.multiply(rate, $.add(g, $.multiply(momentum, v))));
  },
  /** w ← w − η g / (√Σg² + ε) (Duchi, Hazan and Singer, 2011) */
  adagrad: ({ $, w, g, rate, carried }, { epsilon = 1e-10 }) => {
    const total = carried("squares", (s) => $.add(s, $.power(g, 2)));
    return $.subtract(w, $.divide($.multiply(rate, g), $.add($.sqrt(total), epsilon)));
  },
  /** w ← w − η g / (√mean g² + ε) (Tieleman and Hinton, 2012) */
  rmsprop: (place, { momentum = 0.9, epsilon = 1e-8 }) => {
    const { $, w, g, rate } = place;
    return $.subtract(w, $.divide($.multiply(rate, g), $.add($.sqrt(squares(place, momentum)), epsilon)));
  },
  /** Kingma and Ba, 2015 */
  adam,
  /** Loshchilov and Hutter, 2019: w decays by η λ w beside Adam's step */
  adamw: (place, numbers) => {
    const { $, w, rate } = place;
    const { decay = 0.01 } = numbers;
    return adam({ ...place, w: $.multiply(w, $.subtract(1, $.multiply(rate, decay))) }, numbers);
  },
};

export const optimizerNames = Object.keys(rules);

/** The rate that suits an optimiser where nobody says one. */
export const usualRate = (optimizer: string): number =>
  optimizer.startsWith("adam") || optimizer === "rmsprop" ? 0.001 : optimizer === "adagrad" ? 0.01 : 0.1;

/** A variable that steps carry along, with the graph of its next value. */
export interface Carried {
  readonly variable: Node;
  readonly value: Node;
}

/** One parameter's update by the named optimiser: its new value, and what is carried beside it. */
export function update(
  $: Graph,
  optimizer: string,
  numbers: OptimizerNumbers,
  parameter: { readonly name: string; readonly w: Node; readonly gradient: Node },
  clock: { readonly rate: Node; readonly step: Node },
): { readonly value: Node; readonly carried: readonly Carried[] } {
  const { name, w, gradient } = parameter;
  const { decay = 0 } = numbers;
  const g = decay > 0 && optimizer !== "adamw" ? $.add(gradient, $.multiply(decay, w)) : gradient;
  const kept: Carried[] = [];
  const carried = (kind: string, next: (old: Node) => Node): Node => {
    const variable = $.variable(`${name}/${kind}`, w.shape);
    const value = next(variable);
    kept.push({ variable, value });
    return value;
  };
  return { value: rules[optimizer]!({ $, w, g, ...clock, carried }, numbers), carried: kept };
}
