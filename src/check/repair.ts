import type { Span } from "../base/span.ts";
import type { Node } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { asRaised, OutOfBudget } from "../lift/python/failure.ts";
import type { Machine } from "../lift/python/machine.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { exchanged, sameSpan, walk } from "../lift/python/walk.ts";
import type { Candidate, Program } from "./program.ts";
import { runStep } from "./step.ts";
import { close, type Judged, type Point } from "./verdict.ts";

/** One small change of the source: an expression for another. */
export interface Change {
  readonly span: Span;
  readonly replacement: Expression;
  /** The new text of the expression. */
  readonly text: string;
  readonly rule: "target" | "gradient" | "operand" | "sign" | "factor" | "surplus";
  /** Of a surplus factor: where it stands, and where the rest of its product does. */
  readonly dropped?: Span;
  readonly kept?: Span;
  readonly from: string;
  readonly to: string;
}

export interface Repair {
  readonly statement: Statement;
  readonly changes: readonly Change[];
}

const mostTrials = 1600;

/** The smallest change that makes a wrong parameter's step the gradient's, tried out at the program's own points. */
export function findRepair(
  machine: Machine,
  program: Program,
  judged: Judged,
  candidate: Candidate,
): Repair | undefined {
  const search = new Search(machine, program, judged, candidate);
  for (const repair of search.proposals()) if (search.mends(repair)) return repair;
  return undefined;
}

/** The loop's body with changes made. */
export const changedBody = (body: readonly Statement[], changes: readonly Change[]): readonly Statement[] =>
  exchanged(
    body,
    changes.map((one) => one.span),
    (expression) => changes.find((one) => sameSpan(one.span, expression.span))?.replacement,
  );

