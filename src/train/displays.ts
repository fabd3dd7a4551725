import { fromNested, type Nested } from "../base/array.ts";
import { plain } from "../base/decimal.ts";
import type { ModelGraph } from "../graph/model.ts";
import { nameOf } from "../graph/node.ts";
import { type Display, htmlTable } from "../render/display.ts";
import { curves } from "../render/plot/curve.ts";
import { escaped } from "../render/svg.ts";
import type { Descent } from "./descend.ts";
import { descentEnd, descentLine, descentStart, tellingOf } from "./sentences.ts";
import type { TrainResult } from "./train.ts";

const number = (value: number): string =>
  Number.isFinite(value) ? plain(Number(value.toPrecision(5))) : String(value);

/** The epochs of a training in a notebook: the loss as a curve over a table, and the sentences of the terminal as text. */
export async function trainingDisplay(model: ModelGraph, result: TrainResult): Promise<Display> {
  const { epochs, stopped } = result;
  const label = nameOf(model.loss);
  const scalars = model.parameters
    .filter(({ node }) => node.shape.length === 0)
    .map(({ node }) => nameOf(node));
  const hasValidation = epochs.some((one) => one.validation);
  const rows = epochs.map(({ epoch, loss, parameters, validation }) => [
    String(epoch),
    number(loss),
    ...(hasValidation ? [validation ? number(validation.loss) : ""] : []),
    ...scalars.map((name) => number(parameters[name] as number)),
  ]);
  const table = htmlTable(
    ["epoch", label, ...(hasValidation ? [`${label}, validation`] : []), ...scalars],
    rows,
  );
  const series = [
    { name: label, values: epochs.map((one) => one.loss) },
    ...(hasValidation
      ? [{ name: "validation", values: epochs.map((one) => one.validation?.loss ?? Number.NaN) }]
      : []),
  ];
  const title = `${label} over ${epochs.length} epochs`;
  const curve =
    epochs.length > 2 ? await curves(series, { title, labels: ["epoch", label], height: 220 }) : "";
  const telling = tellingOf(model);
  const end = stopped ? telling.end(result).trimEnd() : "";
  return {
    "text/html": `${curve}${table}${stopped ? `<p>stopped at epoch ${stopped.epoch}: ${escaped(stopped.reason)}</p>` : ""}`,
    "text/plain": [telling.header, ...epochs.map(telling.line), end].filter(Boolean).join("\n"),
  };
}

/** The path of a descent in a notebook: a row for each point. */
export function descentDisplay(descent: Descent): Display {
  const { path } = descent;
  const names = Object.keys(path[0]!.point);
  const rows = path.map(({ iteration, point, value, gradient }) => [
    String(iteration),
    ...names.map((name) => number(point[name]!)),
    number(value),
    ...names.map((name) => number(gradient[name]!)),
  ]);
  const head = ["iteration", ...names, "f", ...names.map((name) => `∂f/∂${name}`)];
  return {
    "text/html": htmlTable(head, rows),
    "text/plain": [descentStart(path[0]!), ...path.slice(1).map(descentLine), descentEnd(descent).trimEnd()]
      .filter(Boolean)
      .join("\n"),
  };
}

/** The trace of one pass in a notebook: each name with its value, or with its shape and its first numbers. */
export function traceDisplay(values: Readonly<Record<string, Nested>>): Display {
  const rows = Object.entries(values).map(([name, value]) => [name, shapeText(value), valueText(value)]);
  return {
    "text/html": htmlTable(["quantity", "shape", "value"], rows),
    "text/plain": Object.entries(values)
      .map(([name, value]) => `${name} = ${typeof value === "number" ? number(value) : nestedText(value)}`)
      .join("\n"),
  };
}

const shapeText = (value: Nested): string =>
  typeof value === "number" ? "" : fromNested(value).shape.join(" × ");

const mostNumbers = 6;

function valueText(value: Nested): string {
  if (typeof value === "number") return number(value);
  const { data } = fromNested(value);
  const first = Array.from(data.slice(0, mostNumbers), number).join(", ");
  return data.length > mostNumbers ? `${first}, …` : first;
}

function nestedText(value: Nested): string {
  const { shape } = fromNested(value);
  return shape.length === 1 ? `[${valueText(value)}]` : `[${valueText(value)}], ${shape.join(" × ")}`;
}
