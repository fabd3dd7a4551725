import { describe, expect, test } from "vitest";
import { fixed, spaced } from "../../src/base/decimal.ts";
import { traces } from "../fixtures/models.ts";
import { chainrule } from "./run-command.ts";

const model = (id: string): string => new URL(`../../examples/${id}.chain`, import.meta.url).pathname;
const rounded = (value: number): string => fixed(value, 4);

describe("diff prints the seed's five derivatives", () => {
  for (const { f, wrt, prints } of traces.symbolic) {
    test(prints, async () => {
      expect((await chainrule("diff", f, "--wrt", wrt.join(","))).out).toBe(`${prints}\n`);
    });
  }
});

describe("descend gives the seed's figures", () => {
  for (const { id, f, start, rate, iterations, rows, stopped_at } of traces.descent) {
    const flags = [f, "--start", Object.entries(start).map(([name, value]) => `${name}=${value}`).join(","), "--rate", String(rate), "--iterations", String(iterations), "--stop", "gradient<0.01"];
    test(`${id} as JSON`, async () => {
      const { version, path, stopped } = JSON.parse((await chainrule("descend", ...flags, "--format", "json")).out);
      expect(version).toBe(1);
      expect(path[0].point).toEqual(start);
      expect(path.slice(1).map((entry: { point: Record<string, number>; value: number }) => [...Object.values(entry.point), entry.value].map(rounded))).toEqual(
        rows.map((row) => Object.values(row).map(rounded)),
      );
      expect(stopped).toEqual({ iteration: stopped_at, reason: "gradient < 0.01" });
    });
    test(`${id} as the seed's sentences`, async () => {
      const { out } = await chainrule("descend", ...flags);
      const names = Object.keys(start);
      const sentences = rows.map((row, at) => {
        const moved = names.map((name) => `${name} = ${spaced(row[name]!, 4)}`).join(", ");
        return `Iteration ${at + 1}: ${moved}, f(${names.join(", ")}) = ${spaced(row.f!, 4)}`;
      });
      expect(out.split("\n").slice(1, rows.length + 1)).toEqual(sentences);
    });
  }

  test("the first line and the stop, letter for letter", async () => {
    const one = await chainrule("descend", "x^2", "--start", "x=4", "--rate", "0.2", "--stop", "gradient<0.01");
    expect(one.out.startsWith("Starting gradient descent with x = 4.0 and gradient = 8.0\nIteration 1: x =  2.4000, f(x) =  5.7600\n")).toBe(true);
    expect(one.out.endsWith("\n\n        Stopping early: f'(x) < 0.01\n        Optimal value of x:  0.0019\n        \n")).toBe(true);
    const two = await chainrule("descend", "x^2 + 3*y^2", "--start", "x=4,y=-4", "--rate", "0.2", "--stop", "gradient<0.01");
    expect(two.out.startsWith("Starting with (x, y) = (4.0, -4.0) and gradient = [  8. -24.]\n")).toBe(true);
    expect(two.out.endsWith("\n        Stopping early: f'(x) < 0.01 & f'(y) < 0.01  \n        Optimal value of x, y is ( 0.0019,  0.0000)\n        \n")).toBe(true);
  });

  test("a start on the far side goes down too: the stop compares sizes", async () => {
    const { out } = await chainrule("descend", "x^2", "--start", "x=-4", "--rate", "0.2", "--stop", "gradient<0.01", "--format", "json");
    expect(JSON.parse(out).stopped.iteration).toBe(15);
  });
});

