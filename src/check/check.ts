import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { type DocumentCell, readCells } from "../lift/cells.ts";
import { type ComparedOutputs, compareOutput } from "../lift/outputs.ts";
import type { Machine } from "../lift/python/machine.ts";
import { runCells } from "../lift/python/run.ts";
import type { Expression } from "../lift/python/syntax.ts";
import { exchanged, sameSpan, walk } from "../lift/python/walk.ts";
import { lossText } from "./loss-name.ts";
import { type Program, programOf } from "./program.ts";
import { changedBody, findRepair, type Repair } from "./repair.ts";
import { alreadyUpdated, explainAlreadyUpdated } from "./rules/already-updated.ts";
import { explainStale, type Placed, type StaleRead, staleReads } from "./rules/stale-data.ts";
import { stoppingTests } from "./rules/stopping-test.ts";
import { explainUpdate } from "./rules/updates.ts";
import { snapshotOf } from "./state.ts";
import type { Loop, LoopStatement } from "./step.ts";
import { asDoubtful, isDoubtful, type Judged, judged, type Verdict } from "./verdict.ts";

export interface CheckedParameter extends Verdict {
  /** Where the program updates it. */
  readonly span: Span;
}

export interface CheckedProgram {
  readonly span: Span;
  readonly loss: { readonly name: string; readonly span: Span; readonly text: string };
  /** The loss in the field's words: `half squared error`. */
  readonly descends: { readonly text: string; readonly same: boolean };
  readonly parameters: readonly CheckedParameter[];
}

/** All that is known of one file. Spans are offsets in its text. */
export interface CheckedFile {
  readonly path: string;
  readonly text: string;
  readonly programs: readonly CheckedProgram[];
  readonly outputs: ComparedOutputs;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a document or program, runs its Python, compares what it prints, and judges its training loops. */
export function checkFile(path: string, text: string): CheckedFile {
  const { cells, diagnostics: unread } = readCells(path, text);
  const loops = new Map<LoopStatement, Loop>();
  let machine: Machine | undefined;
  const ran = runCells(cells, {
    ready: (made) => {
      machine = made;
    },
    hooks: {
      pass: (statement, pass, scope) => {
        if (pass > 0 || loops.has(statement as LoopStatement) || loops.size >= mostLoops) return;
        const loop = statement as LoopStatement;
        loops.set(loop, { statement: loop, scope, snapshot: snapshotOf(machine!, scope, loop.body) });
      },
    },
  });
  const diagnostics: Diagnostic[] = [...unread, ...ran.diagnostics];
  const placed: Placed[] = cells.flatMap((cell, at) =>
    ran.cells[at]!.statements.map((statement) => ({ statement, offset: cell.offset })),
  );
  const programs: CheckedProgram[] = [];
  const found: { program: Program; cell: DocumentCell }[] = [];
  for (const one of loops.values()) {
    const at = Math.max(
      0,
      cells.findIndex((_, k) => [...walk(ran.cells[k]!.statements)].includes(one.statement)),
    );
    const cell = cells[at]!;
    diagnostics.push(...stoppingTests(one.statement, cell.offset));
    const program = programOf(ran.machine, one);
    if (program) found.push({ program, cell });
  }
  for (const { program, cell } of found) {
    if (found.some((other) => isInside(other.program, program))) continue;
    const checked = new ProgramCheck(ran.machine, program, cell, placed).run();
    programs.push(checked.program);
    diagnostics.push(...checked.diagnostics);
  }
  const outputs = joined(
    cells.map((cell, at) =>
      compareOutput(cell.shown, ran.cells[at]!.output, ran.cells[at]!.failed ? "the cell failed" : undefined),
    ),
  );
  diagnostics.push(...differing(outputs, ran.machine.numpy.drewUnseeded));
  return { path, text, programs, outputs, diagnostics: inOrder(diagnostics) };
}

/** Whether a program's loop lies in another's and moves the same parameters: then its passes are the steps. */
const isInside = (inner: Program, outer: Program): boolean =>
  inner !== outer &&
  [...walk(outer.loop.statement.body)].includes(inner.loop.statement) &&
  inner.parameters.some((one) => outer.parameters.some((other) => other.path === one.path));

const mostLoops = 60;
const inOrder = (all: readonly Diagnostic[]): Diagnostic[] =>
  [...all].sort((a, b) => a.span.from - b.span.from);

function joined(all: readonly ComparedOutputs[]): ComparedOutputs {
  return {
    printed: all.reduce((sum, one) => sum + one.printed, 0),
    reproduced: all.reduce((sum, one) => sum + one.reproduced, 0),
    differing: all.flatMap((one) => one.differing),
    notRun: all.flatMap((one) => one.notRun),
  };
}

/** Lines that the cells do not print any more; numbers drawn without a seed are others each time, and no fault. */
const differing = (outputs: ComparedOutputs, unseeded: boolean): Diagnostic[] =>
  outputs.differing.map(({ offset, printed, recomputed }) => ({
    code: unseeded ? "output/not-reproducible" : "output/differs",
    severity: unseeded ? "info" : "warning",
    span: { from: offset, to: offset + printed.length },
    message: unseeded
      ? "this line cannot be recomputed: random numbers are drawn without a seed"
      : "this printed line is not what the cell prints",
    why: recomputed === "" ? "The cell prints fewer lines." : `The cell prints: ${recomputed.trim()}`,
    ...(unseeded && { hint: "Seed the generator, np.random.seed(0), and run the document again." }),
  }));

/** One program's verdicts, and the faults and repairs behind them. */
class ProgramCheck {
  readonly #judged: Judged;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly cell: DocumentCell,
    readonly placed: readonly Placed[],
  ) {
    this.#judged = judged(machine, program);
  }

