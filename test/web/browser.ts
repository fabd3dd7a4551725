import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type Served, serve, workbenchFiles } from "../../src/host/serve.ts";

/** The workbench in Debian's Chromium; tests of it skip loudly where there is none. */

export const executablePath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));
if (!executablePath) {
  const said = "no Chromium is installed: the workbench is not opened (apt-get install chromium)";
  if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
  console.warn(`SKIPPED: ${said}`);
}

interface Bench {
  readonly browser: Browser;
  readonly served: Served;
  /** A page of its own; what its console says and its policy refuses is in `heard`. */
  open(options?: OpenOptions): Promise<{ page: Page; heard: string[] }>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly hash?: string;
}

async function startBench(): Promise<Bench> {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args: ["--no-sandbox", "--disable-component-update", "--disable-sync", ...quiet],
  });
  const served = await serve(workbenchFiles()!);
  return {
    browser,
    served,
    async open({ width = 1280, height = 900, dark = false, hash = "" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const heard: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) heard.push(message.text());
      });
      page.on("pageerror", (error) => heard.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(served.url) && !request.url().startsWith("blob:"))
          heard.push(`asked ${request.url()}`);
      });
      await page.goto(`${served.url}${hash}`);
      await page.waitForSelector("html[data-ready]");
      return { page, heard };
    },
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

/** The workbench for all tests of a block, opened before them and closed behind them, and a folder that goes with it. */
export function useBench(): {
  readonly bench: Pick<Bench, "browser" | "served" | "open">;
  readonly folder: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-web-"));
  let started: Bench | undefined;
  beforeAll(async () => {
    started = await startBench();
  });
  afterAll(async () => {
    await started?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    bench: {
      get browser() {
        return started!.browser;
      },
      get served() {
        return started!.served;
      },
      open: (options) => started!.open(options),
    },
  };
}

/** The model page once its graph is drawn and its training is over. */
export async function settled(page: Page): Promise<void> {
  await present(page);
  await page.waitForSelector(".graph svg [data-node]");
  await page.waitForSelector(".curve");
  await page.waitForSelector('[data-editor="ready"]');
}

/** A sign that somebody is there: the editor is fetched at the first. */
export async function present(page: Page): Promise<void> {
  await page.mouse.move(2, 300);
  await page.mouse.move(4, 300);
}

/** What the page's editor holds, line by line. */
export const editorText = (page: Page): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: each line is an element, and lines are wanted
  page.locator(".source .cm-content").first().innerText();

/** The machine may be busy. */
export const patient = { timeout: 60_000 };

export const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole("navigation").getByRole("button", { name }).click();

/** A file let go over the page. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    return transfer;
  })()`);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}
