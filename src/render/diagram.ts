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
  /** `fit`: from left to right, or downwards where that would be wider than a page. */
  readonly direction?: "LR" | "TB" | "fit";
}

type Direction = "LR" | "TB";

interface Point {
  readonly x: number;
  readonly y: number;
}

const lineHeight = 16;
const letter = 7.2;
const margin = 20;
/** Signs that stand above the letter before them take no room. */
const textWidth = (lines: readonly string[]): number =>
  Math.max(...lines.map((line) => [...line.replace(/\p{M}/gu, "")].length * letter));
const widthOf = (lines: readonly string[]): number => Math.max(44, textWidth(lines) + 24);
const wide = ({ width, lines }: DiagramNode): number => width ?? widthOf(lines);
const heightOf = (lines: readonly string[]): number => Math.max(40, lines.length * lineHeight + 16);
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** As wide as a page's column shows a diagram with words of full size. */
const pageWidth = 1000;
/** Larger diagrams are laid out once. */
const mostTried = 120;
const mostAligned = 200;

/** Boxes and arrows as a self-contained SVG picture; dagre, which lays them out, is loaded when first wanted. */
export async function diagramSvg(diagram: Diagram): Promise<string> {
  const { default: dagre } = await import("@dagrejs/dagre");
  const asked = diagram.direction ?? "LR";
  if (asked !== "fit") return drawn(diagram, asked, laidOut(dagre, diagram, asked));
  const across = laidOut(dagre, diagram, "LR");
  const [width] = sizeOf(across);
  if (width <= pageWidth || diagram.nodes.length > mostTried) return drawn(diagram, "LR", across);
  const down = laidOut(dagre, diagram, "TB");
  return sizeOf(down)[0] < 0.75 * width ? drawn(diagram, "TB", down) : drawn(diagram, "LR", across);
}

/** Where a diagram's boxes and arrows lie, in units of its picture. */
export interface LaidDiagram {
  readonly width: number;
  readonly height: number;
  /** Each box's middle and size. */
  readonly boxes: readonly (Point & { readonly width: number; readonly height: number })[];
  /** Each arrow as an SVG path. */
  readonly arrows: readonly string[];
}

/** Lays a diagram out, boxes and arrows in their own order, for whoever draws it otherwise. */
export async function layDiagram(diagram: Diagram & { readonly direction: Direction }): Promise<LaidDiagram> {
  const { default: dagre } = await import("@dagrejs/dagre");
  const { nodes, direction } = diagram;
  const graph = flattest(dagre, diagram, direction);
  const [width, height] = sizeOf(graph);
  return {
    width,
    height,
    boxes: nodes.map((node) => {
      const { x, y } = graph.node(node.id) as Point;
      return { x, y, width: wide(node), height: heightOf(node.lines) };
    }),
    arrows: waysIn(diagram, direction, graph).map((points) => curve(points, direction)),
  };
}

/** Of the ways to line boxes up the one that takes the least room aside: a deep chain else runs down like stairs. */
function flattest(dagre: Dagre, diagram: Diagram, direction: Direction): Layout {
  const even = laidOut(dagre, diagram, direction);
  if (diagram.nodes.length > mostAligned) return even;
  const aside = (one: Layout): number => sizeOf(one)[direction === "LR" ? 1 : 0];
  return (["UR", "DR"] as const)
    .map((align) => laidOut(dagre, diagram, direction, align))
    .reduce((best, one) => (aside(one) < aside(best) ? one : best), even);
}

type Dagre = typeof import("@dagrejs/dagre").default;
type Layout = InstanceType<Dagre["graphlib"]["Graph"]>;

