import { general } from "../../base/decimal.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { derive } from "../../calculus/derivation.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { meant } from "../../language/problem.ts";
import { brokenEquation } from "../../render/break-formula.ts";
import { derivationLines, stepsFor } from "../../render/derivation.ts";
import { evaluate } from "../../run/evaluate.ts";
import { startingValues } from "../../train/start.ts";
import type { CellResult } from "../cell.ts";
import { isDiagnostic, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { StatedModel } from "../stated.ts";
import { lookupIn } from "./model.ts";

export const options = ["of", "wrt", "numbers"];

/** The chain rule for a model's parameters, each line with its number at the starting values. */
export function run(settings: Settings, session: Session): CellResult {
  const { cell } = settings;
  const stated = session.model(settings.text("of"), settings.span("of"));
  if (isDiagnostic(stated)) return { blocks: [], diagnostics: [stated] };
  const { model } = stated;
  const body = cell.source.split(/[\s,]+/).filter(Boolean);
  const names = settings.names("wrt") ?? (body.length > 0 ? body : undefined);
  const wrt = names ? nodesOf(stated, names) : model.parameters.map((one) => one.node);
  if (!Array.isArray(wrt)) return { blocks: [], diagnostics: [wrt(settings.span("wrt"))] };
  const derivation = derive(model.graph, model.loss, wrt);
  const start = startingValues(model, model.training?.seed).value;
  const steps = stepsFor(derivation, wrt);
  const trace =
    start &&
    evaluate(
      steps.map((step) => step.adjoint),
      start,
    );
  const adjointOf = new Map(derivation.steps.map((step) => [step.quantity, step.adjoint]));
  const numbers = settings.text("numbers") !== "false";
  const latex = derivationLines(derivation, wrt, "latex").map(({ quantity, name, forms }) => {
    const value = numbers && quantity.shape.length === 0 ? trace?.get(adjointOf.get(quantity)!) : undefined;
    const shown = value ? [...forms, general(value.data[0]!, 6)] : forms;
    // a number that the last form already is says nothing new
    const said = shown.filter((form, at) => form !== shown[at - 1]);
    return brokenEquation(name, said.length > 0 ? said : ["1"]);
  });
  return {
    blocks: [{ kind: "formulas", latex }],
    diagnostics: [],
    lookup: lookupIn(stated, () => start),
  };
}

/** The nodes of these names, or what is wrong with the first that is none. */
export function nodesOf(
  { model }: StatedModel,
  names: readonly string[],
): Node[] | ((span: Diagnostic["span"]) => Diagnostic) {
  const known = [...model.parameters, ...model.inputs].map((one) => one.node).concat(model.quantities);
  const nodes = names.map((name) => known.find((node) => nameOf(node) === name));
  const missing = nodes.indexOf(undefined);
  if (missing < 0) return nodes as Node[];
  const all = known.map(nameOf);
  return (span) => ({
    code: "document/unknown-name",
    severity: "error",
    span,
    message: `the model has no quantity ${names[missing]}`,
    hint: meant(names[missing]!, all) ?? `It has ${all.join(", ")}.`,
  });
}
