import "./no-code.ts";
import { mathml } from "chainrule";
import { type CheckedFile, checkFile, codeLatex } from "chainrule/check";
import type { CheckedEdit, CheckedPlace, CheckedProblem, CheckRequest, CheckResponse } from "./protocol.ts";

/** Judges hand-written programs, in a worker of its own: a check may take seconds, and a newer one replaces it. */

type Pieces = CheckedFile["pieces"];
type Fix = NonNullable<CheckedFile["diagnostics"][number]["fix"]>;

async function check({ path, source }: CheckRequest): Promise<CheckResponse> {
  const file = checkFile(path, source);
  const { pieces } = file;
  const problems = await Promise.all(
    file.diagnostics.map(
      async ({ span, severity, code, message, why, hint, evidence, fix }): Promise<CheckedProblem> => ({
        ...placeOf(pieces, span),
        severity,
        code,
        message,
        ...(why !== undefined && { why }),
        ...(hint !== undefined && { hint }),
        ...(evidence && { evidence }),
        ...(fix?.verified && fix.edits.length > 0 && (await repaired(path, pieces, fix))),
      }),
    ),
  );
  return {
    problems,
    programs: file.programs.map(({ loss, descends, parameters, span: whole }) => ({
      ...placeOf(pieces, whole),
      loss: loss.name,
      descends: descends.text,
      parameters: parameters.map(({ path: name, kind, worst, scale, reason, span }) => ({
        name,
        verdict: kind,
        ...placeOf(pieces, span),
        ...(worst && { yours: worst.gradient.yours, expected: worst.gradient.expected }),
        ...(scale !== null && { scale: String(Number(scale.toPrecision(6))) }),
        ...(reason !== undefined && { reason }),
      })),
    })),
    printed: { printed: file.outputs.printed, reproduced: file.outputs.reproduced },
  };
}

const pieceAt = (pieces: Pieces, offset: number): Pieces[number] =>
  pieces.findLast((one) => one.offset <= offset) ?? pieces[0]!;

/** A place in the text of the file, or of a notebook in that of its cell. */
function placeOf(pieces: Pieces, { from, to }: { from: number; to: number }): CheckedPlace {
  const { offset, text, cell, isOutput } = pieceAt(pieces, from);
  const inside = (at: number): number => Math.min(Math.max(0, at - offset), text.length);
  return {
    from: inside(from),
    to: inside(to),
    ...(cell !== undefined && { cell }),
    ...(isOutput && { isOutput }),
  };
}

/** The repair, and the line that it changes, as it was written and as it is derived. */
async function repaired(
  path: string,
  pieces: Pieces,
  { text, edits }: Fix,
): Promise<Pick<CheckedProblem, "fix" | "written" | "derived" | "writtenText" | "derivedText">> {
  const placed = edits.map(({ span, replacement }) => ({ ...placeOf(pieces, span), replacement }));
  const piece = pieceAt(pieces, edits[0]!.span.from);
  return { fix: { text, edits: placed }, ...(await compared(path, piece, placed)) };
}

async function compared(
  path: string,
  { text, cell }: Pieces[number],
  edits: readonly CheckedEdit[],
): Promise<Pick<CheckedProblem, "written" | "derived" | "writtenText" | "derivedText">> {
  const [first] = edits;
  const start = text.lastIndexOf("\n", first!.from - 1) + 1;
  const end = text.indexOf("\n", first!.to) < 0 ? text.length : text.indexOf("\n", first!.to);
  const inLine = edits
    .filter((one) => one.cell === cell && one.from >= start && one.to <= end)
    .sort((a, b) => b.from - a.from);
  const writtenText = text.slice(start, end).trim();
  let line = text.slice(start, end);
  for (const { from, to, replacement } of inLine)
    line = line.slice(0, from - start) + replacement + line.slice(to - start);
  const derivedText = line.trim();
  const language = languageAt(path, text, start);
  const [written, derived] = await Promise.all(
    [writtenText, derivedText].map((one) => formulaOf(one, language)),
  );
  return { writtenText, derivedText, ...(written && derived && { written, derived }) };
}

/** The language of a place, as a file's name says it: of a document that of the fence above. */
function languageAt(path: string, text: string, at: number): string {
  if (!/\.(md|qmd|markdown|rmd)$/i.test(path)) return path;
  const fences = [...text.slice(0, at).matchAll(/^ {0,3}(?:`{3,}|~{3,})\s*\{?\.?(\w+)/gm)];
  return /^(ts|js|typescript|javascript|tsx|jsx)$/i.test(fences.at(-1)?.[1] ?? "") ? "cell.ts" : "cell.py";
}

/** `dW1 = X.T @ dZ1` as MathML; nothing for what is no formula. */
async function formulaOf(line: string, language: string): Promise<string | undefined> {
  const latex = codeLatex(line, language);
  if (latex === undefined) return undefined;
  return mathml(`\\displaystyle ${latex}`).catch(() => undefined);
}

self.onmessage = async ({ data: { id, request } }: MessageEvent<{ id: number; request: CheckRequest }>) => {
  try {
    self.postMessage({ id, value: await check(request) });
  } catch (failure) {
    self.postMessage({
      id,
      failure: failure instanceof Error ? `${failure.message}\n${failure.stack}` : String(failure),
    });
  }
};
