import { reachable } from "../../graph/walk.ts";
import { dot, norm, proportion } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import { newNode } from "../step.ts";
import type { Blame, Wrongness } from "./blame.ts";
import { claimedNames, nameIn } from "./claimed-names.ts";
import type { Claim, Sequence } from "./claims.ts";
import { alignmentsOf, continuedBy, type Group, groupsOf, insteadOf, mostEvents, sizeOf } from "./groups.ts";
import { alike, near, neededBy } from "./needed.ts";
import { type Instead, Replay } from "./replay.ts";
import type { Scene } from "./scene.ts";
import { sumOf, totalsOf } from "./totals.ts";
import { Truth } from "./truth.ts";
import { updateBlames } from "./updates.ts";

/** How many operations a search may compute again. */
const mostWork = 400_000;
const mostOthers = 3;

/**
 * Finds the first quantity of the backward pass that is false: the one which, if it were a derivative of the loss (or a
 * local one), would put wrong steps right and leave the right ones as they are.
 */
export class Accuser {
  readonly #limit = Replay.work + mostWork;
  readonly #truth: Truth;

  constructor(readonly about: Wrongness) {
    this.#truth = new Truth(about);
  }

  /** The likeliest causes, best first. */
  blames(): Blame[] {
    const found: { blame: Blame; isTrue: boolean; isNeeded: boolean; at: number }[] = [];
    const groups = [...groupsOf(this.about).entries()].map(([at, group]) => ({
      at,
      group,
      isTrue: this.#truth.isTrue(group),
    }));
    const isWhole = (): boolean => found.some(({ blame }) => blame.mended.length === this.about.wrong.length);
    // what is a derivative already is asked last, and only where nothing else is to blame
    for (const { at, group, isTrue } of [
      ...groups.filter((one) => !one.isTrue),
      ...groups.filter((one) => one.isTrue),
    ]) {
      if (Replay.work > this.#limit || (isTrue && isWhole())) break;
      const claimed =
        this.#meant(group) ?? (this.#isOfItems(group) ? this.#meant({ ...group, isItem: true }) : undefined);
      const blame = claimed ?? neededBy(this.about, group);
      if (!blame) continue;
      const isMultiple = this.#truth.isMultiple(blame);
      found.push({ blame: { ...blame, isMultiple }, isTrue, isNeeded: claimed === undefined, at });
    }
    const updates = updateBlames(this.about);
    for (const blame of updates) found.push({ blame, isTrue: false, isNeeded: true, at: mostEvents });
    const { length: all } = this.about.wrong;
    return found
      .sort(
        (a, b) =>
          b.blame.mended.length - a.blame.mended.length ||
          Number(a.isTrue) - Number(b.isTrue) ||
          (a.blame.mended.length === all ? 0 : Number(a.isNeeded) - Number(b.isNeeded)) ||
          a.at - b.at,
      )
      .map(({ blame }) => blame);
  }

  /** The derivatives that what a statement sets should be. */
  #meant(group: Group): Blame | undefined {
    return group.orders.length === 1 ? this.#claimed(group) : this.#aligned(group);
  }

