import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Served, serve, workbenchFiles } from "../../src/host/serve.ts";
import { chainrule } from "../cli/run-command.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("what chainrule open answers", () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(workbenchFiles()!);
  });
  afterAll(() => served.close());

  test("the page, with a policy that allows no inline code or style", async () => {
    const { status, headers, body } = await ask(served.port, "/");
    expect(status).toBe(200);
    expect(body).toContain("<title>chainrule workbench</title>");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    expect(/content="([^"]*default-src[^"]*)"/.exec(body)?.[1]).toBe(
      policy.replace("; frame-ancestors 'none'", ""),
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test("other hosts' requests are refused: a name that resolves here reads nothing", async () => {
    for (const host of ["evil.example", `evil.example:${served.port}`, "127.0.0.1", "127.0.0.1:1", "[::1]"])
      expect((await ask(served.port, "/", { Host: host })).status, host).toBeGreaterThanOrEqual(400);
    expect((await ask(served.port, "/", { Host: `localhost:${served.port}` })).status).toBe(200);
  });

  test("paths outside its folder are refused, however they are written", async () => {
    const paths = [
      "/../package.json",
      "/assets/../../../package.json",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
      "/..\\package.json",
      "//etc/passwd",
      "/assets/",
      "/.",
      "/opened.json",
      "/index.html%00",
    ];
    for (const path of paths) expect((await ask(served.port, path)).status, path).toBe(404);
    // as bytes, since clients tidy such paths before they send them
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(served.port, "127.0.0.1", () =>
        socket.write(
          `GET /../../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nConnection: close\r\n\r\n`,
        ),
      );
      let answer = "";
      socket.on("data", (part) => (answer += part));
      socket.on("close", () => resolve(answer));
    });
    expect(raw).toMatch(/^HTTP\/1.1 404/);
    expect((await ask(served.port, "/", {}, "POST")).status).toBe(405);
  });

  test("nobody is answered at another address of this machine", async () => {
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect(served.port, "127.0.0.2", () => resolve(false));
      socket.on("error", () => resolve(true));
    });
    expect(refused).toBe(true);
  });
});

test("the first view is below 250 kB gzipped, without editor, checker and documents", () => {
  const files = workbenchFiles()!;
  const names = [...files.keys()];
  const wanted = new Set<string>(["/index.html"]);
  for (const name of wanted) {
    const text = files.get(name)!.bytes().toString();
    const found = name.endsWith(".html")
      ? [...text.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)]
      : [...text.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)];
    for (const [, one] of found) wanted.add(one!.startsWith("/") ? one! : `/assets/${one}`);
  }
  // what the first view asks of its worker: the model's own, layout and formulas
  const worker = names.filter((name) => /\/assets\/(worker|dagre|temml)[.\w-]*\.js$/.test(name));
  const own = worker.filter((name) => !files.get(name)!.bytes().toString().includes("parseFromString"));
  const size = [...wanted, ...own].reduce((sum, name) => sum + gzipSync(files.get(name)!.bytes()).length, 0);
  expect(own.length).toBeGreaterThanOrEqual(3);
  expect([...wanted].some((name) => name.includes("editor"))).toBe(false);
  expect(size).toBeLessThan(250_000);
});

describe("the command", () => {
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  const example = new URL("../../examples/two-neurons-in-series.chain", import.meta.url).pathname;

  test("serves what it was given, and ends cleanly on Ctrl-C", async () => {
    const child = spawn(process.execPath, [cli, "open", example, "--no-browser"]);
    let said = "";
    let told = "";
    child.stderr.on("data", (part) => (told += part));
    const address = await new Promise<string>((resolve) =>
      child.stdout.on("data", (part) => {
        said += part;
        const found = /http:\/\/127\.0\.0\.1:(\d+)\/#open/.exec(said);
        if (found) resolve(found[1]!);
      }),
    );
    const { body } = await ask(Number(address), "/opened.json");
    expect(JSON.parse(body)).toEqual({
      name: "two-neurons-in-series.chain",
      text: readFileSync(example, "utf8"),
      tables: {},
    });
    const code = new Promise((resolve) => child.on("exit", (status, signal) => resolve(signal ?? status)));
    child.kill("SIGINT");
    expect(await code).toBe(0);
    expect(told).not.toMatch(/at .*\.js:\d+/);
  });

  test("says what cannot be opened, and where", async () => {
    const missing = await chainrule("open", "/nowhere/model.chain", "--no-browser");
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toContain("there is no such file");
    for (const port of ["0", "70000", "x", "1.5"])
      expect((await chainrule("open", "--port", port)).code, port).toBe(2);
    const busy = await serve(new Map());
    const taken = await chainrule("open", "--port", String(busy.port), "--no-browser");
    await busy.close();
    expect(taken).toMatchObject({ code: 2 });
    expect(taken.err).toContain("another program has this port");
  });
});

test("the arrays that a model names come with it: tables as text, others as their bytes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-open-"));
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }".padEnd(117);
  const npy = Buffer.concat([
    Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0]),
    Buffer.from(`${header}\n`),
    Buffer.from(new Float64Array([1, 2, 3.5]).buffer),
  ]);
  writeFileSync(join(folder, "x.npy"), npy);
  writeFileSync(join(folder, "y.csv"), "y\n1\n2\n3\n");
  const model = join(folder, "fit.chain");
  writeFileSync(
    model,
    'data x = "x.npy"\ndata y = "y.csv" columns(y)\nparam w = 1\nloss L = mean((w*x - y)^2)\n',
  );
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [cli, "open", model, "--no-browser"]);
  try {
    const port = await new Promise<number>((resolve) =>
      child.stdout.on("data", (part) => {
        const found = /127\.0\.0\.1:(\d+)/.exec(String(part));
        if (found) resolve(Number(found[1]));
      }),
    );
    const { tables } = JSON.parse((await ask(port, "/opened.json")).body);
    expect(tables["y.csv"]).toEqual({ text: "y\n1\n2\n3\n" });
    const [{ shape, kind, address }] = tables["x.npy"].arrays;
    expect([shape, kind]).toEqual([[3], "Float64Array"]);
    expect(Number((await ask(port, `/${address}`)).headers["content-length"])).toBe(24);
  } finally {
    child.kill("SIGINT");
    rmSync(folder, { recursive: true, force: true });
  }
});
