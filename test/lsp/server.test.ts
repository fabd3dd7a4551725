import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { pythonLoop } from "../fixtures/python-loop.ts";

const root = new URL("../../", import.meta.url).pathname;
let server: ChildProcess;
let client: MessageConnection;
const published = new Map<string, (diagnostics: Shown[]) => void>();

interface Shown {
  readonly message: string;
  readonly code: string;
  readonly severity: number;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

beforeAll(async () => {
  server = spawn(process.execPath, [`${root}dist/cli.js`, "lsp", "--stdio"]);
  client = createMessageConnection(
    new StreamMessageReader(server.stdout!),
    new StreamMessageWriter(server.stdin!),
  );
  client.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: Shown[] }) => published.get(uri)?.(diagnostics),
  );
  client.listen();
  const answer: { capabilities: Record<string, unknown> } = await client.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(answer.capabilities).toMatchObject({ hoverProvider: true, documentFormattingProvider: true });
  await client.sendNotification("initialized", {});
});

afterAll(async () => {
  await client.sendRequest("shutdown");
  const left = new Promise((resolve) => server.on("exit", resolve));
  await client.sendNotification("exit");
  expect(await left).toBe(0);
});

let version = 1;
/** Opens or changes a document; gives what the server finds in it. */
function told(uri: string, languageId: string, text: string, isOpen = false): Promise<Shown[]> {
  const found = new Promise<Shown[]>((resolve) => published.set(uri, resolve));
  version++;
  void client.sendNotification(
    isOpen ? "textDocument/didChange" : "textDocument/didOpen",
    isOpen
      ? { textDocument: { uri, version }, contentChanges: [{ text }] }
      : { textDocument: { uri, languageId, version, text } },
  );
  return found;
}

const model = `input x = 0.5, y = 1.0
param w = 0.3, b = 0.1
z     = w*x + b
y_hat = sigmoid(z)
loss L = (y_hat - y)^2 / 2
train sgd rate=0.1 epochs=20
`;

describe("chainrule lsp, by a scripted client: models", () => {
  const uri = "file:///tmp/neuron.chain";

  test("mistakes are told with their place, and go when they are mended", async () => {
    const [mistake] = await told(uri, "chain", model.replace("w*x", "w*q"));
    expect(mistake).toMatchObject({ severity: 1, range: { start: { line: 2, character: 10 } } });
    expect(mistake!.message).toContain("q");
    expect(await told(uri, "chain", model, true)).toEqual([]);
  });

  test("hover shows value, shape and derivative", async () => {
    const hover = async (line: number, character: number): Promise<string> => {
      const answer: { contents: { value: string } } | null = await client.sendRequest("textDocument/hover", {
        textDocument: { uri },
        position: { line, character },
      });
      return answer?.contents.value ?? "";
    };
    expect(await hover(1, 6)).toMatch(
      /\*\*w\*\*: parameter, scalar.*value: 0\.3.*dL\/dw = .*gradient: -0\.0\d+/s,
    );
    expect(await hover(3, 1)).toContain("`y_hat = sigmoid(z)`");
    expect(await hover(3, 10)).toContain("sigmoid(x)");
    expect(await hover(5, 12)).toBe("");
  });

  test("completion knows names, functions, and what stands on a train line", async () => {
    const complete = async (text: string): Promise<string[]> => {
      await told(uri, "chain", text, true);
      const lines = text.split("\n");
      const list: { label: string }[] = await client.sendRequest("textDocument/completion", {
        textDocument: { uri },
        position: { line: lines.length - 1, character: lines.at(-1)!.length },
      });
      return list.map((one) => one.label);
    };
    expect(await complete(`${model.slice(0, 46)}\nz = w*`)).toEqual(
      expect.arrayContaining(["w", "b", "x", "softmax"]),
    );
    expect(await complete(`${model.slice(0, 46)}\n`)).toEqual(expect.arrayContaining(["param", "loss"]));
    expect(await complete("param w = 1\nloss L = w^2\ntrain a")).toEqual(
      expect.arrayContaining(["adam", "rate="]),
    );
    expect(await complete("param W[2, 2] ~ ")).toEqual(expect.arrayContaining(["he", "glorot"]));
  });

  test("formatting writes the canonical form, and leaves a broken text alone", async () => {
    const format = (): Promise<{ newText: string }[]> =>
      client.sendRequest("textDocument/formatting", {
        textDocument: { uri },
        options: { tabSize: 2, insertSpaces: true },
      });
    await told(uri, "chain", "param w=1\nloss L=w^2", true);
    expect((await format())[0]!.newText).toBe("param w = 1\nloss L = w^2\n");
    await told(uri, "chain", "param w=1\nloss L=(w^2", true);
    expect(await format()).toEqual([]);
  });
});

describe("chainrule lsp: programs", () => {
  test.each([
    ["file:///tmp/loop.py", "python", pythonLoop("(z - y)*w"), 5],
    ["file:///tmp/notes.md", "markdown", `# Notes\n\n\`\`\`python\n${pythonLoop("(z - y)*w")}\`\`\`\n`, 8],
    [
      "untitled:one",
      "typescript",
      "const [x, y] = [0.5, 1];\nlet [w, b] = [0.3, 0.1];\nfor (let i = 0; i < 20; i++) {\n  const z = w * x + b;\n  const loss = 0.5 * (z - y) ** 2;\n  const dw = (z - y) * w;\n  w -= 0.1 * dw;\n  b -= 0.1 * (z - y);\n}\n",
      5,
    ],
  ])("%s: the cause, with a repair that mends it", async (uri, language, text, line) => {
    const found = await told(uri, language, text);
    const cause = found.find((one) => one.severity === 1)!;
    expect(cause.range.start.line).toBe(line);
    expect(cause.code).toMatch(/^gradient\//);
    const actions: { title: string; isPreferred: boolean; edit: { changes: Record<string, Edit[]> } }[] =
      await client.sendRequest("textDocument/codeAction", {
        textDocument: { uri },
        range: cause.range,
        context: { diagnostics: [] },
      });
    expect(actions[0]).toMatchObject({ isPreferred: true });
    const mended = applied(text, actions[0]!.edit.changes[uri]!);
    expect((await told(uri, language, mended, true)).filter((one) => one.severity < 3)).toEqual([]);
  });

  test("what is no message, no method or no open document does not end it", async () => {
    const broken = "{ this is no JSON";
    server.stdin!.write(`Content-Length: ${broken.length}\r\n\r\n${broken}`);
    await expect(client.sendRequest("chainrule/unknown", {})).rejects.toThrow(/unhandled method/i);
    await client.sendNotification("$/cancelRequest", { id: 12345 });
    const nowhere = { textDocument: { uri: "file:///nowhere.chain" }, position: { line: 0, character: 0 } };
    expect(await client.sendRequest("textDocument/hover", nowhere)).toBeNull();
    expect(await told("file:///after.chain", "chain", "param w = 1\nloss L = (w - 2)^2\n")).toEqual([]);
  });

  test("other languages are left alone", async () => {
    expect(await told("file:///tmp/a.rs", "rust", "fn main() {}")).toEqual([]);
  });
});

interface Edit {
  readonly newText: string;
  readonly range: { readonly start: Point; readonly end: Point };
}
interface Point {
  readonly line: number;
  readonly character: number;
}

function applied(text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: Point): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (all, one) => all.slice(0, offset(one.range.start)) + one.newText + all.slice(offset(one.range.end)),
      text,
    );
}
