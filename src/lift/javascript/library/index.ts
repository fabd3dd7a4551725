import type { Statement } from "../../python/syntax.ts";
import { parseJavaScript } from "../parse.ts";
import { lodash } from "./lodash.ts";
import { mathjs } from "./mathjs.ts";
import { mlMatrix } from "./ml-matrix.ts";

/** What stands for a package lies before all programs and drivers in the order of spans. */
const libraryOffset = -900_000_000;

const sources: Readonly<Record<string, string>> = {
  mathjs,
  lodash,
  "lodash/fp": lodash,
  underscore: lodash,
  "ml-matrix": mlMatrix,
};
/** The names under which pages know them. */
const onPages: Readonly<Record<string, string>> = { math: "mathjs", _: "lodash", mlMatrix: "ml-matrix" };

const parsed = new Map<string, readonly Statement[]>();

/** A program that stands for a package, as far as nets ask for it; undefined for all others. */
export function packageProgram(name: string): readonly Statement[] | undefined {
  if (!Object.hasOwn(sources, name)) return undefined;
  const known = parsed.get(name);
  if (known) return known;
  const { statements, diagnostics } = parseJavaScript(sources[name]!, libraryOffset);
  if (diagnostics.length > 0) throw new Error(`${name}: ${diagnostics[0]!.message}`);
  parsed.set(name, statements);
  return statements;
}

export const packageOnPages = (name: string): string | undefined =>
  Object.hasOwn(onPages, name) ? onPages[name] : undefined;
