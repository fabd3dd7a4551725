import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Language } from "../lift/language.ts";
import type { Machine, Patch } from "../lift/machine.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { sameSpan, walk } from "../lift/python/walk.ts";
import type { Candidate } from "./candidate.ts";
import { knownForm } from "./causes.ts";
import type { CheckedParameter, CheckedProgram } from "./checked.ts";
import type { Driver } from "./drive/drivers.ts";
import { startOf } from "./gradient.ts";
import { memberPoints } from "./judge.ts";
import { type LaterPoint, laterPoints } from "./later.ts";
import { holdsGradient } from "./optimizer.ts";
import type { Parameter } from "./parameter.ts";
import { pointsAhead } from "./points-ahead.ts";
import type { Program } from "./program.ts";
import { type Edit, together } from "./repair/edit.ts";
import { Search } from "./repair/search.ts";
import { Source } from "./repair/source.ts";
import { allRight } from "./repair/step-trials.ts";
import { followsLoss } from "./repair/suspects.ts";
import { neverUpdated } from "./rules/never-updated.ts";
import { notReset } from "./rules/not-reset.ts";
import { optimizerFaults } from "./rules/optimizer.ts";
import { explainStale, type StaleRead, staleReads } from "./rules/stale-data.ts";
import { unevenScale } from "./rules/uneven-scale.ts";
import { vanishing } from "./rules/vanishing.ts";
import { explainWrongStep } from "./rules/wrong-step.ts";
import type { Pass } from "./step.ts";
import { isGood, type Judged, type Verdict } from "./verdict.ts";

/** Where no parameter descends the loss, another one may be meant: alone that is no proof of a fault. */
const isDoubtful = (verdicts: readonly Verdict[]): boolean =>
  verdicts.every((one) => one.kind === "wrong" || one.kind === "unknown") &&
  verdicts.some((one) => one.kind === "wrong");

const asDoubtful = (verdict: Verdict): Verdict =>
  verdict.kind !== "wrong"
    ? verdict
    : {
        ...verdict,
        kind: "unknown",
        worst: null,
        reason: "no parameter descends this loss; another one may be meant",
      };

/** Whether several weights, each a number of its own, follow the loss beside a bias that does: the last neuron of a net. */
const isNeuron = ({ members }: Parameter, settled: number): boolean => members.length > 2 && settled > 1;

/** Whether a step goes straight up the gradient. */
const isAscent = ({ scale }: Verdict): boolean => scale !== null && scale < 0;

interface Told {
  readonly program: CheckedProgram;
  readonly diagnostics: readonly Diagnostic[];
}

interface ProgramResult extends Told {
  /** What is said with them once a change of the whole program has been tried. */
  readonly candidates: readonly Candidate[];
}

interface ProgramCheckOptions {
  /** What drives the program, where it does not run by itself. */
  readonly driver?: Pick<Driver, "kind" | "home"> | undefined;
  /** What explains all that is wrong, where it lies outside of the step. */
  readonly elsewhere?: (() => Diagnostic | undefined) | undefined;
  /** Whether no repair is looked for. */
  readonly isTrial?: boolean | undefined;
}

/** What stands for all that is wrong where no cause is looked for. */
const untried = ({ path, span }: Parameter): Diagnostic => ({
  code: "gradient/wrong",
  severity: "error",
  span,
  message: `the step of \`${path}\` is not along the gradient`,
});

