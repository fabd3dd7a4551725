import type { Span } from "../../base/span.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import type { Node } from "../../graph/node.ts";
import { sameShape } from "../../graph/shape.ts";
import { reachable } from "../../graph/walk.ts";
import type { Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Event } from "../events.ts";
import { afterNodes, joined, norm } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import type { Slope } from "../slopes.ts";
import type { StepRun } from "../step.ts";
import { rightOf } from "./atoms.ts";
import type { Source } from "./source.ts";

/** A statement that a wrong step is computed by, and what is known of its value. */
export interface Suspect {
  readonly statement: Statement;
  /** Its value is the loss's derivative by some quantity; false where it is by none, though what it reads is. */
  readonly isTrue: boolean;
  /** It is the first of the chain that is no derivative. */
  readonly isFirstFalse: boolean;
  readonly order: number;
}

/** How many numbers of a quantity are compared with another's. */
const mostCompared = 96;

/**
 * The statements that the loss is computed by as well, or again and again the steps of right parameters: tools of a
 * program, and no fault of its backward pass.
 */
export function toolsIn(
  source: Source,
  { run, read }: Slope,
  good: readonly Parameter[],
  /** Where the step itself is written: what stands there is no tool. */
  within: Span,
): ReadonlySet<Statement> {
  const roots = afterNodes(run, good);
  const behind = new Set(reachable(roots));
  const tools = new Set<Statement>();
  const counts = new Map<Statement, { all: number; good: number }>();
  const setters = new Map<Node, Statement>();
  for (const event of run.events) {
    // several values that are handed back together are several quantities
    if (event.kind === "called" || event.target.startsWith("return.") || nodesOf(event).length === 0)
      continue;
    const statement = source.statementAt(event.span);
    if (!statement || (statement.span.from >= within.from && statement.span.to <= within.to)) continue;
    const count = counts.get(statement) ?? { all: 0, good: 0 };
    count.all++;
    // what another statement has computed before is its value, and by chance this one's too
    const [node] = nodesOf(event) as [Node];
    const setter = setters.get(node) ?? statement;
    setters.set(node, setter);
    if (isRead(event, behind) && setter === statement) count.good++;
    counts.set(statement, count);
    if (
      (isRead(event, read) && !isSquareByChance(source, statement, node)) ||
      (count.good > 0 && count.all > 1)
    )
      tools.add(statement);
  }
  return tools;
}

/** Whether two factors are equal here, as an error 1 - y and a slope 1 - y are: their product is in the loss by chance. */
function isSquareByChance(source: Source, statement: Statement, node: Node): boolean {
  const value = rightOf(statement);
  if (node.op !== "multiply" || node.operands[0] !== node.operands[1]) return false;
  if (value?.kind !== "binary" || value.operator !== "*") return false;
  return source.textOf(value.left.span) !== source.textOf(value.right.span);
}

