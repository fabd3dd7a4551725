import { generate, type NDArray } from "../../base/array.ts";
import { Random } from "../../base/random.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { ShapeError, sameShape } from "../../graph/shape.ts";
import { reachable } from "../../graph/walk.ts";
import { type Equation, everyPart, type Maths, type Member } from "../../lift/latex/index.ts";
import { evaluate } from "../../run/evaluate.ts";
import { Lowering, type LowerOptions, terms, Unclear } from "./lower.ts";
import type { Definition, Scope } from "./scope.ts";
import { ShapeInference } from "./shapes.ts";

/** The values of a formula's sides where they were compared. */
export interface Point {
  /** What was chosen: the values of the names that nothing defines. */
  readonly values: ReadonlyMap<string, number>;
  /** One value for each side, in order; several for a tuple. */
  readonly sides: readonly (readonly number[])[];
}

/** One reading of an equation, compared by value. */
export interface Attempt {
  readonly options: LowerOptions;
  readonly indices: ReadonlyMap<string, number>;
  readonly lowering: Lowering;
  readonly members: readonly Maths[];
  readonly nodes: readonly (readonly Node[])[];
  readonly points: readonly Point[];
  /** The side that the others are held against: the derivative itself where one stands alone. */
  readonly truth: number;
  readonly wrong: readonly number[];
}

export type Judgement =
  | { readonly verdict: "true" }
  | { readonly verdict: "unknown"; readonly reason: string }
  | { readonly verdict: "false"; readonly attempt: Attempt };

const points = 8;
const fewest = 3;
const tolerance = 1e-8;

export const isDerivative = (one: Maths): boolean =>
  one.kind === "derivative" || one.kind === "gradient" || (one.kind === "call" && one.primes > 0);
export const hasDerivative = (maths: Maths): boolean => everyPart(maths).some(isDerivative);

/** The sides of an equation that are to be equal: a name before them is only given to them. */
export function sides({ members }: Equation): readonly Member[] {
  const [first, ...rest] = members;
  const names =
    first.maths &&
    !hasDerivative(first.maths) &&
    (first.maths.kind === "name" || first.maths.kind === "call");
  return names ? rest : members;
}

/** Whether the equation says something of a derivative that can be true or false. */
export const saysDerivative = (equation: Equation): boolean => {
  const all = sides(equation);
  return all.length > 1 && all.some(({ maths }) => maths && hasDerivative(maths));
};

/** Compares the sides of an equation by value at seeded points, in each reading that its notation allows. */
export function judge(equation: Equation, scope: Scope): Judgement {
  const all = sides(equation);
  const unread = all.find((one) => one.problem !== undefined);
  const members = all.flatMap((one) => (one.maths ? [one.maths] : []));
  if (members.length < 2 || !members.some(hasDerivative))
    return { verdict: "unknown", reason: unread?.problem ?? "nothing to compare" };
  const first = judgeMembers(members, scope);
  if (first.verdict === "true" && unread) return { verdict: "unknown", reason: unread.problem! };
  if (first.verdict === "false" && first.attempt.lowering.isDoubtful)
    return {
      verdict: "unknown",
      reason: "its names are defined in another section, which may speak of another model",
    };
  return first;
}

export function judgeMembers(members: readonly Maths[], scope: Scope): Judgement {
  let reason = "";
  let wrong: Attempt | undefined;
  const ambiguous = new Set<Definition>();
  for (const options of [{}, { direct: true }] as const) {
    for (const indices of indexReadings(members)) {
      const tried = inEachActivation(members, scope, options, indices, ambiguous);
      if (tried === "true") return { verdict: "true" };
      if ("members" in tried) wrong ??= tried;
      else reason ||= tried.reason;
    }
    if (!wrong) break;
  }
  if (!wrong) return { verdict: "unknown", reason };
  for (const other of ambiguous) {
    const { verdict } =
      scope.preferred.size > 0 ? { verdict: "false" } : judgeMembers(members, scope.with(other));
    if (verdict !== "false")
      return {
        verdict: "unknown",
        reason: `\`${other.key}\` is defined twice, and it is not clear which is meant`,
      };
  }
  return { verdict: "false", attempt: wrong };
}

