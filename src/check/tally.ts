import { Places } from "../base/places.ts";
import type { CheckedFile } from "./checked.ts";
import type { VerdictKind } from "./verdict.ts";

export const verdictKinds = ["right", "scaled", "other", "wrong", "unknown"] as const satisfies VerdictKind[];

/** A file in one row: how many parameters have each verdict, and what is said first that is more than information. */
export interface Tally extends Readonly<Record<VerdictKind, number>> {
  readonly path: string;
  readonly programs: number;
  readonly errors: number;
  readonly warnings: number;
  readonly first: Finding | undefined;
}

export interface Finding {
  /** The file, where it is another one. */
  readonly path: string | undefined;
  readonly cell: number | undefined;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export function tallyOf({ path, pieces, programs, diagnostics }: CheckedFile): Tally {
  const parameters = programs.flatMap((one) => one.parameters);
  const count = (kind: VerdictKind): number => parameters.filter((one) => one.kind === kind).length;
  const ofSeverity = (severity: string) => diagnostics.filter((one) => one.severity === severity);
  const [errors, warnings] = [ofSeverity("error"), ofSeverity("warning")];
  // a reading that ended early is told where nothing worse is
  const ended = diagnostics.filter((one) => programs.length === 0 && one.code !== "data/replaced");
  const first = errors[0] ?? warnings[0] ?? ended[0];
  const place = first && new Places(pieces).place(first.span);
  return {
    path,
    programs: programs.length,
    right: count("right"),
    scaled: count("scaled"),
    other: count("other"),
    wrong: count("wrong"),
    unknown: count("unknown"),
    errors: errors.length,
    warnings: warnings.length,
    first: first && {
      path: place!.path === path ? undefined : place!.path,
      cell: place!.cell,
      line: place!.line,
      code: first.code,
      message: first.message,
    },
  };
}
