import { adjoints } from "../../src/calculus/adjoints.ts";
import { unroll } from "../../src/calculus/unroll.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { startThread } from "../../src/host/thread.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { compileScalars } from "../../src/run/javascript.ts";
import { compileTensors } from "../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../src/run/wasm/instance.ts";
import { Grower, kinkDistance } from "../calculus/random-graph.ts";
import type { Property } from "./property.ts";

const tolerance = { float64: 1e-12, float32: 1e-5 } as const;

/** What WebAssembly has for the root and its gradients, compared with the interpreter. */
const wasm = (precision: "float64" | "float32", share: number): Property => ({
  name: `WebAssembly ${precision} = interpreter`,
  share,
  holds(random) {
    const sample = new Grower().grow(random);
    // rounding may cross a kink, and then another branch is right
    if (precision === "float32" && kinkDistance(sample) < 1e-3) return undefined;
    const { graph, root, values } = sample;
    const ends = [root, ...adjoints(graph, root, [...values.keys()]).values()];
    const trace = evaluate(ends, values);
    const compiled = compileTensors(ends, [], { precision });
    const program = new TensorProgram(compiled);
    for (const [node, value] of values) if (compiled.places.has(node)) program.write(node, value.data);
    program.run();
    for (const node of ends) {
      const [got, due] = [program.read(node).data, trace.get(node)!.data];
      const scale = due.reduce((most, one) => Math.max(most, Math.abs(one)), 1);
      for (const [at, one] of due.entries())
        if (!(Math.abs(one - got[at]!) <= tolerance[precision] * scale) && !Object.is(one, got[at]))
          return `${sample.ops.join(" ")}: ${node.op}[${at}] ${got[at]}, interpreted ${one}`;
    }
    return undefined;
  },
});

export const float64 = wasm("float64", 100);
export const float32 = wasm("float32", 100);

/** A graph unrolled to numbers and compiled to one JavaScript function. */
export const javascript: Property = {
  name: "JavaScript = interpreter",
  share: 1000,
  holds(random) {
    const { graph, root, values, ops } = new Grower().grow(random);
    const elements = new Map<Node, Node[]>();
    for (const [variable, { data }] of values)
      elements.set(
        variable,
        Array.from(data, (_, at) => graph.variable(`${variable.attributes.name}.${at}`)),
      );
    const unrolled = unroll(graph, root, (variable) => elements.get(variable)!);
    const outputs = new Float64Array(unrolled.length);
    const inputs = Float64Array.from([...values.values()].flatMap(({ data }) => [...data]));
    compileScalars(unrolled, [...elements.values()].flat())(inputs, outputs);
    const due = evaluate([root], values).get(root)!.data[0]!;
    return Math.abs(due - outputs[0]!) <= 1e-12 * Math.max(1, Math.abs(due))
      ? undefined
      : `${ops.join(" ")}: ${outputs[0]}, interpreted ${due}`;
  },
};

/** A product of random shape with what is fused to it, on one to four threads: the same bits. */
export const threads: Property = {
  name: "any thread count, the same bits",
  share: 5,
  holds(random) {
    const [m, k, n] = [0, 0, 0].map(() => 24 + random.integer(80)) as [number, number, number];
    const values = Array.from({ length: Math.max(m * k, k * n) }, () => random.uniform(-1, 1));
    const bits = (count: number): string => {
      const $ = new Graph();
      const [A, B, b] = [$.variable("A", [m, k]), $.variable("B", [k, n]), $.variable("b", [n])];
      const root = $.sum($.relu($.add($.matmul(A, B), b)), { axes: [1] });
      const compiled = compileTensors([root], [], { precision: "float32", threads: count });
      const program = new TensorProgram(compiled, startThread);
      program.write(A, values.slice(0, m * k));
      program.write(B, values.slice(0, k * n));
      program.write(b, values.slice(0, n));
      program.assemble();
      program.run();
      const read = program.read(root).data.join();
      program.close();
      return read;
    };
    const one = bits(1);
    const count = random.pick([2, 3, 4]);
    return bits(count) === one ? undefined : `${m}×${k}×${n} on ${count} threads`;
  },
};