/** The statements behind a wrong step, the likeliest cause first. */
export function suspectsOf(
  source: Source,
  parameter: Parameter,
  slopes: readonly Slope[],
  good: readonly Parameter[],
  within: Span,
): Suspect[] {
  const [first] = slopes as [Slope];
  const { run, read } = first;
  const roots = afterNodes(run, [parameter]);
  const behind = new Set(reachable(roots));
  const isBackward = (event: Event): boolean => {
    const { node, elements, kind, target } = event;
    if (kind === "called") return false;
    if (elements)
      return isListOf(event, (one) => behind.has(one)) && !isListOf(event, (one) => read.has(one));
    return node ? behind.has(node) && !read.has(node) : target.includes("[…]");
  };
  const orders = [...run.events.keys()].filter((order) => isBackward(run.events[order]!));
  const trueAt = trueOrders(slopes.slice(0, 3), orders);
  const carriers = new Set([
    ...[...trueAt.keys()].flatMap((order) => nodesOf(run.events[order]!)),
    ...residuals(behind, read),
  ]);
  const usual = usualSign(run, trueAt, good);
  // where nothing is true the fault is at the head of the chain
  const isHeadless = trueAt.size === 0;
  const carrying = withUsers(carriers, behind);
  const carries = (event: Event): boolean => nodesOf(event).some((one) => carrying.has(one));
  const sizes = new Set(run.events.flatMap((one) => (isRead(one, read) ? [one.numbers!.length] : [])));
  const locals = localDerivatives(slopes.slice(0, 2));
  const suspects = new Map<Statement, Suspect>();
  // of a sum that is built up only the last value counts
  const lastOf = new Map(orders.map((order) => [source.statementAt(run.events[order]!.span), order]));
  const claims = claimsOf(slopes.slice(0, 3));
  const agrees = (order: number): boolean => {
    const known = trueAt.get(order);
    if (known === undefined || (usual !== undefined && known !== usual)) return false;
    return claims(order) !== false;
  };
  const tools = toolsIn(source, first, good, within);
  let isFirst = true;
  for (const order of orders) {
    const event = run.events[order]!;
    const statement = source.statementAt(event.span);
    if (!statement) continue;
    const isTrue = agrees(order);
    const isKnown = event.node !== undefined || event.elements !== undefined;
    const isLocal = isKnown && !carries(event) && event.kind === "returned";
    const isFalse =
      isKnown &&
      !isTrue &&
      // what is no smaller or larger than anything that the loss is computed from
      sizes.has(event.numbers!.length) &&
      (isLocal ? !locals.has(exactly(slopes.slice(0, 2), order)) : isHeadless || carries(event));
    const known = suspects.get(statement);
    const isFirstFalse = isFirst && isFalse && !tools.has(statement) && !agrees(lastOf.get(statement)!);
    if (isFirstFalse) isFirst = false;
    suspects.set(statement, {
      statement,
      isTrue: (known?.isTrue ?? true) && isTrue,
      isFirstFalse: isFirstFalse || (known?.isFirstFalse ?? false),
      order: known?.order ?? order,
    });
  }
  const update = source.statementAt(parameter.span);
  if (update && !suspects.has(update))
    suspects.set(update, { statement: update, isTrue: false, isFirstFalse: false, order: run.events.length });
  const score = (one: Suspect): number =>
    one.isFirstFalse
      ? 0
      : one.statement === update
        ? 1
        : one.isTrue || tools.has(one.statement)
          ? 4
          : one.statement.kind === "return"
            ? 3
            : 2;
  return [...suspects.values()].sort((a, b) => score(a) - score(b) || b.order - a.order);
}

/**
 * Whether a backward pass begins as the loss's derivative: some quantity behind a wrong step is one, and more than the
 * difference between outputs and targets, which any rule of learning has.
 */
export function followsLoss(parameter: Parameter, slopes: readonly Slope[]): boolean {
  const [first] = slopes as [Slope];
  const few = slopes.slice(0, 3);
  const { run, read } = first;
  const behind = new Set(reachable(afterNodes(run, [parameter])));
  const orders = [...run.events.keys()].filter((order) => {
    const event = run.events[order]!;
    return event.numbers && isRead(event, behind) && !isRead(event, read);
  });
  const differences = new Set(
    few
      .map(({ run: { values }, read: all }) => {
        const nodes = [...all].filter(({ op }) => op === "subtract");
        const trace = evaluate(nodes, values);
        return nodes.map((node) => trace.get(node)!.data);
      })
      .reduce<Float64Array[][]>((rows, row) => row.map((data, at) => [...(rows[at] ?? []), data]), [])
      .map((numbers) => signed(numbers).signature),
  );
  const trueAt = trueOrders(few, orders);
  return [...trueAt.keys()].some((order) => {
    const numbers = few.map((slope) => slope.run.events[order]!.numbers!);
    // what is the same everywhere is in proportion to all that is
    if (numbers.every((one) => textOf(one) === textOf(numbers[0]!))) return false;
    return !differences.has(signed(numbers).signature);
  });
}

/**
 * The statement that several wrong parameters have in common: the last that sets what the first false quantities of all
 * of them read. It may be a derivative itself, and not by what they take it for.
 */
export function commonCause(
  source: Source,
  causes: readonly [Statement, ...Statement[]],
): Statement | undefined {
  const distinct = [...new Set(causes)];
  if (distinct.length < 2) return undefined;
  const block = source.blockOf(causes[0]);
  const reads = distinct.map(
    (one) => new Set([...walk([one])].flatMap((part) => (part.kind === "name" ? [part.name] : []))),
  );
  const before = block.slice(
    0,
    Math.min(...distinct.map((one) => (block.includes(one) ? block.indexOf(one) : Infinity))),
  );
  return before.findLast(
    (one) =>
      one.kind === "assign" &&
      one.targets.some((target) => target.kind === "name" && reads.every((names) => names.has(target.name))),
  );
}

