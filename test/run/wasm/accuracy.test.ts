import { expect, test } from "vitest";
import { Random } from "../../../src/base/random.ts";
import type { Builder } from "../../../src/graph/build.ts";
import { Graph } from "../../../src/graph/graph.ts";
import type { Node } from "../../../src/graph/node.ts";
import { operations } from "../../../src/graph/operations/index.ts";
import { allowRelaxed } from "../../../src/host/thread.ts";
import { compileTensors } from "../../../src/run/wasm/compile.ts";
import { features } from "../../../src/run/wasm/features.ts";
import { TensorProgram } from "../../../src/run/wasm/instance.ts";

allowRelaxed();

/** How many float32 numbers lie between neighbours of x. */
function ulp(x: number): number {
  const size = Math.max(Math.abs(x), 2 ** -126);
  return 2 ** (Math.floor(Math.log2(size)) - 23);
}

type Unary = "exp" | "log" | "tanh" | "sigmoid" | "softplus" | "silu" | "elu";

function compute(op: Unary, inputs: readonly number[], relaxed: boolean): number[] {
  const $ = new Graph();
  const x = $.variable("x", [inputs.length]);
  const root = ($ as unknown as Record<Unary, (this: Builder, x: Node) => Node>)[op].call($, x);
  const program = new TensorProgram(compileTensors([root], [], { precision: "float32", relaxed }));
  program.write(x, inputs);
  program.run();
  return Array.from(program.read(root).data);
}

const ranges: Record<Unary, readonly [number, number, number]> = {
  exp: [-103, 89, 2],
  log: [1e-45, 3e38, 2],
  tanh: [-12, 12, 2],
  sigmoid: [-100, 100, 2],
  softplus: [-80, 90, 4],
  silu: [-80, 90, 4],
  elu: [-40, 20, 4],
};

for (const relaxed of features().relaxed ? [false, true] : [false]) {
  for (const [op, [low, high, bound]] of Object.entries(ranges) as [Unary, (typeof ranges)[Unary]][]) {
    test(`${op} within ${bound} units in the last place of float32${relaxed ? ", relaxed" : ""}`, () => {
      const random = new Random(1);
      const inputs = Array.from({ length: 40_001 }, (_, k) => {
        if (op === "log") return Math.fround(2 ** random.uniform(-149, 127.9));
        if (k % 4 === 0) return Math.fround(random.normal() * 10 ** random.uniform(-8, 0));
        return Math.fround(random.uniform(low, high));
      });
      const got = compute(op, inputs, relaxed);
      let worst = 0;
      let at = 0;
      for (const [k, x] of inputs.entries()) {
        const due = operations[op].scalar!(x, 1);
        if (Math.abs(due) > 3.4028235e38) continue;
        const apart = Math.abs(got[k]! - due) / ulp(due);
        if (apart > worst) [worst, at] = [apart, x];
      }
      expect(worst, `at ${at}`).toBeLessThanOrEqual(bound);
    });
  }

  test(`functions at their ends${relaxed ? ", relaxed" : ""}`, () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect(compute("exp", [0, 200, -200, inf, -inf, nan], relaxed)).toEqual([1, inf, 0, inf, 0, nan]);
    expect(compute("log", [1, 0, -1, inf, nan], relaxed)).toEqual([0, -inf, nan, inf, nan]);
    expect(compute("tanh", [0, 50, -50, inf, -inf, nan], relaxed)).toEqual([0, 1, -1, 1, -1, nan]);
    expect(compute("sigmoid", [0, 200, -200, inf, -inf, nan], relaxed)).toEqual([0.5, 1, 0, 1, 0, nan]);
    expect(compute("softplus", [200, inf, -inf, nan], relaxed)).toEqual([200, inf, 0, nan]);
    expect(compute("elu", [200, inf, -inf, nan], relaxed)).toEqual([200, inf, -1, nan]);
  });
}
