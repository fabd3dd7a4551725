import { shifted } from "../../base/diagnostic.ts";
import { nameOf } from "../../graph/node.ts";
import { type LoweredExpression, lowerExpression } from "../../language/lower.ts";
import { contour } from "../../render/plot/contour.ts";
import { curves } from "../../render/plot/curve.ts";
import { scalarFunction } from "../../run/scalar-function.ts";
import { type Descent, descend } from "../../train/descend.ts";
import { descentEnd, descentLine, descentStart } from "../../train/sentences.ts";
import type { Block, CellResult, Lookup } from "../cell.ts";
import { clipped } from "../clipped.ts";
import type { Settings } from "../settings.ts";

export const options = ["start", "rate", "iterations", "stop", "plot", "rows", "x", "y", "levels"];

/** More steps than anyone reads. */
const mostIterations = 100_000;

/** Gradient descent on an expression: its steps and its path. */
export async function run(settings: Settings): Promise<CellResult> {
  const { cell } = settings;
  const lowered = lowerExpression(cell.source);
  const place = (span = cell.span) => ({ code: "document/descend", severity: "error" as const, span });
  if (!lowered.value)
    return { blocks: [], diagnostics: lowered.diagnostics.map((one) => shifted(one, cell.offset)) };
  const iterations = settings.number("iterations") ?? 100;
  if (iterations > mostIterations) {
    const message = `a document takes at most ${mostIterations} iterations, not ${iterations}`;
    return { blocks: [], diagnostics: [{ ...place(settings.span("iterations")), message }] };
  }
  const stop = settings.text("stop");
  const { value: descent, diagnostics } = descend(lowered.value, {
    start: settings.point("start") ?? {},
    rate: settings.number("rate") ?? 0.1,
    iterations,
    ...(stop !== undefined && { stop }),
  });
  if (!descent) return { blocks: [], diagnostics: diagnostics.map((one) => ({ ...one, span: cell.span })) };
  const { path } = descent;
  const rows = clipped(path.slice(1).map(descentLine), settings.number("rows"));
  const end = descentEnd(descent);
  const blocks: Block[] = [
    { kind: "output", text: [descentStart(path[0]!), ...rows, ...(end ? [end.trimEnd()] : [])].join("\n") },
  ];
  if (settings.text("plot") !== "false") blocks.push(await picture(settings, lowered.value, descent));
  return { blocks, diagnostics: [], lookup: lookupOf(descent, settings.number("rate") ?? 0.1) };
}

/** The last point's numbers, and with `y@1` those after step 1. */
const lookupOf =
  ({ path }: Descent, rate: number): Lookup =>
  (text) => {
    const [, name = text, step] = /^(.*?)\s*@\s*(\d+)$/.exec(text) ?? [];
    const entry = step === undefined ? path[path.length - 1] : path[Number(step)];
    if (!entry) return { problem: `it has no step ${step}: it has ${path.length - 1}` };
    const known: Readonly<Record<string, number>> = {
      f: entry.value,
      iterations: entry.iteration,
      rate,
      ...entry.point,
    };
    const number = Object.hasOwn(known, name) ? known[name] : undefined;
    return number === undefined
      ? { problem: `this descent has no \`${name}\`: it has ${Object.keys(known).join(", ")}` }
      : { number };
  };

async function picture(
  settings: Settings,
  { expression, variables }: LoweredExpression,
  { path }: Descent,
): Promise<Block> {
  const names = variables.map(nameOf);
  const text = settings.cell.source.trim();
  const caption = settings.text("caption") ?? "";
  const title = `Gradient descent on ${text}`;
  if (names.length !== 2) {
    const series = [{ name: "f", values: path.map((entry) => entry.value) }];
    const svg = await curves(series, { title, start: 0, labels: ["iteration", "f"], height: 300 });
    return { kind: "picture", svg, alt: `The value of ${text} over ${path.length - 1} iterations`, caption };
  }
  const [a, b] = names as [string, string];
  const [x, y, levels] = [settings.range("x"), settings.range("y"), settings.number("levels")];
  const svg = await contour(
    scalarFunction(expression, variables),
    path.map(({ point }) => [point[a]!, point[b]!] as const),
    { title, labels: [a, b], grid: 200, ...(x && { x }), ...(y && { y }), ...(levels && { levels }) },
  );
  const alt = `Contours of ${text}, and the path of ${path.length - 1} steps of gradient descent over them`;
  return { kind: "picture", svg, alt, caption };
}
