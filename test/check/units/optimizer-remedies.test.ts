import { describe, expect, test } from "vitest";
import type { Working } from "../../../src/check/moments.ts";
import { enters, entryOf, holdsGradient } from "../../../src/check/optimizer.ts";
import { Source } from "../../../src/check/repair/source.ts";
import type { Deviation } from "../../../src/check/rules/deviation.ts";
import { optimizerRemedies } from "../../../src/check/rules/optimizer-remedies.ts";
import type { StepRun } from "../../../src/check/step.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";

/** The first line of each change that is tried, where `v`, `s` and `w` are set by the statements that begin so. */
function tried(text: string, place: string, about: Partial<Deviation>): string[] {
  const source = new Source(text, parsePython(text).statements, python);
  const graph = new Graph();
  const nodes = new Map(["v", "s", "w"].map((name) => [name, graph.variable(name)] as const));
  const events = [...nodes].flatMap(([name, node]) => {
    const set = source.statements.findLast((one) => source.textOf(one.span).startsWith(`${name} `));
    return set ? [{ kind: "assigned", target: name, node, span: set.span }] : [];
  });
  const after = new Map([...nodes].map(([name, node]) => [name, { node }] as const));
  const working = { run: { events, after }, after: nodes.get("w"), entry: graph.variable("g") };
  const from = text.indexOf(place);
  const deviation = { path: "v", ...about, span: { from, to: from + place.length } };
  return optimizerRemedies(source, "w", working as unknown as Working, deviation as never).map(
    (one) => one.text,
  );
}

describe("signs of an optimiser", () => {
  const code = "optimizer/velocity-sign";

  test("are turned where something is added or taken off, and a minus is left out", () => {
    expect(tried("v = mu * v + -g\nw -= v", "v = mu", { code })).toEqual([
      "v = mu * v - -g",
      "v = mu * v + g",
      "w += v",
    ]);
  });

  test("a step by a factor has none, nor has a plus that stands before a number", () => {
    expect(tried("v = mu * v + (+g)\nw *= v\n", "v = mu", { code })).toEqual(["v = mu * v - (+g)"]);
  });
});

describe("weights of a running mean", () => {
  const code = "optimizer/moment-weights";

  test("change places, or become 1 less the other", () => {
    expect(tried("v = (1 - b) * v + b * g\n", "v =", { code })).toEqual(["v = b * v + (1 - b) * g"]);
    expect(tried("v = b * v + c * g\n", "v =", { code })[0]).toBe("v = b * v + (1 - b) * g");
  });

  test("stand in the brackets that are there", () => {
    expect(tried("v = (b) * v + (c) * g\n", "v =", { code })[0]).toBe("v = (b) * v + (1 - b) * g");
    expect(tried("v = (b * v + c * g)\n", "v =", { code })[2]).toBe("v = ((1 - c) * v + c * g)");
  });

  test("are 1 less the share of their own mean, and not of another", () => {
    expect(tried("v = b * v + (1 - c) * g\n", "v =", { code })).toEqual(["v = b * v + (1 - b) * g"]);
    expect(tried("v = b * v + (1 - c) * g * g\n", "v =", { code })[0]).toBe("v = b * v + (1 - b) * g * g");
    expect(tried("v = (1 - c) * v + b * g\n", "v =", { code })).toEqual([]);
  });

  test("a factor with a minus is no difference", () => {
    expect(tried("v = -b * v + c * g\n", "v =", { code })).toEqual([]);
  });

  test("are looked for where the mean is set", () => {
    expect(tried("s = b * s + c * g\n", "s =", { code })).toEqual([]);
  });

  test("the mean itself is no weight, however it is set", () => {
    expect(tried("v *= b * v + c * g\n", "v *=", { code })).toEqual(
      tried("v = b * v + c * g\n", "v =", { code }).map((one) => one.replace("=", "*=")),
    );
  });
});

describe("betas that have changed places", () => {
  const about = {
    code: "optimizer/betas-swapped",
    exchanged: [
      { path: "v", kept: 0.999 },
      { path: "s", kept: 0.9 },
    ] as never,
  };

  test("are exchanged where they are written, if they are written so", () => {
    const use = "v = b1 * v + (1 - b1) * g\ns = b2 * s + (1 - b2) * g * g\n";
    expect(tried(`b1 = 0.999\nb2 = 0.9\n${use}`, "v =", about)).toEqual([
      "b1 = 0.9",
      "b1 = 0.9",
      "v = b2 * v + (1 - b2) * g",
    ]);
  });

  test("are exchanged where they are used first, if they are written as published", () => {
    const use = "v = b2 * v + (1 - b2) * g\ns = b1 * s + (1 - b1) * g * g\n";
    expect(tried(`b1 = 0.9\nb2 = 0.999\n${use}`, "v =", about)).toEqual([
      "v = b1 * v + (1 - b1) * g",
      "b1 = 0.999",
      "b1 = 0.999",
    ]);
  });

  test("have names that can be told where each mean reads one of its own", () => {
    const several = "v = b2 * v + c * g\ns = b1 * s + (1 - b1) * g * g\n";
    expect(tried(`b1 = 0.9\nb2 = 0.999\n${several}`, "v =", about)).toEqual(["b1 = 0.999", "b1 = 0.999"]);
    expect(tried("v = b2 * v + g\n", "v =", about)).toEqual([]);
    expect(tried("w = b2 * w + g\n", "w =", about)).toEqual([]);
    expect(tried("s = b2 * s + g\n", "s =", about)).toEqual([]);
  });
});

