import type { Span } from "../base/span.ts";

/** A name as it was written; `canonical` is the one name of all its spellings (`ŷ` is `y_hat`). */
export interface Identifier {
  readonly canonical: string;
  readonly text: string;
  readonly span: Span;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "@" | "^" | "<" | "<=" | ">" | ">=" | "==" | "!=";

export interface Argument {
  readonly keyword?: Identifier;
  readonly value: Expression;
}

export interface Slice {
  readonly kind: "slice";
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
  readonly span: Span;
}

export type Expression = { readonly span: Span } & (
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "name"; readonly name: Identifier }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: Identifier; readonly arguments: readonly Argument[] }
  | { readonly kind: "index"; readonly of: Expression; readonly items: readonly (Expression | Slice)[] }
  | { readonly kind: "transpose"; readonly of: Expression }
  | { readonly kind: "unary"; readonly operator: "-" | "+"; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: Expression;
      readonly right: Expression;
    }
);

/** One size of a declared shape: a number, or a letter for a size that the data fix. */
export interface Size {
  readonly text: string;
  readonly span: Span;
}

export interface Declaration {
  readonly name: Identifier;
  readonly sizes?: readonly Size[];
  readonly value?: Expression;
  readonly draw?: { readonly rule: Identifier; readonly arguments: readonly Argument[] };
  readonly span: Span;
}

export interface DataItem {
  readonly name: Identifier;
  readonly path?: { readonly text: string; readonly span: Span };
  /** The columns to read, one list a name. */
  readonly columns?: readonly (readonly string[])[];
  /** A file of the same kind whose rows are only tested on. */
  readonly test?: { readonly text: string; readonly span: Span };
}

export interface TrainOption {
  readonly name: Identifier;
  readonly value: Expression;
}

export type Statement = { readonly span: Span } & (
  | { readonly kind: "input" | "param"; readonly declarations: readonly Declaration[] }
  | { readonly kind: "data"; readonly items: readonly DataItem[] }
  | { readonly kind: "loss" | "assign"; readonly name: Identifier; readonly value: Expression }
  | {
      readonly kind: "train";
      readonly words: readonly Identifier[];
      readonly options: readonly TrainOption[];
    }
  | { readonly kind: "expression"; readonly value: Expression }
);

export interface Comment {
  readonly text: string;
  readonly span: Span;
}

/** How tightly each operator holds its operands; a higher number holds tighter. */
export const binding: Readonly<Record<BinaryOperator, number>> = {
  "<": 1,
  "<=": 1,
  ">": 1,
  ">=": 1,
  "==": 1,
  "!=": 1,
  "+": 2,
  "-": 2,
  "*": 3,
  "/": 3,
  "@": 3,
  "^": 5,
};

/** The minus sign stands between products and powers: `-x^2` is −(x²), `-x*y` is (−x)·y. */
export const prefixBinding = 4;
