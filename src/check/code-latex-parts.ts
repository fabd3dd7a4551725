/** A piece of LaTeX with the strength of its outermost operator. */
export interface Piece {
  readonly text: string;
  readonly binds: number;
  readonly isNumber?: boolean;
  /** Held together by its bar. */
  readonly isFraction?: boolean;
}

export const sum = 2;
export const product = 3;
export const power = 5;
export const atom = 9;

/** What is computed here is no formula. */
export class NoFormula extends Error {}

/** Parentheses, grown where what they hold stands higher than a line. */
export const enclosed = (text: string): string =>
  /\\(frac|begin)\b/.test(text) ? `\\left(${text}\\right)` : `(${text})`;
export const wrap = ({ text, binds }: Piece, least: number): string =>
  binds < least ? enclosed(text) : text;

/** Two factors side by side; a dot where they would run together. */
export function beside(left: string, right: string): string {
  return /^[\d.]/.test(right) || (/\d$/.test(left) && /^\\frac\{[\d.]/.test(right))
    ? `${left} \\cdot ${right}`
    : `${left}\\,${right}`;
}
