import { type Diagram, type LaidDiagram, layDiagram } from "./diagram.ts";

/** Layouts of the last diagrams: while only numbers change, boxes stay where they are and nothing is laid out again. */
const known = new Map<string, Promise<LaidDiagram>>();
const most = 6;

export function laidOnce(diagram: Diagram & { readonly direction: "LR" | "TB" }): Promise<LaidDiagram> {
  const { nodes, edges, direction } = diagram;
  const key = JSON.stringify([
    direction,
    nodes.map(({ id, lines, width }) => [id, lines, width]),
    edges.map(({ from, to, label, back }) => [from, to, label, back]),
  ]);
  const found = known.get(key) ?? layDiagram(diagram);
  // the one that was asked for last is forgotten last
  known.delete(key);
  known.set(key, found);
  for (const one of known.keys()) if (known.size > most) known.delete(one);
  return found;
}
