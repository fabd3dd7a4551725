import { type Node, unnamed } from "../../graph/node.ts";
import { knownCount } from "../../graph/shape.ts";
import { reachable } from "../../graph/walk.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import type { Event } from "../events.ts";
import { afterNodes, dot, norm, proportion, steady } from "../gradient.ts";
import { memberPoints } from "../judge.ts";
import { opened } from "../losses/form.ts";
import type { Parameter } from "../parameter.ts";
import { alignments } from "./alignments.ts";
import { claimedLocal, claimedNames, nameIn } from "./claimed-names.ts";
import type { Claim, Claims, Sequence } from "./claims.ts";
import { settingOf } from "./places.ts";
import { type Instead, Replay } from "./replay.ts";
import type { Scene } from "./scene.ts";
import type { Source } from "./source.ts";
import { type Continued, continuedIn, sumOf, totalsOf } from "./totals.ts";

/** The cause of wrong steps: an expression, and what its value should be each time that it is reached. */
export interface Blame {
  readonly statement: Statement;
  readonly place: Expression;
  /** The events that it sets, by their order. */
  readonly orders: readonly number[];
  /** Whether of items that are written into an array each is meant by itself, and not the array with them in it. */
  readonly isItem?: true;
  /** By point and event the numbers that belong there. */
  readonly wanted: readonly (readonly Float64Array[])[];
  /** Whether the numbers are known up to a constant only. */
  readonly anyScale: boolean;
  /** Whether they may be meant up to a constant: nothing in the program is right to measure them by. */
  readonly orScaled: boolean;
  /** The same place with other numbers that would put the same steps right: a mask may be applied here or further on. */
  readonly others?: readonly Blame[];
  /** Whether what stands there is right but for a constant, its sign say. */
  readonly isMultiple?: boolean;
  /** Whether nothing has been computed for it: something is missing, and its sign and the way it is set are no fault. */
  readonly isConstant?: true;
  /** Whether the numbers are what is added to a value, by the program's own gradients up to there. */
  readonly isAdded?: true;
  /** Of updates the values before them, by point and event: what is added to them is what counts. */
  readonly before?: readonly (readonly Float64Array[])[];
  /** The parameters that are right then. */
  readonly mended: readonly Parameter[];
}

/** A statement of the backward pass, with all that it sets in a step. */
interface Group {
  readonly statement: Statement;
  readonly place: Expression;
  readonly orders: number[];
  readonly isItem?: true;
}

/** How near a step must be to the one that the gradient asks for. */
const near = 1e-6;
/** How many operations a search may compute again. */
const mostWork = 400_000;
const mostEvents = 600;
const mostOthers = 3;
/** Of how many times that a statement runs the step itself is asked what it needs. */
const mostNeeded = 40;

export interface Wrongness {
  readonly scenes: readonly Scene[];
  readonly claims: Claims;
  readonly source: Source;
  readonly wrong: readonly Parameter[];
  readonly good: readonly Parameter[];
  /** How far steps may go along the gradient: as others of this program do, or as its rate says. */
  readonly lengths: readonly number[];
  /** Whether no step of the program is right, so that only its rate says how far. */
  readonly isUnmeasured: boolean;
  /** Whether steps carry a state, as momentum does: then the gradient need only enter them. */
  readonly hasState: boolean;
  /** Events that hand on another's value only, and are nodes of their own here. */
  readonly apart: ReadonlySet<number>;
}

/**
 * Finds the first quantity of the backward pass that is false: the one which, if it were a derivative of the loss (or a
 * local one), would put wrong steps right and leave the right ones as they are.
 */
export class Accuser {
  readonly #limit = Replay.work + mostWork;

  constructor(readonly about: Wrongness) {}

