import assert from "node:assert/strict";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { unroll } from "../../src/calculus/unroll.ts";
import type { Node } from "../../src/graph/node.ts";
import { verify } from "../../src/graph/verify.ts";
import { Plan } from "../../src/run/evaluate.ts";
import { compileScalars } from "../../src/run/javascript.ts";
import type { Sample } from "./random-graph.ts";

/** Reverse mode on arrays: one number for each element of each variable. */
export function byReverseMode({ graph, root, values }: Sample): number[] {
  const variables = [...values.keys()];
  const gradients = adjoints(graph, root, variables);
  const roots = variables.map((variable) => gradients.get(variable)!);
  assert.deepEqual(verify(roots), []);
  const trace = new Plan(roots).run(values);
  for (const [at, variable] of variables.entries()) assert.deepEqual(roots[at]!.shape, variable.shape);
  return roots.flatMap((one) => Array.from(trace.get(one)!.data));
}

/** The symbolic road: unrolled to scalars, each derivative by forward accumulation. */
export function bySymbols({ graph, root, values }: Sample): number[] {
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
