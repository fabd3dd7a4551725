import { expect, test } from "vitest";
import type { NDArray } from "../../src/base/array.ts";
import { Random } from "../../src/base/random.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { unroll } from "../../src/calculus/unroll.ts";
import type { Node } from "../../src/graph/node.ts";
import { allOps, operations } from "../../src/graph/operations/index.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";
import { Plan } from "../../src/run/evaluate.ts";
import { compileScalars } from "../../src/run/javascript.ts";
import { Grower, type Sample } from "./random-graph.ts";

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
    elements.set(variable, Array.from(data, (_, at) => graph.variable(`${variable.attributes.name}.${at}`)));
    point.push(...data);
  }
  const [expression] = unroll(graph, root, (variable) => elements.get(variable)!);
  const leaves = [...elements.values()].flat();
  const derivatives = leaves.map((leaf) => differentiate(graph, expression!, leaf));
  const outputs = new Float64Array(leaves.length);
  compileScalars(derivatives, leaves)(Float64Array.from(point), outputs);
  return Array.from(outputs);
}

/** Central differences of fourth order, at two step sizes; NaN where the two do not agree. */
function byDifferences({ root, values }: Sample): number[] {
  const plan = new Plan([root]);
  const at = (variable: Node, value: NDArray, position: number, step: number): number => {
    const data = value.data.slice();
    data[position]! += step;
    return plan.run(new Map(values).set(variable, { shape: value.shape, data })).get(root)!.data[0]!;
  };
  return [...values].flatMap(([variable, value]) =>
    Array.from(value.data, (_, position) => {
      const slope = (h: number): number =>
        (8 * (at(variable, value, position, h) - at(variable, value, position, -h)) -
          (at(variable, value, position, 2 * h) - at(variable, value, position, -2 * h))) /
        (12 * h);
      const [coarse, fine] = [slope(2e-3), slope(1e-3)];
      return Math.abs(coarse - fine) < 1e-6 * Math.max(1, Math.abs(fine)) ? fine : Number.NaN;
    }),
  );
}

/** How near the point lies to a place without a derivative. */
function kinkDistance({ root, values }: Sample): number {
  const trace = new Plan([root]).run(values);
  return reachable([root]).reduce((low, node) => {
    const { kink } = operations[node.op];
    const operands = node.operands.map((operand) => trace.get(operand)!);
    return kink ? Math.min(low, kink(operands, node.attributes)) : low;
  }, Infinity);
}

const apart = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));

test(`reverse mode, symbols and differences agree on ${graphs} random graphs`, () => {
  const seed = Number(process.env.CHAINRULE_SEED ?? 20261124);
  const grower = new Grower();
  let [tensors, kinks, unsteady, compared] = [0, 0, 0, 0];
  for (let number = 0; number < graphs; number++) {
    const sample = grower.grow(new Random(seed + number));
    if (sample.hasTensors) tensors++;
    const reverse = byReverseMode(sample);
    const symbols = bySymbols(sample);
    const place = `CHAINRULE_SEED=${seed} graph ${number} of ${sample.ops.join(" ")}`;
    for (const [at, one] of reverse.entries()) {
      expect(apart(one, symbols[at]!), `${place}: element ${at}, reverse ${one}, symbols ${symbols[at]}`).toBeLessThan(1e-9);
    }
    if (kinkDistance(sample) < 5e-3) {
      kinks++;
      continue;
    }
    for (const [at, slope] of byDifferences(sample).entries()) {
      if (Number.isNaN(slope)) unsteady++;
      else {
        compared++;
        expect(apart(reverse[at]!, slope), `${place}: element ${at}, reverse ${reverse[at]}, differences ${slope}`).toBeLessThan(1e-5);
      }
    }
  }
  const rarest = allOps.reduce((a, b) => (grower.counts.get(a)! <= grower.counts.get(b)! ? a : b));
  console.info(
    `triangle: ${graphs} graphs, ${tensors} with tensors, ${kinks} at a kink (differences left out), ` +
      `${compared} partial derivatives compared, ${unsteady} too steep for differences; rarest ${rarest}: ${grower.counts.get(rarest)}`,
  );
  expect(tensors / graphs).toBeGreaterThan(0.3);
  expect(unsteady / compared).toBeLessThan(0.02);
  expect(kinks / graphs).toBeLessThan(0.3);
  for (const op of allOps) expect(grower.counts.get(op), op).toBeGreaterThanOrEqual(50);
});