type Tried = "true" | Attempt | { readonly reason: string };

/** An activation that nobody defines may be any: what holds for one of them may be meant. */
function inEachActivation(
  members: readonly Maths[],
  scope: Scope,
  options: Omit<LowerOptions, "activation">,
  indices: ReadonlyMap<string, number>,
  ambiguous: Set<Definition>,
): Tried {
  let wrong: Tried | undefined;
  for (const activation of ["generic", "sigmoid", "tanh", "relu", "softplus"] as const) {
    const tried = attempt(members, scope, { ...options, activation }, indices);
    if (tried === "true") return tried;
    if (!("members" in tried)) return tried;
    for (const one of tried.lowering.ambiguous) ambiguous.add(one);
    wrong ??= tried;
    if (tried.lowering.opaque === undefined) break;
    if (activation === "sigmoid" && tried.lowering.opaque === "sigma") wrong = tried;
  }
  return wrong!;
}

/** The numbers that free indices may stand for: none at first, so that `b_o` keeps its own letter. */
function indexReadings(members: readonly Maths[]): ReadonlyMap<string, number>[] {
  const free = new Set<string>();
  let kronecker = false;
  for (const part of members.flatMap(everyPart)) {
    if (part.kind !== "name" && part.kind !== "call") continue;
    const { base, indices, above } = part.name;
    for (const index of [...indices, ...(above === undefined ? [] : [above])]) {
      const letter = /^([a-z])(?:[+-]\d+)?$/.exec(index)?.[1];
      if (letter !== undefined) free.add(letter);
    }
    if (base === "delta" && indices.length === 2) kronecker = true;
  }
  for (const part of members.flatMap(everyPart))
    if (part.kind === "series" && part.index) free.delete(part.index);
  if (free.size === 0) return [new Map()];
  const distinct = new Map([...free].map((letter, at) => [letter, (at % terms) + 1]));
  // Kronecker's δ has a value only where its indices have
  return kronecker ? [distinct, new Map()] : [new Map(), distinct];
}

export function attempt(
  members: readonly Maths[],
  scope: Scope,
  options: LowerOptions,
  indices: ReadonlyMap<string, number>,
): Tried {
  const lowering = new Lowering(scope, options);
  try {
    const nodes = members.map((one) => lowering.member(one, indices));
    if (nodes.some((one) => one.length !== nodes[0]!.length))
      return { reason: "a list is compared with a number" };
    const truth = Math.max(0, truthOf(members));
    const compared = compare(nodes, truth);
    if (typeof compared === "string") return { reason: compared };
    const wrong = members.map((_, at) => at).filter((at) => differs(compared, at, truth));
    if (wrong.length === 0) {
      if ((lowering.hasShapes || scope.hasShapes) && !options.shapes) {
        const why = ofMatrices(members, scope, options, indices);
        if (why && (lowering.hasShapes || why === unfitting))
          return { reason: `it holds of numbers, but of vectors and matrices ${why}` };
      }
      // that nothing depends on it may be what is said: … = 0
      if (!lowering.independent || members.some(({ kind }) => kind === "number")) return "true";
      return { reason: lowering.independent };
    }
    if (lowering.independent) return { reason: lowering.independent };
    if (wrong.some((at) => isCondition(members[at]!, nodes[truth]!, compared, truth)))
      return { reason: "it reads as a condition or an example in numbers, not as an identity" };
    return { options, indices, lowering, members, nodes, points: compared, truth, wrong };
  } catch (failure) {
    if (failure instanceof Unclear) return { reason: failure.message };
    if (failure instanceof ShapeError) return { reason: unfitting };
    throw failure;
  }
}

const unfitting = "its shapes do not fit together";

