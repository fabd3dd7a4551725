import type { Node } from "../../graph/node.ts";
import { reachable, reaches } from "../../graph/walk.ts";
import { sameSpan } from "../../lift/python/walk.ts";
import type { Event } from "../events.ts";
import type { StepRun } from "../step.ts";
import { isAbsolute, isResidual, lossText } from "./form.ts";
import type { FoundLoss, Loss } from "./loss.ts";

const strong = new Set(
  "loss losses lossfun lossfn cost costs costfunction objective mse sse rmse rss bce nll xent crossentropy criterion J L".split(
    " ",
  ),
);
const weak = new Set("error errors err e energy".split(" "));
/** Words that make a name speak of something else: a derivative, or a loss that is only looked at. */
const others = new Set(
  "grad grads gradient gradients delta deltas prime deriv derivative derivatives backward backprop bwd val valid validation test dev best prev previous last old smooth avg min max rate input inputs layer hidden signal term local".split(
    " ",
  ),
);

/** The words of a name: `totalLoss` and `total_loss` have the same two. */
const wordsOf = (target: string): string[] =>
  target
    .replace(/\(\)$/, "")
    .split(".")
    .pop()!
    .replace(/\[…\]/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .split(/[_\d]+/)
    .filter((word) => word !== "");

type Strength = "strong" | "weak" | undefined;

function strengthOf(target: string, hint: string | undefined): Strength {
  const plain = target.replace(/\(\)$/, "").split(".").pop()!;
  if (hint !== undefined) return target === hint || plain === hint ? "strong" : undefined;
  const words = wordsOf(target);
  const lower = words.map((word) => (word.length === 1 ? word : word.toLowerCase()));
  if (lower.some((word) => others.has(word))) return undefined;
  // `dL` is a derivative and `d_loss` may be a discriminator's: it is no loss where the steps read it
  if (/^d[A-Z_]|^d(loss|cost|error|err)/.test(plain))
    return lower.some((word) => strong.has(word)) ? "weak" : undefined;
  if (lower.some((word) => strong.has(word)) || /cross_?entropy|_?loss$|^loss/i.test(plain)) return "strong";
  return lower.some((word) => weak.has(word)) || plain === "E" || /^E_?(total|tot)/.test(plain)
    ? "weak"
    : undefined;
}

/** Whether a name may be a loss's. */
export const namesLoss = (target: string, hint: string | undefined): boolean =>
  strengthOf(target, hint) !== undefined;

/** Whether a name can be nothing but a loss's. */
export const isNamedLoss = (target: string, hint: string | undefined): boolean =>
  strengthOf(target, hint) === "strong";

interface Named {
  readonly event: Event;
  readonly order: number;
  readonly strength: Strength;
}

/** What a run tells of itself: which nodes the new values of what it moves are computed from. */
export interface Moves {
  /** All that the moved values are computed from. */
  readonly behind: ReadonlySet<Node>;
  /** The variables of what is moved. */
  readonly moved: ReadonlySet<Node>;
}

const fewEvents = 24;
const lastKept = 4;

/** Of a name that a step sets again and again, as in a loop over pixels, only the last times. */
function lastOfMany(all: readonly Named[]): Named[] {
  const byTarget = new Map<string, Named[]>();
  for (const one of all) {
    const key = `${one.event.kind} ${one.event.target}`;
    const same = byTarget.get(key);
    if (same) same.push(one);
    else byTarget.set(key, [one]);
  }
  const few = new Set(
    [...byTarget.values()].flatMap((same) => (same.length > fewEvents ? same.slice(-lastKept) : same)),
  );
  return all.filter((one) => few.has(one));
}

const isScalar = (event: Event): boolean => event.node!.shape.length === 0 || event.numbers?.length === 1;

const additive = new Set(["add", "subtract", "negate", "sum", "mean", "named", "reshape", "broadcast"]);

/** Whether some nodes are only added up on the way to one, each times what depends on none of them: no root, no exponential. */
function isSumOf(node: Node, nodes: ReadonlySet<Node>): boolean {
  if (nodes.has(node)) return true;
  const { op, operands } = node;
  const ways = operands.filter((one) => reaches([one], (inner) => nodes.has(inner)));
  const isShare =
    (op === "multiply" || op === "divide") &&
    ways.length === 1 &&
    (op === "multiply" || ways[0] === operands[0]);
  return (additive.has(op) || isShare) && ways.every((one) => isSumOf(one, nodes));
}

/** The sums, under whatever name, of a loss that a step computes again and again, sample by sample: `total += loss`. */
function totalsOf(run: StepRun, named: readonly Named[], behind: ReadonlySet<Node>): Named[] {
  const bySource = new Map<string, Named[]>();
  for (const one of named) {
    const { kind, target, span } = one.event;
    const key = `${kind} ${target} ${span.from}`;
    bySource.set(key, [...(bySource.get(key) ?? []), one]);
  }
  return [...bySource.values()].flatMap((all) => {
    const nodes = new Set(all.map(({ event }) => event.node!));
    if (nodes.size < 2) return [];
    const { order: last, strength } = all.at(-1)!;
    const isTotal = ({ kind, target, node, numbers }: Event): boolean =>
      kind === "assigned" &&
      numbers?.length === 1 &&
      node !== undefined &&
      !behind.has(node) &&
      strengthOf(target, undefined) === undefined &&
      reachable([node]).filter((one) => nodes.has(one)).length === nodes.size &&
      isSumOf(node, nodes);
    const found = run.events.find((event, at) => at > last && isTotal(event));
    // samples without a loss are added too, elsewhere than at other points
    const order = found
      ? run.events.findLastIndex((one) => sameSpan(one.span, found.span) && isTotal(one))
      : -1;
    return order < 0 ? [] : [{ event: run.events[order]!, order, strength }];
  });
}

/** The losses that a step states by name, likeliest first: several where it computes several apart. */
export function statedLosses(run: StepRun, moves: Moves, hint: string | undefined): Loss[] {
  const all: Named[] = [];
  for (const [order, event] of run.events.entries()) {
    if (!event.node || event.kind === "returned") continue;
    const strength = strengthOf(event.target, hint);
    if (strength) all.push({ event, order, strength });
  }
  const named = lastOfMany(all);
  const reads = new Map(named.map((one) => [one, new Set(reachable([one.event.node!]))]));
  const moving = named.filter((one) => [...moves.moved].some((variable) => reads.get(one)!.has(variable)));
  const depends = (node: Node): boolean => reaches([node], (one) => moves.moved.has(one));
  const alone = moving.filter(({ event, strength }) => {
    if (hint !== undefined) return true;
    if (isResidual(event.node!, depends)) return false;
    if (!isScalar(event)) return strength === "strong" && !moves.behind.has(event.node!);
    return strength === "strong" || !moves.behind.has(event.node!);
  });
  const totals = hint === undefined ? totalsOf(run, alone, moves.behind) : [];
  for (const one of totals) reads.set(one, new Set(reachable([one.event.node!])));
  const plausible = [...alone, ...totals];
  // what adds to a value carried from pass to pass is a running total of the loss
  const carried = (one: Named): boolean => {
    const own = run.variables.get(one.event.target)?.node;
    return own !== undefined && reads.get(one)!.has(own);
  };
  const fresh = plausible.filter((one) => !carried(one));
  const pool = fresh.length > 0 ? fresh : plausible;
  const whole = pool.filter(
    (one) =>
      !pool.some(
        (other) =>
          other.event.node !== one.event.node &&
          other.order > one.order &&
          reads.get(other)!.has(one.event.node!),
      ),
  );
  const seen = new Set<Node>();
  const distinct = whole.reverse().filter(({ event }) => !seen.has(event.node!) && seen.add(event.node!));
  const score = ({ event, strength }: Named): number =>
    (strength === "strong" ? 0 : 4) +
    (isAbsolute(event.node!) ? 8 : 0) +
    (isScalar(event) ? 0 : 2) +
    (event.kind === "assigned" ? 0 : 1);
  return distinct
    .sort((a, b) => score(a) - score(b))
    .slice(0, 4)
    .map((one) => statedLoss(one, run));
}

const ofVariables = /^(f|fn|func|fun|objective_?(function|fn)?|target_?function)\(\)$/i;

/** What descent on a function descends: what `f` gives of all that is moved, where the steps do not read it. */
export function describedLosses(run: StepRun, { behind, moved }: Moves): Loss[] {
  const found = run.events.findLast(
    ({ kind, target, node, numbers }) =>
      kind === "called" && ofVariables.test(target) && node && numbers?.length === 1 && !behind.has(node),
  );
  if (!found) return [];
  const read = new Set(reachable([found.node!]));
  const after = [...run.after.values()].flatMap(({ node }) => node ?? []);
  const isOfAll = [...moved].every(
    (variable) =>
      read.has(variable) ||
      after.some((node) => read.has(node) && reaches([node], (one) => one === variable)),
  );
  if (!isOfAll) return [];
  const order = run.events.indexOf(found);
  const loss = statedLoss({ event: found, order, strength: "strong" }, run);
  return [{ ...loss, stated: false, text: `function \`${loss.name}\`` }];
}

const simpleName = (target: string): string => target.replace(/\(\)$/, "");

function statedLoss({ event, order, strength }: Named, first: StepRun): Loss {
  // a name set in the same place is the better name for what a function gave
  const same = first.events.findLast(
    (one) => one.kind === "assigned" && one.node === event.node && strengthOf(one.target, undefined),
  );
  const chosen = event.kind === "assigned" ? event : (same ?? event);
  // another way through the branches of a step moves its events: which time it is of its own statement's stays
  const isAgain = (one: Event): boolean => one.kind === event.kind && sameSpan(one.span, event.span);
  const after = first.events.slice(order + 1).filter(isAgain).length;
  return {
    name: simpleName(chosen.target),
    span: chosen.span,
    stated: true,
    isNamed: strength === "strong" && !isAbsolute(event.node!),
    text: lossText(event.node!),
    find: (run) => {
      const found =
        run.events.filter(isAgain).at(-1 - after) ??
        run.events.filter((one) => one.target === event.target && one.kind === event.kind).at(-1);
      return found && asLoss(run, found);
    },
  };
}

function asLoss(run: StepRun, { node, numbers }: Event): FoundLoss | undefined {
  if (!node) return undefined;
  const value = numbers && numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return { node: node.shape.length === 0 ? node : run.graph.mean(node), value };
}
