import { expect, test } from "vitest";
import { wrongSum } from "../../src/document/arithmetic.ts";
import { codes, fence, html, markdown, ran } from "./build.ts";

/** Numbers that a document says, and whether anything computes them. */

const model = fence("model #m", "param w = 0.5\nloss L = w^2");
const strict = (text: string): string => `---\nnumbers: computed\n---\n\n${model}\n${text}\n`;

test("a document may be held to it: a number that nothing computes or checks is told", async () => {
  const { diagnostics, text } = await ran(strict("It is 0.25, or -3 of 1,000."));
  expect(diagnostics.map(({ code, span }) => [code, text.slice(span.from, span.to)])).toEqual([
    ["document/hand-number", "0.25"],
    ["document/hand-number", "-3"],
    ["document/hand-number", "1,000"],
  ]);
  expect(await codes(`${model}\nIt is 0.25, or 3 of 1,000.`)).toEqual([]);
});

test("what is computed, claimed, a formula, code, a name, or only counts is no such number", async () => {
  const text = strict(
    "## Part 2\n\n**1.** `{m} L` is [0.25](#m.L), $0.25$, `w = 3`; w1, [chapter 7](7.html).\n\n1. one\n2. two\n\n$$\nx = 3\n$$",
  );
  expect(await codes(text)).toEqual([]);
});

test("numbers in words may be claimed", async () => {
  expect(await codes(`${model}\n[One](#m.2*w) or [twenty-one](#m.42*w).`)).toEqual([]);
  expect(await codes(`${model}\n[two](#m.2*w)`)).toEqual(["document/contradiction"]);
});

test("captions are Markdown, and their numbers are checked", async () => {
  const graph = (caption: string): string => strict(fence(`graph #g values caption="${caption}"`));
  const good = graph("At $w$ comes *back* [1.0](#m.dL/dw), see [](#m).");
  expect(await codes(good)).toEqual([]);
  expect(await html(good)).toMatch(
    /<figcaption>Figure 1\. At <span class="maths"><math>.*<\/math><\/span> comes <em>back<\/em> <a href="#m">1\.0<\/a>, see <a href="#m">Listing 1<\/a>\.<\/figcaption>/,
  );
  expect(await markdown(good)).toContain("*Figure 1. At $w$ comes *back* [1.0](#m), see [Listing 1](#m).*");
  expect(await codes(graph("Back comes [1.4](#m.dL/dw), not 2."))).toEqual([
    "document/hand-number",
    "document/contradiction",
  ]);
});

test("a caption holds no HTML and no address that runs", async () => {
  const page = await html(
    strict(
      fence(
        'graph #g values caption="<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](//x.y/z.png)"',
      ),
    ),
  );
  const caption = /<figcaption>.*<\/figcaption>/.exec(page)![0];
  expect(caption).not.toMatch(/<img|href|src=x[^ ]/);
  expect(caption).toContain("&#x3C;img");
});

test("sums within formulas are right, to the last digit that they give", async () => {
  for (const right of [
    "1 - 0.35 \\cdot 6 = -1.1",
    "-\\ln \\tfrac{1}{10} \\approx 2.303",
    "100 \\cdot 24 + 24 = 2424",
    "\\sqrt{2} \\approx 1.41",
    "2^{10} = 1024",
    "\\eta = 0.04",
    "x = 2 = y",
    "L = 1 + 1",
  ])
    expect(wrongSum(right), right).toBeUndefined();
  expect(wrongSum("1 - 0.35 \\cdot 6 = -1.2")).toEqual({
    says: "-1.2",
    isWorth: "-1.1",
    of: "1 - 0.35 \\cdot 6",
  });
  expect(wrongSum("\\ln 3 \\approx 1.2")).toMatchObject({ isWorth: "1.1" });
  expect(await codes(strict("$1 + 1 = 3$"))).toEqual(["document/contradiction"]);
});

test("values of every epoch and every step can be asked for", async () => {
  const text = `${model}${fence("train #run rate=0.25 epochs=3")}${fence('descend #way start="x=4" rate=0.25 iterations=3', "x^2")}
\`{run} w@0\`, \`{run} w@1\`, \`{run} L@3\`, \`{run} L\`; \`{way} x@0\`, \`{way} f@1\`, \`{way} rate\`; \`{run} w@9\` \`{way} y@1\``;
  expect(await markdown(text)).toContain("0.5, 0.25, 0.003906, 0.003906; 4, 4, 0.25; `{run} w@9`");
  expect(await codes(text)).toEqual(["document/no-value", "document/no-value"]);
});

test("a claim is right where its number is rounded, and wrong within a unit of that", async () => {
  const text = (said: string): string =>
    `${fence("model #m", "param w = 2\nloss L = w^2/3")}\n[${said}](#m.L)\n`;
  for (const said of ["1.3", "1.33", "1.3333", "1", "1.3e0", "133%"])
    expect(await codes(text(said)), said).toEqual([]);
  for (const said of ["1.4", "1.34", "1.2", "2", "134%"])
    expect(await codes(text(said)), said).toEqual(["document/contradiction"]);
});
