// One task by chainrule: node --import tsx bench/chainrule.ts TASK THREADS
import { readFileSync } from "node:fs";
import { startThread } from "../src/host/thread.ts";
import { lower } from "../src/language/lower.ts";
import { compileTensors } from "../src/run/wasm/compile.ts";
import { features } from "../src/run/wasm/features.ts";
import { TensorProgram } from "../src/run/wasm/instance.ts";
import { trainingStep } from "../src/train/step.ts";
// @ts-expect-error plain JavaScript, shared with the peers
import { checked, numbersOf, timed } from "./numbers.mjs";

const tasks = JSON.parse(readFileSync(new URL("tasks.json", import.meta.url), "utf8"));
const task = tasks[process.argv[2]!];
const threads = Number(process.argv[3] ?? 1);
const { layers, batch, activation, loss, rate } = task as { layers: number[]; batch: number; activation: string; loss: string; rate: number };

const last = layers.length - 1;
const lines = [`input X[${batch}, ${layers[0]}], y[${batch}]`];
for (let k = 1; k <= last; k++) {
  lines.push(`param W${k}[${layers[k - 1]}, ${layers[k]}] = 0, b${k}[${layers[k]}] = 0`);
  const z = `${k === 1 ? "X" : `H${k - 1}`} @ W${k} + b${k}`;
  lines.push(k < last ? `H${k} = ${activation}(${z})` : `Z = ${z}`);
}
lines.push(loss === "entropy" ? "loss L = cross_entropy(Z, y)" : `loss L = mean((Z - reshape(y, [${batch}, 1]))^2)`);

const begun = performance.now();
const model = lower(lines.join("\n")).value!;
const step = trainingStep(model, { optimizer: "sgd" });
const compiled = compileTensors([step.loss], step.assignments, { precision: "float32", threads });
const program = new TensorProgram(compiled, startThread);
const compile = performance.now() - begun;

const { X, y, weights } = numbersOf(task);
for (const [at, data] of [X, y].entries()) program.write(model.inputs[at]!.node, data);
for (const [k, data] of weights.entries()) program.write(model.parameters[2 * k]!.node, data);
program.write(step.rate, [rate]);
for (let k = 0; k < checked; k++) program.run();
const found = program.read(step.loss).data[0];
const ms = await timed(() => program.run());
program.close();
const memory = Math.round(process.memoryUsage().rss / 1e6);
console.log(JSON.stringify({ ms, loss: found, compile, bytes: compiled.bytes.length, relaxed: features().relaxed, memory }));
