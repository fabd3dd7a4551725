import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { atomsIn, likeFirst, rightOf, targetOf } from "./atoms.ts";
import { type Edit, exchange } from "./edit.ts";
import { productIn } from "./factors.ts";
import type { Vocabulary } from "./proposals.ts";
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
export function* paths(source: Source, statement: Statement, { atoms }: Vocabulary): Generator<Edit> {
  const value = rightOf(statement);
  if (!value) return;
  if (source.language.spelling.hasArrays) {
    const places = [value, ...([...walk(value)] as Expression[]).filter((one) => isFlow(source, one))];
    const productOf = productIn(source);
    for (const carrier of carriersIn(source, atoms))
      for (const flow of flowsAbout(source, statement))
        if (carrier !== flow)
          for (const form of [productOf(`${carrier}.T`, flow), productOf(flow, `${carrier}.T`)])
            for (const place of places) {
              const text = source.textOf(place.span);
              const plain = form.replace(/^\((.*)\)$/, "$1");
              yield* exchange(source, place, `${text} + ${plain}`, sum, "term", { from: text, to: plain });
            }
  }
  for (const atom of atomsIn(value, source.language)) {
    if (!isInProduct(source, atom)) continue;
    const own = source.textOf(atom.span);
    for (const other of likeFirst(atoms, own).slice(0, mostBeside))
      if (other !== own)
        for (const operator of ["-", "+"])
          yield* exchange(source, atom, `${own} ${operator} ${other}`, sum, "term", {
            from: own,
            to: `${operator === "-" ? "-" : ""}${other}`,
          });
  }
}

/** Arrays that a product is taken with somewhere, by which a gradient goes back through them. */
const carriersIn = (source: Source, atoms: readonly string[]): string[] =>
  atoms
    .filter((one) => {
      const name = escaped(one);
      return new RegExp(`${name}( @ |\\.dot\\(|\\.T\\b)|(@ |dot\\(([^()]*, )?)${name}`).test(source.text);
    })
    .slice(0, mostCarriers);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is set beside a statement, the nearest before it first. */
function flowsAbout(source: Source, statement: Statement): string[] {
  const block = source.blockOf(statement);
  const before = block.slice(0, block.indexOf(statement)).reverse();
  const names = before.flatMap((one) => {
    const target = targetOf(one);
    return target ? [source.textOf(target.span)] : [];
  });
  return [...new Set(names)].slice(0, mostFlows);
}

/** Whether what flows back by a matrix product is multiplied by a local derivative: a path is missing before that. */
const isFlow = (source: Source, one: Expression): boolean =>
  isInProduct(source, one) &&
  ((one.kind === "binary" && one.operator === "@") ||
    (one.kind === "call" && /(^|\.)(dot|matmul)$/.test(source.textOf(one.callee.span))));

function isInProduct(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one);
  return parent.kind === "binary" && parent.operator === "*";
}
