import { styleText } from "node:util";
import type { Diagnostic, Edit, Fix } from "../base/diagnostic.ts";
import { applied } from "../base/edits.ts";
import { Places, placeText } from "../base/places.ts";
import { LineMap } from "../base/span.ts";

const widest = 76;

type Shade = "bold" | "red" | "green" | "yellow" | "cyan";
type Paint = (shade: Shade, text: string) => string;

// whether there are colours is decided here, not by what standard output is
const coloured: Paint = (shade, text) => styleText(shade, text, { validateStream: false });
const plain: Paint = (_, text) => text;

const shades = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Diagnostics of one text as a person reads them. */
export const reportText = (
  name: string,
  source: string,
  diagnostics: readonly Diagnostic[],
  options: { colour?: boolean } = {},
): string => reportPlaces(Places.of(name, source), diagnostics, options);

/** Diagnostics as a person reads them: place, what, the line with a caret under it, why, what to do. */
export function reportPlaces(
  places: Places,
  diagnostics: readonly Diagnostic[],
  { colour = false }: { colour?: boolean } = {},
): string {
  const paint = colour ? coloured : plain;
  return diagnostics
    .map(({ severity, span, message, why, hint, related = [], fix }) => {
      const place = places.place(span);
      const lines = [
        `${paint("bold", `${placeText(place)}:`)} ${paint(shades[severity], severity)}: ${message}`,
      ];
      lines.push(...excerpt(places.lineAt(span.from), place.column, span.to - span.from));
      for (const text of [why, hint]) if (text) lines.push(...wrapped(text));
      if (fix) lines.push(...diffOf(places, fix, paint));
      for (const one of related) {
        lines.push(`  ${placeText(places.place(one.span))}: ${one.message}`);
      }
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}

/** Diagnostics as data: lines and columns from 1, the end exclusive. */
export function reportData(name: string, source: string, diagnostics: readonly Diagnostic[]): object[] {
  const map = new LineMap(source);
  return diagnostics.map(({ code, severity, span, message, why, hint, related = [] }) => ({
    path: name,
    code,
    severity,
    ...map.range(span),
    message,
    ...(why !== undefined && { why }),
    ...(hint !== undefined && { hint }),
    related: related.map((one) => ({ ...map.range(one.span), message: one.message })),
  }));
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

/** A repair as a diff: each line that it changes, before and after. */
function diffOf(places: Places, fix: Fix, paint: Paint): string[] {
  const lines = [`  ${fix.verified ? "A repair that was tried and is right:" : "A repair to look at:"}`];
  const changed = new Map<number, Edit[]>();
  for (const edit of fix.edits) {
    const start = edit.span.from - places.place(edit.span).column + 1;
    changed.set(start, [...(changed.get(start) ?? []), edit]);
  }
  for (const [start, edits] of changed) {
    const old = places.lineAt(start);
    const text = applied(old, edits, start);
    lines.push(paint("red", `  - ${old.trim()}`), paint("green", `  + ${text.trim()}`));
  }
  return lines;
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
