import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";
import { model } from "../../src/index.ts";
import { barrierCells } from "../../src/run/wasm/run.ts";

/** The library in a page, as npm gives it: the same training as here, with threads where the page may have them. */

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);
if (!executablePath) {
  const said = "no Chromium is installed: nothing trains in a browser (apt-get install chromium)";
  if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
  console.warn(`SKIPPED: ${said}`);
}

const root = new URL("../..", import.meta.url).pathname;
const modules = "/node_modules/@lezer";
const html = `<!doctype html><title>training</title><script type="importmap">
{"imports":{"@lezer/lr":"${modules}/lr/dist/index.js","@lezer/common":"${modules}/common/dist/index.js"}}</script>`;

/** Files of the package; with the two headers that give a page shared memory under /isolated. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url!, "http://here").pathname;
    const headers = {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    if (path === "/isolated" || path === "/plain") {
      response
        .writeHead(200, { "Content-Type": "text/html", ...(path === "/isolated" && headers) })
        .end(html);
      return;
    }
    const isServed = /^\/(dist|node_modules\/@lezer)\/[\w@./-]+\.js$/.test(path) && !path.includes("..");
    if (!isServed || !existsSync(root + path)) response.writeHead(404).end();
    else
      response
        .writeHead(200, { "Content-Type": extname(path) === ".js" ? "text/javascript" : "text/plain" })
        .end(readFileSync(root + path));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function blobs(precision: string, epochs = 25): string {
  const random = new Random(9);
  const labels = Array.from({ length: 400 }, (_, k) => k % 4);
  const rows = labels.map((label) =>
    Array.from({ length: 24 }, (_, k) => (k % 4 === label ? 1 : 0) + random.normal(0, 0.6)),
  );
  return `input X = ${JSON.stringify(rows)}, y = ${JSON.stringify(labels)}
param W1[24, 160] ~ he, b1[160] = 0, W2[160, 96] ~ he, b2[96] = 0, W3[96, 4] ~ lecun
loss L = cross_entropy(tanh(relu(X @ W1 + b1) @ W2 + b2) @ W3, y)
train momentum rate=0.01 epochs=${epochs} batch=80 validation=0.2 dropout=0.1 precision=${precision}`;
}

interface Ran {
  readonly isolated: boolean;
  readonly losses: number[];
  readonly final: string;
  readonly calls: number;
}

describe.skipIf(!executablePath)("training in a browser", () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    server = await serve();
    const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-component-update", "--disable-sync", ...quiet],
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function trained(
    path: string,
    precision: string,
    threads: number,
    epochs?: number,
  ): Promise<Ran & { left: number }> {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    // a text, so that nothing here compiles the import away
    const ran = (await page.evaluate(`(async () => {
      let calls = 0;
      const { notify } = Atomics;
      Atomics.notify = (...args) => (calls++, notify(...args));
      const { model } = await import("/dist/index.js");
      const losses = [];
      const rows = model(${JSON.stringify(blobs(precision, epochs))}).epochs({ threads: ${threads} });
      let next = await rows.next();
      for (; !next.done; next = await rows.next()) losses.push(next.value.validation.loss);
      return { isolated: crossOriginIsolated, losses, final: JSON.stringify(next.value.final), calls };
    })()`)) as Ran;
    // workers end by themselves once they are let go
    for (let tries = 0; tries < 100 && page.workers().length > 0; tries++) await page.waitForTimeout(20);
    const left = page.workers().length;
    await page.close();
    expect(failures).toEqual([]);
    return { ...ran, left };
  }

  test("a page trains as Node does", async () => {
    const here = model(blobs("float64")).train();
    const there = await trained("/plain", "float64", 1);
    expect(there.isolated).toBe(false);
    const due = here.epochs.map((one) => one.validation!.loss);
    expect(there.losses).toHaveLength(due.length);
    for (const [at, loss] of there.losses.entries()) expect(Math.abs(loss / due[at]! - 1)).toBeLessThan(1e-9);
    expect(due.at(-1)).toBeLessThan(due[0]! / 2);
  });

  test("threads of an isolated page give the same bits, and none is left", async () => {
    const one = await trained("/isolated", "float32", 1);
    const two = await trained("/isolated", "float32", 2);
    expect(two.isolated).toBe(true);
    expect(two.final).toBe(one.final);
    expect(two.losses).toEqual(one.losses);
    // the second thread was called to steps, not only told to end
    expect(two.calls).toBeGreaterThan(2);
    expect([one.left, two.left]).toEqual([0, 0]);
  });

  test("a thread that dies is missed by a page too, and its step is done again to the same bits", async () => {
    // long enough for a worker of a busy machine to come before the end
    const epochs = 100;
    const one = await trained("/isolated", "float32", 1, epochs);
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/isolated`);
    // the memory that a worker is handed says how long the page waits for it: a second, for this test
    const { losses, final, missed } = (await page.evaluate(`(async () => {
      let calls = 0;
      const { notify } = Atomics;
      Atomics.notify = (...args) => (calls++, notify(...args));
      const memories = [];
      const workers = [];
      const { postMessage } = Worker.prototype;
      const handed = (data) => {
        if (data instanceof WebAssembly.Memory) memories.push(data);
        else if (data?.constructor === Object) Object.values(data).forEach(handed);
      };
      Worker.prototype.postMessage = function (data, ...rest) {
        handed(data);
        workers.push(this);
        return postMessage.call(this, data, ...rest);
      };
      const { model } = await import("/dist/index.js");
      const losses = [];
      const rows = model(${JSON.stringify(blobs("float32", epochs))}).epochs({ threads: 2 });
      let next = await rows.next();
      for (; !next.done; next = await rows.next()) {
        losses.push(next.value.validation.loss);
        if (calls < 2) continue;
        for (const { buffer } of memories) new Int32Array(buffer)[${barrierCells.patience / 4}] = 1;
        for (const worker of workers.splice(0)) {
          worker.terminate();
          await new Promise((ended) => setTimeout(ended, 1000));
        }
      }
      const missed = memories.map(({ buffer }) => new Int32Array(buffer)[${barrierCells.lost / 4}]);
      return { losses, final: JSON.stringify(next.value.final), missed };
    })()`)) as { losses: number[]; final: string; missed: number[] };
    await page.close();
    // it was there, and its share did not come
    expect(missed).toEqual([1]);
    expect(losses).toEqual(one.losses);
    expect(final).toBe(one.final);
  });

  test("where there is no shared memory, threads are asked for in vain and nothing else changes", async () => {
    const plain = await trained("/plain", "float32", 2);
    expect(plain.calls).toBe(0);
    expect(plain.losses).toEqual((await trained("/isolated", "float32", 1)).losses);
  });
});
