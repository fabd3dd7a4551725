import { expect, test } from "vitest";
import { fromNested, type Nested } from "../../../src/base/array.ts";
import { adjoints } from "../../../src/calculus/adjoints.ts";
import { nameOf } from "../../../src/graph/node.ts";
import { lower } from "../../../src/language/lower.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";
import cases from "./torch.json" with { type: "json" };

for (const { activation, X, y, parameters, loss, gradients } of cases) {
  test(`loss and gradients of a ${activation} network as PyTorch has them`, () => {
    const model = lower(`input X[7, 5], y[7]
param W1[5, 6], b1[6], W2[6, 4], b2[4]
loss L = cross_entropy(${activation}(X @ W1 + b1) @ W2 + b2, y)`).value!;
    const trained = model.parameters.map((one) => one.node);
    const found = adjoints(model.graph, model.loss, trained);
    for (const [precision, tolerance] of [
      ["float32", 1e-5],
      ["float64", 1e-12],
    ] as const) {
      const program = new TensorProgram(compileTensors([model.loss, ...found.values()], [], { precision }));
      const given: Record<string, Nested> = { X, y, ...parameters };
      for (const node of [...model.inputs, ...model.parameters].map((one) => one.node))
        program.write(node, fromNested(given[nameOf(node)]!).data);
      program.run();
      expect(Math.abs(program.read(model.loss).data[0]! - loss)).toBeLessThan(tolerance * loss);
      for (const node of trained) {
        const due = fromNested((gradients as Record<string, Nested>)[nameOf(node)]!).data;
        const got = program.read(found.get(node)!).data;
        const scale = due.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
        const apart = due.reduce((most, one, at) => Math.max(most, Math.abs(one - got[at]!)), 0);
        expect(apart / scale, `${nameOf(node)}, ${precision}`).toBeLessThan(tolerance);
      }
    }
  });
}
