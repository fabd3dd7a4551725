import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as chainrule from "../../src/index.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The first code block's lines that end in a comment: an expression and the answer that it claims. */
function claims(): { code: string; answer: string }[] {
  const [block] = /```ts\n([\s\S]*?)```/.exec(readme)!.slice(1) as [string];
  const found: { code: string; answer: string }[] = [];
  let code = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("import")) continue;
    const [, before, answer] = /^(.*?)\s*\/\/ (.*)$/.exec(line) ?? [undefined, line, undefined];
    code += `${before}\n`;
    if (answer === undefined) continue;
    found.push({ code, answer });
    code = "";
  }
  return found;
}

test("the README's first lines give the answers that stand beside them", () => {
  const known = claims();
  expect(known.length).toBeGreaterThanOrEqual(4);
  let before = "";
  for (const { code, answer } of known) {
    const statements = code.trim().split(/;\n/);
    const last = statements.pop()!.replace(/;$/, "");
    before += statements.map((one) => `${one};\n`).join("");
    const value = new Function(...Object.keys(chainrule), `${before}return (${last});`)(
      ...Object.values(chainrule),
    );
    expect(
      typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype
        ? JSON.stringify(value)
        : String(value).replace(/\n\s*/g, " "),
    ).toBe(answer);
  }
});
