import { reachable } from "../../graph/walk.ts";
import type { Machine } from "../../lift/machine.ts";
import { Ndarray } from "../../lift/numpy/array.ts";
import type { Statement } from "../../lift/python/syntax.ts";
import type { Event } from "../events.ts";
import { afterNodes } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import type { Program } from "../program.ts";
import type { Judged } from "../verdict.ts";
import { Accuser, type Blame } from "./blame.ts";
import { Changes, changesAt, fewNames, mostNames, type Proposal } from "./changes.ts";
import { Claims } from "./claims.ts";
import { type ConstantGradient, constantGradients } from "./constants.ts";
import type { Edit } from "./edit.ts";
import { engineRules } from "./engine.ts";
import { fitting, holds, KnownOutcomes } from "./fit.ts";
import { keptValues } from "./kept.ts";
import { continued, earlyUpdates, overwritten, redirected, repeatedIndices, retargeted } from "./order.ts";
import { reindexed } from "./proposals.ts";
import { type Scene, scenesOf, settingsIn } from "./scene.ts";
import { signs } from "./signs.ts";
import type { Source } from "./source.ts";
import { StepTrials } from "./step-trials.ts";
import { commonCause, type Suspect, suspectsOf, toolsIn } from "./suspects.ts";
import { Vocabularies } from "./vocabulary.ts";

/** A change of the source that puts steps right. */
export interface Repair extends Proposal {
  /** The parameters that it puts right. */
  readonly mended: readonly Parameter[];
}

/** Of one or more wrong parameters the change that mends them, and the likeliest statement to be their cause. */
export interface Finding {
  readonly parameters: readonly Parameter[];
  readonly repair: Repair | undefined;
  readonly cause: Statement | undefined;
}

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
/** How many changes are tried anywhere once a cause is known that none of its own mends. */
const fewTrials = 700;
/** How many steps of the interpreter all trials may take together. */
const mostSteps = 1_500_000;
/** How many more changes are tried for one that mends more parameters than the best so far. */
const patience = 500;
/** Arrays of more numbers are the grids of pictures and whole sets of data: only a step that reads one may need it. */
const vast = 20_000;
/** What counts random numbers is huge: beside it all else is rounding, so that it would seem to mend whatever it enters. */
const huge = 1e6;
/** Of how many wrong parameters a common cause is looked for. */
const mostShared = 4;

/** Searches the smallest changes of the source by which wrong parameters follow the gradient, the right ones still. */
export class Search {
  #tried = 0;
  readonly #trials: StepTrials;
  readonly #vocabularies: Vocabularies;
  readonly #changes: Changes;

  constructor(
    readonly machine: Machine,
    readonly program: Program,
    readonly judged: Judged,
    readonly source: Source,
  ) {
    this.#trials = new StepTrials(machine, program, judged);
    const isVast = (name: string): boolean => {
      const value = machine.globals.names.get(name);
      if (typeof value === "number" || typeof value === "bigint") return Math.abs(Number(value)) > huge;
      return value instanceof Ndarray && value.size > vast;
    };
    this.#vocabularies = new Vocabularies(source, program.pass.body, judged.rate?.name, isVast);
    this.#changes = new Changes(source, judged, this.#vocabularies, this.#trials.good.length > 0);
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
        this.#bestOf(this.#gathered(first), wrong) ??
        this.#bestOf(this.#changes.twoNames(update, first), wrong);
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
    if (this.#trials.good.length > 0 || updates.size < 2 || !wrong.every(isUp)) return undefined;
    const { run } = this.judged.slopes[0]!;
    const behind = new Set(reachable(afterNodes(run, wrong)));
    // an error that is written the other way round, be it the loss's own, before a minus that is put in
    const errors = this.#settersOf(({ node }) => node?.op === "subtract" && behind.has(node));
    const shared = this.#suspects(wrong[0]!).map(({ statement }) => statement);
    const found = this.#bestOf(
      [...new Set([...errors, ...shared])]
        .filter((one) => !updates.has(one))
        .flatMap((one) => [...changesAt(one, signs(this.source, one))]),
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
        ...changesAt(statement, reindexed(this.source, statement, vocabulary)),
        ...changesAt(statement, redirected(this.source, statement, vocabulary)),
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
      const mended = this.#trials.mendedBy(proposal.edits, wrong);
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
    if (!own || !this.#changes.isUnusual(own.statement, own.mended[0]!)) return blames;
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
      good: this.#trials.good,
      lengths: this.#trials.lengths,
      isUnmeasured: this.#trials.siblings().length === 0,
      hasState: this.#trials.hasState,
    }).blames();
  }

  get #tools(): ReadonlySet<Statement> {
    const { pass } = this.program;
    this.#ofLoss ??= toolsIn(this.source, this.judged.slopes[0]!, this.#trials.good, pass.span);
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
    const small = this.#changes.within(blame, vocabulary);
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
    if (isPiece) yield* changesAt(statement, reindexed(this.source, statement, vocabulary));
    if (blame.isConstant) return;
    yield* changesAt(statement, continued(this.source, statement, vocabulary));
    yield* changesAt(statement, overwritten(this.source, statement));
    yield* changesAt(statement, repeatedIndices(this.source, statement));
    if (isUpdate) yield* changesAt(statement, retargeted(this.source, statement));
  }

  readonly #outcomes = new KnownOutcomes();

  /** What is set where it should grow, or grows where it should be set, on the way to a step. */
  *#gathered(parameter: Parameter): Generator<Proposal> {
    for (const { statement } of this.#suspects(parameter).slice(0, mostGathered)) {
      yield* changesAt(statement, overwritten(this.source, statement));
      yield* changesAt(statement, repeatedIndices(this.source, statement));
    }
  }

  #suspects(parameter: Parameter): readonly Suspect[] {
    return suspectsOf(this.source, parameter, this.judged.slopes, this.#trials.good, this.program.pass.span);
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
    for (const proposal of this.#changes.proposals(first!, statements)) {
      if (this.#tried++ > most || this.#trials.steps > mostSteps || (best && since++ > patience)) break;
      const mended = this.#trials.mendedBy(proposal.edits, wrong);
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
}
