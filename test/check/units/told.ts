import { checkFile } from "../../../src/check/check.ts";
import { withCost } from "../costs.ts";

/** All that is said of a program, a line each. */
export function told(path: string, text: string): string[] {
  const { value, cost } = withCost(() => checkFile(path, text));
  const { programs, diagnostics } = value;
  const line = (at: number): number => text.slice(0, at).split("\n").length;
  return [
    ...programs.map(
      ({ span, loss, descends, parameters }) =>
        `at ${line(span.from)}, ${loss.stated ? loss.name : "no loss stated"}, ${descends.text}${descends.same ? "" : " (not the same)"}: ${parameters
          .map(
            ({ path: own, kind, scale, reason }) =>
              `${own} ${kind}${scale === null || scale === 1 ? "" : ` ${Number(scale.toPrecision(4))}`}${reason ? ` (${reason})` : ""}`,
          )
          .join(", ")}`,
    ),
    ...diagnostics.map(
      ({ code, severity, span, message, why, hint, fix }) =>
        `${severity} ${code} at ${line(span.from)}: ${message}${why ? ` | ${why}` : ""}${hint ? ` | ${hint}` : ""}${fix ? ` → ${fix.text.replaceAll("\n", "⏎")}` : ""}`,
    ),
    `runs again about ${Number(cost.runs.toPrecision(2))} times`,
  ];
}