/** The nodes of a quantity: one, or those of the numbers in a list; a number that is not recorded has none. */
const quantityOf = (event: Event | undefined): readonly (Node | undefined)[] =>
  event?.elements ?? [event?.node];

const nodesOf = (event: Event): Node[] => quantityOf(event).filter((one) => one !== undefined);

/** Whether all recorded numbers of a list are of some kind. */
const isListOf = (event: Event, is: (node: Node) => boolean): boolean => nodesOf(event).every(is);

/** Whether a quantity is among those that something is computed from. */
const isRead = (event: Event, read: ReadonlySet<Node>): boolean =>
  nodesOf(event).length > 0 && isListOf(event, (one) => read.has(one));

/** The sign that derivatives have in this program: that of those by which right parameters are moved. */
function usualSign(
  run: StepRun,
  trueAt: ReadonlyMap<number, number>,
  good: readonly Parameter[],
): number | undefined {
  const roots = afterNodes(run, good);
  const behind = new Set(reachable(roots));
  let sum = 0;
  for (const [order, sign] of trueAt) if (isRead(run.events[order]!, behind)) sum += sign;
  return sum === 0 ? undefined : Math.sign(sum);
}

/** The differences between what the loss reads and what it does not move: an error flows back from them. */
const residuals = (behind: ReadonlySet<Node>, read: ReadonlySet<Node>): Node[] =>
  [...behind].filter(
    ({ op, operands }) =>
      op === "subtract" &&
      operands.some((one) => one.operands.length > 0 && read.has(one)) &&
      operands.every((one) => one.op !== "number"),
  );

/** Some nodes with all that is computed from them among others. */
function withUsers(some: ReadonlySet<Node>, others: Iterable<Node>): Set<Node> {
  const found = new Set(some);
  for (const node of [...others].sort((a, b) => a.id - b.id))
    if (node.operands.some((one) => found.has(one))) found.add(node);
  return found;
}

/** The numbers of an event over all points, told apart to seven digits. */
const exactly = (slopes: readonly Slope[], order: number): string =>
  slopes.map(({ run }) => textOf(run.events[order]?.numbers ?? new Float64Array())).join(";");

const textOf = (numbers: Float64Array): string =>
  `${numbers.length}:${Array.from(numbers.subarray(0, mostCompared), (one) => one.toPrecision(7)).join()}`;

const mostPairs = 300;

/** The derivatives of the step's quantities by those of their own shape behind them, element by element. */
function localDerivatives(slopes: readonly Slope[]): Set<string> {
  const tables = slopes.map(({ run, read }) => {
    const nodes = [...new Set(run.events.flatMap(({ node }) => (node && read.has(node) ? [node] : [])))];
    const rows = new Map<string, string>();
    for (const [at, of] of nodes.entries()) {
      if (rows.size > mostPairs) break;
      const behind = new Set(reachable([of]));
      const by = nodes.slice(0, at).filter((one) => behind.has(one) && sameShape(one.shape, of.shape));
      // what is a quantity of the step is no false derivative either
      rows.set(String(at), textOf(evaluate([of], run.values).get(of)!.data));
      if (by.length === 0) continue;
      const adjoint = adjoints(run.graph, of.shape.length > 0 ? run.graph.sum(of) : of, by);
      const trace = evaluate(
        by.map((one) => adjoint.get(one)!),
        run.values,
      );
      for (const [k, one] of by.entries()) rows.set(`${at},${k}`, textOf(trace.get(adjoint.get(one)!)!.data));
    }
    return rows;
  });
  const [first, ...others] = tables;
  return new Set(
    [...first!].map(([key, text]) => [text, ...others.map((table) => table.get(key) ?? "")].join(";")),
  );
}

/**
 * Which of the events are, up to one constant over all points, the loss's derivative by a quantity of the step; told
 * with the constant's sign.
 */
