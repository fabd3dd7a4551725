import { escaped } from "./svg.ts";

/** A part of a page, from top to bottom. Text is escaped; pictures and formulas are our own SVG and MathML. */
export type PagePart =
  | { readonly kind: "prose"; readonly text: string }
  | { readonly kind: "output"; readonly lines: readonly string[] }
  | { readonly kind: "code"; readonly text: string; readonly language: string }
  | { readonly kind: "formula"; readonly mathml: string }
  | { readonly kind: "picture"; readonly svg: string; readonly caption: string };

export interface PageSection {
  readonly title: string;
  readonly parts: readonly PagePart[];
}

export interface Page {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly PageSection[];
}

const style = `
:root { color-scheme: light dark; --ink: #1d1f21; --paper: #fff; --soft: #f4f4f1; --line: #ddd; --accent: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e3; --paper: #17181a; --soft: #222427; --line: #3a3d41; --accent: #6cb8e6; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem 4rem; font: 1.05rem/1.6 Georgia, serif; color: var(--ink); background: var(--paper); }
h1, h2, nav { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
a { color: var(--accent); }
nav ol { padding-left: 1.4rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; font: .82rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
details > summary { cursor: pointer; font-family: system-ui, sans-serif; font-size: .95rem; }
figure { margin: 1.5rem 0; }
figure svg { max-width: 100%; height: auto; border-radius: 6px; }
figcaption { font-size: .9rem; opacity: .8; }
.formula { overflow-x: auto; padding: .2rem 0; }
math { font-size: 1.1em; }
`;

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function partHtml(part: PagePart): string {
  switch (part.kind) {
    case "prose":
      return `<p>${escaped(part.text)}</p>`;
    case "output":
      return `<pre tabindex="0">${escaped(part.lines.join("\n"))}</pre>`;
    case "code":
      return `<details><summary>The code, by hand and from the model</summary><pre tabindex="0"><code class="language-${escaped(part.language)}">${escaped(part.text)}</code></pre></details>`;
    case "formula":
      return `<div class="formula" tabindex="0">${part.mathml}</div>`;
    case "picture":
      return `<figure>${part.svg}<figcaption>${escaped(part.caption)}</figcaption></figure>`;
  }
}

/** A page as one HTML file: no script, nothing from a network, readable in light, dark and narrow windows. */
export function pageHtml({ title, lead, sections }: Page): string {
  const contents = sections.map(
    (one) => `<li><a href="#${anchor(one.title)}">${escaped(one.title)}</a></li>`,
  );
  const body = sections.map(
    (one) =>
      `<section id="${anchor(one.title)}">\n<h2>${escaped(one.title)}</h2>\n${one.parts.map(partHtml).join("\n")}\n</section>`,
  );
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>\n<style>${style}</style>\n</head>\n<body>`,
    `<header>\n<h1>${escaped(title)}</h1>\n<p>${escaped(lead)}</p>\n</header>`,
    `<nav aria-label="Contents">\n<ol>${contents.join("\n")}</ol>\n</nav>\n<main>`,
    ...body,
    "</main>\n</body>\n</html>\n",
  ].join("\n");
}
