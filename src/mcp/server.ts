import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { tools } from "./tools.ts";

/** A server of the Model Context Protocol with chainrule's tools. */
export function mcpServer(version: string): McpServer {
  const server = new McpServer(
    { name: "chainrule", version },
    {
      instructions:
        "chainrule checks backpropagation that was written by hand. Before you show code with hand-written gradients or parameter updates, pass it to the tool check and repair what it calls wrong.",
    },
  );
  for (const [name, { title, description, input, answer }] of Object.entries(tools)) {
    server.registerTool(
      name,
      { title, description, inputSchema: input, annotations: { readOnlyHint: true, openWorldHint: false } },
      (given: Record<string, unknown>) => {
        const { data, text, failed } = answer(given as never);
        return {
          content: [{ type: "text" as const, text }],
          structuredContent: data,
          ...(failed && { isError: true }),
        };
      },
    );
  }
  return server;
}

/** Serves over two streams until the client leaves; what cannot be answered, for want of an id, is told to `complain`. */
export async function serveOn(
  input: Readable,
  output: Writable,
  version: string,
  complain: (problem: string) => void,
): Promise<void> {
  const transport = new StdioServerTransport(input, output);
  const server = mcpServer(version);
  server.server.onerror = (failure) => complain(wordsOf(failure));
  const closed = new Promise<void>((resolve) => (server.server.onclose = resolve));
  await server.connect(transport);
  input.on("end", () => void transport.close());
  await closed;
}

/** Serves over standard input and output. */
export async function serve(version: string): Promise<void> {
  await serveOn(process.stdin, process.stdout, version, (problem) => {
    process.stderr.write(`chainrule mcp: ${problem}\n`);
  });
}

function wordsOf(failure: Error): string {
  if (/exceeded maximum size/.test(failure.message)) {
    process.exitCode = 2;
    return "a message of more than 10 MB came in: the connection is closed";
  }
  return failure instanceof SyntaxError || failure.name.includes("Zod")
    ? `a message that is no JSON-RPC was left out: ${failure.message.replace(/\s+/g, " ").slice(0, 200)}`
    : failure.message;
}
