import { type Node, unnamed } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { afterNodes, proportion, steady } from "../gradient.ts";
import { opened } from "../losses/form.ts";
import type { Blame, Wrongness } from "./blame.ts";
import { claimedLocal, claimedNames, nameIn } from "./claimed-names.ts";
import type { Claim, Sequence } from "./claims.ts";
import { alignmentsOf, continuedBy, type Group, nodeOf, nodesOf, sizeOf } from "./groups.ts";
import { type Continued, totalsOf } from "./totals.ts";

/** Tells which quantities of a backward pass are derivatives already. */
export class Truth {
  constructor(readonly about: Wrongness) {}

  /** Whether all that a statement sets is a derivative already, the one that its name claims. */
  isTrue(group: Group): boolean {
    const { scenes, claims } = this.about;
    const { orders } = group;
    const first = scenes[0]!.run.events[orders[0]!]!;
    const { target } = first;
    if (first.holder) return false;
    const names = claimedNames(target);
    // one way of several is a derivative only where the others are added to it
    const mayBePart = this.#isAdded(group);
    const isWhole = ({ isPart }: Claim): boolean => !isPart || mayBePart;
    const isNamed = ({ text }: Claim): boolean => names.includes(nameIn(text));
    if (orders.length > 1) {
      const continued = continuedBy(group, scenes[0]!);
      const isOneOf = (sequences: readonly Sequence[], holds: (one: Claim) => boolean): boolean =>
        sequences.some((sequence) =>
          [...alignmentsOf(group, sequence, scenes[0]!)].some(
            (one) => one.every(holds) && this.#isTotal(orders, one, continued),
          ),
        );
      const whole = claims.sequences.filter((one) => one.claims.every(isWhole));
      const known = whole.filter((one) => one.claims.some(isNamed));
      // what has no name to go by is true where it is any derivative at all
      return known.length > 0 ? isOneOf(known, isNamed) : isOneOf(whole, () => true);
    }
    const whole = claims.all.filter(isWhole);
    if (whole.some((one) => isNamed(one) && this.#isAlong(orders, [one]))) return true;
    if (this.#isOwn(orders[0]!)) return true;
    // what has no name to go by is true where it is any derivative at all, but for what only hands on another's
    const hasName = whole.some((one) => isNamed(one) && one.numbers[0]!.length === sizeOf(first));
    if (!hasName && !this.about.apart.has(orders[0]!) && whole.some((one) => this.#isAlong(orders, [one])))
      return true;
    const local = claimedLocal(target);
    return (
      local !== undefined &&
      claims.locals.some((one) => one.text.toLowerCase() === local && this.#isAlong(orders, [one]))
    );
  }

  /** Whether something is added to what a statement sets. */
  #isAdded(group: Group): boolean {
    const scene = this.about.scenes[0]!;
    const own = new Set(nodesOf(group, scene)?.map(opened));
    const isSum = ({ op }: Node): boolean => op === "add" || op === "subtract" || op === "scatterAdd";
    return scene.run.graph.nodes.some(
      (node) => isSum(node) && node.operands.some((one) => own.has(opened(one))),
    );
  }

  /** Whether what stands in a place is what belongs there, times one constant. */
  isMultiple({ orders, wanted, isItem }: Blame): boolean {
    const { events } = this.about.scenes[0]!.run;
    return (
      (isItem || !orders.some((order) => events[order]!.holder)) &&
      this.#proportion(orders, (at, k) => wanted[at]![k]!) !== undefined
    );
  }

  /** Whether an object's gradient is the derivative by what the object holds. */
  #isOwn(order: number): boolean {
    const constants = this.about.scenes.map(({ run, derivatives }) => {
      const { local, numbers } = run.events[order]!;
      const derivative = local && derivatives.get(local.of);
      return numbers && derivative && proportion(numbers, derivative);
    });
    return steady(constants) !== undefined;
  }

  /** Whether what some events set are these derivatives, times one constant of the usual sign. */
  #isAlong(orders: readonly number[], claims: readonly Claim[]): boolean {
    return this.#isUsual(this.#proportion(orders, (at, k) => claims[k]!.numbers[at]!));
  }

  /** Whether what some events set are these derivatives, or what they add up to. */
  #isTotal(orders: readonly number[], claims: readonly Claim[], continued: Continued | undefined): boolean {
    // in a recurrence what is false once makes the next round false: the first time counts
    if (!continued) return this.#isAlong(orders.slice(0, 1), claims);
    const totals = this.about.scenes.map((_, at) =>
      totalsOf(
        claims.map((one) => one.numbers[at]!),
        continued,
      ),
    );
    const constant = this.#proportion(orders, (at, k) => totals[at]![k]!);
    return this.#isUsual(constant) || this.#isAlong(orders, claims);
  }

  /** The one constant, at all points, between what some events set and other numbers. */
  #proportion(orders: readonly number[], to: (at: number, k: number) => Float64Array): number | undefined {
    const constants = this.about.scenes.flatMap(({ run }, at) =>
      orders.map((order, k) => {
        const { numbers } = run.events[order]!;
        return numbers && proportion(numbers, to(at, k));
      }),
    );
    return steady(constants);
  }

  /** Whether derivatives that stand with this constant have the sign of those by which right parameters are moved. */
  #isUsual(constant: number | undefined): boolean {
    return constant !== undefined && (this.#sign === undefined || Math.sign(constant) === this.#sign);
  }

  /** The sign of the last derivative on the way to the right parameters; undefined where they have none, or both. */
  get #sign(): number | undefined {
    this.#usual ??= { sign: this.#signOfGood() };
    return this.#usual.sign;
  }

  #usual: { readonly sign: number | undefined } | undefined;

  #signOfGood(): number | undefined {
    const { scenes, good, claims } = this.about;
    const { run, slope } = scenes[0]!;
    const signs = new Set<number>();
    for (const one of good) {
      const after = afterNodes(run, [one]);
      const behind = new Set(reachable(after));
      const ends = new Set(after.map(unnamed));
      const own = claims.all.find(({ text }) => text.endsWith(`/d${one.path}`));
      if (!own) continue;
      const last = run.events.findLastIndex((event) => {
        const node = nodeOf(event);
        const isWay = node && behind.has(node) && !ends.has(unnamed(node)) && !slope.read.has(node);
        return isWay && event.isWhole && event.numbers!.length === own.numbers[0]!.length;
      });
      const c = last < 0 ? undefined : this.#proportion([last], (at) => own.numbers[at]!);
      if (c) signs.add(Math.sign(c));
    }
    const [sign] = signs;
    return signs.size === 1 ? sign : undefined;
  }
}
