import { describe, expect, test } from "vitest";
import { scalar } from "../../src/base/array.ts";
import { adjoints } from "../../src/calculus/adjoints.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { simplify } from "../../src/calculus/simplify.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { lowerExpression } from "../../src/language/lower.ts";
import { sympy } from "../../src/language/sympy.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { oracle } from "./oracle.ts";

function read(text: string): { graph: Graph; expression: Node; variable: (name: string) => Node } {
  const { value, diagnostics } = lowerExpression(text);
  if (!value) throw new Error(`${text}: ${diagnostics[0]!.message}`);
  const { graph, expression, variables } = value;
  return {
    graph,
    expression,
    variable: (name) => variables.find((one) => nameOf(one) === name) ?? graph.variable(name),
  };
}

interface ByValue {
  readonly of: string;
  readonly by: readonly string[];
  readonly at: Readonly<Record<string, number>>;
  readonly is: number;
}

const { head, rows } = oracle<ByValue>("sympy-values.jsonl");
const forms = oracle<{ of: string; by: string; is: string }>("sympy-forms.jsonl");

/** Where our form is another one, on purpose; their values are compared above with all others. */
const otherwise = new Map([
  // the power rule as textbooks have it, which holds at x = 0 too
  ["x**y", "x**(y - 1)*y"],
  ["x**x", "x*x**(x - 1) + x**x*log(x)"],
  ["x**(2*y)", "2*x**(2*y - 1)*y"],
  ["x**(y + 1)", "x**y*(y + 1)"],
  ["(x + 1)**y", "y*(x + 1)**(y - 1)"],
  ["z*x**y", "x**(y - 1)*y*z"],
  ["sqrt(x*y)", "y/(2*sqrt(x*y))"],
  // the 2 stays in front of what it came from
  ["(x**2 - x + 1)**2", "(2*x - 1)*(2*x**2 - 2*x + 2)"],
  ["tanh(x)**2", "2*(1 - tanh(x)**2)*tanh(x)"],
  // a factor of one is none, though it was made of decimals
  ["0.5*x**2", "x"],
]);

/** How a derivative by `x` is found: each road is compared on its own. */
const roads: Record<string, (graph: Graph, expression: Node, x: Node) => Node> = {
  symbols: differentiate,
  "reverse mode": (graph, expression, x) => adjoints(graph, expression, [x]).get(x)!,
  "symbols, simplified": (graph, expression, x) =>
    simplify(graph, differentiate(graph, expression, x), { distribute: true }),
};

describe(`SymPy ${head.sympy}, ${head.made}`, () => {
  for (const [road, derivative] of Object.entries(roads))
    test(`${rows.length} derivatives by value: ${road}`, () => {
      const wrong = rows.flatMap(({ of, by, at, is }) => {
        const { graph, expression, variable } = read(of);
        const found = by.reduce((one, name) => derivative(graph, one, variable(name)), expression);
        const values = new Map(Object.entries(at).map(([name, value]) => [variable(name), scalar(value)]));
        const got = evaluate([found], values).get(found)!.data[0]!;
        return Math.abs(got - is) <= 1e-10 * Math.abs(is)
          ? []
          : [`d(${of})/d${by} at ${JSON.stringify(at)}: ${got}, not ${is}`];
      });
      expect(wrong).toEqual([]);
    });

  test(`${forms.rows.length - otherwise.size} derivatives by form, as chainrule diff prints them`, () => {
    expect(forms.rows.length - otherwise.size).toBeGreaterThanOrEqual(200);
    const wrong = forms.rows.flatMap(({ of, by, is }) => {
      const { graph, expression, variable } = read(of);
      const due = otherwise.get(of) ?? is;
      const got = sympy(roads["symbols, simplified"]!(graph, expression, variable(by)));
      return got === due ? [] : [`d(${of})/d${by}: ${got}, not ${due}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** What the oracle found, and where a rule of simplification needs its side condition. */
describe("simplification keeps values and domains", () => {
  const at = (text: string, point: Readonly<Record<string, number>>): number => {
    const { graph, expression, variable } = read(text);
    const simple = simplify(graph, expression, { distribute: true });
    const values = new Map(Object.entries(point).map(([name, value]) => [variable(name), scalar(value)]));
    return evaluate([simple], values).get(simple)!.data[0]!;
  };
  test("a product of two numbers below 0 has its root", () => {
    expect(at("sqrt(x*y)", { x: -2, y: -8 })).toBe(4);
    expect(at("(y/x)^0.5", { x: -2, y: -8 })).toBe(2);
  });
  test("(x·x)^1.5 is |x|³, not x³", () => expect(at("(x*x)^1.5", { x: -2 })).toBe(8));
  test("a choice between two cases stays one", () => {
    expect(at("where(y == 1, 3, 7)*x", { x: 2, y: 1 })).toBe(6);
    expect(at("where(x == 0, 5, x)", { x: 0 })).toBe(5);
  });
});
