import type { ShownLine } from "./document.ts";

export interface DifferingLine {
  readonly offset: number;
  /** Which of the cell's non-blank shown lines it is, from 0. */
  readonly index: number;
  readonly printed: string;
  readonly recomputed: string;
  /** The cell's lines agreed before it, and the numbers are still near: rounding that a chaotic program makes grow. */
  readonly sensitive: boolean;
}

export interface NotRunLine {
  readonly offset: number;
  readonly reason: string;
}

/** How the output that a document shows compares with what its cells print now. */
export interface ComparedOutputs {
  readonly printed: number;
  readonly reproduced: number;
  readonly differing: readonly DifferingLine[];
  readonly notRun: readonly NotRunLine[];
}

/** How one cell's output compares. */
export interface ComparedCell extends ComparedOutputs {
  /** What the cell prints behind the last line that is shown of it, and where that stands: a document may show the first lines only. */
  readonly more: { readonly offset: number; readonly lines: readonly string[] } | undefined;
}

const isNumber = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/** Compares the non-blank lines of one cell, in order; one too many or too few is told where it stands. */
export function compareOutput(
  shown: readonly ShownLine[],
  output: string,
  failure: string | undefined,
): ComparedCell {
  const wanted = shown.filter((line) => line.text.trim() !== "");
  const found = output.split("\n").filter((line) => line.trim() !== "");
  const differing: DifferingLine[] = [];
  const notRun: NotRunLine[] = [];
  let reproduced = 0;
  for (const [at, line] of wanted.entries()) {
    const recomputed = found[at];
    if (recomputed !== undefined && sameLine(line.text, recomputed)) reproduced++;
    else if (recomputed === undefined && failure) notRun.push({ offset: line.offset, reason: failure });
    else differing.push(difference(line, at, recomputed ?? "", reproduced));
  }
  const last = wanted.at(-1);
  const lines = found.slice(wanted.length).map((line) => line.trimEnd());
  const more = last && lines.length > 0 && !failure ? { offset: last.offset, lines } : undefined;
  return { printed: wanted.length, reproduced, differing, notRun, more };
}

/** How many lines of a cell must agree before a departure may be the rounding's. */
const agreedFirst = 5;

const difference = (
  line: ShownLine,
  index: number,
  recomputed: string,
  reproduced: number,
): DifferingLine => ({
  offset: line.offset,
  index,
  printed: line.text.trimEnd(),
  recomputed: recomputed.trimEnd(),
  sensitive: reproduced >= agreedFirst && isNear(plain(line.text), plain(recomputed)),
});

/** The same words, and numbers that differ by a hundredth at most. */
function isNear(a: string, b: string): boolean {
  if (a.replace(isNumber, "#").replace(/\s/g, "") !== b.replace(isNumber, "#").replace(/\s/g, ""))
    return false;
  const theirs = b.match(isNumber) ?? [];
  return (a.match(isNumber) ?? []).every(
    (text, at) => Math.abs(Number(text) - Number(theirs[at])) <= 0.01 * Math.abs(Number(text)),
  );
}

/** NumPy 2 writes `np.float64(1.5)` where NumPy 1 writes `1.5`. */
export const asNumPy1 = (line: string): string =>
  line.replace(/np\.(?:float|int|uint)\d+\(([^()]*)\)/g, "$1").replace(/np\.(True|False)_/g, "$1");

const plain = (line: string): string => asNumPy1(line).trim().replace(/\s+/g, " ");

/** The same text, each number within one unit of the last digit that is shown. */
export function sameLine(printed: string, recomputed: string): boolean {
  const [a, b] = [plain(printed), plain(recomputed)];
  if (a === b) return true;
  if (a.replace(isNumber, "#").replace(/\s/g, "") !== b.replace(isNumber, "#").replace(/\s/g, ""))
    return false;
  const [ours, theirs] = [a.match(isNumber) ?? [], b.match(isNumber) ?? []];
  return ours.every((text, at) => Math.abs(Number(text) - Number(theirs[at])) <= unit(text) * 1.0001);
}

/** One unit of a written number's last digit. */
function unit(text: string): number {
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const decimals = mantissa!.split(".")[1]?.length ?? 0;
  return decimals === 0 && !text.includes("e") ? 0 : 10 ** (Number(exponent) - decimals);
}
