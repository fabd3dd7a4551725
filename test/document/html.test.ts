import { expect, test } from "vitest";
import { documentHtml } from "../../src/document/index.ts";
import { fence, html, markdown, neuron, ran } from "./build.ts";

test("a page is one file: its policy lets nothing in but its own script, and it asks no network", async () => {
  const page = await html(`# A\n\n${neuron}\n[text](https://example.org)\n`);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toMatch(
    /default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src 'sha256-[\w+/=]+'/,
  );
  expect(page).not.toMatch(/<link|<script src|@import|url\((?!#|data:font)/);
  expect(page.match(/https?:\/\/(?!www\.w3\.org)[^"<]*/g)).toEqual(["https://example.org"]);
});

test("front matter gives title, author, date and language; headings their ids and the contents", async () => {
  const page = await html(
    "---\ntitle: A review\nauthor: Ada\ndate: 2025-05-05\nlang: de\n---\n\n# One\n\n## Two & three\n\n# One\n\ntext\n",
  );
  expect(page).toContain('<html lang="de">');
  expect(page).toContain("<title>A review</title>");
  expect(page).toContain('<h1>A review</h1>\n<p class="by">Ada · 2025-05-05</p>');
  expect(page).toMatch(/<h2 id="one">One<\/h2>[\s\S]*<h3 id="two--three">[\s\S]*<h2 id="one-1">/);
  expect(page).toContain('<li class="depth3"><a href="#two--three">Two &amp; three</a></li>');
});

test("footnotes, tables and both kinds of formulas", async () => {
  const page = await html(
    "A note[^1] and $\\hat y = \\sigma(z)$.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$$\nx^2\n$$\n\n[^1]: Its text.\n",
  );
  expect(page).toMatch(/<section data-footnotes[\s\S]*Its text\./);
  expect(page).toContain("<td>1</td>");
  expect(page).toContain("<math>");
  expect(page).toContain('<math display="block"');
});

test("references are named after what they point to", async () => {
  const text = `# Title\n\n## The model\n\n${neuron}\n${fence("graph #flow of=neuron", "")}\nSee [](#flow), [](#neuron) and [](#the-model).\n`;
  const page = await html(text);
  expect(page).toContain(
    'See <a href="#flow">Figure 1</a>, <a href="#neuron">Listing 1</a> and <a href="#the-model">The model</a>.',
  );
  expect(await markdown(text)).toContain(
    "See [Figure 1](#flow), [Listing 1](#neuron) and [The model](#the-model).",
  );
});

test("a cell's output takes the place of the one that the document shows", async () => {
  const text = `${fence("python", "print(2)")}\n    1\n\nAfter.\n`;
  const page = await html(text);
  expect(page).toContain("<samp>2</samp>");
  expect(page).not.toContain("<samp>1</samp>");
  expect(page).toContain("output/differs");
  expect(await markdown(text)).toMatch(/```python\nprint\(2\)\n```\n\n```text\n2\n```\n\n> \*\*warning\*\*/);
});

test("syntax has its colours, and the text stays as it is", async () => {
  const page = await html(fence("python", "def f(x):  # a\n    return x < 1"));
  expect(page).toContain('<span class="tok-keyword">def</span>');
  expect(page).toContain('<span class="tok-comment"># a</span>');
  const code = /<code>(.*?)<\/code>/s
    .exec(page)![1]!
    .replace(/<[^>]*>/g, "")
    .replaceAll("&#x3C;", "<");
  expect(code).toBe("def f(x):  # a\n    return x < 1");
});

test("flow charts in Mermaid are drawn; other charts are shown as they are written", async () => {
  const page = await html(
    fence("mermaid", "flowchart LR\n  x --w*x + b--> z\n  z --identity function--> y_hat"),
  );
  expect(page).toContain("<desc>x to z by w*x + b; z to y_hat by identity function.</desc>");
  expect(await html(fence("mermaid", 'pie title Pets\n "Dogs" : 386'))).toContain("pie title Pets");
});

test("pictures of a formula service are formulas again", async () => {
  const page = await html('![x](https://latex.codecogs.com/svg.latex?f%28x%29%20%3D%20x%5E2 "f(x) = x^2")');
  expect(page).toContain("<msup>");
  expect(page).not.toContain("codecogs");
});

test("a picture beside the document is part of the page", async () => {
  const document = await ran("![A dot](dot.png)");
  const page = await documentHtml(document, () => ({ type: "image/png", base64: "AAAA" }));
  expect(page).toContain('<img src="data:image/png;base64,AAAA" alt="A dot">');
  expect(await documentHtml(await ran("![A dot](dot.png)"))).toContain("[picture: A dot]");
});

test("Markdown keeps every line that is no cell", async () => {
  const text = `---\ntitle: A\n---\n\nText *as it is*,  with  blanks.\n\n- a\n- b\n\n${fence("text", "kept")}\n`;
  expect(await markdown(text)).toBe(text);
});
