import { scalar } from "../../base/array.ts";
import { nameOf } from "../../graph/node.ts";
import type { LoweredExpression } from "../../language/lower.ts";
import { lowerExpression } from "../../language/lower.ts";
import { evaluate } from "../../run/evaluate.ts";
import { compileScalars, isScalarGraph } from "../../run/javascript.ts";
import { type Descent, descend as run } from "../../train/descend.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { DescendFlags } from "../flags.ts";
import { writePicture } from "../picture.ts";
import { descentEnd, descentLine, descentStart } from "../sentences.ts";

export default function descend(this: Context, flags: DescendFlags, given: string): Promise<void> {
  return atDesk(this, async (desk: Desk) => {
    const source = given === "-" ? desk.read("-") : given;
    const lowered = lowerExpression(source);
    if (!lowered.value) desk.refuse("expression", source, lowered.diagnostics);
    const { start, rate, iterations, stop } = flags;
    const descent = run(lowered.value, { start, rate, iterations, ...(stop !== undefined && { stop }) });
    if (!descent.value) {
      const [first] = descent.diagnostics;
      desk.fail(first!.message, first!.hint);
    }
    const { path, stopped } = descent.value;
    if (flags.format === "json") desk.json({ version: 1, path, stopped });
    else {
      desk.print(descentStart(path[0]!));
      for (const entry of path.slice(1)) desk.print(descentLine(entry));
      const end = descentEnd(descent.value);
      if (end) desk.print(end);
    }
    if (flags.plot) await plot(desk, flags.plot, source, lowered.value, descent.value);
  });
}

/** Two variables give contours with the path; any other number the value over the iterations. */
async function plot(
  desk: Desk,
  file: string,
  source: string,
  lowered: LoweredExpression,
  { path }: Descent,
): Promise<void> {
  const names = lowered.variables.map(nameOf);
  const title = `Gradient descent path on f(${names.join(", ")}) = ${source.trim()}`;
  if (names.length !== 2) {
    const { curves } = await import("../../render/plot/curve.ts");
    const series = [{ name: "f", values: path.map((entry) => entry.value) }];
    await writePicture(desk, file, await curves(series, { title, start: 0, labels: ["iteration", "f"] }));
    return;
  }
  const { contour } = await import("../../render/plot/contour.ts");
  const [a, b] = names as [string, string];
  const points = path.map(({ point }) => [point[a]!, point[b]!] as const);
  await writePicture(desk, file, await contour(valueAt(lowered), points, { title, labels: [a, b] }));
}

function valueAt({ expression, variables }: LoweredExpression): (x: number, y: number) => number {
  if (!isScalarGraph([expression])) {
    const [a, b] = variables;
    return (x, y) =>
      evaluate(
        [expression],
        new Map([
          [a!, scalar(x)],
          [b!, scalar(y)],
        ]),
      ).get(expression)!.data[0]!;
  }
  const compute = compileScalars([expression], variables);
  const [inputs, output] = [new Float64Array(2), new Float64Array(1)];
  return (x, y) => {
    inputs[0] = x;
    inputs[1] = y;
    compute(inputs, output);
    return output[0]!;
  };
}
