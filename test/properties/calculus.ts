import { adjoints } from "../../src/calculus/adjoints.ts";
import { simplify } from "../../src/calculus/simplify.ts";
import { verify } from "../../src/graph/verify.ts";
import { reachable } from "../../src/graph/walk.ts";
import { print } from "../../src/language/print.ts";
import { evaluate, Plan } from "../../src/run/evaluate.ts";
import { apart, byDifferences, Grower, kinkDistance } from "../calculus/random-graph.ts";
import { byReverseMode, bySymbols } from "../calculus/roads.ts";
import { awkward } from "./awkward.ts";
import type { Property } from "./property.ts";

/** Reverse mode, the unrolled symbolic road and differences give one gradient. */
export const triangle: Property = {
  name: "gradient triangle",
  share: 1000,
  holds(random) {
    const sample = new Grower().grow(random);
    const [reverse, symbols] = [byReverseMode(sample), bySymbols(sample)];
    for (const [at, one] of symbols.entries())
      if (!(apart(reverse[at]!, one) < 1e-9)) return `element ${at}: reverse ${reverse[at]}, symbols ${one}`;
    if (kinkDistance(sample) < 5e-3) return undefined;
    for (const [at, slope] of byDifferences(sample.root, sample.values).entries())
      if (!Number.isNaN(slope) && !(apart(reverse[at]!, slope) < 1e-5))
        return `element ${at}: reverse ${reverse[at]}, differences ${slope}`;
    return undefined;
  },
};

/** Simplifying keeps the value wherever all parts of the expression have one, and simplifying again changes nothing. */
export const simplification: Property = {
  name: "simplify keeps values, and is idempotent",
  share: 1000,
  holds(random) {
    const { graph, root, values } = awkward(random);
    const distribute = random.uniform() < 0.5;
    const simple = simplify(graph, root, { distribute });
    const again = simplify(graph, simple, { distribute });
    if (print(again) !== print(simple)) return `${print(root)}: ${print(simple)}, and again ${print(again)}`;
    const trace = evaluate([root, simple], values);
    const [before, after] = [trace.get(root)!, trace.get(simple)!];
    if (before.shape.join() !== after.shape.join())
      return `${print(root)}: shape ${after.shape}, not ${before.shape}`;
    if (reachable([root]).some((node) => !trace.get(node)!.data.every(Number.isFinite))) return undefined;
    for (const [at, one] of before.data.entries())
      if (!(apart(one, after.data[at]!) < 1e-9))
        return `${print(root)} is ${one}, ${print(simple)} is ${after.data[at]}`;
    return undefined;
  },
};

/** The shape that a node's rule infers is the shape of its value, gradients included. */
export const shapes: Property = {
  name: "inferred shape = evaluated shape",
  share: 1000,
  holds(random) {
    const { graph, root, values } = new Grower().grow(random);
    const ends = [root, ...adjoints(graph, root, [...values.keys()]).values()];
    const problems = verify(ends);
    if (problems.length > 0) return JSON.stringify(problems);
    const trace = new Plan(ends).run(values);
    for (const node of reachable(ends))
      if (trace.get(node)!.shape.join() !== node.shape.join())
        return `${node.op}: inferred [${node.shape}], evaluated [${trace.get(node)!.shape}]`;
    return undefined;
  },
};
