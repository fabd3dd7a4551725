import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap, type Span } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";

const levels = { error: "error", warning: "warning", info: "note" } as const;

/** The files' diagnostics as one run of SARIF 2.1.0; columns are UTF-16 units from 1, their end exclusive. */
export function reportSarif(files: readonly CheckedFile[], version: string): unknown {
  const codes = [...new Set(files.flatMap((file) => file.diagnostics.map((one) => one.code)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "chainrule", version, rules: codes.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: files.flatMap((file) => file.diagnostics.map((one) => resultOf(file, one, codes))),
      },
    ],
  };
}

function resultOf(file: CheckedFile, one: Diagnostic, codes: readonly string[]): unknown {
  const { code, severity, span, message, why, related = [], fix } = one;
  const map = new LineMap(file.text);
  const region = (place: Span) => {
    const { line, column, endLine, endColumn } = map.range(place);
    return { startLine: line, startColumn: column, endLine, endColumn };
  };
  const artifactLocation = { uri: file.path.replaceAll("\\", "/") };
  const location = (place: Span) => ({ physicalLocation: { artifactLocation, region: region(place) } });
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: why ? `${message}\n${why}` : message },
    locations: [location(span)],
    ...(related.length > 0 && {
      relatedLocations: related.map((place) => ({
        ...location(place.span),
        message: { text: place.message },
      })),
    }),
    ...(fix?.verified && {
      fixes: [
        {
          description: { text: fix.text },
          artifactChanges: [
            {
              artifactLocation,
              replacements: fix.edits.map((edit) => ({
                deletedRegion: region(edit.span),
                insertedContent: { text: edit.replacement },
              })),
            },
          ],
        },
      ],
    }),
  };
}
