import { nameOf } from "../../graph/node.ts";
import type { LoweredExpression } from "../../language/lower.ts";
import { lowerExpression } from "../../language/lower.ts";
import { scalarFunction } from "../../run/scalar-function.ts";
import { type Descent, descend as run } from "../../train/descend.ts";
import { descentEnd, descentLine, descentStart } from "../../train/sentences.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { DescendFlags } from "../flags.ts";
import { JsonRows } from "../json-rows.ts";
import { checkPicture, writePicture } from "../picture.ts";

/** Every place on the way is kept and printed. */
const mostIterations = 1_000_000;

export default function descend(this: Context, flags: DescendFlags, given: string): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    checkPicture(desk, flags.plot);
    const source = given === "-" ? desk.read("-") : given;
    const lowered = lowerExpression(source);
    if (!lowered.value) desk.refuse("expression", source, lowered.diagnostics);
    const { start, rate, iterations, stop } = flags;
    if (iterations > mostIterations)
      desk.fail(
        `a path of ${iterations} iterations is too long to keep`,
        `Take at most ${mostIterations}, or a larger --rate.`,
      );
    const descent = run(lowered.value, { start, rate, iterations, ...(stop !== undefined && { stop }) });
    if (!descent.value) {
      const ofStop = descent.diagnostics.filter((one) => !one.code.startsWith("descend/"));
      if (ofStop.length > 0) desk.refuse("--stop", stop!, ofStop);
      const [first] = descent.diagnostics;
      desk.fail(first!.message, first!.hint);
    }
    const { path, stopped } = descent.value;
    if (flags.format === "json") {
      const rows = new JsonRows(desk, "path");
      for (const entry of path) rows.row(entry);
      rows.end({ stopped });
    } else {
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
  await writePicture(
    desk,
    file,
    await contour(scalarFunction(lowered.expression, lowered.variables), points, { title, labels: [a, b] }),
  );
}