function laidOut(dagre: Dagre, { nodes, edges }: Diagram, direction: Direction, align?: "UR" | "DR"): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    ...(align && { align }),
    nodesep: 22,
    edgesep: 14,
    ranksep: direction === "LR" ? 34 : 30,
    marginx: margin,
    marginy: margin,
    // the exact ranker takes minutes where graphs are large
    ranker: edges.length > 400 ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: wide(node), height: heightOf(node.lines) });
  for (const [at, { from, to, label, back }] of edges.entries()) {
    const texts = [label, back ?? ""].filter(Boolean);
    // along an arrow to the right words stand above and below it; along one downwards, beside it
    const place = direction === "LR" ? { labelpos: "c" } : { labelpos: "r", labeloffset: 2 };
    const size = texts.length > 0 ? { width: textWidth(texts) + 12, height: 36 } : {};
    graph.setEdge(from, to, { ...size, ...place, minlen: 1 }, String(at));
  }
  dagre.layout(graph);
  return graph;
}

/** dagre gives no size to a graph without boxes. */
function sizeOf(graph: Layout): [number, number] {
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const least = (one: number): number => (Number.isFinite(one) ? Math.max(one, 2 * margin) : 2 * margin);
  return [least(width), least(height)];
}

/** The places of each arrow, from edge to edge of its boxes. */
function waysIn({ nodes, edges }: Diagram, direction: Direction, graph: Layout): Point[][] {
  const boxes = new Map(nodes.map((node) => [node.id, { ...node, ...(graph.node(node.id) as Point) }]));
  return waysOf(
    edges.map((edge, at) => ({
      from: boxes.get(edge.from)!,
      to: boxes.get(edge.to)!,
      middle: middleOf(graph.edge(edge.from, edge.to, String(at)) as Laid, direction),
    })),
    direction,
  );
}

function drawn(diagram: Diagram, direction: Direction, graph: Layout): string {
  const { nodes, edges } = diagram;
  const [w, h] = sizeOf(graph);
  const ways = waysIn(diagram, direction, graph);
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
      const laid = graph.edge(edge.from, edge.to, String(at)) as Laid;
      return arrow(ways[at]!, tip, direction) + labels(edge, laid, direction);
    }),
    ...nodes.map((node) => box(node, graph.node(node.id) as Point)),
    "</svg>\n",
  ].join("");
}

function hash(text: string): string {
  let value = 0;
  for (const one of text) value = (Math.imul(value, 31) + one.codePointAt(0)!) >>> 0;
  return value.toString(36);
}

