import { expect, test } from "vitest";
import { Random } from "../../../src/base/random.ts";
import { adjoints } from "../../../src/calculus/adjoints.ts";
import { allOps } from "../../../src/graph/operations/index.ts";
import { reachable } from "../../../src/graph/walk.ts";
import { allowRelaxed } from "../../../src/host/thread.ts";
import { evaluate } from "../../../src/run/evaluate.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { features } from "../../../src/run/wasm/features.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";
import { Grower, kinkDistance } from "../../calculus/random-graph.ts";

allowRelaxed();

const tolerance = { float64: 1e-12, float32: 1e-5 } as const;

for (const precision of ["float64", "float32"] as const) {
  for (const relaxed of features().relaxed ? [false, true] : [false]) {
    test(`random graphs and their gradients as the interpreter has them, ${precision}${relaxed ? ", relaxed" : ""}`, () => {
      const grower = new Grower();
      for (let seed = 0; seed < 300; seed++) {
        const sample = grower.grow(new Random(seed));
        const { graph, root, values } = sample;
        // rounding may cross a kink, and then another branch is right
        if (precision === "float32" && kinkDistance(sample) < 1e-3) continue;
        const variables = [...values.keys()];
        const gradients = adjoints(graph, root, variables);
        // every node is a root once, so that all of them are stored; then only the ends are
        const ends = [root, ...gradients.values()];
        const trace = evaluate(ends, values);
        for (const roots of [reachable(ends), ends]) {
          const compiled = compileTensors(roots, [], { precision, relaxed });
          const program = new TensorProgram(compiled);
          for (const [node, value] of values) if (compiled.places.has(node)) program.write(node, value.data);
          program.run();
          for (const node of roots) {
            if (!compiled.places.has(node)) continue;
            const [got, due] = [program.read(node), trace.get(node)!];
            expect(got.shape, `seed ${seed}, ${node.op}`).toEqual(due.shape);
            const scale = due.data.reduce((most, one) => Math.max(most, Math.abs(one)), 1);
            for (const [at, one] of due.data.entries()) {
              const apart = Math.abs(one - got.data[at]!) / scale;
              if (!(apart <= tolerance[precision]) && !(Number.isNaN(one) && Number.isNaN(got.data[at]!)))
                expect.fail(
                  `seed ${seed}, ${node.op} ${node.id}[${at}]: ${got.data[at]}, interpreted ${one}`,
                );
            }
          }
        }
      }
      expect(allOps.filter((op) => grower.counts.get(op) === 0)).toEqual([]);
    });
  }
}
