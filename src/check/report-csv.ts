import { csvFormatRow } from "d3-dsv";
import type { CheckedFile } from "./checked.ts";
import { tallyOf, verdictKinds } from "./tally.ts";

/** One row a file, as RFC 4180 has it: lines end in CRLF, what holds commas, quotes or line breaks is quoted. */
export function reportCsv(files: readonly CheckedFile[]): string {
  const head = [
    "path",
    "programs",
    ...verdictKinds,
    "errors",
    "warnings",
    "first_path",
    "first_cell",
    "first_line",
    "first_code",
    "first_message",
  ];
  const rows = files
    .map(tallyOf)
    .map((one) => [
      one.path,
      one.programs,
      ...verdictKinds.map((kind) => one[kind]),
      one.errors,
      one.warnings,
      one.first?.path ?? (one.first ? one.path : ""),
      one.first?.cell ?? "",
      one.first?.line ?? "",
      one.first?.code ?? "",
      one.first?.message ?? "",
    ]);
  return [head, ...rows].map((row) => `${csvFormatRow(row.map(String))}\r\n`).join("");
}
