import { Places } from "../base/places.ts";
import { type Display, htmlTable } from "../render/display.ts";
import { escaped } from "../render/svg.ts";
import type { CheckedFile } from "./checked.ts";
import { parameterText, programText, summaryText } from "./report-pretty.ts";

/** A check in a notebook: a table of verdicts for each program, and what was found with its lines. */
export function checkedDisplay(checked: CheckedFile): Display {
  const places = new Places(checked.pieces);
  const verdicts = checked.programs.map((program) => {
    const rows = program.parameters.map((one) => [
      one.path,
      one.kind,
      String(places.place(one.span).line),
      parameterText(one),
    ]);
    return `<p>${escaped(programText(program))}</p>${htmlTable(["parameter", "verdict", "line", ""], rows)}`;
  });
  const found = checked.diagnostics.map((one) => [
    String(places.place(one.span).line),
    one.severity,
    one.message,
    one.hint ?? "",
  ]);
  return {
    "text/html": [
      ...verdicts,
      ...(found.length > 0 ? [htmlTable(["line", "", "what", "what to do"], found)] : []),
      ...(verdicts.length + found.length === 0 ? ["<p>no training step was found</p>"] : []),
    ].join(""),
    "text/plain": [
      summaryText(checked),
      ...found.map(([line, severity, message]) => `  line ${line}: ${severity}: ${message}`),
    ].join("\n"),
  };
}
