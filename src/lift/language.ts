import { parseExpression as parseJavaScriptExpression } from "./javascript/parse.ts";
import { runCells as runJavaScript } from "./javascript/run.ts";
import { parseExpression as parsePythonExpression } from "./python/parse.ts";
import { runCells as runPython } from "./python/run.ts";
import type { Expression } from "./python/syntax.ts";
import type { Cell, Ran, RunOptions } from "./run.ts";

/** What the checker asks of a language: how to run it, how to read it, and how a repair is written in it. */
export interface Language {
  readonly name: "Python" | "JavaScript";
  run(cells: readonly Cell[], options?: RunOptions): Ran;
  /** One expression, as a repair writes it; undefined where it is none. */
  parseExpression(text: string): Expression | undefined;
  readonly spelling: Spelling;
}

export interface Spelling {
  /** What functions are called of that are no numbers: modules, and the object itself. */
  readonly holders: ReadonlySet<string>;
  /** The object itself, in its methods. */
  readonly self: string;
  readonly true: string;
  readonly false: string;
  /** 1 where a quantity is positive, else 0. */
  positive(text: string): string;
  /** 1, 0 or -1. */
  sign(text: string): string;
  /** Whether NumPy's operators and attributes are there: `@` and `.T`. */
  readonly hasArrays: boolean;
  /** How a program makes its random numbers those of every run. */
  readonly seeding: string;
}

const mostRead = 20_000;

/** Repairs of one program after another are written with the same few names: each text is parsed once. */
function readOnce(parse: Language["parseExpression"]): Language["parseExpression"] {
  const read = new Map<string, Expression | undefined>();
  return (text) => {
    if (read.has(text)) return read.get(text);
    if (read.size === mostRead) read.clear();
    const expression = parse(text);
    read.set(text, expression);
    return expression;
  };
}

export const python: Language = {
  name: "Python",
  run: runPython,
  parseExpression: readOnce(parsePythonExpression),
  spelling: {
    holders: new Set(["np", "numpy", "math", "random", "scipy", "self"]),
    self: "self",
    true: "True",
    false: "False",
    positive: (text) => `(${text} > 0)`,
    sign: (text) => `np.sign(${text})`,
    hasArrays: true,
    seeding: "Seed the generator, np.random.seed(0), and run the document again.",
  },
};

export const javascript: Language = {
  name: "JavaScript",
  run: runJavaScript,
  parseExpression: readOnce(parseJavaScriptExpression),
  spelling: {
    holders: new Set(["Math", "this", "console", "Number", "Object", "Array", "JSON"]),
    self: "this",
    true: "true",
    false: "false",
    positive: (text) => `(${text} > 0 ? 1 : 0)`,
    sign: (text) => `Math.sign(${text})`,
    hasArrays: false,
    seeding: "Math.random has no seed: give the program a generator of its own, and run the document again.",
  },
};

const endings = /\.[cm]?[jt]sx?$/i;
const byName: Readonly<Record<string, Language>> = {
  python,
  py: python,
  python3: python,
  javascript,
  js: javascript,
  mjs: javascript,
  typescript: javascript,
  ts: javascript,
};

/** The language of a program's file; of one without an ending that is known, Python. */
export const languageOfFile = (path: string): Language => (endings.test(path) ? javascript : python);

/** The language of a fence; undefined where it is none that is checked. */
export const languageNamed = (name: string): Language | undefined =>
  Object.hasOwn(byName, name) ? byName[name] : undefined;
