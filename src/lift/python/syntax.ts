import type { Span } from "../../base/span.ts";

/** Python's syntax, as far as numeric programs use it. Each node has its span in the cell's text. */
export type Expression = { readonly span: Span } & (
  | { readonly kind: "constant"; readonly value: null | boolean | bigint | number | string }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "format"; readonly parts: readonly FormatPart[] }
  | { readonly kind: "tuple" | "list" | "set"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly DictEntry[] }
  | { readonly kind: "starred"; readonly value: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "compare"; readonly first: Expression; readonly rest: readonly Comparison[] }
  | {
      readonly kind: "logical";
      readonly operator: "and" | "or";
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: "call"; readonly callee: Expression; readonly arguments: readonly Argument[] }
  | { readonly kind: "attribute"; readonly object: Expression; readonly name: string }
  | { readonly kind: "subscript"; readonly object: Expression; readonly index: Expression }
  | {
      readonly kind: "slice";
      readonly start?: Expression;
      readonly stop?: Expression;
      readonly step?: Expression;
    }
  | { readonly kind: "lambda"; readonly parameters: readonly Parameter[]; readonly body: Expression }
  | {
      readonly kind: "comprehension";
      readonly of: "list" | "set" | "dict" | "generator";
      readonly element: Expression;
      readonly key?: Expression;
      readonly clauses: readonly Clause[];
    }
  | { readonly kind: "assign"; readonly target: Expression; readonly value: Expression }
  | { readonly kind: "yield"; readonly value?: Expression; readonly isFrom: boolean }
);

export type FormatPart =
  | string
  | {
      readonly value: Expression;
      readonly text: string;
      readonly debug: boolean;
      readonly conversion: "r" | "s" | "a" | "";
      readonly spec: readonly FormatPart[];
    };

export interface DictEntry {
  /** Missing for `**mapping`. */
  readonly key?: Expression;
  readonly value: Expression;
}

export interface Comparison {
  readonly operator: string;
  readonly operand: Expression;
}

export interface Argument {
  readonly value: Expression;
  readonly name?: string;
  readonly star?: "*" | "**";
}

export interface Parameter {
  readonly name: string;
  readonly default?: Expression;
  readonly star?: "*" | "**";
  readonly keywordOnly?: true;
}

export interface Clause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Branch {
  readonly test: Expression;
  readonly body: readonly Statement[];
}

export interface Handler {
  readonly type?: Expression;
  readonly name?: string;
  readonly body: readonly Statement[];
}

export type FunctionStatement = Extract<Statement, { kind: "function" }>;
export type ClassStatement = Extract<Statement, { kind: "class" }>;

export type Statement = { readonly span: Span } & (
  | { readonly kind: "expression"; readonly value: Expression }
  | {
      readonly kind: "assign";
      readonly targets: readonly Expression[];
      readonly value: Expression;
      /** With a type, as the fields of a dataclass have one. */
      readonly isTyped?: true;
    }
  | { readonly kind: "declare"; readonly target: Expression }
  | {
      readonly kind: "update";
      readonly target: Expression;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly Statement[] }
  | {
      readonly kind: "while";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "for";
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
      readonly decorators: readonly Expression[];
    }
  | {
      readonly kind: "class";
      readonly name: string;
      readonly bases: readonly Expression[];
      readonly body: readonly Statement[];
      readonly decorators: readonly Expression[];
    }
  | { readonly kind: "return"; readonly value?: Expression }
  | { readonly kind: "import"; readonly module: string; readonly as?: string }
  | {
      readonly kind: "from";
      readonly module: string;
      readonly names: readonly { readonly name: string; readonly as: string }[];
    }
  | { readonly kind: "raise"; readonly value?: Expression }
  | {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly handlers: readonly Handler[];
      readonly otherwise: readonly Statement[];
      readonly finally: readonly Statement[];
    }
  | {
      readonly kind: "with";
      readonly items: readonly { readonly value: Expression; readonly target?: Expression }[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: "assert"; readonly test: Expression; readonly message?: Expression }
  | { readonly kind: "scope"; readonly nonlocal: boolean; readonly names: readonly string[] }
  | { readonly kind: "delete"; readonly targets: readonly Expression[] }
  | { readonly kind: "pass" | "break" | "continue" }
);
