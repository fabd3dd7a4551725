import type { Span } from "../base/span.ts";
import type { Node } from "../graph/node.ts";
import { reachable, reaches } from "../graph/walk.ts";
import { isProgramFailure } from "../lift/failure.ts";
import type { Machine } from "../lift/machine.ts";
import type { Event } from "./events.ts";
import { isAdditive, readBy, renewed } from "./gradient.ts";
import { definedLoss, definedLosses } from "./losses/defined.ts";
import { opened } from "./losses/form.ts";
import type { Loss } from "./losses/loss.ts";
import { standardLosses } from "./losses/standard.ts";
import { describedLosses, namesLoss, statedLosses } from "./losses/stated.ts";
import { lastPart, type Parameter } from "./parameter.ts";
import { restore, snapshotOf } from "./state.ts";
import { newNode, type Pass, runStep, type StepRun } from "./step.ts";

/** A training step: what it moves, and the losses that it may descend. */
export interface Program {
  readonly pass: Pass;
  readonly first: StepRun;
  /** The pass in which the losses were found, where this is a later one. */
  readonly begin?: StepRun;
  /** The paths of all numbers that the step changes by what it computes. */
  readonly moved: readonly string[];
  readonly promoted: ReadonlySet<string>;
  readonly stated: readonly Loss[];
  readonly standard: readonly Loss[];
}

/** One run of a step, or nothing where it fails: then the point is no good. */
export function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (failure) {
    if (isProgramFailure(failure)) return undefined;
    throw failure;
  }
}

/**
 * The training program of a pass; nothing where it is none that can be followed, and `idle` where it moves nothing, as
 * one that is left out.
 */
export function programOf(machine: Machine, pass: Pass, hint?: string): Program | "idle" | undefined {
  const own = stepOf(machine, pass, hint);
  if (own === "idle" || own === undefined) return own;
  const whole = own.stated.length > 0 || hint !== undefined ? own : (withDefined(machine, own) ?? own);
  const isOne = [...whole.stated, ...whole.standard].some((loss) => parametersOf(whole, loss).length > 0);
  return isOne ? whole : undefined;
}

function stepOf(machine: Machine, pass: Pass, hint: string | undefined): Program | "idle" | undefined {
  let first = tried(() => runStep(machine, pass));
  if (!first) return undefined;
  const promoted = promotedIn(first);
  if (promoted.size > 0) first = tried(() => runStep(machine, pass, { promoted }));
  if (!first) return undefined;
  const moved = movedIn(first);
  if (moved.length === 0) return "idle";
  const variables = new Set(moved.map((path) => first.variables.get(path)!.node));
  // a running total of the loss is moved too, and everything that it adds up is behind it
  const roots = moved.flatMap((path) => (namesLoss(path, hint) ? [] : [newNode(first, path)]));
  const behind = new Set(reachable(roots));
  const stated = statedLosses(first, { behind, moved: variables }, hint);
  const described = hint === undefined ? describedLosses(first, { behind, moved: variables }) : [];
  const standard = hint === undefined ? [...described, ...standardLosses(first, moved, pass.span)] : [];
  return { pass, first, moved, promoted, stated, standard };
}

/** The same program with a loss that it defines and computes elsewhere, where the step moves what that reads. */
function withDefined(machine: Machine, { pass: own, moved, promoted }: Program): Program | undefined {
  restore(own.snapshot);
  for (const { name, call } of definedLosses(machine, own.scope, moved)) {
    restore(own.snapshot);
    const snapshot = snapshotOf(machine, own.scope, [
      { kind: "expression", value: call, span: call.span },
      ...own.body,
    ]);
    const pass = { ...own, snapshot, loss: call };
    const first = tried(() => runStep(machine, pass, { promoted }));
    const loss = first && definedLoss(name, first, own.span);
    if (!loss) continue;
    const standard = [loss, ...standardLosses(first, moved, own.span)];
    const program = { pass, first, moved, promoted, stated: [], standard };
    if (parametersOf(program, loss).length > 0) return program;
  }
  return undefined;
}

