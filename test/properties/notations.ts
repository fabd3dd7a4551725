import { Lowering } from "../../src/check/formulas/lower.ts";
import { Scope } from "../../src/check/formulas/scope.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { reachable } from "../../src/graph/walk.ts";
import { format } from "../../src/language/format.ts";
import { lowerExpression } from "../../src/language/lower.ts";
import { print } from "../../src/language/print.ts";
import { sympy } from "../../src/language/sympy.ts";
import { readEquations } from "../../src/lift/latex/index.ts";
import { latex } from "../../src/render/latex.ts";
import { evaluate, type Values } from "../../src/run/evaluate.ts";
import { apart } from "../calculus/random-graph.ts";
import { awkward } from "./awkward.ts";
import type { Property } from "./property.ts";

const compared = (
  graph: Graph,
  root: Node,
  values: Values,
  text: string,
  within?: number,
): string | undefined => same(graph, root, values, text, () => valueOfText(text, values), within);

/** The value of a text at the values of another graph's variables, by name. */
function valueOfText(text: string, values: Values): number {
  const { value, diagnostics } = lowerExpression(text);
  if (!value) throw new Error(`${text}: ${diagnostics[0]!.message}`);
  const given = new Map(
    value.variables.map((one) => [one, [...values].find(([other]) => nameOf(other) === nameOf(one))![1]]),
  );
  return evaluate([value.expression], given).get(value.expression)!.data[0]!;
}

const same = (
  graph: Graph,
  root: Node,
  values: Values,
  text: string,
  read: () => number,
  within = 1e-9,
): string | undefined => {
  const trace = evaluate([root], values);
  if (reachable([root]).some((node) => !Number.isFinite(trace.get(node)!.data[0]!))) return undefined;
  // a power of a number below 0 hangs on the last digit of its exponent
  if (
    reachable([root]).some(
      ({ op, operands: [base, p] }) => op === "power" && p!.op !== "number" && trace.get(base!)!.data[0]! < 0,
    )
  )
    return undefined;
  const due = trace.get(root)!.data[0]!;
  const got = read();
  return apart(due, got) < within
    ? undefined
    : `${print(root)} is ${due}; ${text} is ${got} (${graph.nodes.length} nodes)`;
};

export const languageText: Property = {
  name: "the maths language: print, read again",
  share: 1000,
  holds(random) {
    const { root, values, graph } = awkward(random);
    const text = print(root);
    if (text.length > 5000) return undefined;
    const { value } = lowerExpression(text);
    if (!value) return `${text} is not read`;
    if (print(value.expression) !== text) return `${text} is printed as ${print(value.expression)}`;
    const formatted = format(text).value;
    if (formatted === undefined) return `${text} is not formatted`;
    if (format(formatted).value !== formatted)
      return `${formatted} is formatted again as ${format(formatted).value}`;
    return compared(graph, root, values, text);
  },
};

export const sympyText: Property = {
  name: "SymPy's notation: print, read again",
  share: 1000,
  holds(random) {
    const { root, values, graph } = awkward(random);
    // a choice is SymPy's Piecewise, which the language does not read
    if (reachable([root]).some(({ op }) => ["where", "equal", "less"].includes(op))) return undefined;
    const text = sympy(root);
    if (text.length > 5000 || /nan|zoo|oo\b/.test(text)) return undefined;
    const ours = text
      .replace(/\bAbs\b/g, "abs")
      .replace(/\bMax\b/g, "max")
      .replace(/\bMin\b/g, "min")
      .replace(/\bE\b/g, "e");
    // SymPy prints fifteen digits: of a double that has more, the last may be all that is left under a root
    const isRounded = /\d\.?(?:\d\.?){13}\d/.test(text.replace(/\b0\.0*/g, ""));
    return compared(graph, root, values, ours, isRounded ? 1e-6 : undefined);
  },
};

/** Names of mathematics that stand for nothing else where nothing defines them. */
const noScope = (): Scope => new Scope([], [], 0, new Set(), true, false, ["x", "y", "z"]);

export const latexText: Property = {
  name: "LaTeX: written, read again",
  share: 1000,
  holds(random) {
    const { root, values, graph } = awkward(random);
    // what LaTeX has no usual form for is written in words, which are not read
    const written = new Set(["where", "equal", "less", "sign", "maximum", "minimum"]);
    if (reachable([root]).some(({ op }) => written.has(op))) return undefined;
    const text = latex(root);
    if (text.length > 2000) return undefined;
    const { equations, problem } = readEquations(text);
    const member = equations[0]?.members[0];
    if (problem || !member?.maths) return `${text} is not read: ${problem ?? member?.problem}`;
    const lowering = new Lowering(noScope(), { activation: "generic" });
    const [read] = lowering.member(member.maths, new Map());
    const given = new Map(
      reachable([read!])
        .filter(({ op }) => op === "variable")
        .map((one) => [one, [...values].find(([other]) => nameOf(one).startsWith(nameOf(other)))![1]]),
    );
    return same(graph, root, values, text, () => evaluate([read!], given).get(read!)!.data[0]!);
  },
};
