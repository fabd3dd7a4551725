import type { Graph } from "../../src/graph/graph.ts";
import { type Node, nameOf } from "../../src/graph/node.ts";
import { reachable } from "../../src/graph/walk.ts";
import { format } from "../../src/language/format.ts";
import { lowerExpression } from "../../src/language/lower.ts";
import { print } from "../../src/language/print.ts";
import { sympy } from "../../src/language/sympy.ts";
import { evaluate, type Values } from "../../src/run/evaluate.ts";
import { apart } from "../calculus/random-graph.ts";
import { awkward } from "./awkward.ts";
import type { Property } from "./property.ts";

/** The value of a text at the values of another graph's variables, by name. */
function valueOfText(text: string, values: Values): number {
  const { value, diagnostics } = lowerExpression(text);
  if (!value) throw new Error(`${text}: ${diagnostics[0]!.message}`);
  const given = new Map(
    value.variables.map((one) => [one, [...values].find(([other]) => nameOf(other) === nameOf(one))![1]]),
  );
  return evaluate([value.expression], given).get(value.expression)!.data[0]!;
}

const compared = (graph: Graph, root: Node, values: Values, text: string): string | undefined => {
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
  const got = valueOfText(text, values);
  return apart(due, got) < 1e-9
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
    return compared(graph, root, values, ours);
  },
};
