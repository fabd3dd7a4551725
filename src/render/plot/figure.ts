import type * as PlotModule from "@observablehq/plot";
import { darkStyle, escaped, ink, paper } from "../svg.ts";
import type { Frame } from "./frame.ts";

export type Plot = typeof PlotModule;
export type Marks = PlotModule.Markish[];

export interface Figure {
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Legend {
  readonly label: string;
  readonly colour: string;
  /** The line's dashes, as SVG writes them. */
  readonly dashes?: string;
  /** A mark alone, without a line. */
  readonly symbol?: Mark;
}

export type Mark = "circle" | "triangle" | "square" | "times";

/** A mark of the legend as an SVG path about (0, 0). */
const markPaths: Readonly<Record<Mark, string>> = {
  circle: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
  triangle: "M0 -4.6L4.4 3.4L-4.4 3.4Z",
  square: "M-3.7 -3.7H3.7V3.7H-3.7Z",
  times: "M-3.6 -3.6L3.6 3.6M3.6 -3.6L-3.6 3.6",
};

const entryWidth = ({ label }: Legend): number => 34 + label.length * 6.8 + 18;
const legendLine = 20;

/** A legend's entries in as many rows as the width asks for. */
export function legendRows(legends: readonly Legend[], width: number): Legend[][] {
  const rows: Legend[][] = [];
  let room = 0;
  for (const legend of legends) {
    room -= entryWidth(legend);
    if (room < 0 || rows.length === 0) {
      rows.push([]);
      room = width - 16 - entryWidth(legend);
    }
    rows.at(-1)!.push(legend);
  }
  return rows;
}

/**
 * The one palette of all pictures: Okabe and Ito's, told apart by readers of any colour vision, its two lightest
 * darkened until a thin line reads on white.
 */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07b00", "#3f8fbf"] as const;

/** The room about the frame; a legend takes rows above it. */
const margins = (rows: number) => ({
  marginTop: rows > 0 ? 62 + (rows - 1) * legendLine : 44,
  marginRight: 20,
  marginBottom: 44,
  marginLeft: 66,
});

/** Where the frame of a picture of this size lies. */
export function frameOf(width: number, height: number, legends: readonly Legend[]): Frame {
  const { marginTop, marginRight, marginBottom, marginLeft } = margins(legendRows(legends, width).length);
  return {
    left: marginLeft,
    top: marginTop,
    width: width - marginLeft - marginRight,
    height: height - marginTop - marginBottom,
  };
}

/**
 * A picture as a self-contained SVG text on paper of its own, white in print and in a rasteriser, dark where the
 * screen is. Observable Plot and a document to draw in are loaded when first wanted.
 */
export async function drawFigure(
  figure: Figure,
  options: PlotModule.PlotOptions,
  marks: (plot: Plot) => Marks,
  legends: readonly Legend[] = [],
): Promise<string> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<html><body></body></html>");
  const { width = 640, height = 480 } = figure;
  const rows = legendRows(legends, width);
  const svg = plot.plot({
    width,
    height,
    ...margins(rows.length),
    ...options,
    x: { labelAnchor: "center", labelArrow: "none", ...options.x },
    y: { labelAnchor: "center", labelArrow: "none", ...options.y },
    document,
    className: "chainrule-plot",
    style: { background: paper, color: ink },
    marks: marks(plot),
  });
  const rounded = svg.innerHTML.replace(/<style>[\s\S]*?<\/style>/, "").replace(places, tenths);
  const inner = ownIds(rounded, `${figure.title} ${figure.description}`);
  const titleSize = Math.min(15, (width - 16) / (figure.title.length * 0.62))
    .toFixed(1)
    .replace(/\.0$/, "");
  const legend = rows.map((row, at) => legendRow(row, width / 2, 44 + at * legendLine)).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"`,
    ` font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" color="${ink}" fill="currentColor">`,
    `<title>${escaped(figure.title || figure.description)}</title><desc>${escaped(figure.description)}</desc>${darkStyle}`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<text x="${width / 2}" y="24" text-anchor="middle" font-size="${titleSize}">${escaped(figure.title)}</text>`,
    // Plot centres all text by its root element, which ours replaces
    `<g text-anchor="middle">${inner}</g>`,
    legend && `<g aria-label="legend">${legend}</g>`,
    "</svg>\n",
  ].join("");
}

/** The attributes that say where something is; text and opacities keep their digits. */
const places = / (?:d|x|y|x1|x2|y1|y2|cx|cy|transform)="[^"]*"/g;

/** A tenth of a unit is finer than any screen or printer shows, and a fifth of the size. */
const tenths = (attribute: string): string =>
  attribute.replace(/-?\d+\.\d{2,}(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10));

/** Plot numbers its ids by process; ours come from what is drawn, so that a picture is the same each time. */
function ownIds(svg: string, seed: string): string {
  let hash = 0;
  for (const letter of seed) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0;
  const ids = [...new Set(svg.match(/plot-clip-\d+/g))];
  return ids.reduce(
    (text, id, at) => text.replace(new RegExp(`${id}\\b`, "g"), `clip-${hash.toString(36)}-${at}`),
    svg,
  );
}

/** Entries of the legend as one row about `middle`. */
function legendRow(legends: readonly Legend[], middle: number, y: number): string {
  const widths = legends.map(entryWidth);
  let left = middle - widths.reduce((total, one) => total + one, 0) / 2;
  return legends
    .map(({ label, colour, dashes, symbol }, at) => {
      const from = left;
      left += widths[at]!;
      const text = `<text x="${from + 33}" y="${y + 4}">${escaped(label)}</text>`;
      if (symbol) {
        const paint =
          symbol === "times" ? `fill="none" stroke="${colour}" stroke-width="1.8"` : `fill="${colour}"`;
        return `<path d="${markPaths[symbol]}" transform="translate(${from + 20} ${y})" ${paint}/>${text}`;
      }
      const dashed = dashes ? ` stroke-dasharray="${dashes}"` : "";
      return [
        `<line x1="${from}" x2="${from + 26}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="1.8"${dashed}/>`,
        `<circle cx="${from + 13}" cy="${y}" r="3.5" fill="${colour}"/>`,
        text,
      ].join("");
    })
    .join("");
}
