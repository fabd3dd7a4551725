import { reachable } from "../../graph/walk.ts";
import type { Machine, Patch } from "../../lift/machine.ts";
import { Ndarray } from "../../lift/numpy/array.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Event } from "../events.ts";
import { afterNodes, moveOf, proportion, steady } from "../gradient.ts";
import { judge } from "../judge.ts";
import { enters } from "../optimizer.ts";
import type { Parameter } from "../parameter.ts";
import { type Program, tried } from "../program.ts";
import { type Slope, slopesOf } from "../slopes.ts";
import { runStep, stepsTaken } from "../step.ts";
import { decayReason, isGood, type Judged, stillReason } from "../verdict.ts";
import { atomsIn, rightOf } from "./atoms.ts";
import { Accuser, type Blame } from "./blame.ts";
import { Claims } from "./claims.ts";
import { type ConstantGradient, constantGradients } from "./constants.ts";
import { type Edit, type Rule, together } from "./edit.ts";
import { engineRules } from "./engine.ts";
import { factors, jacobians, products } from "./factors.ts";
import { fitting, holds, KnownOutcomes } from "./fit.ts";
import { keptValues } from "./kept.ts";
import { continued, earlyUpdates, overwritten, redirected, repeatedIndices, retargeted } from "./order.ts";
import { paths } from "./paths.ts";
import { shares, terms } from "./penalties.ts";
import { named, reindexed, replacements, type Vocabulary } from "./proposals.ts";
import { type Scene, scenesOf, settingsIn } from "./scene.ts";
import { signs } from "./signs.ts";
import type { Source } from "./source.ts";
import { commonCause, type Suspect, suspectsOf, toolsIn } from "./suspects.ts";
import { Vocabularies } from "./vocabulary.ts";

/** A change of the source that puts steps right. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly statement: Statement | undefined;
  /** The parameters that it puts right. */
  readonly mended: readonly Parameter[];
}

/** Of one or more wrong parameters the change that mends them, and the likeliest statement to be their cause. */
export interface Finding {
  readonly parameters: readonly Parameter[];
  readonly repair: Repair | undefined;
  readonly cause: Statement | undefined;
}

type Proposal = Omit<Repair, "mended">;

/** A step made ready for a search of causes. */
interface Staged {
  readonly scenes: readonly Scene[];
  readonly apart: ReadonlySet<number>;
  readonly claims: Claims;
}

interface Causes {
  readonly blames: readonly Blame[];
  readonly constants: readonly ConstantGradient[];
}

const noCauses: Causes = { blames: [], constants: [] };

/** With the gradients that no record leads to: whose name says what they are, first; an update that takes one, last. */
function withConstants(blames: readonly Blame[], constants: readonly ConstantGradient[]): readonly Blame[] {
  const at = blames.findIndex((one) => one.before);
  const before = at < 0 ? blames.length : at;
  return [
    ...constants.filter((one) => one.isNamed),
    ...blames.slice(0, before),
    ...constants.filter((one) => !one.isNamed),
    ...blames.slice(before),
  ];
}

/** How many likely causes are tried to be mended. */
const mostBlamed = 3;
/** How many changes that fit are tried on the whole step. */
const mostVerified = 12;
/** At how many statements a gradient may be gathered wrongly. */
const mostGathered = 20;
/** How many steps of the interpreter the candidates for one expression may take together. */
const mostFitted = 2_000_000;
/** At how many statements that write into items another array is tried. */
const mostWritten = 8;
const mostTrials = 2000;
/** How many changes of one statement are tried before those of the next. */
const atATime = 60;
/** How many changes are tried anywhere once a cause is known that none of its own mends. */
const fewTrials = 700;
/** How many steps of the interpreter all trials may take together. */
const mostSteps = 1_500_000;
/** How many more changes are tried for one that mends more parameters than the best so far. */
const patience = 500;
/** In how many statements a missing factor is looked for. */
const mostFactored = 6;
/** How many names are tried at one place where its value is known, and where the whole step is run for each. */
const mostNames = 120;
const fewNames = 20;
/** Arrays of more numbers are the grids of pictures and whole sets of data: only a step that reads one may need it. */
const vast = 20_000;
/** What counts random numbers is huge: beside it all else is rounding, so that it would seem to mend whatever it enters. */
const huge = 1e6;
/** How many names are tried at one place beside others at another. */
const mostPaired = 8;
/** Of how many wrong parameters a common cause is looked for. */
const mostShared = 4;

