import { shifted } from "../../base/diagnostic.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { lower, lowerCondition } from "../../language/lower.ts";
import { statementLatex } from "../../render/latex.ts";
import { evaluate, ValueError, type Values } from "../../run/evaluate.ts";
import { startingValues } from "../../train/start.ts";
import type { CellResult, Lookup, Value } from "../cell.ts";
import type { Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { StatedModel } from "../stated.ts";

export const options = ["formulas"];

/** A model in the maths language: its statements as formulas, and its values for the cells and prose below. */
export function run(settings: Settings, session: Session): CellResult {
  const { cell } = settings;
  const { value: model, diagnostics } = lower(cell.source, session.load ? { load: session.load } : {});
  const told = diagnostics.map((one) => shifted(one, cell.offset));
  if (!model) return { blocks: [], diagnostics: told };
  const stated: StatedModel = { model };
  const formulas = settings.text("formulas") !== "false";
  return {
    blocks: formulas ? [{ kind: "formulas", latex: model.quantities.map(statementLatex) }] : [],
    diagnostics: told,
    lookup: lookupIn(stated, () => startingValues(model, model.training?.seed).value),
    model: stated,
  };
}

const derivative = /^d(\w+)\s*\/\s*d(\w+)$/u;

/** What an expression over a model's names is at some values; `dL/dw` is a derivative of the loss. */
export function lookupIn({ model }: StatedModel, valuesNow: () => Values | undefined): Lookup {
  return (expression): Value => {
    const values = valuesNow();
    if (!values) return { problem: "the model leaves a value open" };
    const node = adjointOf(expression.trim()) ?? lowerCondition(expression, model).value;
    if (!node) return { problem: `\`${expression}\` is no expression over the model's names` };
    try {
      return { number: evaluate([node], values).get(node)!.data[0]! };
    } catch (failure) {
      if (failure instanceof ValueError) return { problem: failure.message };
      throw failure;
    }
  };

  function adjointOf(text: string): Node | undefined {
    const [, of, by] = derivative.exec(text) ?? [];
    if (of !== nameOf(model.loss)) return undefined;
    const wrt = [...model.parameters, ...model.inputs]
      .map((one) => one.node)
      .concat(model.quantities)
      .find((one) => nameOf(one) === by && one.shape.length === 0);
    return wrt && adjoints(model.graph, model.loss, [wrt]).get(wrt);
  }
}
