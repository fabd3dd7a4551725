import { readFileSync } from "node:fs";
import ts from "typescript";

const root = new URL("../../", import.meta.url).pathname;

/** The entries that the package exports, each with its declarations. */
export function entries(): { readonly name: string; readonly types: string }[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    exports: Record<string, { types?: string } | string>;
  };
  return Object.entries(exports).flatMap(([name, entry]) =>
    typeof entry === "object" && entry.types
      ? [{ name: name.replace(/^\./, "chainrule"), types: entry.types }]
      : [],
  );
}

/** The public interface as text: for each entry its names in order, with their declarations and no comments. */
export function apiReport(): string {
  const all = entries();
  const program = ts.createProgram(
    all.map((one) => `${root}${one.types}`),
    {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      skipLibCheck: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({ removeComments: true });
  const sections = all.map(({ name, types }) => {
    const file = program.getSourceFile(`${root}${types}`)!;
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!);
    const lines = exported
      .map((symbol) => {
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const declared = target.declarations?.[0];
        if (!declared) return `${symbol.name}: ?`;
        const statement = ts.isVariableDeclaration(declared) ? declared.parent.parent : declared;
        return `// ${symbol.name}\n${printer.printNode(ts.EmitHint.Unspecified, statement, declared.getSourceFile())}`;
      })
      .sort();
    return `## ${name}\n\n\`\`\`ts\n${lines.join("\n\n")}\n\`\`\`\n`;
  });
  return `# The public interface\n\nWritten by \`npm run api\`; a test fails where it no longer says what the package exports.\n\n${sections.join("\n")}`;
}
