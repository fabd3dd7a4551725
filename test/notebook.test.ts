import { expect, test } from "vitest";
import { type Display, diff, gradient, model } from "../src/index.ts";

const display = Symbol.for("Jupyter.display");
const shown = async (value: object): Promise<Display> =>
  await (value as Record<symbol, () => Display | Promise<Display>>)[display]!();

test("derivatives, derivations and models say how a notebook shows them", async () => {
  expect(await shown(diff("x^2"))).toEqual({ "text/latex": "$$2x$$", "text/plain": "2*x" });
  const partials = await shown(gradient("x^2 + 3*y^2"));
  expect(partials["text/latex"]).toMatch(
    /^\$\$\\begin\{aligned\}\\frac\{\\partial\}\{\\partial x\} &= 2x \\\\ .*y\}.*\\end\{aligned\}\$\$$/,
  );
  const neuron = model("input x = 2, y = 5\nparam w = 0.5\nz = w*x\nloss L = (z - y)^2/2");
  const derivation = await shown(neuron.derive("w"));
  expect(derivation["text/latex"]).toContain(
    "\\frac{dL}{dw} &= \\frac{dL}{dz} \\cdot \\frac{dz}{dw} \\\\ &= ",
  );
  expect(derivation["text/plain"]).toBe(neuron.derive("w").toString());
  const picture = await shown(neuron);
  expect(picture["image/svg+xml"]).toMatch(/^<svg/);
  expect(picture["text/plain"]).toBe(neuron.source);
});

test("a model exports itself", async () => {
  const { text } = await model("param w = 0.5\nloss L = w^2").export("numpy", "square");
  expect(text).toContain("square: backpropagation by hand, in NumPy.");
  expect((await model("param w = 0.5\nloss L = w^2").export("onnx")).text).toBeInstanceOf(Uint8Array);
});
