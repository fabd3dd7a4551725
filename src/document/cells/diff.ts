import { shifted } from "../../base/diagnostic.ts";
import { differentiate } from "../../calculus/differentiate.ts";
import { simplify } from "../../calculus/simplify.ts";
import { nameOf } from "../../graph/node.ts";
import { lowerExpression } from "../../language/lower.ts";
import { print } from "../../language/print.ts";
import { sympy } from "../../language/sympy.ts";
import { latex, latexName } from "../../render/latex.ts";
import type { CellResult } from "../cell.ts";
import type { Settings } from "../settings.ts";

export const options = ["wrt"];

/** Derivatives of an expression: as formulas, and as SymPy prints them. */
export function run(settings: Settings): CellResult {
  const { cell } = settings;
  const { value, diagnostics } = lowerExpression(cell.source);
  if (!value) return { blocks: [], diagnostics: diagnostics.map((one) => shifted(one, cell.offset)) };
  const { graph, variables } = value;
  const expression = value.expression.op === "named" ? value.expression.operands[0]! : value.expression;
  const names = variables.map(nameOf);
  const wanted = settings.names("wrt") ?? names;
  const fault =
    expression.shape.length > 0
      ? "only a single number can be differentiated"
      : wanted.length === 0 && "the expression has no variable to differentiate by";
  if (fault) {
    const code = "document/diff";
    return { blocks: [], diagnostics: [{ code, severity: "error", span: cell.span, message: fault }] };
  }
  const f = `f(${names.map(latexName).join(", ")})`;
  const d = wanted.length > 1 || names.length > 1 ? "\\partial" : "d";
  const found = wanted.map((name) => {
    const x = variables.find((node) => nameOf(node) === name) ?? graph.variable(name);
    return { name, node: simplify(graph, differentiate(graph, expression, x), { distribute: true }) };
  });
  const texts = found.map(({ node }) => sympy(node));
  return {
    blocks: [
      {
        kind: "formulas",
        latex: [
          `${f} = ${latex(expression)}`,
          ...found.map(({ name, node }) => `\\frac{${d} f}{${d} ${latexName(name)}} = ${latex(node)}`),
        ],
      },
      { kind: "output", text: texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]` },
    ],
    diagnostics: [],
    lookup: (text) => {
      const one = found.find(({ name }) => `df/d${name}` === text.replace(/\s/g, "")) ?? found[0]!;
      return { text: print(one.node) };
    },
  };
}
