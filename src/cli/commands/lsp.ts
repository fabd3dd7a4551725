import { version } from "../../../package.json" with { type: "json" };
import { serve } from "../../lsp/server.ts";
import type { Context } from "../context.ts";

export default function lsp(this: Context): Promise<void> {
  return serve(version);
}
