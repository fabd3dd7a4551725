// The product of two matrices of 1024 × 1024 beside its innermost block alone: node --import tsx bench/product.ts THREADS
import { Graph } from "../src/graph/graph.ts";
import { startThread } from "../src/host/thread.ts";
import type { Local } from "../src/run/wasm/code.ts";
import { compileTensors } from "../src/run/wasm/compile.ts";
import { engine } from "../src/run/wasm/engine.ts";
import { features } from "../src/run/wasm/features.ts";
import { TensorProgram } from "../src/run/wasm/instance.ts";
import { ModuleWriter } from "../src/run/wasm/module.ts";
import { precisions } from "../src/run/wasm/precision.ts";
import { blockColumns, blockRows, emitBlock, innerLength } from "../src/run/wasm/product-block.ts";

const size = 1024;
const threads = Number(process.argv[2] ?? 1);
const $ = new Graph();
const [A, B] = [$.variable("A", [size, size]), $.variable("B", [size, size])];
const root = $.matmul(A, B);
const program = new TensorProgram(compileTensors([root], [], { precision: "float32", threads }), startThread);
for (const node of [A, B]) {
  const floats = program.floats(node);
  for (let at = 0; at < floats.length; at++) floats[at] = ((at * 7919) % 1000) / 1000 - 0.5;
}
program.assemble();
program.run();
// one element by hand, summed in float64
const [row, column] = [517, 403];
let due = 0;
for (let k = 0; k < size; k++) due += program.floats(A)[row * size + k]! * program.floats(B)[k * size + column]!;
const apart = Math.abs(program.read(root).data[row * size + column]! - due);

/** The block as the product calls it, on operands that never leave the nearest cache. */
const { relaxed } = features();
const inner = innerLength(size);
const [height, width] = [blockRows(relaxed), blockColumns(4)];
const target = { precision: precisions.float32, relaxed, scalar: () => 0 };
const module = new ModuleWriter();
const steps = { a: { row: 4, inner: height * 4 }, b: { inner: width * 4 } };
const block = module.function(Array(6).fill("i32"), (code) => emitBlock(code, target, steps, height));
module.function(
  ["i32"],
  (code) => {
    const times: Local = 0;
    code.while(
      () => code.get(times).i32(0).op("i32.gt_s"),
      () => {
        for (const value of [0, 16_384, 49_152, width * 4, inner, 0]) code.i32(value);
        code.call(block).get(times).i32(1).op("i32.sub").set(times);
      },
    );
  },
  "blocks",
);
const memory = new engine!.Memory({ initial: 2, maximum: 2, shared: false });
const instance = new engine!.Instance(new engine!.Module(module.bytes(2, false)), { host: { memory } });
const blocks = instance.exports.blocks as (times: number) => void;

const blockWork = 2 * height * width * inner;
const work = 2 * size ** 3;
const rates: { product: number[]; block: number[] } = { product: [], block: [] };
const count = Math.round(work / blockWork / 4);
blocks(count);
for (let round = 0; round < 25; round++) {
  let begun = performance.now();
  program.run();
  rates.product.push(work / (performance.now() - begun) / 1e6);
  begun = performance.now();
  blocks(count);
  rates.block.push((count * blockWork) / (performance.now() - begun) / 1e6);
}
program.close();
const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1]!;
console.log(
  JSON.stringify({
    product: median(rates.product),
    block: median(rates.block),
    best: [Math.max(...rates.product), Math.max(...rates.block)],
    agrees: apart < 1e-3,
    relaxed,
  }),
);
