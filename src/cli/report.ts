import colours from "picocolors";
import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap } from "../base/span.ts";

const widest = 76;

/** Diagnostics as a person reads them: place, what, the line with a caret under it, why, what to do. */
export function reportText(
  name: string,
  source: string,
  diagnostics: readonly Diagnostic[],
  { colour = false }: { colour?: boolean } = {},
): string {
  const paint = colours.createColors(colour);
  const map = new LineMap(source);
  const shades = { error: paint.red, warning: paint.yellow, info: paint.cyan };
  return diagnostics
    .map(({ severity, span, message, why, hint, related = [] }) => {
      const { line, column } = map.position(span.from);
      const lines = [`${paint.bold(`${name}:${line}:${column}:`)} ${shades[severity](severity)}: ${message}`];
      lines.push(...excerpt(map.line(line), column, span.to - span.from));
      for (const text of [why, hint]) if (text) lines.push(...wrapped(text));
      for (const one of related) {
        const place = map.position(one.span.from);
        lines.push(`  ${name}:${place.line}:${place.column}: ${one.message}`);
      }
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** The source line with carets under the span; a long line is clipped about it. */
function excerpt(text: string, column: number, length: number): string[] {
  if (text.trim() === "") return [];
  const from = column - 1 > widest - 20 ? column - 1 - 30 : 0;
  const shown = text.slice(from, from + widest).replaceAll("\t", " ");
  const caret = column - 1 - from + (from > 0 ? 1 : 0);
  const carets = "^".repeat(Math.max(1, Math.min(length, shown.length + (from > 0 ? 1 : 0) - caret)));
  return [`  ${from > 0 ? "…" : ""}${shown}`, `  ${" ".repeat(caret)}${carets}`];
}

function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1]!;
    if (last.length + word.length + 1 > widest && last !== "") lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => `  ${line}`);
}
