import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { type Resource, serve, workbenchFiles } from "../../src/host/serve.ts";
import { chainrule } from "../cli/run-command.ts";
import { drop, editorText, executablePath, goTo, patient, settled, useBench } from "./browser.ts";

/** What a stranger does who was told of the workbench: by mouse, and by keyboard alone. */

const box = (page: Page, id: string) => page.locator(`.graph [data-node="${id}"]`);
const write = async (page: Page, text: string): Promise<void> => {
  await page.locator(".source .cm-content").first().click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
};
const example = (name: string): string =>
  readFileSync(new URL(`../../web/src/examples/${name}`, import.meta.url), "utf8");

describe.skipIf(!executablePath)("the workbench, to a stranger", () => {
  const { bench, folder } = useBench();

  test("the graph and its derivation stand there before anything is computed; nothing is said to be missing", async () => {
    const context = await bench.browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    // the worker never answers, and the editor never comes
    await page.route(/\/(worker|editor)-[^/]*\.js$/, () => {});
    await page.goto(bench.served.url);
    await page.waitForSelector('.graph [data-node="y_hat"]');
    expect(await page.locator(".whole math").count()).toBeGreaterThan(5);
    expect(await page.locator(".training .waiting, .contour .waiting").count()).toBe(2);
    expect(await page.locator("main").textContent()).not.toMatch(/needs|mistake|could not/);
    // without an editor the text field is one
    expect(await page.locator(".code textarea").inputValue()).toContain("two neurons in series");
    await context.close();
  });

  test("all that the first view asks for is below 250 kB gzipped, worker and font too; no editor is among it", async () => {
    const asked = new Map<string, number>();
    const counted = [...workbenchFiles()!].map(([address, one]): [string, Resource] => [
      address,
      {
        type: one.type,
        bytes: () => {
          const bytes = one.bytes();
          asked.set(address, gzipSync(bytes).length);
          return bytes;
        },
      },
    ]);
    const served = await serve(new Map(counted));
    const context = await bench.browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(served.url);
    await page.waitForSelector(".contour-plot");
    await page.waitForSelector(".curve");
    await page.evaluate("document.fonts.ready");
    const names = [...asked.keys()].join(" ");
    expect(names).toMatch(/worker-/);
    expect(names).toMatch(/woff2/);
    expect(names).not.toMatch(/editor-|temml|dagre/);
    const size = [...asked.values()].reduce((sum, one) => sum + one, 0);
    const [painted] = (await page.evaluate(
      'performance.getEntriesByName("first-contentful-paint").map((one) => Math.round(one.startTime))',
    )) as number[];
    console.log(`the first view: ${Math.round(size / 1000)} kB gzipped, painted after ${painted} ms`);
    expect(size).toBeLessThan(250_000);
    await context.close();
    await served.close();
  });

  test("what is typed before the editor is there stays, and is gone on with", async () => {
    const { page } = await bench.open();
    const field = page.locator(".code textarea");
    await field.evaluate((one) =>
      (one as unknown as { setSelectionRange(a: number, b: number): void }).setSelectionRange(0, 0),
    );
    await field.focus();
    await page.waitForSelector('[data-editor="ready"]');
    await page.keyboard.type("# first\n");
    await expect.poll(() => editorText(page), patient).toMatch(/^# first\n/);
  });

  test("the columns of the trace are reached by keys, and light what they stand for", async () => {
    const { page } = await bench.open();
    await settled(page);
    await page.getByRole("region", { name: "Trace of values and adjoints" }).focus();
    await page.keyboard.press("Tab");
    const names: (string | null)[] = [];
    for (let k = 0; k < 3; k++) {
      const name = await page.locator(":focus").getAttribute("data-column");
      names.push(name);
      await page.locator(`.graph [data-node="${name}"].lit`).waitFor();
      await page.keyboard.press("ArrowRight");
    }
    expect(new Set(names).size).toBe(3);
    await page.keyboard.press("ArrowLeft");
    expect(await page.locator(":focus").getAttribute("data-column")).toBe(names[2]);
  });

  test("by keyboard alone: parts, boxes, arrows, derivation, steps, epochs, share", async () => {
    const { page, heard } = await bench.open();
    await settled(page);
    const until = async (name: RegExp): Promise<void> => {
      for (let k = 0; k < 90; k++) {
        await page.keyboard.press("Tab");
        const said = await page.evaluate(
          "(() => { const a = document.activeElement; return a.getAttribute('aria-label') ?? a.textContent; })()",
        );
        if (name.test(String(said))) return;
      }
      throw new Error(`no Tab leads to ${name}`);
    };
    // the graph: boxes by arrow keys, a box's arrows by Enter
    await until(/^x, input/);
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(":focus").getAttribute("data-node")).toBe("z1");
    expect(await page.locator('[data-column="z1"]').getAttribute("data-lit")).toBe("true");
    for (let k = 0; k < 6 && !(await page.locator('.arrow.lit[data-edge="z1 a1"]').count()); k++)
      await page.keyboard.press("Enter");
    await page.locator('.whole [data-factor="z1 a1"][data-lit="true"]').waitFor();
    expect(await page.locator(".graph [role=status]").textContent()).toContain("from z1 to a1");
    expect(await page.locator(".source .cm-lit").textContent()).toBe("z1");
    await until(/^To the beginning$/);
    await page.keyboard.press("Enter");
    await until(/^One step forward$/);
    await page.keyboard.press("Enter");
    await page.locator(".told", { hasText: /^1 of 16, forward/ }).waitFor();
    await until(/^The whole graph$/);
    await page.keyboard.press("Enter");
    // a factor of the derivation lights its arrow
    await until(/^d z2 by d a1/);
    await page.locator('.arrow.lit[data-edge="a1 z2"]').waitFor();
    await until(/^One epoch forward$/);
    await page.keyboard.press("Enter");
    await page.getByText("after 0 epochs").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("after 1 epochs").first().waitFor();
    await expect.poll(() => box(page, "w2").locator(".value").textContent(), patient).not.toBe("0.2");
    // the epoch itself, by its slider
    await until(/^Epoch$/);
    await page.keyboard.press("ArrowRight");
    await page.getByText("after 2 epochs").first().waitFor();
    await page.keyboard.press("End");
    await page.getByText("after 20 epochs").first().waitFor();
    await until(/^Start of the descent/);
    await page.keyboard.press("Shift+ArrowUp");
    await expect.poll(() => editorText(page), patient).not.toMatch(/b2 = 0\.2\n/);
    // the cursor in the text lights what it is in
    await page.locator(".source .cm-content").focus();
    await page.keyboard.press("Control+Home");
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowDown");
    await page.locator(".graph .lit").first().waitFor();
    expect(heard).toEqual([]);
  });

  test("a wide graph is shown whole, larger and smaller, and moved by pointer and keys", async () => {
    const { page } = await bench.open();
    await settled(page);
    const names = Array.from({ length: 24 }, (_, k) => k + 1);
    const deep = (count: number): string =>
      `input a0 = 0.5, y = 1\nparam ${names
        .slice(0, count)
        .map((k) => `w${k} = 0.${(k % 9) + 1}`)
        .join(", ")}\n` +
      `${names
        .slice(0, count)
        .map((k) => `a${k} = sigmoid(w${k}*a${k - 1})`)
        .join("\n")}\nloss L = (a${count} - y)^2\n`;
    await write(page, deep(24));
    await box(page, "a24").waitFor();
    const graph = page.locator(".graph");
    const size = (): Promise<{ whole: number; seen: number; left: number }> =>
      graph.evaluate((own) => {
        const one = own as unknown as { scrollWidth: number; clientWidth: number; scrollLeft: number };
        return { whole: one.scrollWidth, seen: one.clientWidth, left: one.scrollLeft };
      });
    expect((await size()).whole).toBeGreaterThan(2 * (await size()).seen);
    // by pointer, at the ground between the boxes
    const place = (await graph.boundingBox())!;
    await page.mouse.move(place.x + place.width - 40, place.y + place.height - 6);
    await page.mouse.down();
    await page.mouse.move(place.x + place.width - 240, place.y + place.height - 6, { steps: 4 });
    await page.mouse.up();
    expect((await size()).left).toBeGreaterThan(150);
    await page.getByRole("button", { name: "The whole graph" }).click();
    await expect.poll(async () => (await size()).whole - (await size()).seen, patient).toBeLessThanOrEqual(1);
    const narrow = (await graph.locator("svg").boundingBox())!.width;
    await graph.focus();
    for (let k = 0; k < 4; k++) await page.keyboard.press("+");
    await expect
      .poll(async () => (await graph.locator("svg").boundingBox())!.width, patient)
      .toBeGreaterThan(2 * narrow);
    const before = (await size()).left;
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(async () => (await size()).left, patient).toBeGreaterThan(before);
    await page.keyboard.press("0");
    await expect.poll(async () => (await size()).whole - (await size()).seen, patient).toBeLessThanOrEqual(1);
    await page.getByRole("button", { name: "Larger" }).click();
    await page.getByRole("button", { name: "Smaller" }).click();

    // what is deeper than a picture is drawn by layers
    const many = Array.from({ length: 110 }, (_, k) => `a${k + 1} = sigmoid(w${k + 1}*a${k})`);
    const weights = Array.from({ length: 110 }, (_, k) => `w${k + 1} = 0.5`);
    await write(page, `input a0 = 1\nparam ${weights.join(", ")}\n${many.join("\n")}\nloss L = a110^2\n`);
    await page.locator(".told", { hasText: "share a box" }).waitFor();
    expect(await page.locator(".graph [data-node]").count()).toBeLessThanOrEqual(200);
  });

  test("a notebook opens cell by cell: verdicts, formulas of arrays, a fix that is written back", async () => {
    const { page, heard } = await bench.open();
    await goTo(page, "Check code");
    await page.locator("input[type=file][accept*=ipynb]").setInputFiles({
      name: "layer.ipynb",
      mimeType: "application/json",
      buffer: Buffer.from(example("layer.ipynb")),
    });
    await page.locator(".cause", { hasText: "cell 4, line 11" }).waitFor();
    expect(await page.locator(".cells .code-cell").count()).toBe(2);
    await page.locator(".code-cell .cm-lintRange-error").first().waitFor();
    const maths = page.locator(".beside math");
    expect(await maths.count()).toBe(2);
    expect(await maths.first().textContent()).toContain("⊙");
    await page.locator(".verdicts").getByRole("button", { name: "W1", exact: true }).click();
    await page.getByRole("button", { name: "Apply fix" }).click();
    await page.getByText("4 of 4 parameters: the exact gradient").waitFor();
    // typed in a cell, it is judged anew
    await page.locator(".code-cell .cm-content").last().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("  # mine");
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Save the program" }).click();
    const saved = readFileSync(await (await waiting).path(), "utf8");
    const mended = example("layer.ipynb")
      .replace("(1 - A1)\\n", "(1 - A1 ** 2)\\n")
      .replace('"    b2 -= 0.1 * db2"', '"    b2 -= 0.1 * db2  # mine"');
    expect(saved).toBe(mended);
    writeFileSync(join(folder, "saved.ipynb"), saved);
    expect((await chainrule("check", join(folder, "saved.ipynb"))).code).toBe(0);
    expect(heard).toEqual([]);
  });

  test("documents with Python and TypeScript open by drop and by paste, and are mended", async () => {
    const { page, heard } = await bench.open();
    await goTo(page, "Check code");
    await page.locator(".badge").first().waitFor();
    await drop(page, "notes.qmd", example("notes.qmd"));
    await page.getByRole("button", { name: "Apply all 2 fixes" }).click();
    await page.getByText("4 of 4 parameters: the exact gradient").waitFor();
    expect(await editorText(page)).toContain("y_hat * (1 - y_hat)");
    // pasted over all: a document, then a notebook, each known by what it is
    await page.waitForSelector('[data-editor="ready"]');
    await page.locator(".source .cm-content").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(`# Mine\n\n\`\`\`ts\n${example("wrong-factor.ts")}\`\`\`\n`);
    await page.locator(".cause", { hasText: "dz1" }).first().waitFor();
    await expect.poll(() => page.locator(".program .pick select").inputValue(), patient).toBe("notes.qmd");
    await page.waitForSelector('[data-editor="ready"]');
    await page.locator(".source .cm-content").first().click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(example("layer.ipynb"));
    await page.locator(".cells .code-cell").first().waitFor();
    await page.locator(".cause", { hasText: "cell 4" }).waitFor();
    // a notebook that is none is told as such
    await page.locator("input[type=file][accept*=ipynb]").setInputFiles({
      name: "broken.ipynb",
      mimeType: "",
      buffer: Buffer.from('{"cells": ['),
    });
    await page.locator(".cause", { hasText: "JSON is broken" }).waitFor();
    expect(heard).toEqual([]);
  });

  test("tables with words and empty cells: categories are learnt, rows that lack a cell are left out and told", async () => {
    const { page } = await bench.open();
    await settled(page);
    await page.getByRole("button", { name: "Your data" }).click();
    const rows = Array.from(
      { length: 30 },
      (_, k) => `${(k * 0.37).toFixed(2)},${k % 3 ? "red" : "blue"},${k % 3 ? "yes" : "no"}`,
    );
    rows[3] = ",red,yes";
    rows[7] = "1.2,NA,no";
    await page.getByLabel("Table as CSV").fill(`size,colour,bought\n${rows.join("\n")}\n`);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator(".notice", { hasText: "2 rows lack a cell" }).waitFor();
    expect(await page.locator(".notice").textContent()).toContain("row 4, 8");
    await page.getByText("after 200 epochs").first().waitFor();
    expect(await editorText(page)).toContain("param W1[3, 8]");
    expect(await page.locator(".problems").textContent()).toBe("");
    await page.getByRole("button", { name: "Your data" }).click();
    await page.locator("dialog input[type=file]").setInputFiles({
      name: "line.tsv",
      mimeType: "",
      buffer: Buffer.from("x\ty\n1\t2.1\n2\t3.9\n3\t6.2\n"),
    });
    await page.getByRole("heading", { name: "line.tsv" }).waitFor();
    await page.getByText("after 300 epochs").first().waitFor();
  });

  test("everything that can be saved is what it says", async () => {
    const { page } = await bench.open();
    await settled(page);
    const save = async (name: string): Promise<string> => {
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByRole("button", { name }).click();
      return readFileSync(await (await waiting).path(), "utf8");
    };
    expect(await save("Save the chart (Mermaid)")).toMatch(/^(flowchart|graph) /);
    expect(await save("Save the derivation (LaTeX)")).toContain("\\frac{dL}{dw_1}");
    await goTo(page, "Check code");
    await page.locator(".badge").first().waitFor();
    expect(await save("Save the program")).toBe(example("wrong-factor.py"));
    await goTo(page, "Review");
    await page.getByText("everything in it is true").waitFor();
    expect(await save("Save the document (.md)")).toBe(
      readFileSync(new URL("../../review/1-derivatives.md", import.meta.url), "utf8"),
    );
    expect(await save("Save the page (.html)")).toMatch(/^<!doctype html>[\s\S]*<math/);
  });

  test("a link brings back each part as it was, tables too; so does a reload", async () => {
    const { page } = await bench.open();
    await settled(page);
    const copied = async (): Promise<string> => {
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByRole("button", { name: "Copy a link to this state" }).click();
      await page.locator(".notice.good").waitFor();
      const { hash } = new URL(page.url());
      await page.locator(".notice").getByRole("button").click();
      return hash;
    };
    await drop(page, "mine.csv", "a,b\n1,2\n2,4\n3,6.5\n");
    await page.getByRole("heading", { name: "mine.csv" }).waitFor();
    await page.getByRole("button", { name: "operations" }).click();
    const model = await copied();
    await page.reload();
    await page.getByRole("heading", { name: "mine.csv" }).waitFor();
    await page.getByText("after 300 epochs").first().waitFor();
    expect(await page.getByRole("button", { name: "operations" }).getAttribute("aria-pressed")).toBe("true");

    await goTo(page, "Check code");
    await page.locator(".badge").first().waitFor();
    await page.getByRole("button", { name: /notebook/ }).click();
    await page.locator(".cause", { hasText: "cell 4" }).waitFor();
    const program = await copied();
    expect(program).not.toBe(model);
    const again = await bench.open({ hash: program });
    await again.page.locator(".cause", { hasText: "cell 4" }).waitFor();
    expect(await again.page.locator(".cells .code-cell").count()).toBe(2);

    await goTo(page, "Review");
    await page.getByText("everything in it is true").waitFor();
    await page.waitForSelector('[data-editor="ready"]');
    await write(page, "# Mine alone\n");
    await page.locator(".page-body h1", { hasText: "Mine alone" }).waitFor();
    const other = await bench.open({ hash: await copied() });
    await other.page.locator(".page-body h1", { hasText: "Mine alone" }).waitFor();
  });

  test("typing goes on while a long training computes, and Stop keeps what was learnt", async () => {
    const { page } = await bench.open();
    await settled(page);
    await page.getByLabel("Examples").selectOption("rings");
    await page.getByText("after 200 epochs").first().waitFor();
    const long = (await editorText(page)).replace(/epochs=\d+/, "epochs=1000000");
    await write(page, long);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator(".training header", { hasText: /epoch \d+ of 1000000/ }).waitFor();
    await page.locator(".source .cm-content").click();
    await page.keyboard.press("Control+End");
    // a letter stands there in the frame after its key, whatever is computed
    const waits: number[] = [];
    for (const letter of "# still here") {
      const began = Date.now();
      await page.keyboard.type(letter);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
      waits.push(Date.now() - began);
    }
    expect(await editorText(page)).toContain("# still here");
    console.log(`a letter while it trains: ${waits.sort((a, b) => a - b)[6]} ms`);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator(".training header", { hasText: /epoch [1-9]\d* of 1000000/ }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator(".training header", { hasText: /stopped by hand after [1-9]\d* epochs/ }).waitFor();
    expect(await page.locator(".curve").count()).toBe(1);
  });
});
