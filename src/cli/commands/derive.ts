import type { NDArray } from "../../base/array.ts";
import { general } from "../../base/decimal.ts";
import { derive as deriveModel } from "../../calculus/derivation.ts";
import type { ModelGraph } from "../../graph/model.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { formatShape } from "../../graph/shape.ts";
import { canonicalName } from "../../language/name.ts";
import { meant } from "../../language/problem.ts";
import { type DerivationLine, derivationLines, stepsFor } from "../../render/derivation.ts";
import { evaluate } from "../../run/evaluate.ts";
import { startingValues } from "../../train/start.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { DeriveFlags } from "../flags.ts";
import { loadModel } from "../load.ts";

export default function derive(this: Context, flags: DeriveFlags, path: string): Promise<void> {
  return atDesk(this, (desk: Desk) => {
    const { model } = loadModel(desk, path);
    const wrt = flags.wrt?.map((name) => named(desk, model, name)) ?? model.parameters.map((one) => one.node);
    if (wrt.length === 0) desk.fail("the model has no parameter", "Name what to derive by: --wrt x");
    const derivation = deriveModel(model.graph, model.loss, wrt);
    const values = numbersOf(
      model,
      stepsFor(derivation, wrt).map((step) => step.adjoint),
    );
    const adjointOf = new Map(derivation.steps.map((step) => [step.quantity, step.adjoint]));
    const valueOf = (quantity: Node): NDArray | undefined => values?.get(adjointOf.get(quantity)!);
    const untouched = wrt.filter((node) => !adjointOf.has(node));

    if (flags.format === "json") {
      const lines = [derivationLines(derivation, wrt), derivationLines(derivation, wrt, "latex")] as const;
      desk.json({
        version: 1,
        loss: nameOf(model.loss),
        derivatives: lines[0].map((line, at) => ({
          wrt: nameOf(line.quantity),
          parameter: wrt.includes(line.quantity),
          text: [line.name, ...line.forms].join(" = "),
          latex: [lines[1][at]!.name, ...lines[1][at]!.forms].join(" = "),
          shape: line.quantity.shape,
          value: valueOf(line.quantity) && { data: [...valueOf(line.quantity)!.data] },
        })),
      });
      return;
    }
    for (const line of derivationLines(derivation, wrt, flags.format === "latex" ? "latex" : "text")) {
      if (flags.format === "latex") desk.print([line.name, ...line.forms].join(" = "));
      else tell(desk, line, valueOf(line.quantity));
    }
    for (const node of untouched)
      desk.print(`d${nameOf(model.loss)}/d${nameOf(node)} = 0: the loss does not read it`);
  });
}

/** A derivative by its forms, one under the other, and its number or shape at the end. */
function tell(desk: Desk, { name, forms, quantity }: DerivationLine, value: NDArray | undefined): void {
  const indent = " ".repeat(name.length);
  const last =
    quantity.shape.length > 0
      ? `shape ${formatShape(quantity.shape)}`
      : value && `= ${general(value.data[0]!, 6)}`;
  const [first = "1", ...others] = forms;
  desk.print(`${name} = ${first}`);
  for (const form of others) desk.print(`${indent} = ${form}`);
  if (last) desk.print(`${indent} ${last}`);
}

/** The adjoints' values at the starting point; nothing where the model leaves a value open. */
function numbersOf(model: ModelGraph, adjoints: readonly Node[]): Map<Node, NDArray> | undefined {
  const start = startingValues(model, model.training?.seed);
  return start.value && evaluate(adjoints, start.value);
}

function named(desk: Desk, model: ModelGraph, name: string): Node {
  const known = [...model.parameters, ...model.inputs].map((one) => one.node).concat(model.quantities);
  const node = known.find((one) => nameOf(one) === canonicalName(name));
  return (
    node ??
    desk.fail(
      `the model has no quantity ${name}`,
      meant(name, known.map(nameOf)) ?? `It has ${known.map(nameOf).join(", ")}.`,
    )
  );
}
