import { readFileSync } from "node:fs";
import { startThread } from "../src/host/thread.ts";
import { lower } from "../src/language/lower.ts";
import { compileTensors } from "../src/run/wasm/compile.ts";
import { TensorProgram } from "../src/run/wasm/instance.ts";
import { trainingStep } from "../src/train/step.ts";
// @ts-expect-error plain JavaScript, shared with the peers
import { numbersOf } from "./numbers.mjs";

interface Task {
  readonly layers: number[];
  readonly batch: number;
  readonly activation: string;
  readonly loss: string;
  readonly rate: number;
}

/** A task's training step from its text to a module that is ready to run, with its numbers in place. */
export function programOf(name: string, threads: number) {
  const tasks = JSON.parse(readFileSync(new URL("tasks.json", import.meta.url), "utf8"));
  const task = tasks[name] as Task;
  const { layers, batch, activation, loss, rate } = task;
  const last = layers.length - 1;
  const lines = [`input X[${batch}, ${layers[0]}], y[${batch}]`];
  for (let k = 1; k <= last; k++) {
    lines.push(`param W${k}[${layers[k - 1]}, ${layers[k]}] = 0, b${k}[${layers[k]}] = 0`);
    const z = `${k === 1 ? "X" : `H${k - 1}`} @ W${k} + b${k}`;
    lines.push(k < last ? `H${k} = ${activation}(${z})` : `Z = ${z}`);
  }
  lines.push(
    loss === "entropy" ? "loss L = cross_entropy(Z, y)" : `loss L = mean((Z - reshape(y, [${batch}, 1]))^2)`,
  );
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
  program.assemble();
  return { program, loss: step.loss, compile, batch };
}
