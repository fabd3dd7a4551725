import { escaped } from "../render/svg.ts";
import { copyScript, mathsStyle, style } from "./page-style.ts";

/** A heading, as the contents list it. */
export interface Contents {
  readonly id: string;
  readonly title: string;
  readonly depth: number;
}

export interface Page {
  readonly title: string;
  /** Whether the title stands in the page's head only, and not in its body already. */
  readonly isTitled: boolean;
  readonly author: string | undefined;
  readonly date: string | undefined;
  readonly lang: string;
  readonly contents: readonly Contents[];
  /** Sanitised HTML. */
  readonly body: string;
}

/** A page as one HTML file: it asks nothing of a network, and its only script adds buttons that copy code. */
export async function pageHtml(page: Page): Promise<string> {
  const { title, isTitled, author, date, contents, body } = page;
  const lang = /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(page.lang) ? page.lang : "en";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src '${await hashOf(copyScript)}'`;
  const maths = body.includes("<math") ? mathsStyle((await import("../render/maths-font.ts")).mathsFont) : "";
  const by = [author, date].filter((one) => one !== undefined).map(escaped);
  const header = [
    ...(isTitled ? [`<h1>${escaped(title)}</h1>`] : []),
    ...(by.length > 0 ? [`<p class="by">${by.join(" · ")}</p>`] : []),
  ];
  return [
    `<!doctype html>\n<html lang="${lang}">\n<head>\n<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="chainrule">',
    `<title>${escaped(title)}</title>\n<style>${style}${maths}</style>\n</head>\n<body>`,
    '<a class="skip" href="#content">Skip to the text</a>',
    ...(contents.length > 2 ? [contentsHtml(contents)] : []),
    '<main id="content">',
    ...header,
    body,
    `</main>\n<script>${copyScript}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

function contentsHtml(contents: readonly Contents[]): string {
  const items = contents.map(
    ({ id, title, depth }) =>
      `<li class="depth${depth}"><a href="#${escaped(encodeURIComponent(id))}">${escaped(title)}</a></li>`,
  );
  return `<nav aria-label="Contents"><details open><summary>Contents</summary><ul>\n${items.join("\n")}\n</ul></details></nav>`;
}

/** A script's hash as a policy names it: no other script of the page runs. */
async function hashOf(script: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
