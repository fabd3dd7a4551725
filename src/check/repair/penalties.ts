import type { Statement } from "../../lift/python/syntax.ts";
import { partsRightOf, rightOf } from "./atoms.ts";
import { type Edit, exchange } from "./edit.ts";
import type { Vocabulary } from "./proposals.ts";
import { bindingOf, type Source } from "./source.ts";

const mostShares = 24;

/** Sums with a term that a penalty asks for: a share of the parameter itself. */
export function* terms(
  source: Source,
  statement: Statement,
  { atoms }: Vocabulary,
  path: string,
): Generator<Edit> {
  const value = rightOf(statement);
  if (!value) return;
  const own = ownAtoms(atoms, path);
  const text = source.textOf(value.span);
  const left = bindingOf(value) < 9 ? `(${text})` : text;
  for (const weight of own)
    for (const term of sharesOf(weight, atoms))
      yield* exchange(source, value, `${left} + ${term}`, 9, "term", { from: text, to: term });
}

/** A parameter that stands alone as a term of a sum, where a penalty asks for a share of it. */
export function* shares(
  source: Source,
  statement: Statement,
  { atoms }: Vocabulary,
  path: string,
): Generator<Edit> {
  const own = ownAtoms(atoms, path);
  for (const one of partsRightOf(statement)) {
    const weight = source.textOf(one.span);
    const sum = source.parentOf(one);
    const isTerm = (sum.kind === "binary" || sum.kind === "update") && /^[+-]$/.test(sum.operator);
    if (!own.includes(weight) || !isTerm) continue;
    for (const term of sharesOf(weight, atoms))
      yield* exchange(source, one, term, 10, "factor", {
        from: weight,
        to: term.replace(` * ${weight}`, ""),
      });
  }
}

const ownAtoms = (atoms: readonly string[], path: string): string[] =>
  atoms.filter((one) => lastName(one) === lastName(path)).slice(0, 4);

/** What the derivative of a penalty is: of half a square, of a whole one, of either over the samples. */
const sharesOf = (weight: string, atoms: readonly string[]): string[] =>
  atoms
    .slice(0, mostShares)
    .flatMap((share) =>
      share === weight
        ? []
        : [`${share} * ${weight}`, `2 * ${share} * ${weight}`, ...divided(share, weight, atoms)],
    );

const divided = (share: string, weight: string, atoms: readonly string[]): string[] =>
  atoms
    .filter((one) => /^(m|n|N|M|num_\w+|batch_?size|n_samples)$/.test(one))
    .map((one) => `${share} * ${weight} / ${one}`);

/** `W1` of `self.W1`, `params["W1"]`, `net.layers[0].W1`. */
const lastName = (path: string): string =>
  path
    .replace(/\[["'](\w+)["']\]/g, ".$1")
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .pop()!;
