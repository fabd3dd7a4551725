import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { describe, expect, test } from "vitest";
import { chainrule } from "../cli/run-command.ts";
import { drop, editorText, executablePath, goTo, patient, present, settled, useBench } from "./browser.ts";

/** The workbench's other parts: programs, own data, digits, documents; links, export, offline, accessibility. */

const packed = (state: unknown): string =>
  `#s=${deflateRawSync(typeof state === "string" ? state : JSON.stringify(state)).toString("base64url")}`;

describe.skipIf(!executablePath)("the workbench's pages", () => {
  const { bench, folder } = useBench();

  test("a program is judged: verdicts, the cause underlined, both formulas, and a fix that makes it right", async () => {
    const { page, heard } = await bench.open();
    await goTo(page, "Check code");
    await page.locator(".badge.wrong").first().waitFor();
    expect(await page.locator(".verdicts tbody tr").allTextContents()).toEqual([
      expect.stringMatching(/^w1wrong/),
      expect.stringMatching(/^b1wrong/),
      expect.stringMatching(/^w2right/),
      expect.stringMatching(/^b2right/),
    ]);
    await page.locator(".source .cm-lintRange-error").first().waitFor();
    expect(await page.locator(".source .cm-lintRange-error").first().textContent()).toContain("w1");
    expect(await page.locator(".beside math").count()).toBe(2);
    await page.getByRole("button", { name: "Apply fix" }).click();
    await page.getByText("4 of 4 parameters: the exact gradient").waitFor();
    expect(await editorText(page)).toContain("dL_dz1 = dL_dz2 * w2 * a1");

    await page.getByRole("button", { name: /wrong factor in TypeScript/ }).click();
    await page.locator(".cause.error").waitFor();
    expect(await page.locator(".cause.error").textContent()).toContain("dz1");
    await page.getByRole("button", { name: /Stale data/ }).click();
    await page.locator(".cause", { hasText: "data/stale" }).first().waitFor();
    await page.getByRole("button", { name: "Apply fix" }).first().click();
    await page.getByText("4 of 4 parameters: the exact gradient").waitFor();

    // pasted, and a check that cannot end is ended by what is typed after it
    await page.locator(".source .cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText("while True:\n    pass\n");
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(
      "w = 1.0\nfor k in range(5):\n    loss = (w - 3)**2\n    w = w - 0.1 * (w - 3)\n",
    );
    await page.locator(".badge.scaled").waitFor();
    expect(heard).toEqual([]);
  });

  test("own data: a table is pasted or dropped, trained, and its boundary drawn", async () => {
    const { page } = await bench.open();
    await settled(page);
    await page.getByRole("button", { name: "Your data" }).click();
    const rows = Array.from({ length: 40 }, (_, k) => {
      const [x, y] = [Math.sin(k) * 2, Math.cos(k * 1.7) * 2];
      return `${x.toFixed(3)},${y.toFixed(3)},${x + y > 0 ? 1 : 0}`;
    });
    await page.getByLabel("Table as CSV").fill(`a,b,label\n${rows.join("\n")}\n`);
    await page.getByRole("button", { name: "Use this table" }).click();
    await page.locator(".plane canvas").waitFor();
    await page.getByText("after 200 epochs").first().waitFor();
    await expect
      .poll(
        async () => Number(/^(\d+) of 40/.exec((await page.locator(".plane p").textContent()) ?? "")?.[1]),
        patient,
      )
      .toBeGreaterThan(36);

    await drop(page, "three.csv", "a,b,c\n1,2,3.5\n2,3,5.5\n3,1,4.5\n");
    await page.getByRole("heading", { name: "three.csv" }).waitFor();
    expect(await editorText(page)).toContain('data X, y = "three.csv"');
    await drop(page, "broken.csv", "a,b\n1,2\n3,x\n");
    await page.locator(".problems", { hasText: "row 2, column b" }).waitFor();
    await drop(page, "picture.png", "\u0000");
    await page.locator(".notice", { hasText: "picture.png" }).waitFor();
  });

  test("digits are drawn and classified, by a network that the command line has trained", async () => {
    const source = readFileSync(new URL("../../web/src/examples/digits.chain", import.meta.url), "utf8");
    const table = new URL("../../review/digits-train.csv", import.meta.url);
    const model = join(folder, "digits.chain");
    const saved = join(folder, "digits.safetensors");
    writeFileSync(model, source);
    writeFileSync(join(folder, "digits-train.csv"), readFileSync(table));
    expect((await chainrule("train", model, "--save", saved)).code).toBe(0);

    const { page, heard } = await bench.open();
    await goTo(page, "Draw digits");
    await page.getByText("after 30 epochs").waitFor(patient);
    const pad = page.locator(".pad canvas[role=img]");
    await pad.focus();
    await page.keyboard.press("1");
    await page.locator(".guesses header", { hasText: "a 1, by" }).waitFor();

    await page.locator("input[type=file][accept*=safetensors]").setInputFiles(saved);
    await page.locator(".notice.good", { hasText: "digits.safetensors" }).waitFor();
    // by strokes: a ring is a nought
    await page.getByRole("button", { name: "Clear" }).click();
    const place = (await pad.boundingBox())!;
    const at = (turn: number): [number, number] => [
      place.x + place.width * (0.5 + 0.2 * Math.cos(turn)),
      place.y + place.height * (0.5 + 0.3 * Math.sin(turn)),
    ];
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let turn = 0; turn <= 6.3; turn += 0.3) await page.mouse.move(...at(turn));
    await page.mouse.up();
    await page.locator(".guesses header", { hasText: "a 0, by" }).waitFor();
    await page
      .locator("input[type=file][accept*=safetensors]")
      .setInputFiles({ name: "broken.safetensors", mimeType: "", buffer: Buffer.from("nothing") });
    await page.locator(".notice", { hasText: "this is no checkpoint" }).waitFor();
    expect(heard).toEqual([]);
  });

  test("the review's chapters run as they are typed", async () => {
    const { page, heard } = await bench.open();
    await goTo(page, "Review");
    await page.locator(".page-body h1", { hasText: "Derivatives" }).waitFor();
    await page.getByText("everything in it is true").waitFor();
    await page.getByLabel("Chapter of the review").selectOption("chapter-3");
    await page.locator(".page-body h1", { hasText: "neuron" }).waitFor();
    expect(await page.locator(".page-body svg").count()).toBeGreaterThan(1);
    await page.locator(".source .cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText("# My own\n\n```diff\nx^4\n```\n");
    await page.locator(".page-body h1", { hasText: "My own" }).waitFor();
    expect(await page.locator(".page-body").textContent()).toBe("");
    await page.locator(".page-body", { hasText: "4*x**3" }).waitFor();
    expect(heard).toEqual([]);
  });

  test("a link holds the state; a hostile one shows what is wrong with it, and nothing of it runs", async () => {
    const { page } = await bench.open();
    await settled(page);
    await page.locator(".source .cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("# shared\n");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Copy a link to this state" }).click();
    await page.locator(".notice.good").waitFor();
    const { hash } = new URL(page.url());
    const again = await bench.open({ hash });
    await settled(again.page);
    expect(await editorText(again.page)).toContain("# shared");

    const bomb = deflateRawSync(Buffer.alloc(30_000_000, 65)).toString("base64url");
    const hostile = [
      "#s=%00",
      "#s=AAAA",
      packed("not json"),
      packed([]),
      packed({ mode: "admin" }),
      packed({ mode: "model", source: 5 }),
      packed({ mode: "model", source: "x", tables: { a: "b" } }),
      packed({ mode: "model", over: ["a"] }),
      `#s=${bomb}`,
      `#s=${"A".repeat(300_000)}`,
      "#javascript:alert(1)",
    ];
    const { page: attacked, heard } = await bench.open({ hash: hostile[0]! });
    for (const one of hostile) {
      // the page that is open hears of a new fragment as it would of its first
      await attacked.evaluate(`location.hash = ${JSON.stringify(one)}`);
      await attacked.locator(".notice").waitFor();
      expect(await attacked.locator(".notice").textContent(), one.slice(0, 60)).toMatch(
        /This (link|address)/,
      );
      await attacked.waitForSelector(".graph svg [data-node]");
      expect(heard, one.slice(0, 60)).toEqual([]);
      await attacked.locator(".notice").getByRole("button").click();
      await attacked.evaluate("location.hash = ''");
    }
    const script = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const states = [
      { mode: "model", title: script, source: `# ${script}\nparam w = 1\nloss L = w^2\n` },
      { mode: "check", path: `${script}.py`, text: `${script}\nw = 1` },
      { mode: "document", path: "a.md", text: `# A\n\n${script}\n\n[a](javascript:document.title=3)\n` },
    ];
    for (const state of states) {
      const { page: victim, heard: said } = await bench.open({ hash: packed(state) });
      await present(victim);
      await victim.waitForSelector('[data-editor="ready"]');
      if (state.mode === "document") await victim.locator(".page-body h1").waitFor();
      expect(await victim.title()).toBe("chainrule workbench");
      expect(await victim.locator("img, main script").count()).toBe(0);
      expect(said).toEqual([]);
      await victim.context().close();
    }
  });

  test("what is seen is saved: program, picture, document", async () => {
    const { page } = await bench.open();
    await settled(page);
    const save = async (name: string): Promise<[string, string]> => {
      await page.getByRole("button", { name: "Share" }).click();
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name }).click();
      const download = await waiting;
      return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
    };
    const [name, svg] = await save("Save the graph (.svg)");
    expect(name).toBe("two-neurons-in-series.svg");
    expect(svg).toMatch(/^<svg [\s\S]*∂[\s\S]*<\/svg>\s*$/);
    const [, chain] = await save("Save the model (.chain)");
    expect(chain).toBe(
      readFileSync(new URL("../../examples/two-neurons-in-series.chain", import.meta.url), "utf8"),
    );
    const [file, text] = await save("Save a document of it (.md)");
    writeFileSync(join(folder, file), text);
    const built = await chainrule("build", join(folder, file), "--out", join(folder, "built.html"));
    expect(built).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "built.html"), "utf8")).toContain("<math");
  });

  test("it opens again without a network", async () => {
    const { page } = await bench.open();
    await settled(page);
    await expect.poll(() => page.evaluate("navigator.serviceWorker.controller !== null"), patient).toBe(true);
    await page.context().setOffline(true);
    await page.reload();
    await settled(page);
    await goTo(page, "Check code");
    await page.locator(".badge.wrong").first().waitFor();
    await goTo(page, "Draw digits");
    await page.getByText("after 30 epochs").waitFor(patient);
    await goTo(page, "Review");
    await page.locator(".page-body h1", { hasText: "Derivatives" }).waitFor();
  });

  for (const width of [1280, 768, 390])
    for (const dark of [false, true])
      test(`${width} pixels, ${dark ? "dark" : "light"}: no violation, nothing cut off`, async () => {
        const { page } = await bench.open({ width, dark });
        await settled(page);
        for (const part of ["Model", "Check code", "Draw digits", "Review"]) {
          await goTo(page, part);
          if (part === "Check code") await page.locator(".badge").first().waitFor();
          if (part === "Draw digits") await page.getByText("after 30 epochs").waitFor(patient);
          if (part === "Review") await page.locator(".page-body h1").waitFor();
          const over = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          expect(over, part).toBeLessThanOrEqual(0);
          // of each width and of each scheme all rules are asked once
          if ((width === 1280 && dark) || (width === 768 && !dark)) continue;
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(
            violations.map(
              ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)} ${nodes[0]!.failureSummary}`,
            ),
            part,
          ).toEqual([]);
        }
      });
});
