import { backward, darkStyle, escaped, ink, panel, paper } from "./svg.ts";

/** A box of a diagram: lines of text, the first one larger. */
export interface DiagramNode {
  readonly id: string;
  readonly lines: readonly string[];
  /** A quantity is a pill, an array a block, a parameter has a thick edge. */
  readonly shape: "pill" | "block";
  readonly strong?: boolean;
  /** As wide as its lines are, where that is left out. */
  readonly width?: number;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** What happens on the way, or flows forward. */
  readonly label: string;
  /** What flows back. */
  readonly back?: string;
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly title: string;
  readonly description: string;
  readonly direction?: "LR" | "TB";
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const lineHeight = 16;
const letter = 7.2;
const margin = 20;
const widthOf = (lines: readonly string[]): number =>
  Math.max(44, ...lines.map((line) => [...line].length * letter + 24));
const heightOf = (lines: readonly string[]): number => Math.max(40, lines.length * lineHeight + 16);
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Where a diagram's boxes and arrows lie, in units of its picture. */
export interface LaidDiagram {
  readonly width: number;
  readonly height: number;
  /** Each box's middle and size. */
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  /** Each arrow as an SVG path, and the middle of its label. */
  readonly arrows: readonly { readonly path: string; readonly x?: number; readonly y?: number }[];
}

/** Lays a diagram out, boxes and arrows in their own order; dagre, which does it, is loaded when first wanted. */
export async function layDiagram({ nodes, edges, direction = "LR" }: Diagram): Promise<LaidDiagram> {
  const { default: dagre } = await import("@dagrejs/dagre");
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 22,
    edgesep: 14,
    ranksep: direction === "LR" ? 34 : 30,
    marginx: margin,
    marginy: margin,
    // the exact ranker takes minutes where graphs are large
    ranker: edges.length > 400 ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, lines, width = widthOf(lines) } of nodes)
    graph.setNode(id, { width, height: heightOf(lines) });
  for (const [at, { from, to, label, back }] of edges.entries()) {
    const texts = [label, back ?? ""].filter(Boolean);
    const size = texts.length > 0 ? { width: widthOf(texts) - 12, height: 36 } : {};
    graph.setEdge(from, to, { ...size, labelpos: "c", minlen: 1 }, String(at));
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  // dagre gives no size to a graph without boxes
  const [w, h] = [width, height].map((one) =>
    Number.isFinite(one) ? Math.max(one, 2 * margin) : 2 * margin,
  );
  return {
    width: w!,
    height: h!,
    boxes: nodes.map(({ id }) => graph.node(id) as LaidDiagram["boxes"][number]),
    arrows: edges.map(({ from, to }, at) => {
      const { points, x, y } = graph.edge(from, to, String(at)) as {
        points: Point[];
        x?: number;
        y?: number;
      };
      return { path: curve(points, direction), ...(x !== undefined && y !== undefined && { x, y }) };
    }),
  };
}

/** Boxes and arrows as a self-contained SVG picture. */
export async function diagramSvg(diagram: Diagram): Promise<string> {
  const { nodes, edges } = diagram;
  const { width: w, height: h, boxes, arrows } = await layDiagram(diagram);
  const tip = `tip-${hash(`${diagram.title} ${diagram.description}`)}`;
  const size = `width="${round(w)}" height="${round(h)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${round(w)} ${round(h)}" role="img"`,
    // a page scrolls a wide diagram sideways before its words become too small
    ` style="min-width:${Math.round(Math.min(w * 0.72, 1600))}px"`,
    ` font-family="DejaVu Sans, Verdana, sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escaped(diagram.title)}</title><desc>${escaped(diagram.description)}</desc>${darkStyle}`,
    `<defs><marker id="${tip}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">`,
    `<path d="M0 0L8 4L0 8z" fill="${ink}"/></marker></defs>`,
    `<rect ${size} fill="${paper}"/>\n`,
    ...edges.map((edge, at) => {
      const { path, ...label } = arrows[at]!;
      return `<path d="${path}" fill="none" stroke="${ink}" marker-end="url(#${tip})"/>${labels(edge, label)}`;
    }),
    ...nodes.map((node, at) => box(node, boxes[at]!)),
    "</svg>\n",
  ].join("");
}

function hash(text: string): string {
  let value = 0;
  for (const one of text) value = (Math.imul(value, 31) + one.codePointAt(0)!) >>> 0;
  return value.toString(36);
}

/** A smooth line through its places, each passed in the diagram's direction, so that labels lie along it. */
function curve(points: readonly Point[], direction: "LR" | "TB"): string {
  const at = (x: number, y: number): string => `${round(x)} ${round(y)}`;
  const [first, ...rest] = points as [Point, ...Point[]];
  let path = `M${at(first.x, first.y)}`;
  let before = first;
  for (const next of rest) {
    const [middleX, middleY] = [(before.x + next.x) / 2, (before.y + next.y) / 2];
    path +=
      direction === "LR"
        ? `C${at(middleX, before.y)} ${at(middleX, next.y)} ${at(next.x, next.y)}`
        : `C${at(before.x, middleY)} ${at(next.x, middleY)} ${at(next.x, next.y)}`;
    before = next;
  }
  return path;
}

/** What flows forward stands above the arrow, what flows back below it; a halo of paper where other lines cross. */
function labels({ label, back }: DiagramEdge, { x, y }: { x?: number; y?: number }): string {
  if (x === undefined || y === undefined) return "\n";
  const halo = `stroke="${paper}" stroke-width="4" paint-order="stroke"`;
  const text = (words: string, below: number, fill: string): string =>
    `<text x="${round(x)}" y="${round(below)}" text-anchor="middle" fill="${fill}" ${halo}>${escaped(words)}</text>`;
  return `${label ? text(label, y - 6, ink) : ""}${back ? text(back, y + 15, backward) : ""}\n`;
}

function box({ lines, shape, strong }: DiagramNode, { x, y }: Point): string {
  const [width, height] = [widthOf(lines), heightOf(lines)];
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`;
  const corner = shape === "block" ? 2 : Math.min(height, 40) / 2;
  const text = lines.map((line, at) => {
    const below = y + 4 + (at - (lines.length - 1) / 2) * lineHeight;
    const small = at > 0 ? ' font-size="11"' : "";
    return `<text x="${round(x)}" y="${round(below)}" text-anchor="middle"${small}>${escaped(line)}</text>`;
  });
  const edge = `stroke="#0072b2" stroke-width="${strong ? 2.2 : 1}"`;
  return `<rect ${place} rx="${round(corner)}" fill="${panel}" ${edge}/>${text.join("")}\n`;
}
