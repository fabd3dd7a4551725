import type { Diagnostic, Edit } from "../base/diagnostic.ts";
import type { Place } from "../base/places.ts";
import type { Span } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";
import { type InFile, inFile } from "./in-file.ts";
import { pageFile, type RulePage } from "./rule-page.ts";

const levels = { error: "error", warning: "warning", info: "note" } as const;

/**
 * The files' diagnostics as one run of SARIF 2.1.0; columns are UTF-16 units from 1, their end exclusive. Rules have the
 * help of their pages where these are given.
 */
export function reportSarif(
  files: readonly CheckedFile[],
  version: string,
  pages: ReadonlyMap<string, RulePage> = new Map(),
): unknown {
  const codes = [...new Set(files.flatMap((file) => file.diagnostics.map((one) => one.code)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "chainrule",
            version,
            rules: codes.map((id) => ruleOf(id, version, pages.get(id))),
          },
        },
        columnKind: "utf16CodeUnits",
        results: files.flatMap((file) => {
          const there = inFile(file);
          return file.diagnostics.map((one) => resultOf(one, there, codes));
        }),
      },
    ],
  };
}

/** A page as the help of its rule; its address is that of the published package, which holds the page. */
const ruleOf = (id: string, version: string, page: RulePage | undefined): object =>
  page
    ? {
        id,
        shortDescription: { text: page.summary },
        help: { text: page.text, markdown: page.text },
        helpUri: `https://unpkg.com/chainrule@${version}/docs/rules/${pageFile(id)}`,
      }
    : { id };

function resultOf(one: Diagnostic, there: InFile, codes: readonly string[]): unknown {
  const { code, severity, span, message, why, related = [], fix } = one;
  const location = (of: Span) => {
    const place = there.place(of);
    return { physicalLocation: { artifactLocation: artifactOf(place), region: regionOf(place) } };
  };
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
      fixes: [{ description: { text: fix.text }, artifactChanges: changesOf(fix.edits, there) }],
    }),
  };
}

/** Edits, file by file. */
function changesOf(edits: readonly Edit[], there: InFile): unknown[] {
  const byPath = new Map<string, { artifactLocation: unknown; replacements: unknown[] }>();
  for (const edit of edits) {
    const { place, replacement } = there.edit(edit);
    const change = byPath.get(place.path) ?? { artifactLocation: artifactOf(place), replacements: [] };
    byPath.set(place.path, change);
    change.replacements.push({ deletedRegion: regionOf(place), insertedContent: { text: replacement } });
  }
  return [...byPath.values()];
}

/** A path as a reference of RFC 3986, what it may not hold escaped; a drive's letter would be taken for a scheme. */
const artifactOf = ({ path }: Place): object => {
  const whole = encodeURI(path.replaceAll("\\", "/")).replace(/[?#[\]]/g, encodeURIComponent);
  return { uri: /^[A-Za-z]:/.test(whole) ? `file:///${whole}` : whole };
};

const regionOf = ({ line, column, endLine, endColumn }: Place): object => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn,
});