test("a bias correction is a difference from 1: a power for a product, another name for a name", () => {
  const text = "v = b1 * v + (1 - b1) * g\nm = v / (1 - b2 ** t) / (1 - b1 * t) / (c - b2 ** t)\n";
  expect(tried(text, "m =", { code: "optimizer/bias-correction" })).toEqual([
    "m = v / (1 - v ** t) / (1 - b1 * t) / (c - b2 ** t)",
    "m = v / (1 - b1 ** t) / (1 - b1 * t) / (c - b2 ** t)",
    "m = v / (1 - g ** t) / (1 - b1 * t) / (c - b2 ** t)",
    "m = v / (1 - b2 ** t) / (1 - b1 ** t) / (c - b2 ** t)",
  ]);
});

describe("a place ahead", () => {
  const code = "optimizer/look-ahead";

  test("is read by what follows it, and not by what sets the parameter", () => {
    const text = "u = w + mu * v\ne = X @ w + w.size\nif w:\n    f = w\nv = mu * v - w\nw += v - w\n";
    expect(tried(text, "u =", { code, unread: { own: "w", ahead: "u" } })).toEqual([
      "e = X @ u + w.size",
      "if u:",
      "e = X @ u + w.size",
    ]);
  });

  test("a step may begin from it where it should begin from the parameter", () => {
    const text = "u = w + mu * v\nv = c * v - g\nw = u + v\n";
    expect(tried(text, "u =", { code, ahead: {} as never })).toContain("w = w + v");
    expect(tried("u += v\nv = c * v - g\nw = u + v\n", "u +=", { code, ahead: {} as never })).not.toContain(
      "w = w + v",
    );
  });
});

test("what is not known by its code has no change to try", () => {
  expect(tried("v = mu * v + g\n", "v =", { code: "optimizer/unsquared" })).toEqual([]);
  expect(tried("v = mu * v + g\n", "nowhere", { code: "optimizer/velocity-sign" })).toEqual([]);
});

describe("what enters a step", () => {
  const graph = new Graph();
  const w = graph.variable("w", [2]);
  const minus = graph.variable("minus", [2]);
  const g = graph.negate(minus);
  const stray = graph.variable("stray", [2]);
  const gradient = Float64Array.of(1, -2);
  const array = (...data: number[]) => ({ shape: [2], data: Float64Array.from(data) });
  const runOf = (node: unknown): StepRun =>
    ({
      graph,
      variables: new Map([["w", { node: w }]]),
      values: new Map([
        [w, array(0.5, 0.25)],
        [minus, array(-1, 2)],
      ]),
      start: new Map([["w", Float64Array.of(0.5, 0.25)]]),
      after: new Map([["w", { node, numbers: Float64Array.of(0, 0), axes: 1 }]]),
    }) as unknown as StepRun;
  const step = runOf(graph.subtract(w, g));
  const point = (run: StepRun) => ({ run, gradient, read: new Set<never>() });

  test("is the gradient that a value is computed from", () => {
    expect(enters(step, "w", gradient)).toBe(true);
    expect(holdsGradient("w", [point(step)])).toBe(true);
    expect(entryOf("w", [point(step), point(step)])?.scale).toBe(1);
  });

  test("is nothing that another run has left behind", () => {
    const left = runOf(graph.subtract(graph.subtract(w, g), stray));
    expect(enters(left, "w", gradient)).toBe(false);
    expect(holdsGradient("w", [point(left)])).toBe(false);
    expect(entryOf("w", [point(left), point(left)])).toBeUndefined();
  });

  test("is nothing where a value is set anew from nothing", () => {
    const anew = runOf(undefined);
    expect(enters(anew, "w", gradient)).toBe(false);
    expect(holdsGradient("w", [point(anew)])).toBe(false);
    expect(entryOf("w", [point(anew), point(anew)])).toBeUndefined();
  });

  test("is nothing where no gradient flows at any of several kinds of points", () => {
    const flat = { gradient: Float64Array.of(0, 0), read: new Set<never>() };
    const other = runOf(graph.subtract(graph.subtract(w, g), g));
    expect(
      entryOf("w", [
        { run: step, ...flat },
        { run: other, ...flat },
      ]),
    ).toBeUndefined();
    expect(entryOf("w", [point(step), { run: runOf(w), ...flat }])?.nodes).toEqual([g]);
  });
});