/** Searches the smallest changes of the source by which wrong parameters follow the gradient, the right ones still. */
export class Search {
  #trials = 0;
  #steps = 0;
  readonly #good: readonly Parameter[];
  /** With weight decay a step is no multiple of the gradient. */
  readonly #hasDecay: boolean;
  readonly #hasState: boolean;
  readonly #vocabularies: Vocabularies;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
    readonly source: Source,
  ) {
    const { parameters, verdicts } = judged;
    this.#good = parameters.filter((_, at) => isGood(verdicts[at]!));
    this.#hasDecay = verdicts.some(({ reason }) => reason === decayReason);
    this.#hasState = this.#hasDecay || hasState(program, parameters) || this.#isBent();
    const isVast = (name: string): boolean => {
      const value = machine.globals.names.get(name);
      if (typeof value === "number" || typeof value === "bigint") return Math.abs(Number(value)) > huge;
      return value instanceof Ndarray && value.size > vast;
    };
    this.#vocabularies = new Vocabularies(source, program.pass.body, judged.rate?.name, isVast);
  }

  /** Whether right parameters move otherwise than along the gradient: a state that the step itself begins is behind it. */
  #isBent(): boolean {
    const { slopes } = this.judged;
    return this.#good.some((one) =>
      slopes.some(({ run, gradients }) => {
        return proportion(moveOf(run, one)!, gradients.get(one.path)!) === undefined;
      }),
    );
  }

  /** What mends the wrong parameters: one change for all of them where there is one. */
  findings(wrong: readonly Parameter[]): Finding[] {
    const found: Finding[] = [];
    let left = [...wrong];
    while (left.length > 0) {
      const one = this.#find(left);
      found.push(one);
      left = left.filter((parameter) => !one.parameters.includes(parameter));
    }
    return found;
  }

  #find(wrong: readonly Parameter[]): Finding {
    const [first] = wrong as [Parameter];
    const early = earlyUpdates(this.source, this.program, this.judged, first);
    const kept = keptValues(this.source, this.program, this.judged, first);
    const moved = this.#bestOf(
      [...early, ...kept].map((edit) => ({ edits: [edit], statement: undefined })),
      wrong,
    );
    if (moved) return { parameters: moved.mended, repair: moved, cause: undefined };
    const upward = this.#upward(wrong);
    if (upward) return { parameters: upward.mended, repair: upward, cause: upward.statement };
    const { blames, constants } = this.#staged ? this.#causes(this.#staged, wrong) : noCauses;
    for (const blamed of withConstants(blames, constants))
      for (const one of [blamed, ...(blamed.others ?? [])]) {
        const repair = this.#bestOf(this.#fitted(one), wrong);
        if (!repair) continue;
        const found = { parameters: repair.mended, repair, cause: one.statement };
        if (repair.mended.length === wrong.length) return found;
        // one cause puts more right: what mends less may do so by chance
        const searched = this.#searched(wrong, fewTrials);
        return searched.parameters.length > found.parameters.length ? searched : found;
      }
    const [blame] = blames;
    if (blame?.before) {
      // an update that is to blame is written in the text
      const update = this.source.statementAt(first.span)!;
      const mended =
        this.#bestOf(this.#gathered(first), wrong) ?? this.#bestOf(this.#twoNames(update, first), wrong);
      if (mended) return { parameters: mended.mended, repair: mended, cause: mended.statement };
    }
    const searched = this.#searched(wrong, blame ? fewTrials : mostTrials);
    if (searched.repair) return searched;
    const astray = this.#astray(first, wrong);
    if (astray) return astray;
    return blame ? { parameters: blame.mended, repair: undefined, cause: blame.statement } : searched;
  }

  /** What may be the causes of wrong steps, likeliest first, and the gradients that no record leads to. */
  #causes(staged: Staged, wrong: readonly Parameter[]): Causes {
    const isOwn = ({ statement }: Blame): boolean => !this.#tools.has(statement);
    const rules = this.#falseRules(staged).map((one) => ({ ...one, mended: wrong }));
    const likely = this.#ordered(this.#blames(staged, wrong).filter(isOwn)).slice(0, mostBlamed);
    const constants = constantGradients(staged.scenes, this.source, wrong).filter(isOwn);
    return { blames: [...rules, ...likely], constants };
  }

  /** Where several updates all go up the gradient the one sign behind them, which none of them writes. */
  #upward(wrong: readonly Parameter[]): Repair | undefined {
    const { parameters, verdicts } = this.judged;
    const updates = new Set(wrong.map(({ span }) => this.source.statementAt(span)));
    const isUp = (one: Parameter): boolean => (verdicts[parameters.indexOf(one)]!.scale ?? 0) < 0;
    if (this.#good.length > 0 || updates.size < 2 || !wrong.every(isUp)) return undefined;
    const { run } = this.judged.slopes[0]!;
    const behind = new Set(reachable(afterNodes(run, wrong)));
    // an error that is written the other way round, be it the loss's own, before a minus that is put in
    const errors = this.#settersOf(({ node }) => node?.op === "subtract" && behind.has(node));
    const shared = this.#suspects(wrong[0]!).map(({ statement }) => statement);
    const found = this.#bestOf(
      [...new Set([...errors, ...shared])]
        .filter((one) => !updates.has(one))
        .flatMap((one) => [...this.#with(one, signs(this.source, one))]),
      wrong,
    );
    return found?.mended.length === wrong.length ? found : undefined;
  }

  /** What has been written into the wrong item, or into the items of the wrong array. */
  #astray(first: Parameter, wrong: readonly Parameter[]): Finding | undefined {
    const { read } = this.judged.slopes[0]!;
    const written = this.#settersOf(
      ({ kind, target, node }) =>
        kind === "assigned" && target.endsWith("[…]") && node !== undefined && !read.has(node),
    );
    const proposals = written.slice(0, mostWritten).flatMap((statement) => {
      const vocabulary = this.#vocabularies.of(statement, first.path, fewNames);
      return [
        ...this.#with(statement, reindexed(this.source, statement, vocabulary)),
        ...this.#with(statement, redirected(this.source, statement, vocabulary)),
      ];
    });
    const repair = this.#bestOf(proposals, wrong);
    return repair && { parameters: repair.mended, repair, cause: repair.statement };
  }

  /** The statements that set some quantities of the step. */
  #settersOf(is: (event: Event) => boolean): Statement[] {
    const { run } = this.judged.slopes[0]!;
    return [...new Set(run.events.filter(is).flatMap(({ span }) => this.source.statementAt(span) ?? []))];
  }

  /** The first of some changes that mends as many of the wrong parameters as any. */
  #bestOf(proposals: Iterable<Proposal>, wrong: readonly Parameter[]): Repair | undefined {
    let best: Repair | undefined;
    for (const proposal of proposals) {
      const mended = this.#mendedBy(proposal, wrong);
      if (mended.length > (best?.mended.length ?? 0)) best = { ...proposal, mended };
      if (mended.length === wrong.length) break;
    }
    return best;
  }

  /**
   * Where a quantity is right but for its sign, an update that is not written as the others are has the wrong one; one
   * that is has not.
   */
  #ordered(blames: readonly Blame[]): readonly Blame[] {
    const [first] = blames;
    if (!first || !(first.isMultiple || this.#isAscent(first))) return blames;
    const own = blames.find((one) => one.before && one.mended.length >= first.mended.length);
    if (!own || !this.#isUnusual(own.statement, own.mended[0]!)) return blames;
    return [own, ...blames.filter((one) => one !== own)];
  }

  /** Whether the steps that a cause puts right go straight up the gradient. */
  #isAscent({ mended }: Blame): boolean {
    const { parameters, verdicts } = this.judged;
    return mended.every((one) => (verdicts[parameters.indexOf(one)]!.scale ?? 0) < 0);
  }

  /** The rules of an engine for derivatives that are no derivatives. */
  #falseRules({ scenes }: Staged): readonly Omit<Blame, "mended">[] {
    const allowance = { left: mostFitted };
    this.#rules ??= engineRules(scenes, this.source).filter(
      (one) => !holds(this.machine, this.program, { ...one, mended: [] }, scenes, allowance),
    );
    return this.#rules;
  }

  #rules: readonly Omit<Blame, "mended">[] | undefined;

  /** What may be the first false quantity behind some wrong steps, likeliest first. */
  #blames({ scenes, apart, claims }: Staged, wrong: readonly Parameter[]): Blame[] {
    return new Accuser({
      scenes,
      apart,
      claims,
      source: this.source,
      wrong,
      good: this.#good,
      lengths: distinctLengths([...this.#siblings(), ...this.#rate()]),
      isUnmeasured: this.#siblings().length === 0,
      hasState: this.#hasState,
    }).blames();
  }

  get #tools(): ReadonlySet<Statement> {
    const { pass } = this.program;
    this.#ofLoss ??= toolsIn(this.source, this.judged.slopes[0]!, this.#good, pass.span);
    return this.#ofLoss;
  }

  #ofLoss: ReadonlySet<Statement> | undefined;

  /** The step, made ready for a search of causes; undefined where no two points can be compared. */
  get #staged(): Staged | undefined {
    this.#ready ??= { staged: this.#made() };
    return this.#ready.staged;
  }

  #ready: { readonly staged: Staged | undefined } | undefined;

  #made(): Staged | undefined {
    const { machine, program, judged, source } = this;
    const { all, copies: apart } = settingsIn(judged.slopes[0]!, source);
    const scenes = scenesOf(machine, program, judged, all);
    if (scenes.length < 2) return undefined;
    const claims = new Claims(scenes, source, judged.loss.stated ? judged.loss.name : "L");
    return { scenes, apart, claims };
  }

  /** The changes that give a blamed expression the value which belongs there, and those of its whole statement. */
  *#fitted(blame: Blame): Generator<Proposal> {
    // what is blamed has been compared at two points
    const { scenes } = this.#staged!;
    const { statement } = blame;
    const [parameter] = blame.mended as [Parameter];
    const vocabulary = this.#vocabularies.of(statement, parameter.path, mostNames);
    const isUpdate = blame.before !== undefined;
    const small = this.#within(blame, vocabulary);
    const allowance = { left: mostFitted };
    const { holder } = scenes[0]!.run.events[blame.orders[0]!]!;
    const isPiece = holder !== undefined && !blame.isItem && !isUpdate;
    const fits = (anyScale: boolean): Edit[] =>
      isPiece
        ? []
        : fitting(
            this.machine,
            this.program,
            { ...blame, anyScale },
            scenes,
            small,
            allowance,
            this.#outcomes,
          );
    if (isUpdate || (blame.isMultiple && statement.kind === "update"))
      for (const edit of signs(this.source, statement))
        if (edit.blocks.size > 0) yield { edits: [edit], statement };
    // what is right without a factor needs no other one in its place
    const surplusFirst = (all: readonly Edit[]): readonly Edit[] =>
      all[0]?.rule === "operand" || all[0]?.rule === "constant"
        ? [...all.filter(({ rule }) => rule === "surplus"), ...all.filter(({ rule }) => rule !== "surplus")]
        : all;
    // what is right but for a constant has the wrong sign before it has another factor too many
    if (blame.orScaled && blame.isMultiple && !blame.anyScale)
      for (const edit of fits(true)) if (edit.rule === "sign") yield { edits: [edit], statement };
    const exact = surplusFirst(fits(blame.anyScale));
    const found = exact.length > 0 || blame.anyScale || !blame.orScaled ? exact : fits(true);
    for (const edit of found.slice(0, mostVerified)) yield { edits: [edit], statement };
    if (isPiece) yield* this.#with(statement, reindexed(this.source, statement, vocabulary));
    if (blame.isConstant) return;
    yield* this.#with(statement, continued(this.source, statement, vocabulary));
    yield* this.#with(statement, overwritten(this.source, statement));
    yield* this.#with(statement, repeatedIndices(this.source, statement));
    if (isUpdate) yield* this.#with(statement, retargeted(this.source, statement));
  }

  /** The changes of a blamed expression that its names allow: the same ones where it is blamed again. */
  #within({ statement, place, before, mended }: Blame, vocabulary: Vocabulary): readonly Edit[] {
    const [parameter] = mended as [Parameter];
    const isUpdate = before !== undefined;
    const known = this.#inPlace.get(place) ?? new Map<string, readonly Edit[]>();
    this.#inPlace.set(place, known);
    const key = `${isUpdate} ${parameter.path}`;
    const same = known.get(key);
    if (same) return same;
    const inside = new Set(walk(place));
    const isInside = ({ expressions }: Edit): boolean =>
      expressions.size > 0 && [...expressions.keys()].every((one) => inside.has(one));
    const all = [
      ...replacements(this.source, statement, vocabulary, renaming(parameter, isUpdate)),
      ...shares(this.source, statement, vocabulary, parameter.path),
      ...factors(this.source, statement, vocabulary),
      ...named(this.source, statement, vocabulary, renaming(parameter, isUpdate)),
      ...terms(this.source, statement, vocabulary, parameter.path),
      ...jacobians(this.source, statement),
      ...products(this.source, statement, vocabulary),
      ...paths(this.source, statement, vocabulary),
    ].filter(isInside);
    known.set(key, all);
    return all;
  }

  readonly #inPlace = new Map<Expression, Map<string, readonly Edit[]>>();
  readonly #outcomes = new KnownOutcomes();

  /** What is set where it should grow, or grows where it should be set, on the way to a step. */
  *#gathered(parameter: Parameter): Generator<Proposal> {
    for (const { statement } of this.#suspects(parameter).slice(0, mostGathered)) {
      yield* this.#with(statement, overwritten(this.source, statement));
      yield* this.#with(statement, repeatedIndices(this.source, statement));
    }
  }

  #suspects(parameter: Parameter): readonly Suspect[] {
    return suspectsOf(this.source, parameter, this.judged.slopes, this.#good, this.program.pass.span);
  }

  /** Without a cause that is known: changes wherever the step is computed, each tried on the whole step. */
  #searched(wrong: readonly Parameter[], most = mostTrials): Finding {
    const [first] = wrong;
    const suspects = this.#suspects(first!);
    const causeOf = (all: readonly Suspect[]): Statement | undefined =>
      all.find((one) => one.isFirstFalse)?.statement;
    const own = causeOf(suspects);
    const shared = wrong.slice(1, mostShared).flatMap((one) => causeOf(this.#suspects(one)) ?? []);
    const common = own && commonCause(this.source, [own, ...shared]);
    const cause = common ?? own;
    const update = this.source.statementAt(first!.span);
    let best: Repair | undefined;
    let since = 0;
    const statements = [...new Set([...(common ? [common] : []), ...suspects.map((one) => one.statement)])];
    for (const proposal of this.#proposals(first!, statements)) {
      if (this.#trials++ > most || this.#steps > mostSteps || (best && since++ > patience)) break;
      const mended = this.#mendedBy(proposal, wrong);
      if (mended.length > (best?.mended.length ?? 0)) best = { ...proposal, mended };
      // the names in the update of one parameter are the matter of that one alone
      const isOwn =
        best !== undefined &&
        best.statement === update &&
        best.edits.some((one) => one.rule === "target" || one.rule === "gradient");
      if (mended.length === wrong.length || isOwn) break;
    }
    return { parameters: best?.mended ?? [first!], repair: best, cause };
  }

  /** Changes at each of some statements, a few at a time: a long one leaves something to be tried at the others. */
  *#proposals(parameter: Parameter, statements: readonly Statement[]): Generator<Proposal> {
    const { source } = this;
    const update = source.statementAt(parameter.span);
    const usual = update && this.#isUsual(update, parameter) ? update : undefined;
    const [first] = statements;
    yield* inTurns(
      statements.map((one) => this.#changes(parameter, one, one === usual, one === first)),
      atATime,
    );
    for (const statement of statements.slice(0, mostFactored))
      yield* this.#with(statement, factors(source, statement, this.#about(statement, parameter)));
    if (usual) yield* this.#with(usual, signs(source, usual));
  }

  *#changes(
    parameter: Parameter,
    statement: Statement,
    isUsual: boolean,
    isFirst: boolean,
  ): Generator<Proposal> {
    const { source } = this;
    const isUpdate = statement === source.statementAt(parameter.span);
    const vocabulary = this.#about(statement, parameter);
    const rename = renaming(parameter, isUpdate);
    yield* this.#with(statement, replacements(source, statement, vocabulary, rename, isUsual));
    yield* this.#with(statement, overwritten(source, statement));
    yield* this.#with(statement, repeatedIndices(source, statement));
    if (isFirst && !isUpdate) yield* this.#with(statement, factors(source, statement, vocabulary));
    if (!isUpdate) return;
    yield* this.#with(statement, retargeted(source, statement));
    yield* this.#twoNames(statement, parameter);
  }

  #about(statement: Statement, { path }: Parameter): Vocabulary {
    return this.#vocabularies.of(statement, path, fewNames);
  }

  *#with(statement: Statement, edits: Iterable<Edit>): Generator<Proposal> {
    for (const edit of edits) yield { edits: [edit], statement };
  }

  /** Whether a step is taken by the same operator as those of the other parameters: its sign is not the fault. */
  #isUsual(update: Statement, parameter: Parameter): boolean {
    const updates = this.#otherUpdates(parameter);
    return updates.length > 0 && updates.every((one) => one !== update && formOf(one) === formOf(update));
  }

  /** Whether no other parameter's step is known to be taken by the same operator. */
  #isUnusual(update: Statement, parameter: Parameter): boolean {
    const updates = this.#otherUpdates(parameter);
    const isOther = (one: Statement): boolean =>
      one === update || (formOf(one) !== "" && formOf(one) !== formOf(update));
    return updates.every(isOther);
  }

  #otherUpdates(parameter: Parameter): Statement[] {
    return this.judged.parameters
      .filter((one) => one !== parameter)
      .map((one) => this.source.statementAt(one.span)!);
  }

  /** Two names of the update at once: `b1 = b2 - rate * dL_db2`. */
  *#twoNames(update: Statement, parameter: Parameter): Generator<Proposal> {
    const value = rightOf(update);
    if (!value) return;
    const vocabulary = {
      ...this.#vocabularies.of(update, parameter.path, fewNames),
      functions: [],
      derivatives: [],
      differences: [],
      counters: [],
    };
    const all = [...replacements(this.source, update, vocabulary, renaming(parameter, true))];
    const names: readonly Rule[] = ["target", "gradient", "operand"];
    const byAtom = atomsIn(value, this.source.language).map((atom) =>
      all.filter((edit) => edit.expressions.has(atom) && names.includes(edit.rule)).slice(0, mostPaired),
    );
    for (const [at, some] of byAtom.entries())
      for (const others of byAtom.slice(at + 1))
        for (const a of some)
          for (const b of others) {
            // where nothing is right two names at once prove nothing: they may make any step a gradient
            const edits = this.#good.length > 0 ? [a, b] : [{ ...a, isBold: true } as const, b];
            yield { edits, statement: update };
          }
  }

  /** The wrong parameters that a change puts right; none where it puts a right one wrong. */
  #mendedBy({ edits }: Proposal, wrong: readonly Parameter[]): Parameter[] {
    // two changes at once are changes of expressions
    const patch = together(edits)!;
    const slopes: Slope[] = [];
    let left = [...wrong];
    for (const slope of this.judged.slopes.slice(0, 3)) {
      const { replaced } = slope;
      const { pass, promoted } = this.program;
      const run = tried(() =>
        runStep(this.machine, pass, {
          replaced,
          promoted,
          record: this.#hasState,
          listens: this.#hasState,
          patch,
        }),
      );
      this.#steps += stepsTaken(this.machine);
      if (!run) return [];
      slopes.push({ ...slope, run });
      left = left.filter((one) => this.#mayFollow(slopes.at(-1)!, one));
      if (left.length === 0) return [];
    }
    const fixed = left.filter((one) => this.#follows(slopes, one));
    const stay = this.#good.filter((one) => this.#isMeasure(one));
    return fixed.length > 0 && stay.every((one) => this.#follows(slopes, one, false)) ? fixed : [];
  }

  /** Whether at one point a parameter moves along the gradient, or by a quantity that is the gradient. */
  #mayFollow(slope: Slope, parameter: Parameter): boolean {
    const step = moveOf(slope.run, parameter);
    // where nothing moves it a point has no say
    const isStill = step && proportion(step, slope.gradients.get(parameter.path)!) === null;
    if (isStill || this.#follows([slope], parameter)) return true;
    return this.#hasDecay || (this.#hasState && entersAt(slope, parameter));
  }

  /** Whether a parameter moves down the gradient, as far as its siblings or the rate say. */
  #follows(slopes: readonly Slope[], parameter: Parameter, sized = true): boolean {
    const constants = slopes.map(({ run, gradients }) => {
      const step = moveOf(run, parameter);
      return step && proportion(step, gradients.get(parameter.path)!);
    });
    const constant = steady(constants);
    if (constant !== undefined && constant < 0) return !sized || this.#fits(-constant);
    if (!this.#hasState || slopes.length < 2) return false;
    const { loss, rate, parameters } = this.judged;
    const fresh = slopesOf(slopes, loss, parameters, this.program.moved);
    return fresh.length === slopes.length && isGood(judge(parameter, fresh, rate, loss));
  }

  /** The rate that the program names, where it states what it descends. */
  #rate(): number[] {
    const { loss, rate } = this.judged;
    return loss.stated && rate !== undefined ? [rate.value] : [];
  }

  #fits(constant: number): boolean {
    // where no step is right, and no loss stated, there is nothing to measure the length by
    const siblings = this.#siblings();
    const wanted = siblings.length > 0 ? [...siblings, ...this.#rate()] : [];
    return wanted.length === 0 || wanted.some((one) => Math.abs(constant - one) <= 1e-5 * Math.abs(one));
  }

  /** A gradient that is nothing but rounding measures nothing. */
  #isMeasure(one: Parameter): boolean {
    return this.judged.verdicts[this.judged.parameters.indexOf(one)]!.reason !== stillReason;
  }

  /** How far the right parameters move along the gradient. */
  #siblings(): number[] {
    const { run, gradients } = this.judged.slopes[0]!;
    return this.#good.flatMap((one) => {
      if (!this.#isMeasure(one)) return [];
      const c = proportion(moveOf(run, one)!, gradients.get(one.path)!);
      return typeof c === "number" ? [-c] : [];
    });
  }
}

