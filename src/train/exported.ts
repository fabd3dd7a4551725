import type { NDArray } from "../base/array.ts";
import type { Result } from "../base/diagnostic.ts";
import { adjoints } from "../calculus/adjoints.ts";
import type { Exported, Rows, TrainingPlan, UpdateRule } from "../emit/exported.ts";
import { Graph } from "../graph/graph.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { evaluate } from "../run/evaluate.ts";
import { Dropout } from "./dropout.ts";
import { update, usualRate } from "./optimizers.ts";
import { batchLetter, openRows } from "./rows.ts";
import { misuse, type TrainSettings } from "./settings.ts";
import { startingValues } from "./start.ts";
import { taken } from "./validation.ts";

/** The self-check looks at so many rows. */
const mostRows = 64;

/** What an exported program is written from; the diagnostics where the model cannot be trained as it stands. */
export function exportedModel(
  model: ModelGraph,
  { name, source }: { readonly name: string; readonly source: string },
  settings: TrainSettings = {},
): Result<Exported> {
  const chosen: TrainSettings = { ...model.training, ...settings };
  const diagnostics = misuse(model, chosen);
  const { batch, validation = 0, standardise = 0, seed = 0, dropout = 0 } = chosen;
  const mustOpen = batch !== undefined || validation > 0 || standardise > 0;
  const found = openRows(model, standardise > 0);
  const open = "problem" in found ? undefined : found;
  if (mustOpen && "problem" in found) {
    const hint = "Leave batch, validation and standardise out, or write the model over any number of rows.";
    diagnostics.push({
      code: "train/batch",
      severity: "error",
      span: { from: 0, to: 0 },
      message: found.problem,
      hint,
    });
  }
  const start = startingValues(open?.model ?? model, seed, new Set(open?.samples.keys()));
  diagnostics.push(...start.diagnostics);
  if (!start.value || diagnostics.length > 0) return { diagnostics };

  const own = open?.model ?? model;
  const plan = planOf(chosen, open?.images);
  const dropped = dropout > 0 ? droppedOf(own, plan, dropout) : undefined;
  if (dropped?.problem) return { diagnostics: [dropped.problem] };
  const values = start.value;
  const rows = open && { letter: batchLetter, count: open.count, samples: open.samples };
  const looked = rows ? Math.min(rows.count, mostRows) : 0;
  const gradients = adjoints(
    own.graph,
    own.loss,
    own.parameters.map((one) => one.node),
  );
  const trace = evaluate([own.loss, ...gradients.values()], atRows(values, rows, 0, looked));
  const loss = trace.get(own.loss)!.data[0]!;
  const hasGradient = [...gradients.values()].every((node) => trace.get(node)!.data.every(Number.isFinite));
  if (!Number.isFinite(loss) || !hasGradient) {
    return {
      diagnostics: [
        {
          code: "export/not-finite",
          severity: "error",
          span: model.spans.get(model.loss) ?? { from: 0, to: 0 },
          message: `${nameOf(model.loss)} or its gradient is no finite number at the starting values`,
          hint: "A program can only check itself at a point where there is something to compare: choose other starting values.",
        },
      ],
    };
  }
  const value: Exported = {
    name,
    source,
    model: dropped?.model ?? own,
    values,
    ...(rows && { rows: { ...rows, split: splitOf(own, values, rows, looked) } }),
    ...(dropped && { dropout: { part: dropout, masks: dropped.masks, stated: own } }),
    plan: dropped?.plan ?? plan,
    rule: ruleOf(chosen),
    point: {
      rows: looked,
      loss,
      gradients: new Map([...gradients].map(([node, gradient]) => [node, trace.get(gradient)!])),
    },
  };
  return { value, diagnostics: [] };
}

/** The model with masks over its hidden layers, and its stop read from them as well. */
function droppedOf(
  model: ModelGraph,
  plan: TrainingPlan,
  part: number,
): Pick<Dropout, "masks" | "problem"> & { readonly model: ModelGraph; readonly plan: TrainingPlan } {
  const { graph, inputs, parameters, quantities, loss } = model;
  const { stop } = plan;
  const taken = new Set(
    [...inputs, ...parameters].map((one) => nameOf(one.node)).concat(quantities.map(nameOf)),
  );
  const masks = Array.from({ length: quantities.length + 100 }, (_, at) => `mask${at + 1}`);
  const free = masks.filter((name) => !taken.has(name));
  const roots = [...quantities, loss, ...(stop ? [stop.condition] : [])];
  const dropout = new Dropout(model, roots, part, (count) => free[count - 1]!);
  const image = (node: Node): Node => dropout.image(node);
  return {
    masks: dropout.masks,
    problem: dropout.problem,
    model: { ...model, graph, quantities: quantities.map(image), loss: image(loss) },
    plan: stop ? { ...plan, stop: { ...stop, condition: image(stop.condition) } } : plan,
  };
}

type Dealt = Omit<Rows, "split">;

function atRows(
  values: ReadonlyMap<Node, NDArray>,
  rows: Dealt | undefined,
  from: number,
  to: number,
): Map<Node, NDArray> {
  if (!rows) return new Map(values);
  const positions = Array.from({ length: to - from }, (_, at) => from + at);
  return new Map([...values, ...taken(rows.samples, positions)]);
}

/** What the loss of some rows is of the losses of two unequal shares: told by their numbers, at the starting values. */
function splitOf(
  model: ModelGraph,
  values: ReadonlyMap<Node, NDArray>,
  rows: Dealt,
  count: number,
): Rows["split"] {
  const cut = Math.max(1, Math.floor(count / 3));
  if (cut >= count) return "whole";
  const lossOf = (from: number, to: number): number =>
    evaluate([model.loss], atRows(values, rows, from, to)).get(model.loss)!.data[0]!;
  const [all, first, second] = [lossOf(0, count), lossOf(0, cut), lossOf(cut, count)];
  const agrees = (one: number): boolean => Math.abs(one - all) <= 1e-9 * Math.max(1, Math.abs(all));
  if (agrees((first * cut + second * (count - cut)) / count)) return "mean";
  return agrees(first + second) ? "sum" : "whole";
}

function planOf(chosen: TrainSettings, images: ReadonlyMap<Node, Node> | undefined): TrainingPlan {
  const {
    optimizer = "sgd",
    stop,
    batch,
    standardise: _,
    rate,
    epochs,
    seed,
    precision,
    ...numbers
  } = chosen;
  return {
    ...numbers,
    optimizer,
    rate: rate ?? usualRate(optimizer),
    epochs: epochs ?? 100,
    seed: seed ?? 0,
    precision:
      precision === "float32" || (precision === undefined && batch !== undefined) ? "float32" : "float64",
    ...(batch !== undefined && { batch }),
    ...(stop && { stop: { ...stop, condition: images?.get(stop.condition) ?? stop.condition } }),
  };
}

/** The optimiser's rule over stand-ins: element-wise, so that one serves parameters of every shape. */
function ruleOf({ optimizer = "sgd", ...numbers }: TrainSettings): UpdateRule {
  const $ = new Graph();
  const [w, g, rate, step] = ["w", "g", "rate", "step"].map((name) => $.variable(name)) as [
    Node,
    Node,
    Node,
    Node,
  ];
  const { value, carried } = update($, optimizer, numbers, { name: "w", w, gradient: g }, { rate, step });
  return {
    w,
    g,
    rate,
    step,
    value,
    state: carried.map((one) => ({ ...one, name: nameOf(one.variable).slice("w/".length) })),
  };
}
