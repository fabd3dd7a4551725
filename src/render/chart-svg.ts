import type { ModelGraph } from "../graph/model.ts";
import type { Node } from "../graph/node.ts";
import { formatShape } from "../graph/shape.ts";
import { chartLayout, type Place } from "./chart-layout.ts";
import { chartName, forwardFlow } from "./flow.ts";
import type { ChartOptions } from "./mermaid.ts";
import { escaped } from "./plot/figure.ts";

const boxHeight = 44;
const textWidth = (text: string): number => text.length * 7.2;
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** A model's forward pass as a self-contained SVG picture on white paper; arrays are boxes with their shape. */
export function chartSvg(model: ModelGraph, options: ChartOptions = {}): string {
  const arrows = forwardFlow(model, options);
  const linesOf = (node: Node): string[] => {
    const isArray = node.shape.length > 0;
    const title = isArray ? `${chartName(node)} ${formatShape(node.shape)}` : chartName(node);
    return [title, ...(options.values?.get(node)?.split(", ") ?? [])];
  };
  const widthOf = (node: Node): number => Math.max(44, ...linesOf(node).map((line) => textWidth(line) + 20));
  const { width, height, boxes, routes } = chartLayout(arrows, widthOf, textWidth);
  const size = `width="${rounded(width)}" height="${rounded(height)}"`;
  const left = new Set<Node>();
  const forks = new Set<Node>();
  for (const { from } of arrows) (left.has(from) ? forks : left).add(from);
  const names = arrows.map(({ from, to }) => `${chartName(from)} to ${chartName(to)}`).join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${rounded(width)} ${rounded(height)}" role="img"`,
    ' font-family="DejaVu Sans, Verdana, sans-serif" font-size="12" fill="#222">',
    `<title>Computational graph</title><desc>${escaped(names)}</desc>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
    '<path d="M0 0L8 4L0 8z" fill="#222"/></marker></defs>',
    `<rect ${size} fill="#fff"/>\n`,
    ...routes.map((route, at) => arrow(route, arrows[at]!.label, forks.has(arrows[at]!.from))),
    ...[...boxes].map(([node, place]) => box(place, linesOf(node), node.shape.length > 0)),
    "</svg>\n",
  ].join("");
}

function box({ x, y, width }: Place, lines: readonly string[], isArray: boolean): string {
  const tall = Math.max(boxHeight, lines.length * 16 + 12);
  const corner = isArray ? 3 : tall / 2;
  const frame = `<rect x="${rounded(x)}" y="${rounded(y - tall / 2)}" width="${rounded(width)}" height="${tall}"`;
  const text = lines.map((line, at) => {
    const below = y + 4 + (at - (lines.length - 1) / 2) * 16;
    return `<text x="${rounded(x + width / 2)}" y="${rounded(below)}" text-anchor="middle">${escaped(line)}</text>`;
  });
  return `${frame} rx="${corner}" fill="#f4f6f8" stroke="#0072b2"/>${text.join("")}\n`;
}

/** A smooth line through its places, its label beside the first stretch. */
function arrow(route: readonly Place[], label: string, forks: boolean): string {
  const [first, second] = route as [Place, Place, ...Place[]];
  const from = first.x + first.width;
  const path = route.slice(1).map(({ x, y }, at) => {
    const before = route[at]!;
    const left = before.x + before.width;
    const middle = rounded((left + x) / 2);
    return `C${middle} ${rounded(before.y)} ${middle} ${rounded(y)} ${rounded(x)} ${rounded(y)}`;
  });
  // at the start's row, or at the end's where several arrows leave the start, on the side that the line turns from
  const row = forks ? second.y : first.y;
  const above = forks ? second.y <= first.y : second.y >= first.y;
  const [x, y] = [(from + second.x) / 2, row + (above ? -7 : 17)];
  // a halo of paper keeps the words readable where lines cross
  const halo = 'stroke="#fff" stroke-width="4" paint-order="stroke"';
  return (
    `<path d="M${rounded(from)} ${rounded(first.y)}${path.join("")}" fill="none" stroke="#222" marker-end="url(#tip)"/>` +
    `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="middle" ${halo}>${escaped(label)}</text>\n`
  );
}
