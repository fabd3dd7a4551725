import type { Diagram, DiagramEdge, DiagramNode } from "./diagram.ts";

/** More boxes than a reader takes in, or a layout lays out well. */
const mostNodes = 200;

/**
 * A diagram of more than 200 boxes with its layers collapsed: boxes of the same depth and kind, whose names differ in
 * their numbers only, become one box with their count.
 */
export function collapsed(diagram: Diagram): Diagram {
  const { nodes, edges } = diagram;
  if (nodes.length <= mostNodes) return diagram;
  const depth = depths(nodes, edges);
  const groups = new Map<string, DiagramNode[]>();
  for (const node of nodes) {
    const kind = node.lines.map((line) => line.replace(/[\d_₀-₉]+/g, "#")).join("|");
    const key = `${depth.get(node.id)} ${node.shape} ${node.strong} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const idOf = new Map<string, string>();
  const boxes = [...groups.values()].map((members): DiagramNode => {
    const [first, last] = [members[0]!, members[members.length - 1]!];
    for (const { id } of members) idOf.set(id, first.id);
    if (members.length === 1) return first;
    return {
      ...first,
      lines: [`${first.lines[0]} … ${last.lines[0]}`, `${members.length} of a kind`],
      shape: "block",
    };
  });
  const seen = new Set<string>();
  const arrows: DiagramEdge[] = [];
  for (const { from, to } of edges) {
    const [a, b] = [idOf.get(from)!, idOf.get(to)!];
    const key = `${a} ${b}`;
    if (a === b || seen.has(key)) continue;
    seen.add(key);
    arrows.push({ from: a, to: b, label: "" });
  }
  return boxes.length < nodes.length && boxes.length <= mostNodes
    ? { ...diagram, nodes: boxes, edges: arrows }
    : byDepth(diagram, depth);
}

/** Where kinds do not bring the boxes down to a readable number: one box a depth. */
function byDepth(diagram: Diagram, depth: ReadonlyMap<string, number>): Diagram {
  const layers: DiagramNode[][] = [];
  for (const node of diagram.nodes) (layers[depth.get(node.id)!] ??= []).push(node);
  const every = Math.ceil(layers.length / mostNodes);
  const joined = layers.reduce<DiagramNode[][]>((groups, layer, at) => {
    if (at % every === 0) groups.push([...layer]);
    else groups[groups.length - 1]!.push(...layer);
    return groups;
  }, []);
  const nodes = joined.map((layer, at): DiagramNode => {
    const [first, last] = [layer[0]!.lines[0]!, layer[layer.length - 1]!.lines[0]!];
    const lines = layer.length > 1 ? [`${first} … ${last}`, `${layer.length} quantities`] : [first];
    return { id: String(at), lines, shape: "block" };
  });
  const edges = nodes.slice(1).map((node, at) => ({ from: String(at), to: node.id, label: "" }));
  return { ...diagram, nodes, edges };
}

/**
 * How many arrows lead to each box at most, from one that none leads to; what none leads to stands right before its first
 * reader. Boxes stand after all that they read.
 */
function depths(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]): Map<string, number> {
  const depth = new Map(nodes.map(({ id }) => [id, 0]));
  const into = new Map<string, string[]>();
  for (const { from, to } of edges) into.set(to, [...(into.get(to) ?? []), from]);
  for (const { id } of nodes)
    for (const from of into.get(id) ?? []) depth.set(id, Math.max(depth.get(id)!, depth.get(from)! + 1));
  const read = new Map<string, number>();
  for (const { from, to } of edges) read.set(from, Math.min(read.get(from) ?? Infinity, depth.get(to)!));
  for (const [id, first] of read) if (!into.has(id)) depth.set(id, first - 1);
  return depth;
}