/** An arrow as dagre lays it: its places, and the middle of its words. */
interface Laid {
  readonly points: readonly Point[];
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

type Placed = DiagramNode & Point;

/** An arrow's places between its boxes: straight where its words stand. */
function middleOf({ points, x, y, width = 0, height = 0 }: Laid, direction: Direction): Point[] {
  return points.slice(1, -1).flatMap((point): Point[] => {
    if (direction === "LR" && x !== undefined && Math.abs(point.x - x) < 2)
      return [
        { ...point, x: x - width / 2 },
        { ...point, x: x + width / 2 },
      ];
    if (direction === "TB" && y !== undefined && Math.abs(point.y - y) < 2)
      return [
        { ...point, y: y - height / 2 },
        { ...point, y: y + height / 2 },
      ];
    return [point];
  });
}

interface Way {
  readonly from: Placed;
  readonly to: Placed;
  readonly middle: readonly Point[];
}

/** One end of an arrow at a box: on which side of it, and where on that side it would like to be. */
interface End {
  readonly way: number;
  readonly box: Placed;
  readonly forward: boolean;
  readonly wanted: number;
}

/** Arrows from edge to edge of their boxes: those that meet one side of a box lie apart on it. */
function waysOf(ways: readonly Way[], direction: Direction): Point[][] {
  const across = direction === "LR";
  const places = ways.map(({ from, to, middle }) => [{ ...from }, ...middle, { ...to }] as Point[]);
  const sides = new Map<string, End[]>();
  for (const [way, { from, to, middle }] of ways.entries()) {
    for (const [box, next] of [
      [from, middle[0] ?? to],
      [to, middle[middle.length - 1] ?? from],
    ] as const) {
      const forward = across ? next.x > box.x : next.y > box.y;
      const wanted = across ? next.y - box.y : next.x - box.x;
      const key = `${box.id} ${forward}`;
      sides.set(key, [...(sides.get(key) ?? []), { way, box, forward, wanted }]);
    }
  }
  for (const ends of sides.values()) {
    const { box, forward } = ends[0]!;
    const [half, reach] = across
      ? [wide(box) / 2, heightOf(box.lines) / 2]
      : [heightOf(box.lines) / 2, wide(box) / 2];
    const radius = cornerOf(box);
    const most = reach - radius * 0.6;
    ends.sort((a, b) => a.wanted - b.wanted);
    const spread = apart(
      ends.map((one) => Math.max(-most, Math.min(most, one.wanted))),
      most,
    );
    for (const [at, { way }] of ends.entries()) {
      const place = spread[at]!;
      const into = Math.max(0, Math.abs(place) - (reach - radius));
      const edge = (half - radius + Math.sqrt(radius ** 2 - into ** 2)) * (forward ? 1 : -1);
      const point = across ? { x: box.x + edge, y: box.y + place } : { x: box.x + place, y: box.y + edge };
      places[way]![box === ways[way]!.from ? 0 : places[way]!.length - 1] = point;
    }
  }
  return places;
}

const gap = 18;

/** Ascending places within ±most, moved apart as far as there is room. */
function apart(wanted: readonly number[], most: number): number[] {
  const least = Math.min(gap, (2 * most) / Math.max(1, wanted.length - 1));
  const places = [...wanted];
  for (let at = 1; at < places.length; at++) places[at] = Math.max(places[at]!, places[at - 1]! + least);
  let limit = most;
  for (let at = places.length - 1; at >= 0; at--) {
    places[at] = Math.min(places[at]!, limit);
    limit = places[at]! - least;
  }
  return places;
}

const cornerOf = ({ shape, lines }: Pick<DiagramNode, "shape" | "lines">): number =>
  shape === "block" ? 2 : Math.min(heightOf(lines), 40) / 2;

/** A smooth line through its places, each passed in the diagram's direction, so that labels lie along it. */
function curve(points: readonly Point[], direction: Direction): string {
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

const arrow = (points: readonly Point[], tip: string, direction: Direction): string =>
  `<path d="${curve(points, direction)}" fill="none" stroke="${ink}" marker-end="url(#${tip})"/>`;

/** What flows forward stands above the arrow, what flows back below it; a halo of paper where other lines cross. */
function labels(
  { label, back }: DiagramEdge,
  { x, y }: { x?: number; y?: number },
  direction: Direction,
): string {
  if (x === undefined || y === undefined) return "\n";
  const halo = `stroke="${paper}" stroke-width="4" paint-order="stroke"`;
  const across = direction === "LR";
  const left = across ? x : x - textWidth([label, back ?? ""]) / 2;
  const anchor = across ? "middle" : "start";
  const text = (words: string, below: number, fill: string): string =>
    `<text x="${round(left)}" y="${round(below)}" text-anchor="${anchor}" fill="${fill}" ${halo}>${escaped(words)}</text>`;
  const [above, under] = across ? [y - 6, y + 15] : label && back ? [y - 3, y + 13] : [y + 4, y + 4];
  return `${label ? text(label, above, ink) : ""}${back ? text(back, under, backward) : ""}\n`;
}

function box({ lines, shape, strong }: DiagramNode, { x, y }: Point): string {
  const [width, height] = [widthOf(lines), heightOf(lines)];
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`;
  const text = lines.map((line, at) => {
    const below = y + 4 + (at - (lines.length - 1) / 2) * lineHeight;
    const small = at > 0 ? ' font-size="11"' : "";
    return `<text x="${round(x)}" y="${round(below)}" text-anchor="middle"${small}>${escaped(line)}</text>`;
  });
  const edge = `stroke="#0072b2" stroke-width="${strong ? 2.2 : 1}"`;
  return `<rect ${place} rx="${round(cornerOf({ lines, shape }))}" fill="${panel}" ${edge}/>${text.join("")}\n`;
}
