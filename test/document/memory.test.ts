import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { checkedDocument } from "../../src/document/checked.ts";
import { documentHtml, Memory, runDocument } from "../../src/document/index.ts";
import { Kept } from "../../src/document/memory.ts";
import { template } from "../../src/document/template.ts";
import { fence, neuron } from "./build.ts";

const review = (name: string): string =>
  readFileSync(new URL(`../../review/${name}`, import.meta.url), "utf8");

/** Two programs, the second with a fault. */
const programs = `${fence("python", "import numpy as np\nx, y, w = 0.5, 1.0, 0.3\nfor i in range(3):\n    z = w*x\n    loss = (z - y)**2\n    w = w - 0.1 * 2*(z - y)*x\nprint(w)")}
${fence("text", "0.35")}
Between them, prose.

${fence("typescript", "let v = 0.3;\nfor (let i = 0; i < 3; i++) {\n  const z = v*0.5;\n  const loss = (z - 1)**2;\n  v -= 0.1 * (z - 1);\n}\nconsole.log(v)")}`;

test("cells checked apart from their prose are found as they are within it", async () => {
  for (const text of [programs, review("3-one-neuron.md"), review("8-trust.md")]) {
    const { programs: whole, diagnostics } = checkFile("notes.md", text, { whole: true });
    const apart = await checkedDocument("notes.md", text, new Kept());
    expect(whole.length).toBeGreaterThan(0);
    expect(apart).toEqual({ programs: whole, diagnostics });
  }
});

const page = async (text: string, memory?: Memory): Promise<string> =>
  documentHtml(await runDocument("notes.md", text, undefined, memory), undefined, memory);

test("a build with a memory is the build without one, whatever was edited", {
  timeout: 300_000,
}, async () => {
  const memory = new Memory();
  const text = `${template}\n${programs}\n${fence("train #again of=neuron rate=0.1 epochs=3")}\n\`{again} L\` \`{typescript} v\`\n`;
  for (const one of [
    text,
    // prose alone, a line more, a model that other cells use, a program, a question before a program's cell
    text.replace("Between", "In between"),
    text.replace("Between", "\n\nBetween\n\n"),
    text.replace("w = 0.3", "w = 0.9"),
    text.replace("range(3)", "range(5)"),
    `\`{python} 1 + 1\`\n\n${text}`,
    // a fault and its end, a cell out of its place, cells that are the same
    text.replace("rate=0.5", "rate=fast"),
    text,
    text.replace("x = 0.5, y = 1", "x = 0.5"),
    text.replace("id", ""),
    `${neuron}\n${text}`,
    `${text}\n${fence("train rate=0.1 epochs=3")}${fence("train rate=0.1 epochs=3")}`,
    text,
  ])
    expect(await page(one, memory)).toBe(await page(one));
});

test("an edit elsewhere runs no cell again; one of a model runs those that use it", async () => {
  const memory = new Memory();
  const other = fence("model #other", "param v = 1\nloss M = v^2");
  const text = `Prose.\n\n${neuron}\n${fence("train #run of=neuron rate=0.1 epochs=3")}\n${other}\n${fence("train #second of=other rate=0.1 epochs=3")}\n`;
  const blocks = async (edited: string): Promise<unknown[]> =>
    (await runDocument("notes.md", edited, undefined, memory)).ran.map((one) => one.blocks[0]);
  const [, run, , second] = await blocks(text);
  const afterProse = await blocks(text.replace("Prose.", "Other prose, longer."));
  expect(afterProse[1]).toBe(run);
  expect(afterProse[3]).toBe(second);
  const afterModel = await blocks(text.replace("w = 0.5", "w = 0.7"));
  expect(afterModel[1]).not.toEqual(run);
  expect(afterModel[3]).toBe(second);
});

test("a model whose file has changed is read again", async () => {
  const memory = new Memory();
  const text = `${fence("model", 'data x, y = "points.csv"\nparam w = 1\nloss L = mean((w*x - y)^2)')}${fence("train #run rate=0.1 epochs=1")}`;
  const samples = (numbers: readonly number[]) => ({
    shape: [numbers.length],
    data: Float64Array.from(numbers),
  });
  const losses: string[] = [];
  let file = [samples([1, 2]), samples([1, 2])];
  const ran = async (): Promise<readonly unknown[]> => {
    const document = await runDocument("notes.md", text, () => file, memory);
    const [output] = document.ran[1]!.blocks;
    losses.push(output?.kind === "output" ? output.text : "");
    return document.ran.map(({ blocks }) => blocks[0]);
  };
  const first = await ran();
  expect((await ran())[1]).toBe(first[1]);
  file = [samples([1, 2]), samples([3, 4])];
  await ran();
  expect(losses[1]).toBe(losses[0]);
  expect(losses[2]).not.toBe(losses[0]);
});
