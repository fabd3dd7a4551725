import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executablePath } from "../web/browser.ts";
import { packedProject, root, runtime } from "./project.ts";

/** What every runtime is asked: symbols, numbers, the compiled kernels, a picture, a program, the checker. */
const program = `
import { checkFile } from "chainrule/check";
import { diff, model } from "chainrule";

const layer = model(\`input X = [[1, 2], [3, 4]], y = [1, 0]
param W[2, 3] = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], v[3] = 0.1
z = tanh(X @ W) @ v
loss L = mean((z - y)^2)
train adam rate=0.01 epochs=20 batch=1 precision=float64\`);
const { programs } = checkFile("loop.py", \`x, y, w = 1.0, 2.0, 0.5
for i in range(4):
    z = w*x
    L = (z - y)**2
    w -= 0.1*2*(z - y)*x
\`);
export const answer = JSON.stringify({
  diff: String(diff("(x + 3)^3")),
  derivation: String(layer.derive("v")),
  loss: layer.train().final.loss.toPrecision(9),
  graph: (await layer.drawGraph()).slice(0, 4),
  program: (await layer.export("numpy")).text.includes("def loss_and_gradients("),
  verdicts: programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind)),
});
`;
const wanted = {
  diff: "3*(x + 3)**2",
  graph: "<svg",
  program: true,
  verdicts: ["right"],
};

let project: ReturnType<typeof packedProject>;
let ofNode: string;

beforeAll(() => {
  project = packedProject();
  writeFileSync(join(project.folder, "answer.mjs"), program);
  writeFileSync(
    join(project.folder, "main.mjs"),
    'import { answer } from "./answer.mjs";\nconsole.log(answer);\n',
  );
  ofNode = ran(process.execPath, "main.mjs");
}, 120_000);
afterAll(() => project.remove());

const ran = (command: string, ...given: readonly string[]): string =>
  execFileSync(command, given, {
    cwd: project.folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

test("Node", () => {
  expect(JSON.parse(ofNode)).toMatchObject(wanted);
  expect(Number(JSON.parse(ofNode).loss)).toBeLessThan(0.5);
});

const deno = runtime("deno");
describe.skipIf(!deno)("Deno", () => {
  test("from node_modules, and as npm:chainrule", () => {
    expect(ran(deno!, "run", "--allow-read", "--allow-env=LOG", "--no-prompt", "main.mjs")).toBe(ofNode);
    writeFileSync(join(project.folder, "npm.mjs"), program.replaceAll('"chainrule', '"npm:chainrule'));
    const own = 'import { answer } from "./npm.mjs";\nconsole.log(answer);\n';
    writeFileSync(join(project.folder, "main-npm.mjs"), own);
    expect(ran(deno!, "run", "--allow-read", "--allow-env=LOG", "--no-prompt", "main-npm.mjs")).toBe(ofNode);
  });

  test("its command", () => {
    expect(ran(deno!, "run", "-A", "node_modules/chainrule/dist/cli.js", "diff", "x^2")).toBe("2*x");
  });
});

const bun = runtime("bun");
describe.skipIf(!bun)("Bun", () => {
  test("from node_modules", () => {
    expect(ran(bun!, "main.mjs")).toBe(ofNode);
  });

  test("its command", () => {
    expect(ran(bun!, "node_modules/chainrule/dist/cli.js", "diff", "x^2")).toBe("2*x");
  });
});

const kinds: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".cjs": "text/javascript",
};

describe.skipIf(!executablePath)("a page", () => {
  let browser: Browser;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    server = createServer((request, response) => {
      const path = normalize(decodeURIComponent(new URL(request.url!, "http://localhost").pathname));
      try {
        const body = readFileSync(join(project.folder, path));
        response
          .writeHead(200, { "content-type": kinds[extname(path)] ?? "application/octet-stream" })
          .end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function answerOf(path: string): Promise<string> {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("response", (one) => {
      if (one.status() >= 400 && !one.url().endsWith("favicon.ico"))
        failures.push(`${one.status()} ${one.url()}`);
    });
    await page.goto(`${url}/${path}`);
    await page
      .waitForSelector("#answer:not(:empty)", { timeout: 30_000, state: "attached" })
      .catch(() => failures.push("no answer"));
    expect(failures).toEqual([]);
    return (await page.textContent("#answer"))!;
  }

  /** The import map of docs/library.md, its addresses turned to this project's. */
  const importMap = (): { imports: Record<string, string> } => {
    const text = readFileSync(join(root, "docs/library.md"), "utf8");
    const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(text)!;
    const { imports } = JSON.parse(map!) as { imports: Record<string, string> };
    return { imports };
  };

  test("with a plain module script, by the import map of the docs", async () => {
    const map = importMap();
    const page = `<!doctype html><title>plain</title><p id="answer"></p>
<script type="importmap">${JSON.stringify(map)}</script>
<script type="module">
import { answer } from "./answer.mjs";
document.querySelector("#answer").textContent = answer;
</script>`;
    writeFileSync(join(project.folder, "plain.html"), page);
    expect(await answerOf("plain.html")).toBe(ofNode);
  }, 120_000);

  test("built by Vite", async () => {
    const source = join(project.folder, "index.html");
    writeFileSync(
      source,
      `<!doctype html><title>built</title><p id="answer"></p><script type="module">
import { answer } from "./answer.mjs";
document.querySelector("#answer").textContent = answer;
</script>`,
    );
    await build({
      root: project.folder,
      base: "/built/",
      logLevel: "silent",
      configFile: false,
      build: { outDir: "built", target: "es2022" },
    });
    expect(await answerOf("built/index.html")).toBe(ofNode);
  }, 120_000);
});

describe("what is not used does not come along", () => {
  const sizeOf = async (text: string): Promise<number> => {
    const entry = join(project.folder, "small.mjs");
    writeFileSync(entry, text);
    const result = await build({
      root: project.folder,
      logLevel: "silent",
      configFile: false,
      build: { write: false, minify: true, lib: { entry, formats: ["es"] } },
    });
    const [output] = result as unknown as { output: { code: string; type: string; isEntry: boolean }[] }[];
    return output!.output.reduce((sum, one) => sum + (one.type === "chunk" ? one.code.length : 0), 0);
  };

  test("neither for a number's text nor for a language without the rest", async () => {
    const whole = await sizeOf('export * from "chainrule";');
    const number = await sizeOf('export { fixed } from "chainrule";');
    const language = await sizeOf('export { format } from "chainrule/language";');
    expect(number).toBeLessThan(12_000);
    expect(language).toBeLessThan(whole / 3);
  }, 120_000);
});