  run(): { program: CheckedProgram; diagnostics: Diagnostic[] } {
    const { verdicts } = this.#judged;
    const stale = staleReads(this.placed, this.program.loop.statement);
    const diagnostics = stale.length > 0 ? this.#stale(stale) : this.#wrong();
    if (isDoubtful(verdicts) && !diagnostics.every((one) => one.fix?.verified)) {
      return { program: this.#checked(verdicts.map(asDoubtful)), diagnostics: [] };
    }
    return { program: this.#checked(verdicts), diagnostics: [...diagnostics, ...this.#uneven(verdicts)] };
  }

  #moved({ from, to }: Span): Span {
    return { from: from + this.cell.offset, to: to + this.cell.offset };
  }

  #checked(verdicts: readonly Verdict[]): CheckedProgram {
    const { loop, loss, parameters } = this.program;
    const statement = this.#statementText(loss.span);
    return {
      span: this.#moved(loop.statement.span),
      loss: { name: loss.name, span: this.#moved(loss.span), text: statement.replace(/^[^=]*=\s*/, "") },
      descends: {
        text: lossText(loss.node) ?? `\`${loss.name}\` as written`,
        same: verdicts.every((one) => one.kind === "right" || one.kind === "scaled"),
      },
      parameters: verdicts.map((verdict, at) => ({
        ...verdict,
        span: this.#moved(parameters[at]!.update.span),
      })),
    };
  }

  #statementText(span: Span): string {
    const { source } = this.cell;
    for (const part of walk(this.program.loop.statement.body)) {
      if (
        (part.kind === "assign" || part.kind === "update") &&
        part.span.from <= span.from &&
        part.span.to >= span.to
      )
        return source.slice(part.span.from, part.span.to);
    }
    return source.slice(span.from, span.to);
  }