  /** The likeliest causes, best first. */
  blames(): Blame[] {
    const found: { blame: Blame; isTrue: boolean; isNeeded: boolean; at: number }[] = [];
    const groups = [...this.#groups().entries()].map(([at, group]) => ({
      at,
      group,
      isTrue: this.#isTrue(group),
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
      const blame = claimed ?? this.#needed(group);
      if (!blame) continue;
      const isMultiple = this.#isMultiple(blame);
      found.push({ blame: { ...blame, isMultiple }, isTrue, isNeeded: claimed === undefined, at });
    }
    const updates = this.#updates();
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

  /** The statements behind wrong steps that set quantities of the backward pass, in the order in which they do. */
  #groups(): Group[] {
    const { scenes, source, wrong, good, apart } = this.about;
    const { run, slope } = scenes[0]!;
    const behind = new Set(reachable(afterNodes(run, wrong)));
    const ends = new Set(afterNodes(run, [...wrong, ...good]).map(unnamed));
    const groups = new Map<Expression, Group>();
    const seen = new Set<Node>();
    const add = (order: number, event: Event): boolean => {
      const setting = settingOf(source, event);
      if (!setting) return false;
      const known = groups.get(setting.place);
      if (known) known.orders.push(order);
      else groups.set(setting.place, { ...setting, orders: [order] });
      return true;
    };
    for (const [order, event] of run.events.entries()) {
      if (event.elements) {
        // what a list is made of may have been looked at number by number, in a helper of all products
        const own = event.elements.flatMap((one) => one ?? []);
        const isFlowing = own.some((one) => behind.has(one)) && !own.some((one) => slope.read.has(one));
        if (isFlowing && !own.some((one) => ends.has(unnamed(one)))) add(order, event);
        continue;
      }
      const node = nodeOf(event);
      if (!node || !event.isWhole || !behind.has(node) || slope.read.has(node)) continue;
      // what is handed on has been looked at where it was computed
      const inner = unnamed(node);
      const isNew = !seen.has(inner) || apart.has(order);
      seen.add(inner);
      if (!isNew || ends.has(inner)) continue;
      if (!add(order, event)) seen.delete(inner);
    }
    return [...groups.values()].filter(({ orders }) => orders.length <= mostEvents);
  }

