import type { Language } from "../../lift/language.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { partsOf, walk } from "../../lift/python/walk.ts";
import type { Source } from "./source.ts";

/** The one thing that a statement sets; undefined where it sets several, or none. */
export function targetOf(statement: Statement): Expression | undefined {
  if (statement.kind === "update") return statement.target;
  return statement.kind === "assign" && statement.targets.length === 1 ? statement.targets[0] : undefined;
}

/** The right-hand side of a statement. */
export const rightOf = (statement: Statement): Expression | undefined =>
  statement.kind === "assign" || statement.kind === "update"
    ? statement.value
    : statement.kind === "return" || statement.kind === "expression"
      ? statement.value
      : undefined;

/** Every expression of the right-hand side, itself first. */
export function partsRightOf(statement: Statement): Expression[] {
  const value = rightOf(statement);
  return value ? ([...walk(value)] as Expression[]) : [];
}

/** The name under which a function is called, be it a method. */
export const calledName = (callee: Expression): string => ("name" in callee ? callee.name : "");

/** A number or array as programs name it: `w`, `self.W2`, `cache["A1"]`, `a[l]`; functions and modules are none. */
export function atomsIn(root: Expression, { spelling: { holders } }: Language): Expression[] {
  const found: Expression[] = [];
  const visit = (one: Expression, parent: Expression | undefined): void => {
    const isCallee = parent?.kind === "call" && parent.callee === one;
    if (isAtom(one) && !isCallee && !(one.kind === "name" && holders.has(one.name))) {
      found.push(one);
      if (one.kind === "subscript") visit(one.index, one);
      return;
    }
    // a column is a quantity, and so is the matrix
    if (isColumn(one)) found.push(one);
    if (one.kind === "attribute" && one.object.kind === "name" && holders.has(one.object.name)) return;
    for (const inner of partsOf(one)) visit(inner as Expression, one);
  };
  visit(root, undefined);
  return found;
}

export const isAtom = (one: Expression): boolean =>
  one.kind === "name" ||
  (one.kind === "attribute" && one.name !== "T" && one.object.kind === "name") ||
  (one.kind === "subscript" && isAtom(one.object) && one.index.kind !== "slice" && isPlainIndex(one.index));

/** `S[:, k - 1]`: all of some axes, one place of another. */
const isColumn = (one: Expression): boolean =>
  one.kind === "subscript" &&
  isAtom(one.object) &&
  one.index.kind === "tuple" &&
  one.index.items.every((item) => isWholeAxis(item) || isPlainIndex(item)) &&
  one.index.items.some(isWholeAxis);

const isWholeAxis = (one: Expression): boolean =>
  one.kind === "slice" && !one.start && !one.stop && !one.step;

const isPlainIndex = (index: Expression): boolean =>
  index.kind === "constant" ||
  index.kind === "name" ||
  (index.kind === "unary" && isPlainIndex(index.operand)) ||
  (index.kind === "binary" && isPlainIndex(index.left) && isPlainIndex(index.right)) ||
  (index.kind === "call" && index.arguments.every((one) => isPlainIndex(one.value)));

/** How unlike two names are: the letters outside the longest piece that they share. */
function unlike(a: string, b: string): number {
  let longest = 0;
  let row = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    const next = [0];
    for (let at = 0; at < b.length; at++) {
      next.push(letter === b[at] ? row[at]! + 1 : 0);
      longest = Math.max(longest, next[at + 1]!);
    }
    row = next;
  }
  return a.length + b.length - 2 * longest;
}

/** Names in the order of their likeness to one. */
export const likeFirst = (names: readonly string[], to: string): string[] =>
  names
    .map((name) => ({ name, distance: unlike(name, to) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);

/** The span of an expression with the brackets that stand around it. */
export function around({ text }: Source, { span }: Expression): { from: number; to: number } {
  let { from, to } = span;
  while (text[from - 1] === "(" && text[to] === ")") {
    from--;
    to++;
  }
  return { from, to };
}
