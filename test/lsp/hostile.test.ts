import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { faultOf } from "../../src/lsp/messages.ts";
import { connect } from "../../src/lsp/server.ts";

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: { readonly message?: string; readonly uri?: string; readonly diagnostics?: unknown[] };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

const framed = (text: string): string => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
const sent = (rest: Record<string, unknown>): string => framed(JSON.stringify({ jsonrpc: "2.0", ...rest }));
const open = (textDocument: unknown): string =>
  sent({ method: "textDocument/didOpen", params: { textDocument } });
const uri = "file:///tmp/a.chain";
const model = { uri, languageId: "chain", version: 1, text: "param w = 1\nloss L = w^2\n" };
const hover = (id: unknown, position: unknown): string =>
  sent({ id, method: "textDocument/hover", params: { textDocument: { uri }, position } });

/** What a server says to this, up to its answer to a question behind it and to so many reports of diagnostics. */
async function said(text: string, reports = 0): Promise<{ heard: Message[]; complaints: string[] }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const complaints: string[] = [];
  const heard: Message[] = [];
  let buffer = Buffer.alloc(0);
  const isOver = new Promise<void>((done) =>
    output.on("data", (piece: Buffer) => {
      buffer = Buffer.concat([buffer, piece]);
      for (;;) {
        const end = buffer.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = Number(/Content-Length: (\d+)/.exec(buffer.toString("utf8", 0, end))![1]);
        if (buffer.length < end + 4 + length) return;
        const message = JSON.parse(buffer.toString("utf8", end + 4, end + 4 + length)) as Message;
        buffer = buffer.subarray(end + 4 + length);
        heard.push(message);
        const told = heard.filter(({ method }) => method === "textDocument/publishDiagnostics");
        if (told.length >= reports && heard.some(({ id }) => id === "last")) done();
      }
    }),
  );
  connect(input, output, "0", 0, (problem) => complaints.push(problem));
  input.write(sent({ id: "first", method: "initialize", params: { processId: null, capabilities: {} } }));
  input.write(text);
  input.write(hover("last", { line: 0, character: 0 }));
  await isOver;
  return { heard, complaints };
}

describe("chainrule lsp stands", () => {
  test.each([
    ["null", /a message is a JSON object/],
    ["3", /a message is a JSON object/],
    ['{"jsonrpc":"1.0","method":"x"}', /jsonrpc/],
    ['{"jsonrpc":"2.0","method":5}', /method/],
    ['{"jsonrpc":"2.0","method":"textDocument/didOpen","params":null}', /didOpen: Invalid input/],
    ['{"jsonrpc":"2.0","method":"textDocument/didOpen"}', /didOpen: Invalid input/],
  ])("%s is left out, with a word why", async (text, reason) => {
    const { heard } = await said(framed(text));
    expect(heard.find(({ method }) => method === "window/logMessage")!.params!.message).toMatch(reason);
  });

  test.each([
    [{ line: "x", character: 0 }, /position\.line/],
    [{ line: 0, character: -5 }, /position\.character/],
    [{ line: 1e300, character: 0 }, /position\.line/],
    [{ line: 0.5, character: 0 }, /position\.line/],
    [undefined, /position/],
    ["__proto__", /position/],
  ])("a question at %j is answered with an error that names it", async (position, reason) => {
    const { heard } = await said(open(model) + hover(7, position));
    const { error } = heard.find(({ id }) => id === 7)!;
    expect(error!.code).toBe(-32602);
    expect(error!.message).toMatch(reason);
  });

  test.each([
    { uri: 5, languageId: "chain", version: 1, text: "" },
    { uri, languageId: [], version: 1, text: "" },
    { uri, languageId: "chain", version: "x", text: "" },
    { uri, languageId: "chain", version: 1, text: {} },
    { uri, languageId: "chain", version: 1 },
  ])("a document %j is not opened", async (document) => {
    const { heard } = await said(open(document));
    expect(heard.some(({ params }) => /left out/.test(params?.message ?? ""))).toBe(true);
    expect(heard.every(({ method }) => method !== "textDocument/publishDiagnostics")).toBe(true);
  });

  test("changes of other shapes leave the document as it is", async () => {
    const change = (contentChanges: unknown): string =>
      sent({
        method: "textDocument/didChange",
        params: { textDocument: { uri, version: 2 }, contentChanges },
      });
    const strange = ["abc", [null], [{ text: 7 }], [{ range: { start: { line: -1 } }, text: "" }], {}];
    const { heard } = await said(
      open(model) + strange.map(change).join("") + hover(7, { line: 0, character: 6 }),
    );
    expect(heard.filter(({ params }) => /left out/.test(params?.message ?? ""))).toHaveLength(strange.length);
    expect(JSON.stringify(heard.find(({ id }) => id === 7)!.result)).toContain("parameter");
  });

  test("names of JavaScript's own objects, as methods, documents and languages", async () => {
    const names = ["__proto__", "constructor", "toString"];
    const { heard } = await said(
      names
        .map(
          (name, at) =>
            sent({ id: at, method: name, params: {} }) + open({ ...model, uri: name, languageId: name }),
        )
        .join(""),
      3,
    );
    for (const at of names.keys())
      expect(heard.find(({ id }) => id === at)!.error!.message).toMatch(/unhandled method/i);
    for (const name of names)
      expect(heard.find(({ params }) => params?.uri === name)!.params!.diagnostics).toEqual([]);
  });

  test.each([
    ["file:///tmp/a.chain", "../etc/passwd"],
    ["file:///tmp/a.chain", "/etc/passwd"],
    ["file://host/tmp/a.chain", "/etc/passwd"],
    ["file:///tmp/a%2f..%2fb.chain", "../../etc/passwd"],
    ["untitled:1", "/etc/passwd"],
  ])("%s reads nothing at %s", async (from, path) => {
    const text = `data X, y = "${path}" columns(a; b)\nparam w = 1\nloss L = mean(X*w)\n`;
    const { heard } = await said(open({ uri: from, languageId: "chain", version: 1, text }), 1);
    const told = JSON.stringify(heard.find(({ params }) => params?.uri === from)!.params!.diagnostics);
    expect(told).toMatch(/only what lies in its own folder|save the model to read its data/);
    expect(told).not.toContain("root");
  });

  test("texts without end: refused, or told to be too long", async () => {
    expect(
      faultOf({
        jsonrpc: "2.0",
        method: "textDocument/didOpen",
        params: { textDocument: { ...model, text: "x".repeat(1.1e7) } },
      }),
    ).toMatch(/text: Too big/);
    const { heard } = await said(open({ ...model, text: "# \n".repeat(800_000) }), 1);
    const { diagnostics } = heard.find(({ params }) => params?.uri === uri)!.params!;
    expect(JSON.stringify(diagnostics)).toContain("not read as it is typed");
  });

  test("what cannot be cut into messages is told, and a later message is answered", async () => {
    for (const broken of ["Content-Length: abc\r\n\r\n", "X: 1\r\n\r\n"]) {
      const { complaints } = await said(broken);
      expect(complaints.join()).toMatch(/Content-Length/);
    }
  });
});