  #nodesOf({ orders, isItem }: Group, scene: Scene): Node[] | undefined {
    const nodes = orders.map((order) => nodeOf(scene.run.events[order]!, isItem));
    return nodes.every((one) => one !== undefined) ? (nodes as Node[]) : undefined;
  }

  /** Other numbers for what a statement sets, of lists for each of theirs. */
  #insteadOf(
    { orders, isItem }: Group,
    scene: Scene,
    wanted: readonly Float64Array[],
    c: number,
  ): Instead | undefined {
    const instead = new Map<Node, Float64Array>();
    for (const [k, order] of orders.entries()) {
      const event = scene.run.events[order]!;
      const row = wanted[k]!.map((one) => c * one);
      if (event.elements) {
        if (event.elements.length !== row.length) return undefined;
        for (const [at, one] of event.elements.entries()) if (one) instead.set(one, row.slice(at, at + 1));
        continue;
      }
      const node = nodeOf(event, isItem);
      if (!node) return undefined;
      instead.set(node, row);
    }
    return instead;
  }

  /** Whether something is added to what a statement sets. */
  #isAdded(group: Group): boolean {
    const scene = this.about.scenes[0]!;
    const own = new Set(this.#nodesOf(group, scene)?.map(opened));
    const isSum = ({ op }: Node): boolean => op === "add" || op === "subtract" || op === "scatterAdd";
    return scene.run.graph.nodes.some(
      (node) => isSum(node) && node.operands.some((one) => own.has(opened(one))),
    );
  }

  /** Which of the values before it each one that a statement sets continues, as a sum does that a loop builds up. */
  #continued(group: Group): Continued | undefined {
    const nodes = this.#nodesOf(group, this.about.scenes[0]!);
    return nodes && continuedIn(nodes);
  }

  /** Whether all that a statement sets is a derivative already, the one that its name claims. */
  #isTrue(group: Group): boolean {
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
      const continued = this.#continued(group);
      const isOneOf = (sequences: readonly Sequence[], holds: (one: Claim) => boolean): boolean =>
        sequences.some((sequence) =>
          [...this.#alignments(group, sequence)].some(
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

  /** Whether what stands in a place is what belongs there, times one constant. */
  #isMultiple({ orders, wanted, isItem }: Blame): boolean {
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
    const continued = this.#continued(group);
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
    for (const claims of this.#alignments(group, sequence))
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

  /** The ways in which what a statement sets may be the derivatives by a sequence, where they are as large. */
  *#alignments({ orders, isItem }: Group, sequence: Sequence): Generator<Claim[]> {
    const { run } = this.about.scenes[0]!;
    const sizes = orders.map((order) => sizeOf(run.events[order]!, isItem));
    for (const claims of alignments(orders, sequence, run.events))
      if (claims.every((one, at) => one.numbers[0]!.length === sizes[at])) yield claims;
  }

  /** A quantity that enters a step as it is: the step itself says what it should be. */
  #needed(group: Group): Blame | undefined {
    const { scenes, lengths } = this.about;
    const [length] = lengths;
    if (length === undefined || group.orders.length > mostNeeded) return undefined;
    const rows = scenes.map((scene) => this.#neededAt(group, scene, length));
    if (rows.some((one) => one === undefined)) return undefined;
    const [first, ...others] = rows as [Needed, ...Needed[]];
    // a factor that data decide is no part of an update
    const isSteady = others.every(
      ({ slopes }) =>
        slopes.length === first.slopes.length &&
        slopes.every((one, at) => Math.abs(one - first.slopes[at]!) <= near * Math.abs(one)),
    );
    if (!isSteady) return undefined;
    const wanted = rows.map((one) => one!.wanted);
    return {
      ...group,
      wanted,
      anyScale: false,
      orScaled: this.about.isUnmeasured,
      mended: first.mended,
    };
  }

  /** The updates themselves: what should be added is the gradient. */
  #updates(): Blame[] {
    const { scenes, source, wrong, lengths, hasState } = this.about;
    if (hasState) return [];
    const [length] = lengths;
    const places = new Map<Expression, { group: Group; mended: Set<Parameter>; members: string[] }>();
    const { run } = scenes[0]!;
    for (const parameter of wrong)
      for (const path of parameter.members) {
        const { node } = run.after.get(path)!;
        const value = node && unnamed(node);
        const isSet = (one: Event): boolean =>
          one.kind !== "called" && (one.node && unnamed(one.node)) === value;
        const update = source.statementAt(parameter.span);
        // a function that gives the new value has the arithmetic in it, and is looked at before its call
        const given = run.events.findIndex((one) => isSet(one) && one.kind === "returned");
        const own = run.events.findLastIndex((one) => isSet(one) && source.statementAt(one.span) === update);
        for (const order of given >= 0 && given < own ? [given, own] : [own]) {
          const event = run.events[order];
          const setting = event && settingOf(source, event);
          if (!setting || event.numbers?.length !== run.start.get(path)!.length) continue;
          const known = places.get(setting.place) ?? {
            group: { ...setting, orders: [] },
            mended: new Set(),
            members: [],
          };
          known.group.orders.push(order);
          known.members.push(path);
          known.mended.add(parameter);
          places.set(setting.place, known);
        }
      }
    const slopes = scenes.map(({ slope }) => slope);
    const points = new Map(
      wrong.flatMap((one) => memberPoints(one, slopes)).map((one) => [one.path, one.points]),
    );
    return [...places.values()].map(({ group, mended, members }) => {
      const before = scenes.map((scene) => members.map((path) => scene.run.start.get(path)!));
      const wanted = before.map((row, at) =>
        row.map((start, k) => {
          const { gradient } = points.get(members[k]!)![at]!;
          return start.map((one, i) => one - (length ?? 1) * gradient[i]!);
        }),
      );
      return {
        ...group,
        wanted,
        before,
        anyScale: length === undefined,
        orScaled: this.about.isUnmeasured,
        mended: [...mended],
      };
    });
  }

  #neededAt(group: Group, scene: Scene, length: number): Needed | undefined {
    const { wrong } = this.about;
    const nodes = this.#nodesOf(group, scene);
    if (!nodes) return undefined;
    const base = scene.stepWith(new Map(), wrong)!;
    const wanted: Float64Array[] = [];
    const slopes: number[] = [];
    const covered = new Map<Parameter, Set<number>>();
    for (const node of nodes) {
      const now = scene.replay.of(node);
      if (!now) return undefined;
      const raised = scene.stepWith(new Map([[node, now.map((one) => one + 1)]]), wrong)!;
      let own: Float64Array = now;
      for (const parameter of wrong) {
        const step = base.get(parameter)!;
        const found = response(now.length, raised.get(parameter)!, step);
        if (!found) continue;
        const gradient = scene.slope.gradients.get(parameter.path)!;
        const known = covered.get(parameter) ?? new Set();
        // what goes in twice cannot be told from the sum
        if (own !== now || found.places.some((place) => known.has(place))) return undefined;
        for (const place of found.places) known.add(place);
        covered.set(parameter, known);
        own = Float64Array.from(
          found.places,
          (place, i) =>
            now[now.length === 1 ? 0 : i]! + (-length * gradient[place]! - step[place]!) / found.slope,
        );
        slopes.push(found.slope);
      }
      wanted.push(own);
    }
    const mended = wrong.filter((one) => covered.get(one)?.size === base.get(one)!.length);
    return mended.length > 0 && this.#keeps(scene, nodes, wanted) ? { wanted, slopes, mended } : undefined;
  }

  /** Whether right steps stay as they are where some quantities have other numbers. */
  #keeps(scene: Scene, nodes: readonly Node[], wanted: readonly Float64Array[]): boolean {
    const { good } = this.about;
    // what has another size now is read by nothing but its own step, or would not fit
    const instead = new Map(
      nodes.map((node, at) => {
        const now = scene.replay.of(node)!;
        return [node, wanted[at]!.length === now.length ? wanted[at]! : now.map((one) => one + 1)] as const;
      }),
    );
    const [before, then] = [scene.stepWith(new Map(), good)!, scene.stepWith(instead, good)!];
    return good.every((one) => alike(then.get(one)!, before.get(one)!));
  }

  /** What becomes of the steps where what a statement sets has other numbers, up to one constant. */
  #tried(group: Group, wanted: readonly (readonly Float64Array[])[], isLocal = false): Blame | undefined {
    const { scenes, wrong, good, hasState } = this.about;
    const [first] = scenes as [Scene];
    const all = [...wrong, ...good];
    const insteadOf = (at: number, c: number): Instead | undefined =>
      this.#insteadOf(group, scenes[at]!, wanted[at]!, c);
    const instead = insteadOf(0, 1);
    const up = instead && first.stepWith(instead, all);
    if (!up) return undefined;
    // what fits once fits with any constant
    const down = first.stepWith(insteadOf(0, -1)!, all)!;
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
      const then = first.stepWith(insteadOf(0, c)!, good)!;
      const stays = (one: Parameter): boolean =>
        alike(then.get(one)!, before.get(one)!) ||
        this.#follows(then.get(one)!, first.slope.gradients.get(one.path)!, false);
      if (!good.every(stays)) return undefined;
      const mended = [...most.mended, ...still].filter((one) =>
        scenes.every((scene, at) => {
          const instead = insteadOf(at, c);
          const step = instead && scene.stepWith(instead, [one])?.get(one);
          return step && this.#follows(step, scene.slope.gradients.get(one.path)!, !most.isLoose);
        }),
      );
      // beside those that move along it, others carry a state: there it need only enter
      if (hasState)
        for (const one of wrong)
          if (!mended.includes(one) && this.#enters(one, (at) => insteadOf(at, c))) mended.push(one);
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
    const mended = wrong.filter((one) => this.#enters(one, insteadOf));
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
        const root = scene.run.after.get(path)!.node;
        if (!instead || !root) return [];
        const behind = reachable([root], (one) => instead.has(one));
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

/** What an event sets: of an array of which items are written, the whole, or the item by itself, as it was written. */
const nodeOf = (event: Event, isItem?: boolean): Node | undefined =>
  isItem ? event.node && unnamed(event.node) : (event.holder ?? event.node);

const sizeOf = (event: Event, isItem?: boolean): number | undefined =>
  event.holder && !isItem ? knownCount(event.holder.shape) : event.numbers!.length;

interface Needed {
  readonly wanted: readonly Float64Array[];
  readonly slopes: readonly number[];
  readonly mended: readonly Parameter[];
}

/**
 * Which numbers of a step move, all alike, where a quantity of `size` numbers is raised by one; undefined where they do
 * so otherwise, or not at all.
 */
function response(
  size: number,
  raised: Float64Array,
  step: Float64Array,
): { readonly places: readonly number[]; readonly slope: number } | undefined {
  const places = [...step.keys()].filter((at) => raised[at] !== step[at]);
  if (places.length === 0 || (places.length !== size && size !== 1)) return undefined;
  const slope = raised[places[0]!]! - step[places[0]!]!;
  const isUniform = places.every(
    (at) => Math.abs(raised[at]! - step[at]! - slope) <= 1e-9 * Math.abs(slope) + 1e-13,
  );
  return isUniform ? { places, slope } : undefined;
}

const alike = (a: Float64Array, b: Float64Array): boolean =>
  norm(a.map((one, at) => one - b[at]!)) <= near * norm(b) + 1e-14;
