import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { exportedOf, written } from "./programs.ts";

/** Numbers alone, vectors and matrices with a batch, and a loss whose gradients are long enough to be clipped. */
const bodies = {
  neuron: "input x = 0.5, y = 1.0\nparam w = 0.9, b = -0.4\nz = w*x + b\nloss L = (z - y)^2 / 2",
  layers: `input X = [[0.5, -1.2], [1.5, 0.3], [-0.7, 0.8], [0.2, 0.9]], y = [1, 0, 1, 0]
param W1[2, 3] = [[0.4, -0.3, 0.2], [0.1, 0.5, -0.6]], b1[3] = 0.1
param w2[3] = [0.7, -0.2, 0.3], b2 = 0.05
H = tanh(X @ W1 + b1)
y_hat = sigmoid(H @ w2 + b2)
loss L = mean((y_hat - y)^2)`,
};

const optimizers = {
  sgd: ["", "momentum=0.9"],
  momentum: ["", "momentum=0.5"],
  nesterov: ["", "momentum=0.6"],
  adagrad: ["", "epsilon=1e-4"],
  rmsprop: ["", "momentum=0.95 epsilon=1e-6"],
  adam: ["", "beta1=0.8 beta2=0.99"],
  adamw: ["", "decay=0.1"],
};
const options = [
  "",
  "decay=0.01",
  "clip=0.05",
  "clip=100",
  "schedule=cosine",
  "warmup=3",
  "schedule=step every=2 drop=0.5",
  "clip=0.05 decay=0.01 schedule=cosine warmup=2",
];

describe("check finds the exports right, whatever trains them", () => {
  for (const target of ["numpy", "typescript"] as const)
    for (const [optimizer, own] of Object.entries(optimizers))
      test(`${optimizer} in ${target}`, async () => {
        const found: string[] = [];
        for (const [name, body] of Object.entries(bodies))
          for (const one of own)
            for (const option of options) {
              if (one.includes("decay") && option.includes("decay")) continue;
              const line = `train ${optimizer} rate=0.05 epochs=4 ${one} ${option}`;
              const exported = exportedOf({ name, source: `${body}\n${line}` });
              const [path] = await written(target, [exported]);
              const { diagnostics, programs } = checkFile(path!, readFileSync(path!, "utf8"));
              const verdicts = programs.flatMap((program) =>
                program.parameters.map(
                  ({ path, kind, scale }) => `${path} ${kind}${kind === "scaled" ? ` ${scale}` : ""}`,
                ),
              );
              const bad = verdicts.filter((verdict) => !verdict.endsWith(" right"));
              const alarms = diagnostics.filter((one) => one.severity !== "info").map((one) => one.message);
              if (bad.length > 0 || alarms.length > 0 || verdicts.length !== exported.model.parameters.length)
                found.push(`${name}: ${line}: ${verdicts.join(", ")} ${alarms.join("; ")}`);
            }
        expect(found).toEqual([]);
      });
});

describe("what is wrong stays wrong behind clipping and a state", () => {
  const faults = {
    "a false derivative": [/1 - H \*\* 2/, "1 - H"],
    "another parameter's gradient": [/optimize\(b1, dL_db1,/, "optimize(b1, dL_dw2,"],
    "a gradient that others are added to": [/optimize\(b1, dL_db1,/, "optimize(b1, dL_db1 + dL_dw2,"],
    "a step upward": [/\bw = w - /, "w = w + "],
  } as const;
  for (const line of ["adam clip=0.05", "nesterov clip=0.05 decay=0.01", "rmsprop clip=0.05 warmup=2"])
    for (const [fault, [right, wrong]] of Object.entries(faults))
      test(`${fault}, by ${line}`, async () => {
        const source = `${bodies.layers}\ntrain ${line} epochs=4 rate=0.01`;
        const [path] = await written("numpy", [exportedOf({ name: "planted", source })]);
        const text = readFileSync(path!, "utf8");
        expect(text).toMatch(right);
        // its own self-check would end the program before it trains
        const planted = text.replace(right, wrong).replace("    self_check()\n", "");
        const { programs } = checkFile(path!, planted);
        const kinds = programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));
        expect(kinds.length).toBeGreaterThan(0);
        expect(kinds.filter((kind) => kind === "wrong" || kind === "unknown")).not.toEqual([]);
      });
});
