import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Parameter } from "../parameter.ts";
import type { Judged } from "../verdict.ts";
import { atomsIn, rightOf } from "./atoms.ts";
import type { Blame } from "./blame.ts";
import type { Edit, Rule } from "./edit.ts";
import { factors, jacobians, products } from "./factors.ts";
import { overwritten, repeatedIndices, retargeted } from "./order.ts";
import { paths } from "./paths.ts";
import { shares, terms } from "./penalties.ts";
import { named, replacements, type Vocabulary } from "./proposals.ts";
import { signs } from "./signs.ts";
import type { Source } from "./source.ts";
import type { Vocabularies } from "./vocabulary.ts";

/** A change to try, and the statement that it is a change of. */
export interface Proposal {
  readonly edits: readonly Edit[];
  readonly statement: Statement | undefined;
}

/** How many changes of one statement are tried before those of the next. */
const atATime = 60;
/** In how many statements a missing factor is looked for. */
const mostFactored = 6;
/** How many names are tried at one place where its value is known, and where the whole step is run for each. */
export const mostNames = 120;
export const fewNames = 20;
/** How many names are tried at one place beside others at another. */
const mostPaired = 8;

/** What may be changed in a program, statement by statement, likeliest first. */
export class Changes {
  constructor(
    readonly source: Source,
    readonly judged: Judged,
    readonly vocabularies: Vocabularies,
    /** Whether some parameter is right: where none is, two names at once prove nothing. */
    readonly hasGood: boolean,
  ) {}

  /** The changes of a blamed expression that its names allow: the same ones where it is blamed again. */
  within({ statement, place, before, mended }: Blame, vocabulary: Vocabulary): readonly Edit[] {
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

  /** Changes at each of some statements, a few at a time: a long one leaves something to be tried at the others. */
  *proposals(parameter: Parameter, statements: readonly Statement[]): Generator<Proposal> {
    const { source } = this;
    const update = source.statementAt(parameter.span);
    const usual = update && this.#isUsual(update, parameter) ? update : undefined;
    const [first] = statements;
    yield* inTurns(
      statements.map((one) => this.#changes(parameter, one, one === usual, one === first)),
      atATime,
    );
    for (const statement of statements.slice(0, mostFactored))
      yield* changesAt(statement, factors(source, statement, this.about(statement, parameter)));
    if (usual) yield* changesAt(usual, signs(source, usual));
  }

  *#changes(
    parameter: Parameter,
    statement: Statement,
    isUsual: boolean,
    isFirst: boolean,
  ): Generator<Proposal> {
    const { source } = this;
    const isUpdate = statement === source.statementAt(parameter.span);
    const vocabulary = this.about(statement, parameter);
    const rename = renaming(parameter, isUpdate);
    yield* changesAt(statement, replacements(source, statement, vocabulary, rename, isUsual));
    yield* changesAt(statement, overwritten(source, statement));
    yield* changesAt(statement, repeatedIndices(source, statement));
    if (isFirst && !isUpdate) yield* changesAt(statement, factors(source, statement, vocabulary));
    if (!isUpdate) return;
    yield* changesAt(statement, retargeted(source, statement));
    yield* this.twoNames(statement, parameter);
  }

  about(statement: Statement, { path }: Parameter): Vocabulary {
    return this.vocabularies.of(statement, path, fewNames);
  }

  /** Whether a step is taken by the same operator as those of the other parameters: its sign is not the fault. */
  #isUsual(update: Statement, parameter: Parameter): boolean {
    const updates = this.#otherUpdates(parameter);
    return updates.length > 0 && updates.every((one) => one !== update && formOf(one) === formOf(update));
  }

  /** Whether no other parameter's step is known to be taken by the same operator. */
  isUnusual(update: Statement, parameter: Parameter): boolean {
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
  *twoNames(update: Statement, parameter: Parameter): Generator<Proposal> {
    const value = rightOf(update);
    if (!value) return;
    const vocabulary = {
      ...this.vocabularies.of(update, parameter.path, fewNames),
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
            const edits = this.hasGood ? [a, b] : [{ ...a, isBold: true } as const, b];
            yield { edits, statement: update };
          }
  }
}

/** Changes of one statement, each to be tried by itself. */
export function* changesAt(statement: Statement, edits: Iterable<Edit>): Generator<Proposal> {
  for (const edit of edits) yield { edits: [edit], statement };
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

const renaming =
  ({ path }: Parameter, isUpdate: boolean) =>
  (_: string, to: string): Rule =>
    !isUpdate ? "operand" : to === path ? "target" : "gradient";
