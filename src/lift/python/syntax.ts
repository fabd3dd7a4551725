import type { Span } from "../../base/span.ts";

/**
 * The syntax of programs, as far as numeric ones use it: Python's, and JavaScript's where the meaning coincides. Each
 * node has its span in the cell's text.
 */
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
      readonly operator: "and" | "or" | "??";
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | ({
      readonly kind: "call";
      readonly callee: Expression;
      readonly arguments: readonly Argument[];
    } & Optional)
  | ({ readonly kind: "attribute"; readonly object: Expression; readonly name: string } & Optional)
  | ({ readonly kind: "subscript"; readonly object: Expression; readonly index: Expression } & Optional)
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
  | JavaScriptExpression
);

interface Optional {
  /** JavaScript's `?.`: nothing is done to what is not there. */
  readonly optional?: true;
}

/** What only JavaScript has. */
type JavaScriptExpression =
  | ({ readonly kind: "closure"; readonly name: string; readonly isArrow: boolean } & FunctionParts)
  | { readonly kind: "class expression"; readonly definition: ClassStatement }
  | { readonly kind: "new"; readonly callee: Expression; readonly arguments: readonly Argument[] }
  /** As far as a missing value ends what `?.` begins. */
  | { readonly kind: "chain"; readonly value: Expression }
  /** `x += y` and `x++` where their value is wanted: the new one, or of `x++` the old. */
  | {
      readonly kind: "step";
      readonly target: Expression;
      readonly operator: string;
      readonly value: Expression;
      readonly gives: "old" | "new";
    }
  | { readonly kind: "sequence"; readonly items: readonly Expression[] }
  /** The place of an item that a list or a pattern leaves out. */
  | { readonly kind: "hole" };

interface FunctionParts {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly isGenerator?: true;
  readonly isAsync?: true;
}

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
  readonly accessor?: Accessor;
}

export type Accessor = "get" | "set";
/** How JavaScript declares a name. */
export type Declaring = "let" | "const" | "var";

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
  /** A pattern that takes the argument apart. */
  readonly target?: Expression;
  /** TypeScript's `constructor(private w: number)`: the object gets the argument as its own. */
  readonly isProperty?: true;
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
  readonly target?: Expression;
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
      readonly declares?: Declaring;
      readonly isStatic?: true;
    }
  | {
      readonly kind: "declare";
      readonly target: Expression;
      readonly declares?: Declaring;
      readonly isStatic?: true;
    }
  | {
      readonly kind: "update";
      readonly target: Expression;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly Statement[] }
  | {
      readonly kind: "while";
      /** JavaScript's `for (initial; test; step)`. */
      readonly initial?: readonly Statement[];
      readonly test: Expression;
      readonly step?: Expression;
      /** `do … while`: the first pass asks nothing. */
      readonly isLate?: true;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "for";
      readonly declares?: Declaring;
      readonly target: Expression;
      /** JavaScript's `for … in`. */
      readonly isOverKeys?: true;
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
      readonly isGenerator?: true;
      readonly isAsync?: true;
      readonly isStatic?: true;
      readonly accessor?: Accessor;
      /** The computed name of a method. */
      readonly key?: Expression;
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
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | {
      readonly kind: "switch";
      readonly value: Expression;
      readonly cases: readonly { readonly test?: Expression; readonly body: readonly Statement[] }[];
    }
  | { readonly kind: "labelled"; readonly label: string; readonly body: Statement }
  | {
      /** Names that go out of a file: its own, or another file's. */
      readonly kind: "export";
      readonly module?: string;
      /** `*` is all names, but for the default one. */
      readonly names: readonly { readonly name: string; readonly as: string }[];
    }
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
  | { readonly kind: "pass" | "break" | "continue"; readonly label?: string }
);
