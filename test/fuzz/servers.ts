import { PassThrough, type Readable } from "node:stream";
import { connect } from "../../src/lsp/server.ts";
import { serveOn } from "../../src/mcp/server.ts";

/** The servers for assistants and editors, in this process: each is sent one text, and must still answer afterwards. */

/** Waits until a stream has said something that holds a text. */
class Heard {
  #text = "";
  #waiting: (() => void) | undefined;

  constructor(stream: Readable) {
    stream.on("data", (piece: Buffer) => {
      this.#text = (this.#text + piece.toString()).slice(-1_000_000);
      this.#waiting?.();
    });
  }

  async until(wanted: string): Promise<string> {
    while (!this.#text.includes(wanted)) await new Promise<void>((go) => (this.#waiting = go));
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

interface Server {
  readonly ask: (text: string) => Promise<string>;
}

let asked = 0;
/** A question that is always answered, with an id of its own. */
const question = (method: string, params: unknown): { text: string; answer: string } => {
  const id = `asked ${++asked}`;
  return { text: JSON.stringify({ jsonrpc: "2.0", id, method, params }), answer: `"id":"${id}"` };
};

function startMcp(): Server {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const heard = new Heard(output);
  void serveOn(input, output, "0", () => undefined);
  const clientInfo = { name: "fuzz", version: "0" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  input.write(`${question("initialize", params).text}\n`);
  return {
    ask: (text) => {
      const { text: ping, answer } = question("ping", {});
      input.write(`${text}\n${ping}\n`);
      return heard.until(answer);
    },
  };
}

function startLsp(): Server {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const heard = new Heard(output);
  const send = (text: string): void =>
    void input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  connect(input, output, "0", 0, () => undefined);
  send(question("initialize", { processId: null, rootUri: null, capabilities: {} }).text);
  return {
    ask: async (text) => {
      send(text);
      // what a change brings about is done before the answer
      await new Promise((go) => setTimeout(go, 2));
      const { text: hover, answer } = question("textDocument/hover", {
        textDocument: { uri: "file:///nowhere" },
        position: { line: 0, character: 0 },
      });
      send(hover);
      return heard.until(answer);
    },
  };
}

let [mcp, lsp]: (Server | undefined)[] = [];

export async function askMcp(text: string): Promise<void> {
  mcp ??= startMcp();
  await mcp.ask(text.replaceAll("\n", " "));
}

export async function askLsp(text: string): Promise<void> {
  lsp ??= startLsp();
  await lsp.ask(text);
}
