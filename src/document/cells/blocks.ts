import type { Block, Cell } from "../cell.ts";
import type { Picture } from "../drawn.ts";

/** What a program's cell shows: what it has printed, then what it has drawn, under the fence's caption. */
export function blocksOf(cell: Cell, output: string, pictures: readonly Picture[]): Block[] {
  const printed: Block[] = output.trim() === "" ? [] : [{ kind: "output", text: output.replace(/\n$/, "") }];
  const caption = cell.fence.options.get("caption")?.value ?? "";
  return [...printed, ...pictures.map((one): Block => ({ kind: "picture", ...one, caption }))];
}
