import type { Diagnostic } from "../base/diagnostic.ts";
import { Places } from "../base/places.ts";
import type { Span } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";
import { verdictKinds } from "./tally.ts";

/** The JSON that others build on, version 1: lines and columns from 1, `endColumn` exclusive. */
export function reportJson(files: readonly CheckedFile[]): unknown {
  const all = files.flatMap((file) => file.programs.flatMap((program) => program.parameters));
  return {
    version: 1,
    files: files.map(fileJson),
    summary: Object.fromEntries(
      verdictKinds.map((kind) => [kind, all.filter((one) => one.kind === kind).length]),
    ),
  };
}

/** A factor as people write it: 2, 1/7. */
export function scaleText(scale: number | null): string | null {
  if (scale === null) return null;
  const [whole, inverse] = [Math.round(scale), Math.round(1 / scale)];
  if (Math.abs(scale - whole) < 1e-6 * scale) return String(whole);
  return Math.abs(1 / scale - inverse) < 1e-6 / scale ? `1/${inverse}` : String(Number(scale.toPrecision(6)));
}

function fileJson(file: CheckedFile): unknown {
  const places = new Places(file.pieces);
  /** Where a span stands; the path only where it is another file's. */
  const place = (span: Span) => {
    const { path, ...rest } = places.place(span);
    return { ...(path !== file.path && { path }), ...rest };
  };
  const start = (span: Span) => {
    const { path, cell, isOutput, line } = place(span);
    return {
      ...(path !== undefined && { path }),
      ...(cell !== undefined && { cell }),
      ...(isOutput && { isOutput }),
      line,
    };
  };
  const at = (offset: number) => start({ from: offset, to: offset });
  return {
    path: file.path,
    programs: file.programs.map(({ span, loss, descends, parameters }) => ({
      ...start(span),
      endLine: places.place({ from: span.from, to: Math.max(span.from, span.to - 1) }).endLine,
      loss: { name: loss.name, ...start(loss.span), stated: loss.stated, text: loss.text },
      descends,
      parameters: parameters.map((one) => ({
        name: one.path,
        ...start(one.span),
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
        ...at(offset),
        printed,
        recomputed,
      })),
      notRun: file.outputs.notRun.map(({ offset, reason }) => ({ ...at(offset), reason })),
    },
    formulas: file.formulas.map(({ span, latex, verdict, reason }) => ({
      ...place(span),
      latex,
      verdict,
      ...(reason !== undefined && { reason }),
    })),
    diagnostics: file.diagnostics.map((one) => diagnosticJson(one, place)),
  };
}

function diagnosticJson(one: Diagnostic, place: (span: Span) => object): unknown {
  const { code, severity, span, message, why, hint, evidence, related = [], fix } = one;
  return {
    code,
    severity,
    ...place(span),
    message,
    why: why ?? "",
    ...(hint && { hint }),
    evidence: evidence ?? null,
    related: related.map((other) => ({ ...place(other.span), message: other.message })),
    fix: fix
      ? {
          text: fix.text,
          edits: fix.edits.map((edit) => ({ ...place(edit.span), replacement: edit.replacement })),
          verified: fix.verified,
        }
      : null,
  };
}