class Search {
  readonly #statements: readonly Statement[];
  readonly #names: readonly string[];
  #trials = 0;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
    readonly candidate: Candidate,
  ) {
    this.#statements = [...walk(program.loop.statement.body)].filter(
      (one): one is Statement => one.kind === "assign" || one.kind === "update",
    );
    const { first } = program;
    const numeric = new Set<string>([
      ...first.events.filter((one) => one.numbers && /^\w+$/.test(one.target)).map((one) => one.target),
      ...[...first.variables.keys()].filter((path) => /^\w+$/.test(path)),
    ]);
    this.#names = [...numeric].sort((a, b) => this.#distance(a) - this.#distance(b));
  }

  /** How far a name is from speaking of the parameter. */
  #distance(name: string): number {
    const { path } = this.candidate;
    return name === path ? 0 : name.endsWith(path) ? 1 : name.includes(path) ? 2 : 3;
  }

  /** Changes to try: of the update itself, one and then two names; then of what it is computed from. */
  *proposals(): Generator<Repair> {
    const update = this.#statementAt(this.candidate.update.span);
    if (update) {
      const names = this.#namesIn(update);
      for (const name of names)
        for (const change of this.#exchanges(name, update)) yield { statement: update, changes: [change] };
      for (const [at, a] of names.entries()) {
        for (const b of names.slice(at + 1)) {
          if (a.name === b.name) continue;
          for (const x of this.#exchanges(a, update))
            for (const y of this.#exchanges(b, update)) yield { statement: update, changes: [x, y] };
        }
      }
      yield* this.#signs(update);
    }
    for (const statement of this.#backward()) {
      yield* this.#signs(statement);
      for (const name of this.#namesIn(statement))
        for (const change of this.#exchanges(name, statement)) yield { statement, changes: [change] };
      yield* this.#products(statement);
      yield* this.#factors(statement);
    }
  }

  #statementAt(span: Span): Statement | undefined {
    return this.#statements.find((one) => one.span.from <= span.from && one.span.to >= span.to);
  }

  /** The statements that the update is computed from and the loss is not, the last first. */
  #backward(): Statement[] {
    const { first, loss } = this.program;
    const forward = new Set<Node>(reachable([loss.node]));
    const behind = new Set<Node>(
      reachable([first.after.get(this.candidate.path)!.node].filter((one): one is Node => one !== undefined)),
    );
    const spans = first.events
      .filter((one) => one.node && behind.has(one.node) && !forward.has(one.node))
      .map((one) => one.span);
    const constants = first.events.filter((one) => !one.node && one.numbers).map((one) => one.span);
    return this.#statements
      .filter((one) =>
        [...spans, ...constants].some((span) => one.span.from <= span.from && one.span.to >= span.to),
      )
      .reverse();
  }

  #value(statement: Statement): Expression | undefined {
    return statement.kind === "assign" || statement.kind === "update" ? statement.value : undefined;
  }

  #namesIn(statement: Statement): Extract<Expression, { kind: "name" }>[] {
    const value = this.#value(statement);
    if (!value) return [];
    const called = new Set<Expression>();
    for (const one of walk(value)) if (one.kind === "call") called.add(one.callee);
    return [...walk(value)].filter(
      (one): one is Extract<Expression, { kind: "name" }> =>
        one.kind === "name" && one.name !== this.judged.rateName && !called.has(one),
    );
  }

  *#exchanges(name: Extract<Expression, { kind: "name" }>, statement: Statement): Generator<Change> {
    const isUpdate = statement === this.#statementAt(this.candidate.update.span);
    for (const other of this.#names) {
      if (other === name.name || other === this.judged.rateName) continue;
      const rule = !isUpdate ? "operand" : other === this.candidate.path ? "target" : "gradient";
      yield {
        span: name.span,
        replacement: { ...name, name: other },
        text: other,
        rule,
        from: name.name,
        to: other,
      };
    }
  }

  *#signs(statement: Statement): Generator<Repair> {
    const value = this.#value(statement);
    if (!value) return;
    for (const one of walk(value)) {
      if (one.kind !== "binary" || (one.operator !== "+" && one.operator !== "-")) continue;
      const operator = one.operator === "+" ? "-" : "+";
      yield {
        statement,
        changes: [
          {
            span: one.span,
            replacement: { ...one, operator },
            text: "",
            rule: "sign",
            from: one.operator,
            to: operator,
          },
        ],
      };
    }
  }

  /** A factor left out of a product. */
  *#products(statement: Statement): Generator<Repair> {
    const value = this.#value(statement);
    if (!value) return;
    for (const one of walk(value)) {
      if (one.kind !== "binary" || one.operator !== "*") continue;
      for (const [kept, dropped] of [
        [one.left, one.right],
        [one.right, one.left],
      ] as const) {
        yield {
          statement,
          changes: [
            {
              span: one.span,
              replacement: kept,
              text: "",
              rule: "surplus",
              from: "",
              to: "",
              dropped: dropped.span,
              kept: kept.span,
            },
          ],
        };
      }
    }
  }

  *#factors(statement: Statement): Generator<Repair> {
    const value = this.#value(statement);
    if (!value) return;
    for (const name of this.#names) {
      const factor: Expression = { kind: "name", name, span: { from: -1, to: -1 } };
      const replacement: Expression = {
        kind: "binary",
        operator: "*",
        left: value,
        right: factor,
        span: { from: -2, to: -2 },
      };
      yield {
        statement,
        changes: [{ span: value.span, replacement, text: "", rule: "factor", from: "", to: name }],
      };
    }
  }

  /** Whether the changed body moves the parameter along the gradient at two points of the program. */
  mends({ changes }: Repair): boolean {
    if (++this.#trials > mostTrials) return false;
    const body = changedBody(this.program.loop.statement.body, changes);
    return this.judged.points.slice(0, 3).every((point) => this.#agreesAt(point, body));
  }

  #agreesAt(point: Point, body: readonly Statement[]): boolean {
    const { rate } = this.judged;
    const { path } = this.candidate;
    try {
      const run = runStep(this.machine, this.program.loop, { replaced: point.replaced, record: false, body });
      const [start, after, gradient] = [
        run.start.get(path),
        run.after.get(path)?.numbers,
        point.gradients.get(path)!,
      ];
      if (!start || after?.length !== gradient.length || rate === undefined) return false;
      let [off, size] = [0, 0];
      for (const [at, slope] of gradient.entries()) {
        off += (after[at]! - start[at]! + rate * slope) ** 2;
        size += (rate * slope) ** 2;
      }
      return size > 0 && off <= close * close * size;
    } catch (failure) {
      if (asRaised(failure) || failure instanceof OutOfBudget) return false;
      throw failure;
    }
  }
}