/** One program's verdicts, and the faults and repairs behind them. */
export class ProgramCheck {
  readonly #source: Source;
  /** Whether a repair puts so little for so much that it proves no fault. */
  #isBold = false;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    /** Passes after the first. */
    readonly later: readonly Pass[],
    readonly judged: Judged,
    text: string,
    readonly statements: readonly Statement[],
    language: Language,
    readonly options: ProgramCheckOptions = {},
  ) {
    this.#source = new Source(text, statements, language);
  }

  run(): ProgramResult {
    const isOperation = this.options.driver?.kind === "operation";
    const cause = isOperation ? undefined : (this.#knownForm() ?? this.options.elsewhere?.());
    if (cause) return this.#caused(cause);
    if (this.options.isTrial && !this.judged.verdicts.every(isGood))
      return {
        program: this.#checked(this.judged.verdicts),
        diagnostics: [untried(this.judged.parameters[0]!)],
        candidates: [],
      };
    const { program, diagnostics } = isOperation ? this.#operation() : this.#step();
    const points = isOperation ? [] : this.#laterPoints();
    const sums = isOperation ? [] : notReset(this.#source, this.program, this.judged, points);
    const idle = isOperation
      ? []
      : neverUpdated(
          this.#source,
          this.program,
          this.judged,
          points.map(({ run }) => run),
        );
    const uneven = isOperation
      ? undefined
      : unevenScale(this.machine, this.#source, this.program, this.judged, this.options.isTrial);
    const isRead = this.machine.replaced.length === 0;
    const flat =
      isOperation || !isRead
        ? []
        : vanishing(
            this.program,
            points.map(({ run }) => run),
            this.judged.loss,
          );
    const still: CheckedParameter[] = idle.map(({ path, candidate }) => ({
      path,
      kind: "wrong",
      scale: null,
      worst: null,
      reason: "it is never updated",
      span: candidate.diagnostic.span,
    }));
    const lacking = this.judged.loss.stated ? uneven?.lacking : undefined;
    const parameters = program.parameters.map(
      (one): CheckedParameter =>
        one.path === lacking?.path
          ? { ...one, kind: "wrong", scale: null, reason: `the factor ${lacking.factor} is missing` }
          : one,
    );
    return {
      program: { ...program, parameters: [...parameters, ...still] },
      diagnostics: [...diagnostics, ...flat].map((one) => ({ ...one, span: this.#placed(one.span) })),
      candidates: [
        ...idle.map((one) => one.candidate),
        ...sums,
        ...(uneven ? [uneven] : []),
        ...(isOperation ? [] : this.#optimizer()),
      ],
    };
  }

  /** What one place outside of the step explains. */
  #caused(cause: Diagnostic): ProgramResult {
    const verdicts = this.judged.verdicts.map(
      (one): Verdict => (isGood(one) ? one : { ...one, kind: "wrong" }),
    );
    return { program: this.#checked(verdicts), diagnostics: [cause], candidates: [] };
  }

  #knownForm(): Diagnostic | undefined {
    if (this.options.isTrial) return undefined;
    return knownForm(this.machine, this.#source, this.program, this.judged);
  }

  #laterPoints(): readonly LaterPoint[] {
    this.#points ??= laterPoints(this.machine, this.program, this.judged, this.later);
    return this.#points;
  }

  #points: readonly LaterPoint[] | undefined;

  /** Where something is, or where what is driven is defined. */
  #placed(span: Span): Span {
    return span.from < 0 ? this.options.driver!.home : span;
  }

  /**
   * One operation of a net: what it hands back may have any sign and scale, and be no derivative at all, unless another
   * of its results is one or a repair makes it one.
   */
  #operation(): Told {
    const { verdicts } = this.judged;
    const softened = verdicts.map((one) => (isAscent(one) ? asDoubtful(one) : one));
    if (!softened.some((one) => one.kind === "wrong"))
      return { program: this.#checked(softened), diagnostics: [] };
    const diagnostics = this.#wrong().filter(({ code }) => code !== "update/sign");
    const isProven = diagnostics.length > 0 && diagnostics.every((one) => one.fix?.verified) && !this.#isBold;
    return isProven || verdicts.some(isGood)
      ? { program: this.#checked(softened), diagnostics }
      : { program: this.#checked(softened.map(asDoubtful)), diagnostics: [] };
  }

  #step(): Told {
    const { verdicts } = this.judged;
    const { loop } = this.program.pass;
    const stale = loop ? staleReads(this.#inFileOf(loop), loop) : [];
    const diagnostics = stale.length > 0 ? this.#stale(stale) : this.#wrong();
    const isProven = diagnostics.length > 0 && diagnostics.every((one) => one.fix?.verified) && !this.#isBold;
    // against a loss that was only inferred, a repair that makes all right is the proof, or a step straight up
    const isSettled = isProven || verdicts.every(isGood) || this.#hasRightMatrix();
    if (!this.judged.loss.stated && stale.length === 0 && !isSettled) {
      const kept = diagnostics.filter((one) => one.code === "update/sign");
      const softened = verdicts.map((one) =>
        one.kind === "wrong" && !isAscent(one) ? asDoubtful(one) : one,
      );
      return { program: this.#checked(softened), diagnostics: [...kept, ...this.#notDescended()] };
    }
    if (isDoubtful(verdicts) && !this.#isSettled(isProven))
      return { program: this.#checked(verdicts.map(asDoubtful)), diagnostics: [] };
    return {
      program: this.#checked(verdicts),
      diagnostics: [...diagnostics, ...this.#notDescended()],
    };
  }

  /** The statements of the file in which a place lies. */
  #inFileOf({ span }: Statement): Statement[] {
    const fileAt = (place: Span) => this.machine.neighbours?.fileAt(place.from);
    return this.statements.filter((one) => fileAt(one.span) === fileAt(span));
  }

  /** Whether a matrix follows the loss: outputs, targets and what flows back from them are then as inferred. */
  #hasRightMatrix(): boolean {
    const { parameters, verdicts } = this.judged;
    const { after } = this.program.first;
    // single numbers prove it together, where most of many follow the loss
    const right = verdicts.filter(isGood).length;
    if (right >= 4 && right >= 2 * verdicts.filter(({ kind }) => kind === "wrong").length) return true;
    // as do the weights of several neurons, each with its bias
    const neurons = parameters.filter((one, at) => isGood(verdicts[at]!) && one.members.length > 1);
    if (neurons.length > 1 && right >= 2 * neurons.length) return true;
    return parameters.some(
      (one, at) =>
        isGood(verdicts[at]!) &&
        (isNeuron(one, right) ||
          one.members.some((path) => after.get(path)!.axes > 1) ||
          // a list of lists of numbers
          (one.members.length > 1 && one.members.every((path) => /\[\d+\]\[\d+\]$/.test(path)))),
    );
  }

  /** A repair that makes all parameters right proves a fault; so does a step straight up the gradient. */
  #isSettled(isProven: boolean): boolean {
    // a single number proves little: any step is along its gradient or against it
    const numbers = this.judged.parameters.reduce(
      (sum, one) => sum + startOf(this.program.first, one).length,
      0,
    );
    if (numbers < 2 && !this.judged.loss.stated) return false;
    return isProven || this.judged.verdicts.every(isAscent) || this.#begins();
  }

  /** Whether the backward pass begins along the stated loss, and no step has the whole gradient in it to do more with. */
  #begins(): boolean {
    const { loss, parameters, slopes } = this.judged;
    if (!loss.stated || slopes.length < 3) return false;
    const hasWhole = parameters.some((one) =>
      memberPoints(one, slopes).some(({ path, points }) => holdsGradient(path, points)),
    );
    return !hasWhole && parameters.some((one) => followsLoss(one, slopes));
  }

  #checked(verdicts: readonly Verdict[]): CheckedProgram {
    const { pass } = this.program;
    const { loss, parameters } = this.judged;
    return {
      span: this.#placed(pass.span),
      loss: this.#loss(),
      descends: {
        text: loss.text ?? `\`${loss.name}\` as written`,
        same: verdicts.every(isGood),
      },
      parameters: verdicts.map((verdict, at) => ({ ...verdict, span: this.#placed(parameters[at]!.span) })),
    };
  }

  #loss(): CheckedProgram["loss"] {
    const { name, span, stated } = this.judged.loss;
    if (span.from >= 0) return { name, span, stated, text: this.#lossText(span) };
    return {
      name,
      span: this.#placed(span),
      stated,
      text: "its outputs, each times the gradient handed back to it",
    };
  }

  /** The right-hand side by which the loss is set. */
  #lossText(span: Span): string {
    const statement = this.#source.statementAt(span);
    const whole = statement?.kind === "assign" || statement?.kind === "update" ? statement.span : span;
    return this.#source.textOf(whole).replace(/^[^=]*=\s*/, "");
  }

  #stale(reads: readonly StaleRead[]): Diagnostic[] {
    const meant = new Map<Expression, Expression>();
    for (const part of walk(this.program.pass.body)) {
      if (part.kind !== "name") continue;
      const read = reads.find((one) => one.spans.some((span) => sameSpan(span, part.span)));
      if (read) meant.set(part, { ...part, name: read.meant });
    }
    const verified = this.#allRight({ expressions: meant, blocks: new Map() });
    const textOf = (span: Span): string =>
      this.#source.textOf(this.#source.statementAt(span)!.span).split("#")[0]!.trim();
    return explainStale(reads, textOf, verified);
  }

  #wrong(): Diagnostic[] {
    const { verdicts, parameters, loss } = this.judged;
    const wrong = parameters.filter((_, at) => verdicts[at]!.kind === "wrong");
    if (wrong.length === 0) return [];
    const found = new Search(this.machine, this.program, this.judged, this.#source).findings(wrong);
    this.#isBold = found.some(({ repair }) =>
      repair?.edits.some((one) => one.isBold || this.#isCarried(one)),
    );
    const patch = together([...new Set(found.flatMap((one) => one.repair?.edits ?? []))]);
    const verified = found.every((one) => one.repair) && this.#allRight(patch);
    const seen = new Set<string>();
    return found.flatMap(({ parameters: mended, repair, cause }) => {
      const [parameter] = mended;
      const diagnostic = explainWrongStep(this.#source, {
        parameter: parameter!,
        verdict: verdicts[parameters.indexOf(parameter!)]!,
        repair,
        cause,
        loss,
        othersDescend: verdicts.some(isGood),
        verified,
      });
      // one cause behind several parameters is said once
      const key = `${diagnostic.span.from} ${diagnostic.code}`;
      if (!repair && cause && seen.has(key)) return [];
      seen.add(key);
      return [diagnostic];
    });
  }

  /** Whether what gives way is a state that steps carry on beside the parameters: the gradient is not looked for there. */
  #isCarried({ from }: Edit): boolean {
    const last = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
    const members = new Set(this.judged.parameters.flatMap((one) => one.members));
    return this.program.moved.some((path) => !members.has(path) && last(path) === last(from));
  }

  #allRight(patch: Patch | undefined): boolean {
    return patch !== undefined && allRight(this.machine, this.program, this.judged, patch);
  }

  /** What an optimiser carries from step to step, where the gradient that enters it is right. */
  #optimizer(): Candidate[] {
    const { parameters, verdicts } = this.judged;
    const points = this.#laterPoints();
    if (points.length < 2) return [];
    const found = parameters.flatMap((parameter, at) => {
      const [path] = parameter.members as [string];
      return isGood(verdicts[at]!)
        ? optimizerFaults(
            path,
            (isShifted) => pointsAhead(points, this.program, this.judged, parameter, path, isShifted),
            parameter.span,
            this.#source,
            this.options.isTrial,
          )
        : [];
    });
    const seen = new Set<string>();
    return found.filter(
      ({ diagnostic: { code, span } }) =>
        !seen.has(`${code} ${span.from}`) && seen.add(`${code} ${span.from}`),
    );
  }

  /** The steps are a gradient, but of another loss than the one that is stated. */
  #notDescended(): Diagnostic[] {
    const { verdicts, loss } = this.judged;
    const [stated] = this.program.stated;
    if (!stated || !verdicts.some((one) => one.kind === "other")) return [];
    return [
      {
        code: "loss/not-descended",
        severity: "warning",
        span: stated.span,
        message: `\`${stated.name}\` is computed, but the parameters descend the ${loss.text}`,
        why: `Their steps are the exact gradient of the ${loss.text} of the same outputs and targets, not of \`${stated.name}\`. Both have their minimum in the same place, so both fall.`,
        hint: `State the loss that is meant, or derive the steps from \`${stated.name}\`.`,
      },
    ];
  }
}