  /** Whether a statement writes numbers into arrays, one by one. */
  #isOfItems({ orders }: Group): boolean {
    const { events } = this.about.scenes[0]!.run;
    return orders.every((order) => {
      const { holder, node, numbers } = events[order]!;
      return holder && node && numbers!.length === 1;
    });
  }

  /** One quantity that should be one of the derivatives there are. */
  #claimed(group: Group): Blame | undefined {
    const { scenes, claims } = this.about;
    const [order] = group.orders as [number];
    const size = sizeOf(scenes[0]!.run.events[order]!, group.isItem);
    const names = claimedNames(scenes[0]!.run.events[order]!.target);
    const isNamed = ({ text }: Claim): boolean => names.includes(nameIn(text));
    for (const list of [
      claims.all.filter(isNamed),
      claims.all.filter((one) => !isNamed(one)),
      claims.locals,
    ]) {
      const found: Blame[] = [];
      for (const claim of list) {
        if (claim.numbers[0]!.length !== size || Replay.work > this.#limit) continue;
        const blame = this.#tried(
          group,
          claim.numbers.map((one) => [one]),
          list === claims.locals,
        );
        if (blame) found.push(blame);
      }
      const most = Math.max(...found.map(({ mended }) => mended.length));
      const [best, ...others] = found.filter(({ mended }) => mended.length === most);
      if (best) return { ...best, others: others.slice(0, mostOthers) };
    }
    return undefined;
  }

  /**
   * Quantities that should be the derivatives by what a statement of the forward pass sets, one by one; of totals, what
   * is added to them each time.
   */
  #aligned(group: Group): Blame | undefined {
    const { claims: known, wrong } = this.about;
    const continued = continuedBy(group, this.about.scenes[0]!);
    let best: Blame | undefined;
    const names = claimedNames(this.about.scenes[0]!.run.events[group.orders[0]!]!.target);
    const isNamed = ({ claims: [first] }: Sequence): boolean => names.includes(nameIn(first!.text));
    const { sequences } = known;
    for (const sequence of [...sequences.filter(isNamed), ...sequences.filter((one) => !isNamed(one))]) {
      for (const parts of this.#partsOf(group, sequence)) {
        const totals = continued && parts.map((row) => totalsOf(row, continued));
        for (const wanted of totals ? [totals, parts] : [parts]) {
          if (Replay.work > this.#limit) return best;
          const blame = this.#tried(group, wanted);
          if (blame && blame.mended.length > (best?.mended.length ?? 0)) best = blame;
          if (best?.mended.length === wrong.length) return best;
        }
      }
    }
    return best;
  }

  /** By point and event what a sequence has for a group: one claim for each, or as many for each in turn, added up. */
  *#partsOf(group: Group, sequence: Sequence): Generator<Float64Array[][]> {
    const { scenes } = this.about;
    for (const claims of alignmentsOf(group, sequence, scenes[0]!))
      yield scenes.map((_, at) => claims.map((one) => one.numbers[at]!));
    const size = sizeOf(scenes[0]!.run.events[group.orders[0]!]!, group.isItem);
    const share = sequence.claims.length / group.orders.length;
    if (sequence.orders || share < 2 || !Number.isInteger(share)) return;
    if (sequence.claims.some(({ numbers }) => numbers[0]!.length !== size)) return;
    for (const claims of [sequence.claims, [...sequence.claims].reverse()])
      yield scenes.map((_, at) =>
        group.orders.map((_, k) =>
          sumOf(claims.slice(k * share, (k + 1) * share).map((one) => one.numbers[at]!)),
        ),
      );
  }

  /** What becomes of the steps where what a statement sets has other numbers, up to one constant. */
  #tried(group: Group, wanted: readonly (readonly Float64Array[])[], isLocal = false): Blame | undefined {
    const { scenes, wrong, good, hasState } = this.about;
    const [first] = scenes as [Scene];
    const all = [...wrong, ...good];
    const withThese = (at: number, c: number): Instead | undefined =>
      insteadOf(group, scenes[at]!, wanted[at]!, c);
    const instead = withThese(0, 1);
    const up = instead && first.stepWith(instead, all);
    if (!up) return undefined;
    // what fits once fits with any constant
    const down = first.stepWith(withThese(0, -1)!, all)!;
    const before = first.stepWith(new Map(), all)!;
    const byConstant: { c: number; isLoose: boolean; mended: Parameter[] }[] = [];
    // at a point where nothing moves a parameter any constant does
    const still = wrong.filter(
      (one) => proportion(up.get(one)!, first.slope.gradients.get(one.path)!) === null,
    );
    for (const one of wrong) {
      const exact = this.#constantFor(one, up.get(one)!, down.get(one)!);
      const c = exact ?? this.#directionOf(one, up.get(one)!);
      // a local derivative is itself, and no multiple
      if (c === undefined || (isLocal && Math.abs(Math.abs(c) - 1) > 1e-5)) continue;
      const isLoose = exact === undefined;
      const known = byConstant.find(
        (other) => Math.abs(other.c - c) <= 1e-5 * Math.abs(c) && other.isLoose === isLoose,
      );
      if (known) known.mended.push(one);
      else byConstant.push({ c, isLoose, mended: [one] });
    }
    const most = byConstant.sort((a, b) => b.mended.length - a.mended.length)[0];
    if (most) {
      const { c } = most;
      const then = first.stepWith(withThese(0, c)!, good)!;
      const stays = (one: Parameter): boolean =>
        alike(then.get(one)!, before.get(one)!) ||
        this.#follows(then.get(one)!, first.slope.gradients.get(one.path)!, false);
      if (!good.every(stays)) return undefined;
      const mended = [...most.mended, ...still].filter((one) =>
        scenes.every((scene, at) => {
          const instead = withThese(at, c);
          const step = instead && scene.stepWith(instead, [one])?.get(one);
          return step && this.#follows(step, scene.slope.gradients.get(one.path)!, !most.isLoose);
        }),
      );
      // beside those that move along it, others carry a state: there it need only enter
      if (hasState)
        for (const one of wrong)
          if (!mended.includes(one) && this.#enters(one, (at) => withThese(at, c))) mended.push(one);
      if (mended.length > 0)
        return {
          ...group,
          wanted: wanted.map((row) => row.map((one) => one.map((x) => c * x))),
          anyScale: most.isLoose,
          orScaled: this.about.isUnmeasured,
          mended,
        };
    }
    if (!hasState || good.some((one) => !alike(up.get(one)!, before.get(one)!))) return undefined;
    const mended = wrong.filter((one) => this.#enters(one, withThese));
    return mended.length > 0 ? { ...group, wanted, anyScale: true, orScaled: true, mended } : undefined;
  }

  /** How many times a derivative must stand in a quantity's place for a step to be as long as the others. */
  #constantFor(parameter: Parameter, up: Float64Array, down: Float64Array): number | undefined {
    const gradient = this.about.scenes[0]!.slope.gradients.get(parameter.path)!;
    const rest = up.map((one, at) => (one + down[at]!) / 2);
    const along = up.map((one, at) => (one - down[at]!) / 2);
    const size = dot(along, along);
    if (!(size > 0) || !Number.isFinite(size)) return undefined;
    for (const length of this.about.lengths) {
      const target = gradient.map((one, at) => -length * one - rest[at]!);
      const c = dot(along, target) / size;
      const left = target.map((one, at) => one - c * along[at]!);
      if (norm(left) <= near * length * norm(gradient) && Math.abs(c) > 1e-9) return c;
    }
    return undefined;
  }

  /** Where nothing measures steps: the sign with which a derivative must stand for a step to go down the gradient. */
  #directionOf(parameter: Parameter, up: Float64Array): number | undefined {
    if (!this.about.isUnmeasured) return undefined;
    const c = proportion(up, this.about.scenes[0]!.slope.gradients.get(parameter.path)!);
    return typeof c === "number" && c !== 0 ? -Math.sign(c) : undefined;
  }

  #follows(step: Float64Array, gradient: Float64Array, isSized: boolean): boolean {
    const c = proportion(step, gradient);
    if (typeof c !== "number" || c >= 0) return c === null;
    const { lengths } = this.about;
    return !isSized || lengths.some((one) => Math.abs(one + c) <= 1e-5 * one);
  }

  /** Whether a gradient then stands behind a step, for an optimiser to use. */
  #enters(parameter: Parameter, insteadOf: (at: number, c: number) => Instead | undefined): boolean {
    const { scenes } = this.about;
    // of a list of numbers each by itself
    const constants = scenes.flatMap((scene, at): number[][] => {
      const instead = insteadOf(at, 1);
      const whole = scene.slope.gradients.get(parameter.path)!;
      let from = 0;
      return parameter.members.map((path) => {
        const { length } = scene.run.start.get(path)!;
        const gradient = whole.subarray(from, (from += length));
        if (!instead) return [];
        const behind = reachable([newNode(scene.run, path)], (one) => instead.has(one));
        const values = scene.replay.with(instead, behind);
        if (!values) return [];
        return behind.flatMap((node) => {
          const data = values.get(node)!;
          const now = scene.replay.of(node)!;
          if (data.length !== gradient.length || alike(data, now)) return [];
          const c = proportion(data, gradient);
          return typeof c === "number" && c !== 0 ? [c] : [];
        });
      });
    });
    const [first, ...others] = constants;
    return first!.some((one) =>
      others.every((all) => all.some((other) => Math.abs(other - one) <= 1e-5 * Math.abs(one))),
    );
  }
}
