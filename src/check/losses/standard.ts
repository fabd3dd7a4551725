import type { Span } from "../../base/span.ts";
import { isNumber, type Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { StepRun } from "../step.ts";
import { opened } from "./form.ts";
import type { FoundLoss, Loss } from "./loss.ts";

/** An output that depends on what is moved, and what it is compared with. */
interface Pair {
  readonly output: Node;
  readonly target: Node;
  /** How often it is there: samples of the same whole numbers have one record. */
  readonly times: number;
}

type Family = "half squared error" | "binary cross-entropy" | "cross-entropy";

const mostPairs = 4000;

/** The differences between outputs and targets that the moved values are computed from. */
function pairsIn(roots: readonly Node[], moved: ReadonlySet<Node>): Pair[] {
  const nodes = reachable(roots);
  const moving = new Set<Node>(moved);
  const updates = writtenIn(roots);
  for (const node of nodes) if (node.operands.some((operand) => moving.has(operand))) moving.add(node);
  const byOutput = new Map<Node, Pair & { readonly rank: number; readonly node: Node }>();
  for (const node of nodes) {
    if (node.op === "divide") {
      const quotient = quotientOf(node, moving);
      if (quotient && !moved.has(opened(quotient.output)) && !byOutput.has(opened(quotient.output)))
        byOutput.set(opened(quotient.output), { ...quotient, rank: 0, node });
    }
    if (node.op !== "subtract") continue;
    const [left, right] = node.operands as [Node, Node];
    if (moving.has(left) === moving.has(right)) continue;
    const [output, target] = moving.has(left) ? [left, right] : [right, left];
    // shapes matter to the loss, not to what an output is
    const plain = opened(output);
    if (moved.has(plain) || (updates.has(node) && moved.has(wholeOf(plain)))) continue;
    const rank = rankOf(opened(target), output === left);
    const known = byOutput.get(plain);
    if (!known || rank < known.rank) byOutput.set(plain, { output, target, rank, node, times: 1 });
  }
  const all = [...byOutput.values()];
  if (all.length > mostPairs) return [];
  // `1 - a` is a derivative's factor more often than a target; where real targets are there, only they count
  const best = Math.min(...all.map((one) => (one.rank > 1 ? 2 : 0)));
  const likely = all.filter((one) => best === 2 || one.rank <= 1 || all.every((other) => other.rank > 0));
  const outputs = new Set(likely.map((one) => opened(one.output)));
  const feeding = new Set(reachable([...outputs].flatMap(({ operands }) => operands)));
  const last = likely.filter((one) => !feeding.has(opened(one.output)));
  return timesIn(roots, nodes, last);
}

/** Each pair with how often its difference goes into the roots, next to those that go in least. */
function timesIn(
  roots: readonly Node[],
  nodes: readonly Node[],
  pairs: readonly (Pair & { readonly node: Node })[],
): Pair[] {
  if (pairs.length < 2 || pairs.some(({ output }) => output.shape.length > 0)) return [...pairs];
  const ways = new Map<Node, number>(roots.map((one) => [one, 1]));
  for (const node of [...nodes].sort((a, b) => b.id - a.id))
    for (const one of node.operands) ways.set(one, (ways.get(one) ?? 0) + ways.get(node)!);
  const all = pairs.map(({ node }) => ways.get(node)!);
  const least = Math.min(...all);
  const times = all.map((one) => one / least);
  return times.every((one) => Number.isInteger(one) && one < 20)
    ? pairs.map((one, at) => ({ ...one, times: times[at]! }))
    : [...pairs];
}

/** y / p, as the derivative of a cross-entropy has it: data over an output of its shape. */
function quotientOf({ operands }: Node, moving: ReadonlySet<Node>): Pair | undefined {
  const [target, output] = operands as [Node, Node];
  if (moving.has(target) || !moving.has(output) || opened(target).op === "number") return undefined;
  // (1 − y) / (1 − p) is the other half of the same
  const { op, operands: parts } = opened(output);
  if (op === "subtract" && parts[0]!.op === "number") return undefined;
  const isAlike = target.shape.length > 0 && target.shape.join() === output.shape.join();
  return isAlike ? { output, target, times: 1 } : undefined;
}

const placing = new Set(["named", "reshape", "broadcast", "where", "scatterAdd", "concatenate", "gather"]);

/** What an element is taken of. */
const wholeOf = (node: Node): Node => (node.op === "gather" ? opened(node.operands[0]!) : node);

/** The values that a step writes, as they are computed: those of single elements too. */
function writtenIn(roots: readonly Node[]): Set<Node> {
  const found = new Set<Node>();
  const pending = [...roots];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (found.has(node)) continue;
    found.add(node);
    if (placing.has(node.op)) pending.push(...node.operands);
  }
  return found;
}

