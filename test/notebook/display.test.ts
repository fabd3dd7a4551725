import { expect, test } from "vitest";
import { checkFile } from "../../src/check/index.ts";
import { type Display, descend, diff, draw, gradient, model, picture } from "../../src/index.ts";

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

const layer = model(`input X = [[1, 2], [3, 4]], y = [1, 0]
param w[2] = 0.5, b = 0.1
z = X @ w + b
loss L = mean((z - y)^2)/2
train sgd rate=0.01 epochs=30 stop=L<0.3`);

test("traces show themselves as tables, and stay plain values", async () => {
  const trace = layer.evaluate();
  expect(trace).toEqual({ z: [1.6, 3.6], L: 3.33 });
  expect(JSON.stringify(trace)).toBe('{"z":[1.6,3.6],"L":3.33}');
  const forms = await shown(trace);
  expect(forms["text/plain"]).toBe("z = [1.6, 3.6]\nL = 3.33");
  expect(forms["text/html"]).toMatch(
    /^<table>.*quantity.*<td[^>]*>z<\/td><td[^>]*>2<\/td><td[^>]*>1\.6, 3\.6</,
  );
  for (const one of [layer.parameters, layer.gradient()])
    expect((await shown(one))["text/html"]).toMatch(/^<table>/);
});

test("a training shows its curve over a table of its epochs", async () => {
  const run = layer.train();
  const forms = await shown(run);
  const [html, text] = [forms["text/html"]!, forms["text/plain"]!];
  expect(html).toMatch(/^<svg.*<title>L over \d+ epochs<\/title>.*<\/svg>\s*<table>/s);
  expect(html).toContain(`stopped at epoch ${run.stopped!.epoch}: L &lt; 0.3`);
  expect(html.match(/<tr>/g)!.length).toBe(1 + Math.min(run.epochs.length, 20));
  expect(text).toContain("Epoch       Loss       |w|         b");
  const long = await shown(layer.train({ epochs: 500, stop: "L < 0" }));
  expect(long["text/html"]).toContain("… 480 more");
});

test("a descent, a picture and a check show themselves", async () => {
  const path = await shown(descend("x^2 + y^2", { start: { x: 3, y: 1 }, rate: 0.1, iterations: 3 }));
  expect(path["text/html"]).toContain("∂f/∂y");
  expect(path["text/plain"]).toContain("Iteration 3: x =  1.5360, y =  0.5120, f(x, y) =  2.6214");
  const drawn = await shown(picture(await draw("x^2")));
  expect(drawn["image/svg+xml"]).toMatch(/^<svg/);
  expect(drawn["text/plain"]).toBe("x^2 and its derivative");
  const checked = await shown(
    checkFile(
      "loop.py",
      "x, y, w = 1.0, 2.0, 0.5\nfor i in range(4):\n    z = w*x\n    L = (z - y)**2\n    w += 0.1*2*(z - y)*x\n",
    ),
  );
  expect(checked["text/html"]).toMatch(/<td[^>]*>w<\/td><td[^>]*>wrong<\/td><td[^>]*>5</);
  expect(checked["text/plain"]).toMatch(/line 5: error: /);
});

test("a model exports itself", async () => {
  const { text } = await model("param w = 0.5\nloss L = w^2").export("numpy", "square");
  expect(text).toContain("square: backpropagation by hand, in NumPy.");
  expect((await model("param w = 0.5\nloss L = w^2").export("onnx")).text).toBeInstanceOf(Uint8Array);
});
