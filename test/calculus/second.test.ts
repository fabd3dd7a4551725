import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";
import { Plan } from "../../src/run/evaluate.ts";
import { apart, byDifferences, Grower, kinkDistance } from "./random-graph.ts";

const graphs = 600;

test(`reverse mode of reverse mode gives second derivatives, on ${graphs} random graphs`, () => {
  const seed = Number(process.env.CHAINRULE_SEED ?? 20261125);
  const grower = new Grower();
  const reached = new Map(allOps.map((op) => [op, 0]));
  let [kinks, unsteady, compared] = [0, 0, 0];
  for (let number = 0; number < graphs; number++) {
    const random = new Random(seed + number);
    const sample = grower.grow(random);
    if (kinkDistance(sample) < 5e-3) {
      kinks++;
      continue;
    }
    const { graph: $, root, values } = sample;
    for (const op of new Set(reachable([root]).map((node) => node.op))) reached.set(op, reached.get(op)! + 1);
    const variables = [...values.keys()];
    const first = adjoints($, root, variables);
    // the derivative along random weights, a scalar again: its gradient is the Hessian times the weights
    const along = variables
      .map((variable) => {
        const weighted = $.multiply(first.get(variable)!, random.uniform(0.5, 1.5));
        return weighted.shape.length > 0 ? $.sum(weighted) : weighted;
      })
      .reduce((sum, one) => $.add(sum, one));
    const second = adjoints($, along, variables);
    const roots = variables.map((variable) => second.get(variable)!);
    expect(verify(roots)).toEqual([]);
    const trace = new Plan(roots).run(values);
    const derived = roots.flatMap((one) => Array.from(trace.get(one)!.data));
    for (const [at, slope] of byDifferences(along, values).entries()) {
      if (Number.isNaN(slope)) {
        unsteady++;
        continue;
      }
      compared++;
      if (!(apart(derived[at]!, slope) < 1e-5))
        expect.fail(
          `CHAINRULE_SEED=${seed} graph ${number} of ${sample.ops.join(" ")}: element ${at}, ` +
            `reverse ${derived[at]}, differences ${slope}`,
        );
    }
  }
  console.info(`second derivatives: ${compared} compared, ${kinks} graphs at a kink, ${unsteady} too steep`);
  expect(unsteady / compared).toBeLessThan(0.05);
  for (const op of allOps) expect(reached.get(op), op).toBeGreaterThanOrEqual(10);
}, 180_000);
