import { differentiate } from "../../calculus/differentiate.ts";
import { simplify } from "../../calculus/simplify.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { lowerExpression } from "../../language/lower.ts";
import { canonicalName } from "../../language/name.ts";
import { sympy } from "../../language/sympy.ts";
import { latex } from "../../render/latex.ts";
import { mathml } from "../../render/mathml.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { DiffFlags } from "../flags.ts";

export default function diff(this: Context, flags: DiffFlags, given: string): Promise<void> {
  return atDesk(this, async (desk: Desk) => {
    const source = given === "-" ? desk.read("-") : given;
    const { value, diagnostics } = lowerExpression(source);
    if (!value) desk.refuse("expression", source, diagnostics);
    const { graph, variables } = value;
    const expression = value.expression.op === "named" ? value.expression.operands[0]! : value.expression;
    if (expression.shape.length > 0)
      desk.fail("only a single number can be differentiated", "Sum or average the expression.");
    const wanted = flags.wrt?.map(canonicalName) ?? variables.map(nameOf);
    if (wanted.length === 0)
      desk.fail("the expression has no variable to differentiate by", "Name one: --wrt x");
    const derivative = (name: string): Node => {
      const x = variables.find((node) => nameOf(node) === name) ?? graph.variable(name);
      return simplify(graph, differentiate(graph, expression, x), { distribute: true });
    };
    const found = wanted.map((wrt) => ({ wrt, node: derivative(wrt) }));
    const listed = (texts: readonly string[]): string =>
      texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`;
    switch (flags.format) {
      case "json":
        desk.json({
          version: 1,
          derivatives: found.map(({ wrt, node }) => ({ wrt, text: sympy(node), latex: latex(node) })),
        });
        return;
      case "latex":
        desk.print(listed(found.map(({ node }) => latex(node))));
        return;
      case "mathml":
        for (const { node } of found) desk.print(await mathml(latex(node), { block: true }));
        return;
      default:
        desk.print(listed(found.map(({ node }) => sympy(node))));
    }
  });
}
