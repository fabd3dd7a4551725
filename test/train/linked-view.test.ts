import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { model } from "../../src/index.ts";
import { placesOf } from "../../src/language/places.ts";
import { chances, decisionOf, formulaLatex, type ViewFactor, view } from "../../src/view.ts";

const source = readFileSync(new URL("../../examples/two-neurons-in-a-layer.chain", import.meta.url), "utf8");
const net = model(source);

test("every factor of a path is an arrow of the graph, and its uses are where the text reads the name", async () => {
  const shown = await view(net);
  const arrows = new Map(shown.edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  const factors = shown.paths.flatMap((path) => path.terms.flat());
  expect(shown.paths.map((one) => one.quantity)).toEqual(
    net.graph.parameters.map((one) => one.node.attributes.name),
  );
  expect(factors.length).toBeGreaterThan(30);
  for (const { from, to } of factors) expect(arrows.has(`${from} ${to}`), `${from} ${to}`).toBe(true);
  for (const { from, to, uses } of shown.edges) {
    expect(uses.length, `${from} ${to}`).toBeGreaterThan(0);
    for (const span of uses) expect(source.slice(span.from, span.to)).toBe(from);
    const statement = placesOf(source).statements.get(to)!;
    expect(uses.every((span) => span.from >= statement.from && span.to <= statement.to)).toBe(true);
  }
});

test("the products of the factors, added up, are the gradient; arrows' parts add up to adjoints", async () => {
  const given = { w1: 0.7, w42: -1.2 };
  const shown = await view(net, given);
  const gradient = net.gradient(given);
  const number = (factor: Pick<ViewFactor, "value">): number => factor.value.data![0]!;
  const product = (term: readonly ViewFactor[]): number =>
    term.reduce((sum, factor) => sum * number(factor), 1);
  for (const { quantity, terms, value } of [...shown.paths, ...shown.steps]) {
    const total = terms.reduce((sum, term) => sum + product(term), 0);
    expect(total, quantity).toBeCloseTo(value.data![0]!, 12);
    if (quantity in gradient) expect(total, quantity).toBeCloseTo(gradient[quantity] as number, 12);
  }
  for (const { id, adjoint } of shown.nodes) {
    const parts = shown.edges.filter((edge) => edge.from === id);
    if (parts.length === 0) continue;
    expect(
      parts.reduce((sum, { part }) => sum + part!.data![0]!, 0),
      id,
    ).toBeCloseTo(adjoint!.data![0]!, 12);
  }
});

test("a layout does not move while numbers change", async () => {
  const placed = async (given: Record<string, number>) => {
    const { nodes, edges, width, height } = await view(net, given);
    return JSON.stringify([width, height, nodes.map((one) => one.place), edges.map((one) => one.path)]);
  };
  expect(await placed({ w1: -123.456, b4: 1e-9 })).toBe(await placed({}));
});

test("the numbers of a text have the places where they are written; fills and drawn ones have none", () => {
  const text =
    "input X = [[1, -2], [3.5, 4e1]], s = -7\nparam a = 0.5, b[3] = 0, c ~ he, d = 2*3\nloss L = mean(X)*s + a\n";
  const { numbers } = placesOf(text);
  expect([...numbers.keys()]).toEqual(["X", "s", "a"]);
  expect(numbers.get("X")!.map((one) => one.value)).toEqual([1, -2, 3.5, 40]);
  for (const one of [...numbers.values()].flat())
    expect(Number(text.slice(one.span.from, one.span.to))).toBe(one.value);
});

test("arrays have their norm, and an operation of its own has a box where every operation is drawn", async () => {
  const shown = await view(model("input X = [[3, 4]]\nparam w[2] = 1\nloss L = mean((X @ w)^2)"));
  expect(shown.nodes.find((one) => one.id === "X")!.value).toEqual({ text: "‖·‖ 5", data: [3, 4] });
  const fine = await view(net, {}, { detail: "operations" });
  const product = fine.nodes.find((one) => one.title === "w_1*x" || one.title === "w1*x")!;
  expect(product.role).toBe("operation");
  expect(product.value!.data).toEqual([0.15]);
});

test("beyond 200 boxes layers are shown, without links that would lead nowhere", async () => {
  const lines = Array.from({ length: 250 }, (_, k) => `a${k + 1} = a${k}*w`);
  const shown = await view(model(`input a0 = 1\nparam w = 1\n${lines.join("\n")}\nloss L = a250^2`));
  expect(shown.nodes.length).toBeLessThanOrEqual(200);
  expect(shown.edges.every((edge) => edge.uses.length === 0)).toBe(true);
});

test("the chances of classes are the softmax of the scores that cross-entropy reads", () => {
  const classifier = model(
    "input X = [[1, 0], [0, 1]], y = [0, 1]\nparam W[2, 2] = 0, b[2] = 0\nloss L = cross_entropy(X @ W + b, y)",
  );
  const given = {
    W: [
      [2, 0],
      [0, 1],
    ],
  };
  const [zero, one] = chances(classifier, [1, 0], given) as readonly number[];
  expect(zero).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  expect(zero! + one!).toBeCloseTo(1, 12);
  expect(chances(classifier, [1, 2, 3])).toBe("the model reads rows of 2 numbers, and this one has 3");
  expect(chances(net, [1])).toMatch(/no cross_entropy/);
  expect(decisionOf(net)).toMatch(/points in a plane/);
});

test("a program's names are read as derivatives", () => {
  expect(formulaLatex("dL_dz2 * w1 * a1*(1 - a1)")).toBe("\\frac{dL}{dz_2}w_1a_1(1 - a_1)");
  expect(() => formulaLatex("x = = 2")).toThrow();
});

test("training is followed an update at a time, and goes on from a checkpoint to the same numbers", () => {
  const whole = net.train({ epochs: 10 });
  const first = net.updates({ epochs: 10 });
  let next = first.next();
  for (let k = 1; k < 4; k++) next = first.next();
  if (next.done) throw new Error("it ended early");
  const rest = net.updates({ epochs: 10 }, next.value.checkpoint());
  let last = rest.next();
  while (!last.done) last = rest.next();
  expect(last.value.final).toEqual(whole.final);
});
