import { describe, expect, test } from "vitest";
import { descend, diff, gradient, ModelError, model } from "../src/index.ts";

const source = "input x = 2, y = 5; param w = 0.5, b = 1; z = w*x + b; y_hat = z; loss L = (y_hat - y)^2 / 2";

describe("what a notebook author types", () => {
  test("diff prints, computes and has other notations", async () => {
    const derivative = diff("(x + 3)^3");
    expect(`${derivative}`).toBe("3*(x + 3)**2");
    expect(derivative.text).toBe("3*(x + 3)^2");
    expect(derivative.latex).toBe("3(x + 3)^2");
    expect(derivative.at({ x: 1 })).toBe(48);
    expect(await derivative.mathml()).toContain("<math");
    expect(() => diff("x*y")).toThrow(/say the variable to differentiate by: x, y/);
    expect(`${diff("x*y", "y")}`).toBe("x");
    expect(`${diff("a = sin(x); a^2", "x")}`).toBe("2*a*cos(x)");
  });

  test("gradient lists the partial derivatives", () => {
    expect(`${gradient("x^2 + 3*y^2")}`).toBe("[2*x, 6*y]");
    expect(gradient("x^2 + 3*y^2").at({ x: 1, y: 2 })).toEqual({ x: 2, y: 12 });
    expect(`${gradient("x*y", ["y"])}`).toBe("[x]");
  });

  test("a model evaluates, derives, draws and trains", () => {
    const neuron = model(source);
    expect(neuron.parameters).toEqual({ w: 0.5, b: 1 });
    expect(neuron.evaluate()).toEqual({ z: 2, y_hat: 2, L: 4.5 });
    expect(neuron.evaluate({ w: 2, b: 1 }).L).toBe(0);
    expect(neuron.gradient()).toEqual({ w: -6, b: -3 });
    expect(neuron.gradient({ x: 0 })).toEqual({ w: -0, b: -4 });
    expect(`${neuron.derive("w")}`).toContain(
      "dL/dw = dL/dy_hat * dy_hat/dz * dz/dw\n      = (y_hat - y) * 1 * x",
    );
    expect(neuron.derive("b").latex.at(-1)).toContain("\\frac{dL}{db}");
    expect(neuron.mermaid()).toContain("x --w*x + b--> z");
    expect(neuron.dot({ loss: true })).toContain('"y" -> "L"');
    expect(neuron.train({ rate: 0.1, epochs: 20, stop: "L < 0.01" }).stopped).toEqual({
      epoch: 6,
      reason: "L < 0.01",
    });
    expect(() => neuron.derive("v")).toThrow(/no quantity v: it has w, b, x, y, z, y_hat, L/);
  });

  test("a descent comes with its path", () => {
    const { path, stopped } = descend("x^2", { start: { x: 4 }, rate: 0.2, stop: "gradient < 0.01" });
    expect(path).toHaveLength(16);
    expect(stopped).toEqual({ iteration: 15, reason: "gradient < 0.01" });
  });

  test("mistakes are errors with a place and a next step", () => {
    const caught = (act: () => unknown): ModelError => {
      try {
        act();
      } catch (failure) {
        return failure as ModelError;
      }
      throw new Error("nothing was thrown");
    };
    const failure = caught(() => model("param w = 1\nloss L = 2w"));
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure.message).toBe("2:11: there is no operator between 2 and w\nFor a product write 2*w.");
    expect(failure.diagnostics).toHaveLength(1);
    expect(caught(() => diff("2x", "x")).message).toContain("write 2*x");
    expect(caught(() => model(source).train({ stop: "M < 1" })).message).toContain("M is not defined");
  });

  test("twenty nested sigmoids, all forty derivatives, in no time", () => {
    const layers = 20;
    let text = "x";
    for (let k = 1; k <= layers; k++) text = `sigmoid(w${k}*${text} + b${k})`;
    const names = Array.from({ length: layers }, (_, k) => [`w${k + 1}`, `b${k + 1}`]).flat();
    const whole = model(
      `input x = 0.5; param ${names.map((name) => `${name} = 0.1`).join(", ")}; loss L = ${text}`,
    );
    const begin = performance.now();
    const slopes = whole.gradient();
    expect(Object.keys(slopes)).toHaveLength(40);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
