import type { Machine } from "../lift/machine.ts";
import { Ndarray } from "../lift/numpy/array.ts";
import type { Expression, Statement } from "../lift/python/syntax.ts";
import { isNamed, type Part, walk } from "../lift/python/walk.ts";
import { leavesOf, numbersOf } from "./leaves.ts";
import type { Pass } from "./step.ts";

/** What a statement takes something from, or an item that it adds to: it may be a step of it. */
export function takenFrom(part: Part): Expression | undefined {
  if (part.kind === "update") {
    const { operator, target } = part;
    const isTaken = operator.startsWith("-") || (operator.startsWith("+") && target.kind === "subscript");
    return isTaken ? target : undefined;
  }
  if (part.kind !== "assign" || part.value.kind !== "binary") return undefined;
  const { left, operator } = part.value;
  if (operator !== "-" || left.kind !== "name") return undefined;
  const targets = "targets" in part ? part.targets : [part.target];
  return targets.find((one) => isNamed(one, left.name));
}

/**
 * What a pass may move in a branch alone: the `w` of `if (k + 1) % 8 == 0: w -= rate * total`, and what is handed to calls
 * there, `model` of `model.step(rate)`.
 */
export function movedInBranches(body: readonly Statement[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const branch of walk(body))
    if (branch.kind === "if")
      for (const part of walk(branch.branches.flatMap((one) => [...one.body]).concat(branch.otherwise))) {
        paths.add(pathOf(takenFrom(part)));
        if (part.kind !== "expression" || part.value.kind !== "call") continue;
        const { callee, arguments: handed } = part.value;
        for (const one of [
          callee.kind === "attribute" ? callee.object : undefined,
          ...handed.map(({ value }) => value),
        ])
          paths.add(pathOf(one));
      }
  paths.delete("");
  return paths;
}

/** The path of a name or of an attribute, as leaves have it; of an item that of what holds it; nothing of anything else. */
function pathOf(one: Expression | undefined): string {
  if (one?.kind === "name") return one.name;
  if (one?.kind === "subscript") return pathOf(one.object);
  if (one?.kind !== "attribute") return "";
  const object = pathOf(one.object);
  return object && `${object}.${one.name}`;
}

/** How many numbers there are in what a pass can reach. */
export const numbersIn = (machine: Machine, { scope, snapshot }: Pass): number =>
  [...leavesOf(scope, machine, snapshot.names).values()].reduce(
    (sum, { value }) => sum + (value instanceof Ndarray ? value.size : 1),
    0,
  );

/** What stands under paths: one number for each array or number, another where any of its numbers is. */
export function holdings(
  machine: Machine,
  scope: Pass["scope"],
  paths: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const names = new Set([...paths].map((path) => path.split(".")[0]!));
  const isIn = (leaf: string): boolean =>
    [...paths].some((path) => leaf.startsWith(path) && /^([.[]|$)/.test(leaf.slice(path.length)));
  const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => 0.999 * all + one, 0);
  const leaves = paths.size > 0 ? [...leavesOf(scope, machine, names)] : [];
  return new Map(leaves.flatMap(([path, { value }]) => (isIn(path) ? [[path, sum(numbersOf(value))]] : [])));
}