/** How little a difference looks like an error: 0 for targets in data, 1 for a − 0 and a − 1, 2 and 3 for 1 − a. */
function rankOf(target: Node, outputFirst: boolean): number {
  if (target.op !== "number") return 0;
  if (outputFirst) return 1;
  return isNumber(target, 1) ? 3 : 2;
}

/** A family's loss over all pairs, as a node of the run's own graph. */
function nodeOf({ graph: $ }: StepRun, family: Family, pairs: readonly Pair[], weighed: boolean): Node {
  const one = ({ output, target }: Pair): Node => {
    const total = (node: Node): Node => (node.shape.length > 0 ? $.sum(node) : node);
    switch (family) {
      case "half squared error": {
        const error = $.subtract(output, target);
        return $.multiply(0.5, total($.multiply(error, error)));
      }
      case "binary cross-entropy": {
        const yes = $.multiply(target, $.log(output));
        const no = $.multiply($.subtract(1, target), $.log($.subtract(1, output)));
        return $.negate(total($.add(yes, no)));
      }
      case "cross-entropy":
        return $.negate(total($.multiply(target, $.log(output))));
    }
  };
  const all = (pair: Pair): Node => (weighed ? $.multiply(pair.times, one(pair)) : one(pair));
  return pairs.map(all).reduce((sum, node) => $.add(sum, node));
}

/** The families that make sense for the values at hand: logarithms want outputs between 0 and 1. */
function familiesOf(run: StepRun, pairs: readonly Pair[]): Family[] {
  const nodes = pairs.flatMap((pair) => [pair.output, pair.target]);
  const trace = evaluate(nodes, run.values);
  const inside = (node: Node, low: number, high: number): boolean =>
    trace.get(node)!.data.every((value) => value >= low && value <= high);
  const shares = pairs.every(
    ({ output, target }) => inside(output, 1e-12, 1 - 1e-12) && inside(target, 0, 1),
  );
  return shares ? ["half squared error", "binary cross-entropy", "cross-entropy"] : ["half squared error"];
}

/** The standard losses of a step's outputs and targets, where it states none; `moved` are the paths of what it moves. */
export function standardLosses(run: StepRun, moved: readonly string[], span: Span): Loss[] {
  const pairs = pairsOf(run, moved);
  if (pairs.length === 0) return [];
  const place = spanOf(run, pairs) ?? span;
  const isRepeated = pairs.some(({ times }) => times > 1);
  return familiesOf(run, pairs).flatMap((family) =>
    (isRepeated ? [false, true] : [false]).map((weighed) => ({
      name: family,
      span: place,
      stated: false,
      isNamed: false,
      text: family,
      find: (other): FoundLoss | undefined => {
        const own = other === run ? pairs : pairsOf(other, moved);
        return own.length > 0 ? { node: nodeOf(other, family, own, weighed), value: undefined } : undefined;
      },
    })),
  );
}

/** Where the first of the outputs is compared with its target. */
function spanOf({ events }: StepRun, pairs: readonly Pair[]): Span | undefined {
  const outputs = new Set(pairs.map((one) => opened(one.output)));
  const compares = (node: Node): boolean =>
    node.op === "subtract" && node.operands.some((one) => outputs.has(opened(one)));
  return events.find(({ node, span }) => span.from >= 0 && node && compares(opened(node)))?.span;
}

function pairsOf(run: StepRun, moved: readonly string[]): Pair[] {
  const variables = new Set(moved.flatMap((path) => run.variables.get(path)?.node ?? []));
  const roots = moved.flatMap((path) => run.after.get(path)?.node ?? []);
  return pairsIn(roots, variables);
}
