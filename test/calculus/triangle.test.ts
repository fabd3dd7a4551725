import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { unroll } from "../../src/calculus/unroll.ts";
import type { Node } from "../../src/graph/node.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";
import { Plan } from "../../src/run/evaluate.ts";
import { compileScalars } from "../../src/run/javascript.ts";
import { apart, byDifferences, Grower, kinkDistance, type Sample } from "./random-graph.ts";

const graphs = 2400;

/** Reverse mode on arrays: one number for each element of each variable. */
function byReverseMode({ graph, root, values }: Sample): number[] {
  const variables = [...values.keys()];
  const gradients = adjoints(graph, root, variables);
  const roots = variables.map((variable) => gradients.get(variable)!);
  expect(verify(roots)).toEqual([]);
  const trace = new Plan(roots).run(values);
  for (const [at, variable] of variables.entries()) expect(roots[at]!.shape).toEqual(variable.shape);
  return roots.flatMap((one) => Array.from(trace.get(one)!.data));
}

/** The symbolic road: unrolled to scalars, each derivative by forward accumulation. */
function bySymbols({ graph, root, values }: Sample): number[] {
  const elements = new Map<Node, Node[]>();
  const point: number[] = [];
  for (const [variable, { data }] of values) {
    elements.set(
      variable,
      Array.from(data, (_, at) => graph.variable(`${variable.attributes.name}.${at}`)),
    );
    point.push(...data);
  }
  const [expression] = unroll(graph, root, (variable) => elements.get(variable)!);
  const leaves = [...elements.values()].flat();
  const derivatives = leaves.map((leaf) => differentiate(graph, expression!, leaf));
  const outputs = new Float64Array(leaves.length);
  compileScalars(derivatives, leaves)(Float64Array.from(point), outputs);
  return Array.from(outputs);
}

test(`reverse mode, symbols and differences agree on ${graphs} random graphs`, () => {
  const seed = Number(process.env.CHAINRULE_SEED ?? 20261124);
  const grower = new Grower();
  // in how many graphs the root is made of the operation: what is grown and not used proves nothing
  const reached = new Map(allOps.map((op) => [op, 0]));
  let [tensors, kinks, unsteady, compared] = [0, 0, 0, 0];
  for (let number = 0; number < graphs; number++) {
    const sample = grower.grow(new Random(seed + number));
    const used = reachable([sample.root]);
    expect(verify([sample.root])).toEqual([]);
    if (used.some((node) => node.shape.length > 0)) tensors++;
    for (const op of new Set(used.map((node) => node.op))) reached.set(op, reached.get(op)! + 1);
    const reverse = byReverseMode(sample);
    const symbols = bySymbols(sample);
    const disagree = (at: number, other: string, value: number): never =>
      expect.fail(
        `CHAINRULE_SEED=${seed} graph ${number} of ${sample.ops.join(" ")}: element ${at}, ` +
          `reverse ${reverse[at]}, ${other} ${value}, apart by ${apart(reverse[at]!, value)}`,
      );
    expect(symbols).toHaveLength(reverse.length);
    for (const [at, one] of symbols.entries())
      if (!(apart(reverse[at]!, one) < 1e-9)) disagree(at, "symbols", one);
    if (kinkDistance(sample) < 5e-3) {
      kinks++;
      continue;
    }
    for (const [at, slope] of byDifferences(sample.root, sample.values).entries()) {
      if (Number.isNaN(slope)) unsteady++;
      else {
        compared++;
        if (!(apart(reverse[at]!, slope) < 1e-5)) disagree(at, "differences", slope);
      }
    }
  }
  const rarest = allOps.reduce((a, b) => (reached.get(a)! <= reached.get(b)! ? a : b));
  console.info(
    `triangle: ${graphs} graphs, ${tensors} with tensors, ${kinks} at a kink (differences left out), ` +
      `${compared} partial derivatives compared, ${unsteady} too steep for differences; rarest ${rarest}: ${reached.get(rarest)}`,
  );
  expect(tensors / graphs).toBeGreaterThan(0.3);
  expect(unsteady / compared).toBeLessThan(0.02);
  expect(kinks / graphs).toBeLessThan(0.3);
  for (const op of allOps) expect(reached.get(op), op).toBeGreaterThanOrEqual(50);
}, 180_000);