/** Lengths that differ, at most three. */
function distinctLengths(all: readonly number[]): number[] {
  const found: number[] = [];
  for (const one of all)
    if (!found.some((other) => Math.abs(one - other) <= 1e-6 * Math.abs(other))) found.push(one);
  return found.slice(0, 3);
}

/** What several sources give, some of each in turn. */
function* inTurns<T>(sources: readonly Iterator<T>[], atATime: number): Generator<T> {
  const open = [...sources];
  while (open.length > 0)
    for (const one of open.splice(0)) {
      let taken = 0;
      for (; taken < atATime; taken++) {
        const { value, done } = one.next();
        if (done) break;
        yield value;
      }
      if (taken === atATime) open.push(one);
    }
}

/** How an update is written: its operator, or the sign before what it adds; nothing where it is no sum. */
const formOf = (statement: Statement): string =>
  statement.kind === "update"
    ? `${statement.operator}=${statement.value.kind === "unary" ? statement.value.operator : ""}`
    : statement.kind === "assign" && statement.value.kind === "binary"
      ? statement.value.operator
      : "";

/** Whether some quantity behind a step is the gradient, as far as one point tells. */
function entersAt({ run, gradients }: Slope, { path, members }: Parameter): boolean {
  let from = 0;
  return members.every((member) => {
    const size = run.start.get(member)!.length;
    from += size;
    return enters(run, member, gradients.get(path)!.subarray(from - size, from));
  });
}

