/**
 * Random tensor graphs over all operations, as JSON for torch_graphs.py: nodes in order, operands by their place.
 * Variables take values of three digits, and some small whole ones, so that ties and kinks come up.
 *   npx tsx scripts/oracle/tensor-graphs.ts > graphs.json
 */
import { Random } from "../../src/base/random.ts";
import { allOps } from "../../src/graph/operations/index.ts";
import { reachable } from "../../src/graph/walk.ts";
import { Grower } from "../../test/calculus/random-graph.ts";
import { toJson } from "../../test/oracle/graphs.ts";

const seed = 20261127;
const wanted = 500;
const least = 12;

const grower = new Grower();
const graphs: unknown[] = [];
const counts = new Map(allOps.map((op) => [op, 0]));
for (let number = 0; graphs.length < wanted; number++) {
  const random = new Random(seed + number);
  const sample = grower.grow(random);
  const nodes = reachable([sample.root]);
  const isTensor = nodes.some((node) => node.shape.length > 0);
  if (!isTensor || nodes.length > 40) continue;
  const whole = number % 5 === 0;
  for (const [node, value] of sample.values)
    sample.values.set(node, {
      shape: value.shape,
      data: value.data.map((one) => (whole ? Math.round(one * 2) : Math.round(one * 1000) / 1000)),
    });
  for (const op of new Set(nodes.map((node) => node.op))) counts.set(op, counts.get(op)! + 1);
  graphs.push(toJson(sample.root, sample.values));
}
const rare = [...counts].filter(([, count]) => count < least);
if (rare.length > 0)
  throw new Error(`too few graphs hold ${rare.map(([op, count]) => `${op} (${count})`).join(", ")}`);
process.stdout.write(JSON.stringify(graphs));
