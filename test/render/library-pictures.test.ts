import { expect, test } from "vitest";
import { draw, model } from "../../src/index.ts";

/** Every kind of picture, asked of the library. */

const neuron = model(`input x = 0.5, y = 1
param w = 0.3, b = 0.1
y_hat = sigmoid(w*x + b)
loss L = (y_hat - y)^2 / 2
train sgd rate=0.5 epochs=10`);

const plane = model(`input X = [[0, 0], [1, 1], [0, 1], [1, 0]], y = [0, 0, 1, 1]
param W[2] ~ glorot, b = 0
p = sigmoid(X @ W + b)
loss L = mean((p - y)^2)`);

const titleOf = (svg: string): string => /<title>([^<]*)/.exec(svg)![1]!;

test("graphs, slices, metrics, boundaries and expressions as SVG, each with its text", async () => {
  expect(titleOf(await neuron.drawGraph())).toBe("Computational graph");
  expect(titleOf(await neuron.drawGraph({ values: true }))).toContain("values forward");
  expect(titleOf(await neuron.drawSlice("w,b"))).toBe("L over w and b");
  expect(titleOf(await neuron.drawMetric("error = abs(y_hat - y)"))).toBe("error over 10 epochs");
  expect(titleOf(await plane.drawBoundary({ epochs: 5 }))).toBe("Decision boundary of p");
  expect(titleOf(await draw("sigmoid(z)"))).toBe("sigmoid(z) and its derivative");
  expect(titleOf(await draw("x^2 - y^2"))).toBe("Contours of x^2 - y^2");
});

test("what cannot be drawn is told", async () => {
  await expect(neuron.drawBoundary()).rejects.toThrow("points in a plane");
  await expect(neuron.drawSlice("w")).rejects.toThrow("two parameters");
  await expect(draw("x*y*z")).rejects.toThrow("two axes");
});
