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
}

/** The one palette of all pictures: Okabe and Ito's, told apart by readers of any colour vision. */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"] as const;

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
  const svg = plot.plot({
    width,
    height,
    marginTop: legends.length > 0 ? 62 : 44,
    marginLeft: 56,
    marginBottom: 44,
    ...options,
    x: { labelAnchor: "center", labelArrow: "none", ...options.x },
    y: { labelAnchor: "center", labelArrow: "none", ...options.y },
    document,
    className: "chainrule-plot",
    style: { background: paper, color: ink },
    marks: marks(plot),
  });
  // a tenth of a unit is finer than any screen or printer shows, and a fifth of the size
  const inner = svg.innerHTML.replace(/<style>[\s\S]*?<\/style>/, "").replace(/(\d\.\d)\d+/g, "$1");
  const legend = legendRow(legends, width / 2, 44);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"`,
    ` font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" color="${ink}" fill="currentColor">`,
    `<title>${escape(figure.title)}</title><desc>${escape(figure.description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<text x="${width / 2}" y="24" text-anchor="middle" font-size="15">${escape(figure.title)}</text>`,
    inner,
    legend && `<g aria-label="legend">${legend}</g>`,
    "</svg>\n",
  ].join("");
}

/** The legend as one row under the title, about `middle`. */
function legendRow(legends: readonly Legend[], middle: number, y: number): string {
  const widths = legends.map(({ label }) => 34 + label.length * 6.8 + 18);
  let left = middle - widths.reduce((total, one) => total + one, 0) / 2;
  return legends
    .map(({ label, colour }, at) => {
      const from = left;
      left += widths[at]!;
      return [
        `<line x1="${from}" x2="${from + 26}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="1.8"/>`,
        `<circle cx="${from + 13}" cy="${y}" r="3.5" fill="${colour}"/>`,
        `<text x="${from + 33}" y="${y + 4}">${escape(label)}</text>`,
      ].join("");
    })
    .join("");
}

export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
