import { ModelError, mathml } from "chainrule";
import { decisionOf, type LinkedView, view } from "chainrule/view";
import { problemOf, read } from "./opened-model.ts";
import type { Problem, ViewRequest, ViewResponse } from "./protocol.ts";
import { parametersAt } from "./run.ts";

const sent = new Set<string>();
const most = 12;

/** The view of a model with its formulas, or what is wrong with its text. */
export async function show(request: ViewRequest): Promise<ViewResponse> {
  const found = read(request);
  const empty = { math: {}, coordinates: [], canBeDecided: false, isBatched: false, planned: { epochs: 0 } };
  if ("problems" in found) return { ...empty, problems: found.problems };
  const { model } = found;
  const { detail, direction, source, epoch } = request;
  try {
    const shown = await view(model, parametersAt(source, epoch), { detail, direction });
    const { training } = model.graph;
    return {
      problems: [],
      view: shown,
      math: await formulas(shown),
      coordinates: coordinatesOf(model),
      canBeDecided: isClassifier(model),
      isBatched: training?.batch !== undefined,
      planned: {
        epochs: training?.epochs ?? 100,
        ...(training?.rate !== undefined && { rate: training.rate }),
        ...(training && { optimizer: training.optimizer }),
      },
    };
  } catch (failure) {
    return { ...empty, problems: told(failure) };
  }
}

/** What was the user's mistake; what was ours is thrown on. */
export function told(failure: unknown): readonly Problem[] {
  if (failure instanceof ModelError) return failure.diagnostics.map(problemOf);
  if (failure instanceof Error && (failure.name === "ValueError" || failure instanceof RangeError))
    return [{ from: 0, to: 0, severity: "error", code: "model", message: failure.message }];
  throw failure;
}

function coordinatesOf(model: Parameters<typeof view>[0]): string[] {
  const names: string[] = [];
  for (const { node } of model.graph.parameters) {
    const name = node.attributes.name!;
    const shape = node.shape as readonly number[];
    const size = shape.reduce((product, one) => product * one, 1);
    for (let at = 0; at < Math.min(size, 4) && names.length < most; at++) {
      let rest = at;
      const index = [...shape].reverse().map((length) => {
        const place = rest % length;
        rest = Math.floor(rest / length);
        return place;
      });
      names.push(shape.length === 0 ? name : `${name}[${index.reverse().join(",")}]`);
    }
  }
  return names;
}

const isClassifier = (model: Parameters<typeof view>[0]): boolean =>
  model.graph.inputs.some(({ node }) => node.shape.length === 2 && node.shape[1] === 2) &&
  typeof decisionOf(model) !== "string";

async function formulas(shown: LinkedView): Promise<Record<string, string>> {
  const wanted = new Set<string>();
  for (const { latex, says } of shown.nodes) {
    if (latex) wanted.add(latex);
    if (says?.latex) wanted.add(says.latex);
  }
  for (const one of [...shown.steps, ...shown.paths]) {
    wanted.add(one.name).add(one.result);
    for (const factor of one.terms.flat()) wanted.add(factor.latex).add(factor.name);
  }
  const fresh = [...wanted].filter((latex) => latex !== "" && !sent.has(latex) && latex.length < 4000);
  const made = await Promise.all(
    fresh.map(async (latex) => [latex, await mathml(latex).catch(() => "")] as const),
  );
  for (const latex of fresh) sent.add(latex);
  return Object.fromEntries(made);
}
