import process from "node:process";
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

/** Serves over standard input and output until the client leaves. */
export async function serve(version: string): Promise<void> {
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => (transport.onclose = resolve));
  await mcpServer(version).connect(transport);
  process.stdin.on("end", () => void transport.close());
  await closed;
}
