import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";
import { apart, byDifferences, Grower, kinkDistance } from "./random-graph.ts";
import { byReverseMode, bySymbols } from "./roads.ts";

const graphs = 2400;

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