const renaming =
  ({ path }: Parameter, isUpdate: boolean) =>
  (_: string, to: string): Rule =>
    !isUpdate ? "operand" : to === path ? "target" : "gradient";

/** Whether a step carries arrays beside its parameters: optimisers are judged by the gradient that enters them. */
function hasState({ first, moved }: Program, parameters: readonly Parameter[]): boolean {
  const own = new Set(parameters.flatMap((one) => one.members));
  return moved.some((path) => {
    if (own.has(path)) return false;
    const { node } = first.variables.get(path)!;
    const then = first.after.get(path)!.node!;
    return parameters.some((one) =>
      one.members.some((member) => {
        const behind = reachable([first.after.get(member)!.node!]);
        return behind.includes(then) && behind.includes(node);
      }),
    );
  });
}

/** Whether the program with a change is right in every parameter, at the points where it was judged. */
export function allRight(
  machine: Machine,
  program: Program,
  { loss, parameters, rate, slopes }: Judged,
  patch: Patch,
): boolean {
  const { pass, promoted, moved } = program;
  const points = slopes.flatMap(({ replaced }) => {
    const run = tried(() => runStep(machine, pass, { replaced, promoted, patch }));
    return run ? [{ replaced, run }] : [];
  });
  const fresh = slopesOf(points, loss, parameters, moved);
  return fresh.length >= 2 && parameters.every((one) => isGood(judge(one, fresh, rate, loss)));
}
