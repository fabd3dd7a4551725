import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { documentHtml, documentMarkdown, type RanDocument, runDocument } from "../../src/document/index.ts";

/** The document that this project began with, built as it stands, where it lies beside the project. */

const root = new URL("../../", import.meta.url);
const path = ["../shared/seed/", "../../shared/seed/"]
  .map((folder) => new URL(`${folder}review-of-backpropagation.md`, root).pathname)
  .find((one) => existsSync(one));
if (!path) console.warn("SKIPPED: the seed document is not beside this project");

describe.skipIf(!path)("the seed, built", () => {
  let text = "";
  let document: RanDocument;
  let html = "";
  beforeAll(async () => {
    text = readFileSync(path!, "utf8");
    document = await runDocument(path!, text);
    html = await documentHtml(document);
  }, 120_000);

  /** Every line of output that the document shows below a cell. */
  const shownLines = (): string[] =>
    document.ran.flatMap(({ cell: { shown } }) =>
      shown === undefined
        ? []
        : text
            .slice(shown.from, shown.to)
            .split("\n")
            .filter((line) => !line.startsWith("!["))
            .map((line) => line.trim())
            .filter(Boolean),
    );

  test("every printed line is computed again, in its place", () => {
    const computed = document.ran.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "output" ? block.text.split("\n") : [])),
    );
    expect(shownLines().length).toBeGreaterThan(100);
    expect(computed.map((line) => line.trim()).filter(Boolean)).toEqual(shownLines());
    expect(document.diagnostics.filter(({ code }) => code.startsWith("output/"))).toEqual([]);
  });

  test("the contour picture has the path's sixteen points, its fifty levels, its title and its place", () => {
    const [drawn] = document.ran.filter(({ blocks }) => blocks.some((block) => block.kind === "picture"));
    const picture = drawn!.blocks.find((block) => block.kind === "picture")!;
    expect(picture.svg).toContain("<title>Gradient descent path on f(x, y) = x^2 + 3y^2</title>");
    const markers = [...picture.svg.matchAll(/<circle r="4" cy="([\d.]+)" cx="([\d.]+)"/g)];
    expect(markers).toHaveLength(16);
    // the grid reaches from −5 to 5, its outermost cells half a cell further
    const reach = 5 + 5 / 399;
    const [x, y] = [
      ((Number(markers[0]![2]) - 66) / 554) * 2 * reach - reach,
      reach - ((Number(markers[0]![1]) - 62) / 374) * 2 * reach,
    ];
    expect(x).toBeCloseTo(4, 1);
    expect(y).toBeCloseTo(-4, 1);
    const levels = new Set(
      [...picture.svg.matchAll(/<path stroke="(#[0-9a-f]{6})" d="M/g)].map((one) => one[1]),
    );
    expect(levels.size).toBeGreaterThanOrEqual(40);
    expect(html).not.toContain("unnamed-chunk-7-1.png");
  });

  test("the three flow charts are drawn", () => {
    for (const told of [
      "x to z by w*x + b; z to y_hat by identity function.",
      "x to z by w*x + b; z to y_hat by sigmoid function.",
      "x to z_1 by w_1*x + b_1; z_1 to a_1 by sigmoid function; a_1 to z_2 by w_2*a_1 + b_2; z_2 to y_hat by sigmoid function.",
    ])
      expect(html).toContain(`<desc>${told}</desc>`);
  });

  test("its formulas are formulas, its faults are told, and nothing is asked of a network", () => {
    expect(html.match(/<math/g)!.length).toBeGreaterThan(50);
    expect(html).not.toMatch(/codecogs|class="unread"/);
    const codes = document.diagnostics.map((one) => one.code);
    expect(codes).toEqual(
      expect.arrayContaining(["data/stale", "update/wrong-target", "update/wrong-gradient"]),
    );
    expect(html).toContain("2 of 4 parameters follow half squared error");
    expect(html).not.toMatch(/<img|<link/);
  });

  test("as Markdown it keeps its words, and its flow charts as GitHub draws them", () => {
    const { text: written, pictures } = documentMarkdown(document, "seed_files");
    expect(pictures).toHaveLength(1);
    expect(written).toContain("``` mermaid\nflowchart LR");
    expect(written).toContain("We would like to find the values of");
    expect(written).not.toContain("codecogs");
  });
});