/** Why it is not seen to hold of vectors and matrices, of the shapes that the section's definitions have. */
function ofMatrices(
  members: readonly Maths[],
  scope: Scope,
  options: LowerOptions,
  indices: ReadonlyMap<string, number>,
): string | undefined {
  const inference = new ShapeInference(scope);
  const truth = Math.max(0, truthOf(members));
  if (indices.size > 0 || !inference.read(members[truth]!)) return "its shapes are not known";
  const tried = attempt(members, scope, { ...options, shapes: inference.shapes() }, indices);
  if (tried === "true") return undefined;
  return "reason" in tried ? tried.reason : "its values differ";
}

/** The side that is a derivative alone; otherwise the first that holds one. */
function truthOf(members: readonly Maths[]): number {
  const alone = members.findIndex(isDerivative);
  return alone >= 0 ? alone : members.findIndex(hasDerivative);
}

const isNumeric = (maths: Maths): boolean =>
  everyPart(maths).every((one) => one.kind !== "name" && one.kind !== "call" && !isDerivative(one));

/** A number where the derivative is none: `d/dx x² = 0` asks for an x, and `= 0.14` puts values in. */
function isCondition(side: Maths, truth: readonly Node[], compared: readonly Point[], at: number): boolean {
  if (!isNumeric(side)) return false;
  return truth.some((_, part) =>
    compared.some(({ sides: all }) => !near(all[at]![part]!, compared[0]!.sides[at]![part]!)),
  );
}

export const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

const differs = (compared: readonly Point[], at: number, truth: number): boolean =>
  compared.filter(({ sides: all }) => all[at]!.some((value, part) => !near(value, all[truth]![part]!)))
    .length >= 2;

/** The sides' values at the points where all are numbers; why not, where there are too few. */
function compare(nodes: readonly (readonly Node[])[], truth: number): Point[] | string {
  const roots = nodes.flat();
  if (nodes.some((side) => side.some((node, part) => !sameShape(node.shape, nodes[0]![part]!.shape))))
    return unfitting;
  const variables = reachable(roots).filter((node) => node.op === "variable");
  const plain = sample(nodes, roots, variables, false);
  if (plain.length < fewest) return "it has no values that could be compared";
  const isRight = (all: readonly Point[]): boolean => nodes.every((_, at) => !differs(all, at, truth));
  if (isRight(plain) || !families(variables).length) return plain;
  // targets that are probabilities sum to one
  const normalised = sample(nodes, roots, variables, true);
  return normalised.length >= fewest && isRight(normalised) ? normalised : plain;
}

function sample(
  nodes: readonly (readonly Node[])[],
  roots: readonly Node[],
  variables: readonly Node[],
  normalise: boolean,
): Point[] {
  const found: Point[] = [];
  for (let seed = 1; seed <= points; seed++) {
    const random = new Random(seed);
    const inUnit = seed % 2 === 0 || normalise;
    const next = (): number =>
      inUnit ? random.uniform(0.1, 0.9) : random.uniform(0.2, 1.7) * (random.uniform() < 0.5 ? -1 : 1);
    const values = new Map<Node, NDArray>(
      variables.map((node) => [node, generate(node.shape as readonly number[], next)]),
    );
    if (normalise)
      for (const family of families(variables)) {
        const total = family.reduce((sum, one) => sum + values.get(one)!.data[0]!, 0);
        for (const one of family) values.get(one)!.data[0]! /= total;
      }
    const trace = evaluate(roots, values);
    const all = nodes.map((side) => side.flatMap((node) => [...trace.get(node)!.data]));
    if (!all.flat().every(Number.isFinite)) continue;
    found.push({
      values: new Map([...values].map(([node, value]) => [nameOf(node), value.data[0]!])),
      sides: all,
    });
  }
  return found;
}

/** Variables that are one family, such as y_1, y_2 and y_3. */
function families(variables: readonly Node[]): Node[][] {
  const byBase = new Map<string, Node[]>();
  for (const node of variables) {
    const base = /^(.*?)\d+$/.exec(nameOf(node))?.[1];
    if (base) byBase.set(base, [...(byBase.get(base) ?? []), node]);
  }
  return [...byBase.values()].filter((one) => one.length === terms);
}
