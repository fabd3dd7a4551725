import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";

const kinds = ["right", "scaled", "other", "wrong", "unknown"] as const;

/** The JSON that others build on, version 1: lines and columns from 1, `endColumn` exclusive. */
export function reportJson(files: readonly CheckedFile[]): unknown {
  const all = files.flatMap((file) => file.programs.flatMap((program) => program.parameters));
  return {
    version: 1,
    files: files.map(fileJson),
    summary: Object.fromEntries(kinds.map((kind) => [kind, all.filter((one) => one.kind === kind).length])),
  };
}

/** A factor as people write it: 2, 1/7. */
export function scaleText(scale: number | null): string | null {
  if (scale === null) return null;
  const [whole, inverse] = [Math.round(scale), Math.round(1 / scale)];
  if (Math.abs(scale - whole) < 1e-6 * scale && whole !== 0) return String(whole);
  return Math.abs(1 / scale - inverse) < 1e-6 / scale && inverse !== 0
    ? `1/${inverse}`
    : String(Number(scale.toPrecision(6)));
}

function fileJson(file: CheckedFile): unknown {
  const map = new LineMap(file.text);
  const line = (offset: number): number => map.position(offset).line;
  return {
    path: file.path,
    programs: file.programs.map(({ span, loss, descends, parameters }) => ({
      line: line(span.from),
      endLine: line(Math.max(span.from, span.to - 1)),
      loss: { name: loss.name, line: line(loss.span.from), stated: loss.stated, text: loss.text },
      descends,
      parameters: parameters.map((one) => ({
        name: one.path,
        line: line(one.span.from),
        verdict: one.kind,
        scale: one.kind === "scaled" ? one.scale : null,
        scaleText: one.kind === "scaled" ? scaleText(one.scale) : null,
        worst: one.worst,
        ...(one.reason && { reason: one.reason }),
      })),
    })),
    outputs: {
      printed: file.outputs.printed,
      reproduced: file.outputs.reproduced,
      differing: file.outputs.differing.map(({ offset, printed, recomputed }) => ({
        line: line(offset),
        printed,
        recomputed,
      })),
      notRun: file.outputs.notRun.map(({ offset, reason }) => ({ line: line(offset), reason })),
    },
    formulas: file.formulas.map(({ span, latex, verdict, reason }) => ({
      ...map.range(span),
      latex,
      verdict,
      ...(reason !== undefined && { reason }),
    })),
    diagnostics: file.diagnostics.map((one) => diagnosticJson(one, map)),
  };
}

function diagnosticJson(one: Diagnostic, map: LineMap): unknown {
  const { code, severity, span, message, why, hint, evidence, related = [], fix } = one;
  return {
    code,
    severity,
    ...map.range(span),
    message,
    why: why ?? "",
    ...(hint && { hint }),
    evidence: evidence ?? null,
    related: related.map((place) => ({ ...map.range(place.span), message: place.message })),
    fix: fix
      ? {
          text: fix.text,
          edits: fix.edits.map((edit) => ({ ...map.range(edit.span), replacement: edit.replacement })),
          verified: fix.verified,
        }
      : null,
  };
}
