import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { runCells } from "../../../src/lift/javascript/run.ts";

const file = new URL("./snippets.txt", import.meta.url);
const snippets = readFileSync(file, "utf8")
  .split(/^--- /m)
  .slice(1)
  .map((text) => {
    const end = text.indexOf("\n");
    return { name: text.slice(0, end), source: text.slice(end + 1) };
  });

const run = promisify(execFile);

/** What Node itself prints. */
async function printed(source: string): Promise<string> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const { stdout } = await run(process.execPath, ["-e", `const exports = {};\n${outputText}`]);
  return stdout;
}

describe("snippets print what Node prints", () => {
  for (const { name, source } of snippets) {
    test.concurrent(name, async ({ expect: check }) => {
      const { cells, diagnostics } = runCells([{ source, offset: 0 }]);
      check(
        diagnostics.map((one) => `${source.slice(0, one.span.from).split("\n").length}: ${one.message}`),
      ).toEqual([]);
      check(cells[0]!.output.split("\n")).toEqual((await printed(source)).split("\n"));
    });
  }
});

test("there are snippets", () => expect(snippets.length).toBeGreaterThan(15));
