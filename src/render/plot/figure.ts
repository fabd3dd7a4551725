import type * as PlotModule from "@observablehq/plot";

export type Plot = typeof PlotModule;
export type Marks = PlotModule.Markish[];

export interface Figure {
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  readonly width?: number;
  readonly height?: number;
}

interface Legend {
  readonly label: string;
  readonly colour: string;
  /** The line's dashes, as SVG writes them. */
  readonly dashes?: string;
}

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

/** The one palette of all pictures: Okabe and Ito's, told apart by readers of any colour vision. */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"] as const;

/** The room about the frame; a legend takes rows above it. */
export const margins = (rows: number) => ({
  marginTop: rows > 0 ? 62 + (rows - 1) * legendLine : 44,
  marginRight: 20,
  marginBottom: 44,
  marginLeft: 66,
});

const ink = "#222";
const paper = "#fff";

/**
 * A picture as a self-contained SVG text on its own white paper, so that it reads the same in print, on a dark
 * page and in a rasteriser. Observable Plot and a document to draw in are loaded when first wanted.
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
    `<title>${escaped(figure.title)}</title><desc>${escaped(figure.description)}</desc>`,
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
    .map(({ label, colour, dashes }, at) => {
      const from = left;
      left += widths[at]!;
      const dashed = dashes ? ` stroke-dasharray="${dashes}"` : "";
      return [
        `<line x1="${from}" x2="${from + 26}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="1.8"${dashed}/>`,
        `<circle cx="${from + 13}" cy="${y}" r="3.5" fill="${colour}"/>`,
        `<text x="${from + 33}" y="${y + 4}">${escaped(label)}</text>`,
      ].join("");
    })
    .join("");
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