  /** Whether the program with these changes is right in all parameters. */
  #allRight(body: Parameters<typeof judged>[2]): boolean {
    return judged(this.machine, this.program, body).verdicts.every(
      (one) => one.kind === "right" || one.kind === "scaled",
    );
  }

  #stale(reads: readonly StaleRead[]): Diagnostic[] {
    const byName = (expression: Expression): Expression | undefined => {
      const read =
        expression.kind === "name"
          ? reads.find((one) => one.spans.some((span) => sameSpan(span, expression.span)))
          : undefined;
      return read && expression.kind === "name" ? { ...expression, name: read.meant } : undefined;
    };
    const spans = reads.flatMap((one) => one.spans);
    const body = exchanged(this.program.loop.statement.body, spans, byName);
    return explainStale(
      reads,
      this.cell.offset,
      (span) => this.#statementText(span).split("#")[0]!.trim(),
      this.#allRight(body),
    );
  }

  #wrong(): Diagnostic[] {
    const { loop, parameters, loss } = this.program;
    const found: { at: number; repair: Repair | undefined }[] = [];
    for (const [at, verdict] of this.#judged.verdicts.entries()) {
      if (verdict.kind === "wrong")
        found.push({ at, repair: findRepair(this.machine, this.program, this.#judged, parameters[at]!) });
    }
    const repairs = found.flatMap((one) => one.repair ?? []);
    const verified =
      repairs.length > 0 &&
      found.every((one) => one.repair) &&
      this.#allRight(
        changedBody(
          loop.statement.body,
          repairs.flatMap((one) => one.changes),
        ),
      );
    const seen = new Set<string>();
    return found.flatMap(({ at, repair }) => {
      const early = repair ? undefined : alreadyUpdated(this.program, parameters[at]!);
      const diagnostic = early
        ? explainAlreadyUpdated(
            early,
            parameters[at]!,
            this.cell.source,
            this.cell.offset,
            loss.name,
            this.#allRight(early.body),
          )
        : explainUpdate(
            parameters[at]!,
            this.#judged.verdicts[at]!,
            repair,
            this.cell.source,
            this.cell.offset,
            loss.name,
            verified,
          );
      // one cause behind several parameters is said once
      const key = `${diagnostic.span.from}:${diagnostic.fix?.text ?? diagnostic.message}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [diagnostic];
    });
  }

  #uneven(verdicts: readonly Verdict[]): Diagnostic[] {
    const scales = verdicts
      .filter((one) => one.kind === "right" || one.kind === "scaled")
      .map((one) => one.scale!);
    const [first] = scales;
    if (first === undefined || scales.every((one) => Math.abs(one - first) <= 1e-5 * Math.abs(first)))
      return [];
    const { loss, loop } = this.program;
    return [
      {
        code: "update/uneven-scale",
        severity: "warning",
        span: this.#moved(loss.span),
        message: `the parameters follow the gradient of \`${loss.name}\` at different rates`,
        why: `Their steps are ${verdicts
          .filter((one) => one.scale !== null)
          .map((one) => `${one.path}: ${Number(one.scale!.toPrecision(4))}`)
          .join(", ")} times the rate and the gradient: a factor such as 1/N is missing from some of them.`,
        related: [
          {
            span: this.#moved({ from: loop.statement.span.from, to: loop.statement.span.from + 3 }),
            message: "in this loop",
          },
        ],
      },
    ];
  }
}

/** A text with the verified fixes of its diagnostics made; every byte elsewhere stays. */
export function applyFixes({ text, diagnostics }: CheckedFile): { text: string; made: number } {
  const edits = new Map<string, Edit>();
  let made = 0;
  for (const { fix } of diagnostics) {
    if (!fix?.verified) continue;
    const fresh = fix.edits.filter((edit) => !edits.has(`${edit.span.from}:${edit.span.to}`));
    if (fresh.length === 0) continue;
    made++;
    for (const edit of fresh) edits.set(`${edit.span.from}:${edit.span.to}`, edit);
  }
  const ordered = [...edits.values()].sort((a, b) => b.span.from - a.span.from);
  return {
    text: ordered.reduce(
      (whole, { span, replacement }) => whole.slice(0, span.from) + replacement + whole.slice(span.to),
      text,
    ),
    made,
  };
}
