import type { ModelGraph } from "../graph/model.ts";
import { tablesBeside } from "../host/table.ts";
import { lower } from "../language/lower.ts";
import type { Desk } from "./context.ts";

/** The model in a file, or in standard input for `-`; what is wrong with it ends the command. */
export function loadModel(desk: Desk, path: string): { name: string; source: string; model: ModelGraph } {
  const source = desk.read(path);
  const name = path === "-" ? "stdin" : path;
  const { value, diagnostics } = lower(source, { load: tablesBeside(path) });
  if (!value) desk.refuse(name, source, diagnostics);
  return { name, source, model: value };
}
