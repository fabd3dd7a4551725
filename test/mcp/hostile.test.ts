import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;

interface Reply {
  readonly result?: Result;
  readonly error?: { readonly message: string };
}
interface Said {
  readonly answers: ReadonlyMap<unknown, Reply>;
  readonly err: string;
  readonly code: number | null;
}
interface Result {
  readonly content?: readonly { readonly text: string }[];
  readonly isError?: boolean;
}

const message = (rest: Record<string, unknown>): string => JSON.stringify({ jsonrpc: "2.0", ...rest });
const call = (id: number, name: string, given: unknown): string =>
  message({ id, method: "tools/call", params: { name, arguments: given } });

/** What a server says to these lines, and to a ping behind them; it is then left. */
function said(lines: readonly string[]): Promise<Said> {
  const server = spawn(process.execPath, [cli, "mcp"]);
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  let [out, err] = ["", ""];
  server.stdout.on("data", (piece) => {
    out += piece;
    if (!out.includes('"id":"last"')) return;
    // answers that take longer than a ping's
    const ids = lines.flatMap((line) => /^\{"jsonrpc":"2.0","id":(\d+)/.exec(line)?.[1] ?? []);
    if (ids.every((id) => out.includes(`"id":${id}`))) server.stdin.end();
  });
  server.stderr.on("data", (piece) => (err += piece));
  server.stdin.on("error", () => undefined);
  const all = [
    message({ id: 0, method: "initialize", params }),
    message({ method: "notifications/initialized" }),
    ...lines,
    message({ id: "last", method: "ping" }),
  ];
  server.stdin.write(`${all.join("\n")}\n`);
  return new Promise((done) =>
    server.on("close", (code) => {
      const answers = out
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Reply & { readonly id: unknown });
      done({ answers: new Map(answers.map((one) => [one.id, one])), err, code });
    }),
  );
}

const textOf = ({ answers }: Said, id: number): string => {
  const { result, error } = answers.get(id)!;
  expect(error !== undefined || result?.isError === true, JSON.stringify(result)).toBe(true);
  return error?.message ?? result!.content![0]!.text;
};

describe("chainrule mcp stands", () => {
  test("what is no message: it is told on standard error, and the next one is answered", async () => {
    const { answers, err, code } = await said([
      "hello",
      "{",
      "null",
      "3",
      "[]",
      "{}",
      '{"id":{},"method":"ping"}',
    ]);
    expect(answers.get("last")).toHaveProperty("result");
    expect(err.match(/a message that is no JSON-RPC was left out/g)).toHaveLength(7);
    expect(err).not.toMatch(/ {4}at /);
    expect(code).toBe(0);
  });

  test("wrong types, each with the name of what is wrong", async () => {
    const found = await said([
      call(1, "check", { code: 5 }),
      call(2, "check", { code: ["x = 1"] }),
      call(3, "train", { model: "param w = 1\nloss L = w^2", batch: "4" }),
      call(4, "diff", "x"),
      call(5, "diff", [1]),
      call(6, "train", { model: "param w = 1\nloss L = w^2", seed: 1.5 }),
      message({ id: 7, method: "tools/call" }),
      message({ id: 8, method: "tools/call", params: { name: 7 } }),
    ]);
    const due = [/code/, /code/, /batch/, /arguments/, /arguments/, /seed/, /params/, /name/];
    for (const [at, reason] of due.entries()) expect(textOf(found, at + 1)).toMatch(reason);
    expect(found.answers.get("last")).toHaveProperty("result");
  });

  test("names of JavaScript's own objects", async () => {
    const found = await said([
      ...["__proto__", "constructor", "toString"].map((name, at) => call(at + 1, name, {})),
      message({ id: 4, method: "__proto__" }),
      '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"diff","arguments":{"expression":"x^2","__proto__":{"wrt":7}}}}',
    ]);
    for (const id of [1, 2, 3, 4]) expect(textOf(found, id)).toMatch(/disabled|not found/i);
    expect(found.answers.get(5)!.result!.content![0]!.text).toBe("d/dx = 2*x");
  });

  test("paths: no file is read, wherever it lies", async () => {
    const model = (path: string): string => `data X, y = "${path}"\nparam w = 1\nloss L = mean(w*X)`;
    const found = await said([
      ...["/etc/passwd", "../../../etc/passwd", "package.json"].map((path, at) =>
        call(at + 1, "train", { model: model(path) }),
      ),
      call(4, "derive", { model: model("/etc/passwd") }),
      message({ id: 5, method: "resources/read", params: { uri: "file:///etc/passwd" } }),
    ]);
    for (const id of [1, 2, 3, 4]) expect(textOf(found, id)).toMatch(/data files cannot be read here/);
    expect(textOf(found, 5)).toMatch(/not found/i);
  });

  test("huge inputs: texts, depths, arrays, work, messages", async () => {
    const found = await said([
      call(1, "check", { code: "x".repeat(200_001) }),
      call(2, "diff", { expression: "(".repeat(100_000) }),
      call(3, "derive", { model: "param W[100000, 100000] = 0\nloss L = mean(W)" }),
      call(4, "train", { model: "param a[20000, 1] ~ he, b[1, 20000] ~ he\nloss L = mean(a*b)" }),
      call(5, "train", { model: "param W[9000, 9000] ~ he\nloss L = mean(W @ W)" }),
      call(6, "diff", { expression: "x", wrt: Array.from({ length: 51 }, (_, k) => `x${k}`) }),
    ]);
    const due = [
      /200000/,
      /nests more than/,
      /more than 268435456 numbers/,
      /more than 268435456 numbers/,
      /operations for its loss/,
      /wrt/,
    ];
    for (const [at, reason] of due.entries()) expect(textOf(found, at + 1)).toMatch(reason);
    const { err, code } = await said([call(1, "check", { code: "x".repeat(11_000_000) })]);
    expect(err).toMatch(/a message of more than 10 MB came in: the connection is closed/);
    expect(err).not.toMatch(/ {4}at /);
    expect(code).toBe(2);
  });
});