function trueOrders(slopes: readonly Slope[], orders: readonly number[]): Map<number, number> {
  const known = new Map<string, number>();
  for (const { signature, sign } of derivatives(slopes))
    if (!known.has(signature)) known.set(signature, sign);
  const found = new Map<number, number>();
  for (const order of orders) {
    const numbers = slopes.map(({ run }) => run.events[order]?.numbers);
    if (numbers.some((one) => !one)) continue;
    const { signature, sign } = signed(numbers as Float64Array[]);
    const other = known.get(signature);
    if (other !== undefined) found.set(order, sign * other);
  }
  return found;
}

/** The quantities that a gradient's name may speak of: `dZ1` of `Z1`, `grad_h` of `h`, `hidden_delta` of `hidden`. */
function claimed(target: string): string[] {
  const plain = lastPart(target);
  const names = [
    plain.replace(/^d_?L_?d_?|^d_L_d_|^dE_?d/, ""),
    plain.replace(/^d_?/, ""),
    plain.replace(/^(grad|gradient|delta|err|error)_/i, ""),
    plain.replace(/_(grad|gradient|delta)$/i, ""),
  ];
  return names.filter((one) => one !== plain && one !== "");
}

const lastPart = (target: string): string => target.replace(/\[…\]/g, "").split(".").pop()!;

/**
 * Whether a quantity is the derivative that its name claims: undefined where its name claims none that the loss is
 * computed from.
 */
function claimsOf(slopes: readonly Slope[]): (order: number) => boolean | undefined {
  const byName = new Map<string, Set<string>>();
  for (const { signature, name } of derivatives(slopes)) {
    const key = lastPart(name).toLowerCase();
    byName.set(key, (byName.get(key) ?? new Set()).add(signature));
  }
  return (order) => {
    const numbers = slopes.map(({ run }) => run.events[order]?.numbers);
    if (numbers.some((one) => !one)) return undefined;
    const known = claimed(slopes[0]!.run.events[order]!.target).flatMap(
      (one) => byName.get(one.toLowerCase()) ?? [],
    );
    const { signature } = signed(numbers as Float64Array[]);
    const size = `${joined(numbers as Float64Array[]).length}:`;
    const told = known.flatMap((one) => [...one]).filter((one) => one.startsWith(size));
    return told.length === 0 ? undefined : told.includes(signature);
  };
}

interface Signed {
  readonly signature: string;
  readonly sign: number;
}

/** Numbers over all points without their common factor: two quantities in proportion have one signature. */
function signed(numbers: readonly Float64Array[]): Signed {
  const all = joined(numbers);
  const size = norm(all);
  const first = all.find((one) => Math.abs(one) > 1e-9 * size) ?? 0;
  const sign = Math.sign(first);
  const shown = Array.from(all.subarray(0, mostCompared), (one) =>
    (size === 0 ? 0 : (sign * one) / size).toFixed(7),
  );
  return { signature: `${all.length}:${shown.join().replaceAll("-0.0000000", "0.0000000")}`, sign };
}

/** The signatures of the loss's derivatives by all that it is computed from and that has a name. */
function derivatives(slopes: readonly Slope[]): (Signed & { readonly name: string })[] {
  const [first] = slopes;
  const orders = [...first!.run.events.keys()].filter((order) => {
    return isRead(first!.run.events[order]!, first!.read);
  });
  const paths = [...first!.run.variables].flatMap(([path, { node }]) =>
    first!.read.has(node) ? [path] : [],
  );
  const rows = slopes.map(({ run, found }) => {
    const quantities = [
      ...paths.map((path) => [run.variables.get(path)!.node]),
      ...orders.map((order) => quantityOf(run.events[order])),
    ];
    const distinct = [...new Set(quantities.flat().filter((one) => one !== undefined))];
    const adjoint = adjoints(run.graph, found.node, distinct);
    const trace = evaluate(
      distinct.map((node) => adjoint.get(node)!),
      run.values,
    );
    return quantities.map((nodes) =>
      nodes.every((one) => one !== undefined)
        ? joined(nodes.map((node) => trace.get(adjoint.get(node)!)!.data))
        : undefined,
    );
  });
  const names = [...paths, ...orders.map((order) => first!.run.events[order]!.target)];
  return rows[0]!.flatMap((_, at) => {
    const numbers = rows.map((row) => row[at]);
    if (numbers.some((one) => !one)) return [];
    return [{ ...signed(numbers as Float64Array[]), name: names[at]! }];
  });
}
