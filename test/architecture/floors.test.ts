import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = new URL("../..", import.meta.url).pathname;
const places: string[] = [];
afterAll(() => places.forEach((place) => rmSync(place, { recursive: true, force: true })));

/** What the import rules say of a tree with these files. */
function broken(files: Record<string, string>): string {
  const place = mkdtempSync(join(root, "out-of-floor-"));
  places.push(place);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(place, path, ".."), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  writeFileSync(join(place, "tsconfig.json"), "{}");
  const command = ["--config", join(root, ".dependency-cruiser.cjs"), "src"];
  try {
    return execFileSync(join(root, "node_modules/.bin/depcruise"), command, { cwd: place, encoding: "utf8" });
  } catch (failure) {
    return (failure as { stdout: string }).stdout;
  }
}

test("a planted upward import is caught, type-only ones included", () => {
  const said = broken({
    "src/graph/bad.ts": 'import type { Run } from "../run/good.ts";\nexport type Bad = Run;\n',
    "src/run/good.ts": "export type Run = 1;\n",
  });
  expect(said).toContain("floor-graph: src/graph/bad.ts");
});

test("neighbours on one floor do not import each other", () => {
  const said = broken({
    "src/render/bad.ts": 'import { run } from "../run/good.ts";\nexport const bad = run;\n',
    "src/run/good.ts": "export const run = 1;\n",
  });
  expect(said).toContain("floor-render: src/render/bad.ts");
});

test("a cycle and a node: import below the host are caught", () => {
  const said = broken({
    "src/base/one.ts": 'import { two } from "./two.ts";\nexport const one = (): number => two();\n',
    "src/base/two.ts":
      'import { one } from "./one.ts";\nimport "node:fs";\nexport const two = (): number => one();\n',
  });
  expect(said).toContain("no-cycles");
  expect(said).toContain("node-only-on-the-host");
});

test("downward imports pass", () => {
  const said = broken({
    "src/run/good.ts": 'import { graph } from "../graph/good.ts";\nexport const run = graph;\n',
    "src/graph/good.ts": "export const graph = 1;\n",
  });
  expect(said).toContain("no dependency violations found");
});