/** Whole numbers at the start that the step turns into fractions: they are parameters all the same. */
function promotedIn({ variables, start, after }: StepRun): Set<string> {
  const found = new Set<string>();
  for (const [path, before] of start) {
    const then = after.get(path);
    if (variables.has(path) || !then || then.numbers.length !== before.length) continue;
    // where all that a step reads is whole, nothing is recorded yet
    const isMade = then.node ? then.node.op !== "variable" : !then.numbers.every(Number.isInteger);
    if (isMade) found.add(path);
  }
  return found;
}

/** The changed numbers, one path for each: of several names for one array, the plainest that sees the change. */
function movedIn(run: StepRun): string[] {
  const byVariable = new Map<Node, string>();
  for (const [path, { node }] of run.variables) {
    const then = run.after.get(path);
    const before = run.start.get(path)!;
    if (!then?.node || then.node === node || then.numbers.length === 0) continue;
    const isSame = then.numbers.every((one, at) => Object.is(one, before[at]));
    if (isSame && then.node.op === "variable") continue;
    const known = byVariable.get(node);
    if (known === undefined || plainness(path) < plainness(known)) byVariable.set(node, path);
  }
  return [...byVariable.values()];
}

const plainness = (path: string): number =>
  (path.match(/[.[]/g) ?? []).length * 1000 + (/\[/.test(path) ? 500 : 0) + path.length;

/** The parameters of a loss among what a step moves: it reads them, and is part of what they are moved by. */
export function parametersOf({ first, moved, pass }: Program, loss: Loss): Parameter[] {
  const found = loss.find(first);
  if (!found) return [];
  const read = readBy(first, found, moved);
  const late = renewed(first, moved);
  const variables = new Set(moved.map((path) => first.variables.get(path)!.node));
  const single: Single[] = [];
  const idle: Single[] = [];
  const written: Single[] = [];
  // the derivative of a hinge's loss by its weights depends on none of them, only on the sample
  const linear: Single[] = [];
  const numbers: { readonly one: Single; readonly node: Node }[] = [];
  const sharing: Node[] = [];
  for (const path of moved) {
    const { node: variable, isNumber } = first.variables.get(path)!;
    const node = newNode(first, path);
    if ((!read.has(variable) && !read.has(node)) || node === found.node) continue;
    // what the loss reads after it has been set anew is state that is carried on, unless it is an update
    if (read.has(node) && !isAdditive(node, variable)) continue;
    if (isDecaying(node, variable) && isLookahead(node, variable, read, variables)) continue;
    if (isDecaying(node, variable) && isCopied(node, followed(first, moved, path))) continue;
    const one = { path, isNumber, span: updateOf(first, path, node, read)?.span ?? pass.span };
    if (sharesWork(node, read, variable)) {
      single.push(one);
      sharing.push(node);
    }
    // an array that something is added to is moved on purpose, whatever it is that is added
    else if (late.has(node) && !isNumber) idle.push(one);
    // a derivative that is written out, 2 * x of x ** 2, shares no work with the loss
    else if (late.has(node)) {
      numbers.push({ one, node });
      if (stepsBy(node, variable, variables)) written.push(one);
      else if (stepsBy(node, variable, read) && hasChanged(first, path)) linear.push(one);
    }
  }
  // so is a number that is moved at the rate of the others
  const rates = numbers.length > 0 ? ratesIn(sharing, read, variables) : new Set<Node>();
  for (const { one, node } of numbers) if (reaches([node], (part) => rates.has(part))) idle.push(one);
  const shared = single.length > 0 ? [...single, ...idle] : [];
  if (shared.length > 0) return grouped(shared);
  if (!loss.isNamed) return grouped(written.length > 1 ? written : []);
  const many = [...idle, ...written, ...linear];
  return grouped(many.length > 1 ? many : [...idle, ...written]);
}

/** The numbers by which new values may have been scaled: of no concern to the loss, and none that a step moves. */
function ratesIn(nodes: readonly Node[], read: ReadonlySet<Node>, moved: ReadonlySet<Node>): Set<Node> {
  const found = new Set<Node>();
  for (const one of reachable(nodes)) {
    if (one.shape.length > 0 || read.has(one) || moved.has(one)) continue;
    const isWritten = one.op === "number" && !Number.isInteger(2 * one.attributes.value!);
    if (isWritten || one.op === "variable") found.add(one);
  }
  return found;
}

const hasChanged = ({ start, after }: StepRun, path: string): boolean =>
  after.get(path)!.numbers[0] !== start.get(path)![0];

/** Whether what is added to a number depends on some of these variables. */
function stepsBy(node: Node, variable: Node, others: ReadonlySet<Node>): boolean {
  const added = opened(node).operands.filter((one) => opened(one) !== variable);
  return reaches(added, (one) => one.op === "variable" && others.has(one));
}

/**
 * Whether a loss reads a value only as something added to another that is moved, by a number or by the share that is kept
 * of it: Nesterov's velocity.
 */
function isLookahead(node: Node, variable: Node, read: ReadonlySet<Node>, moved: ReadonlySet<Node>): boolean {
  const shares = new Set(opened(node).operands.flatMap((one) => opened(one).operands.map(opened)));
  const isFactor = (one: Node): boolean =>
    one.shape.length === 0 && (one.op === "number" || (opened(one) !== variable && shares.has(opened(one))));
  let forms = new Set([variable]);
  for (;;) {
    const users = [...read].filter((node) => !forms.has(node) && node.operands.some((one) => forms.has(one)));
    if (users.length === 0) return false;
    const sums = users.filter(
      ({ op, operands }) =>
        (op === "add" || op === "subtract") &&
        operands.some((one) => opened(one) !== variable && moved.has(opened(one))),
    );
    if (sums.length === users.length) return true;
    if (users.some((one) => !sums.includes(one) && !isScaling(one, isFactor))) return false;
    forms = new Set(users.filter((node) => !sums.includes(node)));
  }
}

/** Whether a new value is a share of the old one with something added. */
function isDecaying(node: Node, variable: Node): boolean {
  const { op, operands } = opened(node);
  const isShare = (one: Node): boolean =>
    one.op === "multiply" && one.operands.some((part) => opened(part) === variable);
  return (op === "add" || op === "subtract") && operands.some((one) => isShare(opened(one)));
}

/** The arrays that a step moves besides one, as they were and as they are. */
const followed = (run: StepRun, moved: readonly string[], path: string): Set<Node> =>
  new Set(
    moved.filter((one) => one !== path).flatMap((one) => [run.variables.get(one)!.node, newNode(run, one)]),
  );

/** Whether what is added to a share of the old value is a share of another that is moved, as of a target network. */
const isCopied = (node: Node, others: ReadonlySet<Node>): boolean =>
  opened(node).operands.some((one) => {
    const { op, operands } = opened(one);
    return op === "multiply" && operands.some((part) => others.has(opened(part)));
  });

const isScaling = ({ op, operands }: Node, isFactor: (one: Node) => boolean): boolean =>
  ["negate", "reshape", "named"].includes(op) ||
  ((op === "multiply" || op === "divide") && operands.some(isFactor));

/** Whether a new value is computed from something that the loss computes too: its own numbers apart. */
function sharesWork(node: Node, read: ReadonlySet<Node>, variable: Node): boolean {
  return reaches(
    [node],
    (one) =>
      one !== node &&
      read.has(one) &&
      one !== variable &&
      one.operands.length > 0 &&
      opened(one) !== variable,
  );
}

const assigned = new WeakMap<StepRun, Map<Node, Event[]>>();

/** For each value the statements that gave it to a name. */
function assignments(run: StepRun): ReadonlyMap<Node, readonly Event[]> {
  const known = assigned.get(run);
  if (known) return known;
  const found = new Map<Node, Event[]>();
  for (const one of run.events)
    if (one.kind === "assigned" && one.node) {
      const same = found.get(one.node);
      if (same) same.push(one);
      else found.set(one.node, [one]);
    }
  assigned.set(run, found);
  return found;
}

/** The statement that gave a number its new value. */
function updateOf(run: StepRun, path: string, node: Node, read: ReadonlySet<Node>): Event | undefined {
  const exact = assignments(run).get(node) ?? [];
  // a loop that goes through the parameters again gives them other names
  const own = exact.findLast(({ target }) => lastPart(target) === lastPart(path));
  if (exact.length > 0) return own ?? exact.at(-1);
  const { events } = run;
  const behind = new Set(reachable([node]));
  const root = /^[^.[]+/.exec(path)![0];
  const near = events.filter(
    (one) => one.kind === "assigned" && one.node && behind.has(one.node) && !read.has(one.node),
  );
  const set = near.filter((one) => one.target.startsWith(root) && one.target !== root).at(-1) ?? near.at(-1);
  // what a driver moves was handed back to it
  return (
    set ??
    events.findLast(
      (one) => one.kind === "returned" && one.node && behind.has(one.node) && !read.has(one.node),
    )
  );
}

interface Single {
  readonly path: string;
  readonly span: Span;
  /** A number, not an array: numbers of one list are one parameter. */
  readonly isNumber: boolean;
}

const mostShown = 12;

/** Joins the numbers of lists, innermost first, until few enough parameters are left to be told apart by eye. */
function grouped(single: readonly Single[]): Parameter[] {
  const arrays = single.filter((one) => !one.isNumber).map(alone);
  let numbers = single.filter((one) => one.isNumber).map(alone);
  numbers = joinedMatrices(numbers);
  for (let round = 0; round < 4 && (round === 0 || numbers.length > mostShown); round++) {
    const byPath = new Map<string, Parameter & { members: string[] }>();
    for (const { path, members, span } of numbers) {
      const isAlone = members.length === 1;
      const shared =
        round > 0 ? lastIndexOut(path) : isAlone ? path.replace(/\[\d+\](?=[^[\]]*$)/, "[…]") : path;
      const known = byPath.get(`${shared} ${span.from}`);
      if (known) known.members.push(...members);
      else byPath.set(`${shared} ${span.from}`, { path: shared, members: [...members], span });
    }
    numbers = [...byPath.values()].map((one) =>
      one.members.length === 1 ? { ...one, path: one.members[0]! } : one,
    );
  }
  return [...arrays, ...numbers];
}

/** The numbers of a list of lists that one statement moves are one parameter: a matrix. */
function joinedMatrices(numbers: readonly Parameter[]): Parameter[] {
  const byPath = new Map<string, Parameter & { members: string[] }>();
  const left = numbers.filter((one) => {
    const rows = /^(.*)\[\d+\]\[\d+\]$/.exec(one.path)?.[1];
    if (rows === undefined) return true;
    const path = `${rows}[…][…]`;
    const key = `${path} ${one.span.from}`;
    const known = byPath.get(key);
    if (known) known.members.push(...one.members);
    else byPath.set(key, Object.assign(one, { path, members: [...one.members] }));
    return known === undefined;
  });
  // a column that is moved by itself: biases that stand in a row with the weights
  const taken = new Set<string>();
  for (const one of byPath.values()) {
    const [last] = one.members.map((member) => /\[\d+\]$/.exec(member)![0]);
    const isColumn = one.members.every((member) => member.endsWith(last!));
    if (taken.has(one.path))
      Object.assign(one, { path: isColumn ? one.path.replace(/\[…\]$/, last!) : one.members[0]! });
    taken.add(one.path);
  }
  return left;
}

const alone = ({ path, span }: Single): Parameter => ({ path, members: [path], span });

const lastIndexOut = (path: string): string => {
  const at = [...path.matchAll(/\[\d+\]/g)].at(-1);
  return at ? `${path.slice(0, at.index)}[…]${path.slice(at.index + at[0].length)}` : path;
};
