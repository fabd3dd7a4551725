import { adjoints } from "../../calculus/adjoints.ts";
import type { Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import type { Statement } from "../../lift/python/syntax.ts";
import { evaluate } from "../../run/evaluate.ts";
import { proportion, steady } from "../gradient.ts";
import type { Parameter } from "../program.ts";
import type { Event, StepRun } from "../step.ts";
import type { Slope } from "../verdict.ts";
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

const mostCompared = 60;

/** The statements behind a wrong step, the likeliest cause first. */
export function suspectsOf(source: Source, parameter: Parameter, slopes: readonly Slope[]): Suspect[] {
  const [first] = slopes;
  if (!first) return [];
  const { run, read } = first;
  const roots = parameter.members.flatMap((path) => run.after.get(path)!.node ?? []);
  const behind = new Set(reachable(roots));
  const isBackward = ({ node, kind, target }: Event): boolean =>
    kind !== "called" && (node ? behind.has(node) && !read.has(node) : target.includes("[…]"));
  const orders = [...run.events.keys()].filter((order) => isBackward(run.events[order]!));
  const derivatives = trueOrders(slopes.slice(0, 3), orders);
  const carriers = new Set([
    ...[...derivatives].flatMap((order) => run.events[order]!.node ?? []),
    ...residuals(behind, read),
  ]);
  const carries = (node: Node): boolean => reachable([node]).some((one) => carriers.has(one));
  const suspects = new Map<Statement, Suspect>();
  let isFirst = true;
  for (const order of orders) {
    const event = run.events[order]!;
    const statement = source.statementAt(event.span);
    if (!statement) continue;
    const isTrue = derivatives.has(order);
    const isFalse =
      event.node !== undefined && !isTrue && carries(event.node) && looksLikeAdjoint(run, read, event);
    const known = suspects.get(statement);
    const isFirstFalse = isFirst && isFalse;
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
        : one.isTrue
          ? 4
          : one.statement.kind === "return"
            ? 3
            : 2;
  return [...suspects.values()].sort((a, b) => score(a) - score(b) || b.order - a.order);
}

/** The differences between what the loss reads and what it does not move: an error flows back from them. */
const residuals = (behind: ReadonlySet<Node>, read: ReadonlySet<Node>): Node[] =>
  [...behind].filter(
    ({ op, operands }) =>
      op === "subtract" &&
      operands.some((one) => one.operands.length > 0 && read.has(one)) &&
      operands.every((one) => one.op !== "number"),
  );

/** Whether a value has the size of something that the loss is computed from, itself no plain number. */
function looksLikeAdjoint(run: StepRun, read: ReadonlySet<Node>, event: Event): boolean {
  const size = event.numbers?.length ?? 0;
  return run.events.some((one) => one.node && read.has(one.node) && one.numbers?.length === size);
}

/** Which of the events are, up to one constant over all points, the loss's derivative by a quantity of the step. */
function trueOrders(slopes: readonly Slope[], orders: readonly number[]): Set<number> {
  const tables = slopes.map(derivativesAt);
  const [first] = tables;
  const found = new Set<number>();
  if (!first || tables.some((table) => table.length !== first.length)) return found;
  for (const order of orders) {
    const events = slopes.map(({ run }) => run.events[order]);
    if (events.some((one) => !one?.numbers)) continue;
    const matches = first.some((_, index) =>
      Boolean(steady(events.map((one, at) => proportion(one!.numbers!, tables[at]![index]!)))),
    );
    if (matches) found.add(order);
  }
  return found;
}

/** The loss's derivatives by all that it is computed from and that has a name or a shape of its own. */
function derivativesAt({ run, found, read }: Slope): Float64Array[] {
  const named = run.events.flatMap((one) =>
    one.node && read.has(one.node) && one.node !== found.node ? [one.node] : [],
  );
  const variables = [...run.variables.values()].map((one) => one.node).filter((node) => read.has(node));
  const nodes = [...new Set([...variables, ...named])].slice(0, mostCompared);
  const adjoint = adjoints(run.graph, found.node, nodes);
  const roots = nodes.map((node) => adjoint.get(node)!);
  const trace = evaluate(roots, run.values);
  return roots.map((node) => trace.get(node)!.data);
}