describe("train gives the seed's figures, as meant", () => {
  for (const { id, rows, rows_as_meant, stopped_at, final } of traces.training) {
    test(`${id} as JSON`, async () => {
      const said = JSON.parse((await chainrule("train", model(id), "--format", "json")).out);
      const meant = rows_as_meant ?? rows;
      expect(said.version).toBe(1);
      expect(said.epochs).toHaveLength(meant.length);
      for (const [at, row] of meant.entries()) {
        const { epoch, loss, parameters } = said.epochs[at];
        expect(epoch).toBe(at + 1);
        for (const [name, value] of Object.entries(row)) {
          expect(rounded(name === "loss" ? loss : parameters[name]), `epoch ${epoch}, ${name}`).toBe(rounded(value));
        }
      }
      expect(said.stopped).toEqual(stopped_at === undefined ? null : { epoch: stopped_at, reason: "L < 0.01" });
      for (const [name, value] of Object.entries(final ?? {})) {
        expect(rounded(name === "loss" ? said.final.loss : said.final.parameters[name])).toBe(rounded(value));
      }
    });
  }

  test("the sentences are the seed's", async () => {
    const identity = await chainrule("train", model("one-neuron-identity"));
    expect(identity.out).toBe(
      [
        "Epoch: 1, Loss = 4.5000, w = 1.1000, b = 1.3000",
        "Epoch: 2, Loss = 1.1250, w = 1.4000, b = 1.4500",
        "Epoch: 3, Loss = 0.2812, w = 1.5500, b = 1.5250",
        "Epoch: 4, Loss = 0.0703, w = 1.6250, b = 1.5625",
        "Epoch: 5, Loss = 0.0176, w = 1.6625, b = 1.5813",
        "",
        "        Stopping early at epoch 6",
        "        Loss = 0.0044, w = 1.6625, b = 1.5813",
        "        ",
        "",
      ].join("\n"),
    );
    const many = await chainrule("train", model("many-points-sigmoid"));
    expect(many.out.split("\n")[0]).toBe("Epoch: 1, Average loss = 0.1111, w = 0.3109, b = 0.1093");
    const series = await chainrule("train", model("two-neurons-in-series"));
    expect(series.out.split("\n")[0]).toBe("Epoch: 1, Loss = 0.0893, W = [0.3003, 0.2058], B = [0.1005, 0.2103]");
  });

  test("flags go before the train line, and what does not fit a sentence is a table within 80 columns", async () => {
    const shorter = await chainrule("train", model("one-neuron-sigmoid"), "--epochs", "2", "--rate", "0.5", "--stop", "loss < 0.001");
    expect(shorter.out.trim().split("\n")).toHaveLength(2);
    const letters = await chainrule("train", model("letters"), "--epochs", "3");
    expect(letters.out.split("\n")[0]).toMatch(/Epoch +Loss +\|W1\| +\|b1\|/);
    const layer = await chainrule("train", model("two-neurons-in-a-layer"));
    for (const line of layer.out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("divergence ends training, says what went wrong, and is no success", async () => {
    const { out, code } = await chainrule("train", model("one-neuron-identity"), "--rate", "10", "--epochs", "2000");
    expect(out).toContain("diverged: L is no finite number; a smaller rate may help");
    expect(code).toBe(1);
  });
});

describe("graph and derive", () => {
  const charts: Record<string, string[]> = {
    "one-neuron-identity": ["flowchart LR", "x --w*x + b--> z", "z --identity function--> y_hat"],
    "one-neuron-sigmoid": ["flowchart LR", "x --w*x + b--> z", "z --sigmoid function--> y_hat"],
    "two-neurons-in-series": ["flowchart LR", "x --w_1*x + b_1--> z_1", "z_1 --sigmoid function--> a_1", "a_1 --w_2*a_1 + b_2--> z_2", "z_2 --sigmoid function--> y_hat"],
  };
  for (const [id, lines] of Object.entries(charts)) {
    test(`the seed's chart of ${id}`, async () => {
      const { out } = await chainrule("graph", model(id));
      expect(out.trim().split("\n").map((line) => line.trim())).toEqual(lines);
    });
  }

  test("values and adjoints stand in the chart", async () => {
    const { out } = await chainrule("graph", model("one-neuron-identity"), "--values");
    expect(out).toContain("y_hat<br/>= 2, adjoint -3");
    const dot = await chainrule("graph", model("letters"), "--format", "dot", "--loss");
    expect(dot.out).toContain('"X" -> "Z_1" [label="X @ W_1 + b_1"]');
    expect(dot.out).toContain('label="H\\n[3, 5]"');
  });

  test("derive writes the chain, its factors and the number", async () => {
    const { out } = await chainrule("derive", model("two-neurons-in-series"), "--wrt", "w1");
    expect(out).toContain("dL/dw1 = dL/dy_hat * dy_hat/dz2 * dz2/da1 * da1/dz1 * dz1/dw1\n       = (y_hat - y) * y_hat*(1 - y_hat) * w2 * a1*(1 - a1) * x\n       = -0.00253749\n");
    const letters = await chainrule("derive", model("letters"));
    expect(letters.out).toContain("dL/dW1 = X.T @ dL/dZ1\n       shape [30, 5]");
    const json = JSON.parse((await chainrule("derive", model("one-neuron-identity"), "--format", "json")).out);
    expect(json.derivatives.find((one: { wrt: string }) => one.wrt === "w").value.data).toEqual([-6]);
  });
});

