import { readFileSync, writeFileSync } from "node:fs";
import { buildParserFile } from "@lezer/generator";

/** The parser's two files, as the grammar builds them. */
export function buildGrammar(): { parser: string; terms: string } {
  const source = readFileSync(new URL("../src/language/chain.grammar", import.meta.url), "utf8");
  const built = buildParserFile(source, { fileName: "chain.grammar", moduleStyle: "es", typeScript: true });
  return {
    parser: `// Built from chain.grammar by scripts/build-grammar.ts\n${built.parser}`,
    terms: built.terms,
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { parser, terms } = buildGrammar();
  writeFileSync(new URL("../src/language/parser.ts", import.meta.url), parser);
  writeFileSync(new URL("../src/language/parser.terms.ts", import.meta.url), terms);
}
