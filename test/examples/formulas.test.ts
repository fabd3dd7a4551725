import { describe, expect, test } from "vitest";
import type { NDArray } from "../../src/base/array.ts";
import { scalar } from "../../src/base/array.ts";
import { derive } from "../../src/calculus/derivation.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import type { ModelGraph } from "../../src/graph/model.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { reachable } from "../../src/graph/walk.ts";
import { lower, lowerExpression } from "../../src/language/lower.ts";
import { latex } from "../../src/render/latex.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { startingValues } from "../../src/train/start.ts";
import { example, traces } from "../fixtures/models.ts";

/** The traces' LaTeX as an expression of the maths language, for comparing values. */
function asExpression(formula: string): string {
  return formula
    .replaceAll("\\hat{y}", "y_hat")
    .replace(/([a-z])_(\d)/g, "$1$2")
    .replaceAll("\\sigma", "sigmoid")
    .replace(/(?<=[)\w])(?=sigmoid)|(?<=\))(?=\(|[a-z])|(?<=^[a-z])(?=\()/g, "*");
}

const named = (model: ModelGraph, name: string): Node =>
  [...model.inputs, ...model.parameters]
    .map((one) => one.node)
    .concat(model.quantities)
    .find((one) => nameOf(one) === name)!;

describe("the seed's fourteen formulas", () => {
  expect(traces.formulas.rows).toHaveLength(14);
  for (const row of traces.formulas.rows) {
    test(`${row.model}: d${row.of}/d${row.wrt}`, () => {
      if (row.of === "sigma") {
        const { graph, expression, variables } = lowerExpression("sigmoid(z)").value!;
        expect(latex(differentiate(graph, expression, variables[0]!))).toBe(row.latex);
        return;
      }
      const model = lower(example(row.model)).value!;
      const [of, wrt] = [named(model, row.of), named(model, row.wrt)];
      const derivation = derive(model.graph, of, [wrt]);
      const start = startingValues(model).value!;
      const names = evaluate(model.quantities, start);
      const numbers = new Map<Node, NDArray>([...start, ...names]);
      const product = derivation.products.get(wrt)!;
      const derived = evaluate([product], numbers).get(product)!.data[0]!;

      // by form: the chain over the same names
      const [path] = derivation.paths.get(wrt)!;
      const chain = path!.quantities
        .slice(1)
        .map((one, at) => `d${nameOf(path!.quantities[at]!)}/d${nameOf(one)}`);
      expect(chain).toEqual(row.chain ?? [`d${row.of}/d${row.wrt}`]);

      // by value: the formula, read and computed from the same numbers
      if (row.latex) {
        const written = lowerExpression(asExpression(row.latex));
        expect(written.diagnostics, asExpression(row.latex)).toEqual([]);
        const { expression, variables } = written.value!;
        const given = new Map(
          variables.map((variable) => [variable, numbers.get(named(model, nameOf(variable)))!]),
        );
        expect(derived).toBeCloseTo(evaluate([expression], given).get(expression)!.data[0]!, 14);
      }
      // and by the definition of a derivative
      const step = 1e-5;
      const at = (moved: number): number => {
        const opened = reachable([of]).some((node) => node === wrt)
          ? numbers.get(wrt)!.data[0]! + moved
          : Number.NaN;
        return valueWith(model, of, wrt, opened, start);
      };
      expect(derived).toBeCloseTo((at(step) - at(-step)) / (2 * step), 8);
    });
  }

  test("where the seed's list needs no thought the form is its own, letter for letter", () => {
    const { graph, loss, quantities } = lower(example("one-neuron-identity")).value!;
    const yHat = quantities.find((one) => nameOf(one) === "y_hat")!;
    expect(latex(derive(graph, loss, [yHat]).products.get(yHat)!)).toBe("\\hat{y} - y");
  });
});

/** A quantity's value with one name, stated or computed, held at a number. */
function valueWith(
  model: ModelGraph,
  of: Node,
  held: Node,
  value: number,
  start: ReadonlyMap<Node, NDArray>,
): number {
  const values = new Map(start).set(held, scalar(value));
  for (const node of reachable([of])) {
    if (values.has(node) || node.op === "variable") continue;
    const local = model.graph.make(
      node.op,
      node.operands.map((operand) => model.graph.number(values.get(operand)!.data[0]!)),
      node.attributes,
    );
    values.set(node, evaluate([local], new Map()).get(local)!);
  }
  return values.get(of)!.data[0]!;
}
