import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildDocument } from "chainrule/document";

/** Builds the review's chapters to out/review/, with a page that lists them; a fault that is not planted ends it. */

const here = new URL(".", import.meta.url);
const out = new URL("../out/review/", import.meta.url);
mkdirSync(out, { recursive: true });

const chapters = readdirSync(here)
  .filter((name) => /^\d.*\.md$/.test(name))
  .sort();
const titles: string[] = [];
let faults = 0;
console.log("\n== The review, built: out/review/ ==\n");
for (const name of chapters) {
  const path = new URL(name, here).pathname;
  const { html, title, diagnostics, planted } = await buildDocument(path, readFileSync(path, "utf8"));
  const page = name.replace(".md", ".html");
  writeFileSync(new URL(page, out), html);
  titles.push(`- [${title}](${page})`);
  console.log(`  out/review/${page}${planted.length > 0 ? `, ${planted.length} planted faults found` : ""}`);
  for (const { code, message } of diagnostics) console.log(`    ${code}: ${message}`);
  faults += diagnostics.filter((one) => one.severity !== "info").length;
}

const index = `---
title: A review of backpropagation
---

Eight short chapters. Every formula in them is derived, every number computed, every picture drawn and every loop
checked when they are built.

${titles.join("\n")}
`;
writeFileSync(new URL("index.html", out), (await buildDocument("index.md", index)).html);
console.log("\nOpen out/review/index.html in a browser.");
if (faults > 0) process.exitCode = 1;
