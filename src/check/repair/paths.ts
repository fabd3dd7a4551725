import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Edit, exchange } from "./edit.ts";
import { productIn } from "./factors.ts";
import { atomsIn, likeFirst, rightOf, targetOf, type Vocabulary } from "./proposals.ts";
import type { Source } from "./source.ts";

/** How many arrays may carry a gradient back, and how many gradients they may carry. */
const mostCarriers = 16;
const mostFlows = 16;
/** How many names may be missing beside one in a sum. */
const mostBeside = 40;
const sum = 9;

/**
 * Sums with one path more: where a quantity is used in several places, the derivative by it is a sum over all of them
 * (the multivariable chain rule), and a path is easily left out: `+ W.T @ d`, or one name beside another, `c - h`.
 */
export function* paths(
  source: Source,
  statement: Statement,
  { atoms }: Vocabulary,
): Generator<Edit | undefined> {
  const value = rightOf(statement);
  if (!value || value.kind === "closure") return;
  const text = source.textOf(value.span);
  if (source.language.spelling.hasArrays) {
    const productOf = productIn(source);
    for (const carrier of carriersIn(source, atoms))
      for (const flow of flowsAbout(source, statement))
        if (carrier !== flow)
          for (const form of [productOf(`${carrier}.T`, flow), productOf(flow, `${carrier}.T`)]) {
            const plain = form.replace(/^\((.*)\)$/, "$1");
            yield exchange(source, value, `${text} + ${plain}`, sum, "term", { from: text, to: plain });
          }
  }
  for (const atom of atomsIn(value, source.language)) {
    if (!isInProduct(source, atom)) continue;
    const own = source.textOf(atom.span);
    for (const other of likeFirst(atoms, own).slice(0, mostBeside))
      if (other !== own)
        for (const operator of ["-", "+"])
          yield exchange(source, atom, `${own} ${operator} ${other}`, sum, "term", {
            from: own,
            to: `${operator === "-" ? "-" : ""}${other}`,
          });
  }
}

/** Arrays that a product is taken with somewhere, by which a gradient goes back through them. */
const carriersIn = (source: Source, atoms: readonly string[]): string[] =>
  atoms
    .filter((one) => new RegExp(`${escaped(one)}( @ |\\.dot\\(|\\.T\\b|, )`).test(source.text))
    .slice(0, mostCarriers);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is set beside a statement, the nearest before it first. */
function flowsAbout(source: Source, statement: Statement): string[] {
  const block = source.blockOf(statement) ?? [];
  const before = block.slice(0, block.indexOf(statement)).reverse();
  const names = before.flatMap((one) => {
    const target = targetOf(one);
    return target ? [source.textOf(target.span)] : [];
  });
  return [...new Set(names)].slice(0, mostFlows);
}

function isInProduct(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one);
  return parent?.kind === "binary" && parent.operator === "*";
}
