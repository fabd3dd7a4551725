import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentHtml, runDocument } from "../../src/document/index.ts";
import { template } from "../../src/document/template.ts";
import { tablesOf } from "../../src/host/beside.ts";

/** Pages as a browser has them. */

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);
if (!executablePath) {
  const said = "no Chromium is installed: pages are not opened (apt-get install chromium)";
  if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
  console.warn(`SKIPPED: ${said}`);
}

const place = mkdtempSync(join(tmpdir(), "chainrule-pages-"));
const review = new URL("../../review/", import.meta.url);
const chapters = readdirSync(review).filter((name) => /^\d.*\.md$/.test(name));
const seed = new URL("../../../shared/seed/review-of-backpropagation.md", import.meta.url).pathname;
if (!existsSync(seed)) console.warn("SKIPPED: the seed document is not beside this project");
/** What is wider than a narrow window, all within lines. */
const wide = String.raw`# Wide

In a line $\frac{dL}{dw} = \frac{dL}{d\hat y} \times \frac{d\hat y}{dz} \times \frac{dz}{dw} = (\hat y - y) \times 1 \times x = x(\hat y - y)$ and
${"`"}a_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on${"`"}, ${"w".repeat(90)}.

| ${"a wide column of words | ".repeat(8)}
| ${"--- | ".repeat(8)}
| ${"123456789012345678 | ".repeat(8)}
`;
const documents: Readonly<Record<string, () => string>> = {
  "template.md": () => template,
  "wide.md": () => wide,
  // the document that this project began with, where it lies beside the project
  ...(existsSync(seed) && { "seed.md": () => readFileSync(seed, "utf8") }),
  ...Object.fromEntries(chapters.map((name) => [name, () => readFileSync(new URL(name, review), "utf8")])),
};

describe.skipIf(!executablePath)("pages in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-component-update", "--disable-sync", ...quiet],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(place, { recursive: true, force: true });
  });

  for (const [name, text] of Object.entries(documents)) {
    test(`${name}: no violation, nothing cut off, nothing asked for, at 1280 and 390 pixels, light and dark`, async () => {
      const path = new URL(name, review).pathname;
      const file = join(place, name.replace(".md", ".html"));
      writeFileSync(file, await documentHtml(await runDocument(path, text(), tablesOf(path))));
      for (const width of [1280, 390]) {
        for (const colorScheme of ["light", "dark"] as const) {
          const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
          const page = await context.newPage();
          const heard: string[] = [];
          page.on("console", (message) => heard.push(message.text()));
          page.on("pageerror", (error) => heard.push(error.message));
          page.on("request", (request) => {
            if (!request.url().startsWith("file:")) heard.push(request.url());
          });
          await page.goto(`file://${file}`);
          expect(heard).toEqual([]);
          const [wide, shown] = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = (
              globalThis as unknown as {
                document: { documentElement: { scrollWidth: number; clientWidth: number } };
              }
            ).document.documentElement;
            return [scrollWidth, clientWidth] as const;
          });
          expect(wide, `${width} ${colorScheme}`).toBeLessThanOrEqual(shown);
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(
            violations.map(
              ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)} ${nodes[0]!.failureSummary}`,
            ),
            `${width} ${colorScheme}`,
          ).toEqual([]);
          await context.close();
        }
      }
    });
  }

  test("buttons copy a program's text; without script the page has none and all of its text", async () => {
    const file = join(place, "copy.html");
    writeFileSync(file, await documentHtml(await runDocument("copy.md", "# A\n\n```python\nx = 1\n```\n")));
    const count = async (javaScriptEnabled: boolean): Promise<[number, string]> => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(`file://${file}`);
      const found: [number, string] = [
        await page.locator("button.copy").count(),
        (await page.locator("pre.source code").textContent()) ?? "",
      ];
      await context.close();
      return found;
    };
    expect(await count(true)).toEqual([1, "x = 1"]);
    expect(await count(false)).toEqual([0, "x = 1"]);
  });
});
