import { version } from "../../../package.json" with { type: "json" };
import { serve } from "../../mcp/server.ts";
import type { Context } from "../context.ts";

export default function mcp(this: Context): Promise<void> {
  return serve(version);
}
