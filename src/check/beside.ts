import type { Machine } from "../lift/machine.ts";
import { type JudgedProgram, judged } from "./judged.ts";
import { lastPart, type Parameter } from "./parameter.ts";
import { parametersOf } from "./program.ts";
import { isGood, type Judged } from "./verdict.ts";
import type { Watched } from "./watch.ts";

/**
 * What a loop moves around steps that are judged by themselves: of word vectors the word's own, after all its samples
 * have moved theirs. Nothing where it moves no parameter of its own.
 */
export function besideSteps(
  machine: Machine,
  outer: Watched,
  inner: readonly Watched[],
): JudgedProgram | undefined {
  const known = new Set(inner.flatMap(({ program }) => program.moved.map(lastPart)));
  const isOwn = (path: string): boolean => !known.has(lastPart(path));
  const { program, later } = outer;
  if (!program.moved.some(isOwn)) return undefined;
  const losses = [...program.stated, ...program.standard];
  if (!losses.some((loss) => parametersOf(program, loss).some(({ path }) => isOwn(path)))) return undefined;
  const found = judged(machine, program, later);
  if (!found) return undefined;
  const own = only(found.found, isOwn);
  const isTold = own.verdicts.some((one) => one.kind === "wrong" || isGood(one));
  return isTold ? { program: found.program, found: own } : undefined;
}

/**
 * The steps that one pass takes down other losses, each of parameters of its own: of two models that one loop trains the
 * second. A loss that reads any parameter of `found` is none.
 */
export function apartFrom(
  machine: Machine,
  { program, later }: Pick<Watched, "program" | "later">,
  found: Judged,
): JudgedProgram[] {
  const known = new Set(membersOf(found.parameters));
  const stated = program.stated.filter((loss) => {
    const members = membersOf(parametersOf(program, loss));
    return (
      loss !== found.loss && loss.isNamed && members.length > 0 && !members.some((path) => known.has(path))
    );
  });
  if (stated.length === 0) return [];
  const others = { ...program, stated, standard: [] };
  const next = judged(machine, others, later);
  return next ? [next, ...apartFrom(machine, { program: others, later }, next.found)] : [];
}

const membersOf = (parameters: readonly Parameter[]): string[] => parameters.flatMap((one) => one.members);

function only(found: Judged, isOwn: (path: string) => boolean): Judged {
  const kept = found.parameters.map(({ path }) => isOwn(path));
  return {
    ...found,
    parameters: found.parameters.filter((_, at) => kept[at]),
    verdicts: found.verdicts.filter((_, at) => kept[at]),
  };
}
