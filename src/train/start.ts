import type { NDArray } from "../base/array.ts";
import type { Diagnostic, Result } from "../base/diagnostic.ts";
import { Random } from "../base/random.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { meant } from "../language/problem.ts";
import { draw, initialRules, optionFault } from "./initialise.ts";

/** The values of a model's inputs and parameters before training; what is left open is a diagnostic. */
export function startingValues(
  model: Pick<ModelGraph, "inputs" | "parameters" | "spans">,
  seed = 0,
  /** Inputs whose rows are dealt out in batches: their values are not needed whole. */
  dealt: ReadonlySet<Node> = new Set(),
): Result<Map<Node, NDArray>> {
  const values = new Map<Node, NDArray>();
  const diagnostics: Diagnostic[] = [];
  const random = new Random(seed);
  const open = (node: Node, code: string, message: string, hint: string): void =>
    void diagnostics.push({
      code,
      severity: "error",
      span: model.spans.get(node) ?? { from: 0, to: 0 },
      message,
      hint,
    });

  for (const input of model.inputs) {
    const { node } = input;
    if (dealt.has(node)) continue;
    const { value } = input;
    if (value) values.set(node, value);
    else
      open(
        node,
        "input/no-value",
        `input ${nameOf(node)} has no value`,
        `Give it in place, input ${nameOf(node)} = …, or read it with data.`,
      );
  }
  for (const { node, initial } of model.parameters) {
    const name = nameOf(node);
    const letter = node.shape.find((size) => typeof size === "string");
    if (!initial)
      open(
        node,
        "param/no-start",
        `parameter ${name} has no starting value`,
        `Write param ${name} = 0.1, or ${name} ~ normal(0.1).`,
      );
    else if (initial.kind === "given") values.set(node, initial.value);
    else if (letter)
      open(
        node,
        "param/open-shape",
        `${name} cannot be drawn: its size ${letter} is open`,
        "Give every size of a parameter as a number.",
      );
    else if (!initialRules.includes(initial.rule)) {
      const hint = meant(initial.rule, initialRules) ?? `The rules are ${initialRules.join(", ")}.`;
      open(node, "param/unknown-rule", `there is no rule ${initial.rule} to draw ${name} by`, hint);
    } else if (optionFault(initial.rule, initial.options)) {
      const hint =
        "Write for example normal(0.1) or uniform(-0.5, 0.5); he, glorot, lecun and zeros stand alone.";
      open(
        node,
        "param/rule-options",
        `${name} cannot be drawn: ${optionFault(initial.rule, initial.options)}`,
        hint,
      );
    } else values.set(node, draw(initial.rule, initial.options, node.shape as readonly number[], random));
  }
  return diagnostics.length > 0 ? { diagnostics } : { value: values, diagnostics };
}
