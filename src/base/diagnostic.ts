import type { Span } from "./span.ts";

export type Severity = "error" | "warning" | "info";

/** A replacement of one span of the source; several make a fix. */
export interface Edit {
  readonly span: Span;
  readonly replacement: string;
}

/** A repair on offer. `verified` says that it was applied and that the result was checked. */
export interface Fix {
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly verified: boolean;
}

/** A second place that explains the first, such as where a name was declared. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/**
 * A problem in what the user wrote, as data: text is made where the rule lives, and faces only lay it out.
 * `message` says what, `why` says why (with the maths), `hint` says what to do next.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly why?: string;
  readonly hint?: string;
  readonly evidence?: Readonly<Record<string, number>>;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

/** Either what was asked for or the diagnostics that say why not. Warnings may come with a value. */
export type Result<T> =
  | { readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly value?: undefined; readonly diagnostics: readonly Diagnostic[] };

export const hasError = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((one) => one.severity === "error");

/** A diagnostic of a part that begins at `by` of a larger text, as one of the whole text. */
export function shifted(one: Diagnostic, by: number): Diagnostic {
  const moved = ({ from, to }: Span): Span => ({ from: from + by, to: to + by });
  return {
    ...one,
    span: moved(one.span),
    ...(one.related && { related: one.related.map((place) => ({ ...place, span: moved(place.span) })) }),
    ...(one.fix && {
      fix: { ...one.fix, edits: one.fix.edits.map((edit) => ({ ...edit, span: moved(edit.span) })) },
    }),
  };
}
