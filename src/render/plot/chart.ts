import { type Field, levelColours, levelMarks, withLevelLines } from "./field.ts";
import {
  dashesOf,
  drawFigure,
  type Figure,
  frameOf,
  type Legend,
  type Mark,
  type Marks,
  type Plot,
  palette,
} from "./figure.ts";

type Points = readonly (readonly [number, number])[];

/** One thing drawn on two axes. */
export type Layer =
  | { readonly kind: "levels"; readonly field: Field; readonly levels: number | readonly number[] }
  | { readonly kind: "cells"; readonly field: Field }
  | {
      readonly kind: "line";
      readonly points: Points;
      readonly colour?: string;
      readonly dashes?: string;
      readonly marked?: boolean;
      readonly label?: string;
    }
  | {
      readonly kind: "dots";
      readonly points: Points;
      readonly colour?: string;
      readonly symbol?: Mark;
      readonly label?: string;
    }
  | { readonly kind: "bars"; readonly points: Points; readonly label?: string }
  | { readonly kind: "rule"; readonly axis: "x" | "y"; readonly at: number };

export interface Chart extends Figure {
  readonly layers: readonly Layer[];
  readonly labels?: readonly [string, string];
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  readonly logY?: boolean;
  /** No axes are drawn. */
  readonly isBare?: boolean;
  /** Values are shades of grey, the greater the darker. */
  readonly isGrey?: boolean;
}

/** Layers on two axes, in the order in which they are given, with a legend of those that have a label. */
export async function drawChart(chart: Chart): Promise<string> {
  const { layers } = chart;
  const field = layers.find((layer) => layer.kind === "levels" || layer.kind === "cells")?.field;
  const coloured = withColours(layers);
  const legends = coloured.flatMap(legendOf);
  const { width, height } = sizeOf(chart, legends);
  const x = chart.x ?? field?.x;
  const y = chart.y ?? field?.y;
  const log =
    chart.logY && coloured.every((layer) => !("points" in layer) || layer.points.every(([, v]) => v > 0));
  const isImage = layers.some((layer) => layer.kind === "cells");
  const axis = chart.isBare ? { axis: null } : { grid: !isImage };
  const svg = await drawFigure(
    { ...chart, width, height },
    {
      x: { label: chart.labels?.[0] ?? null, ...axis, ...(x && { domain: [...x], nice: false }) },
      y: {
        label: chart.labels?.[1] ?? null,
        ...axis,
        ...(y && { domain: [...y], nice: false }),
        ...(log && { type: "log" as const }),
      },
      color: chart.isGrey ? { ...levelColours, scheme: "greys" } : levelColours,
    },
    (plot) => coloured.flatMap((layer) => marksOf(plot, layer)),
    legends,
  );
  if (chart.isGrey)
    return svg.replace('aria-label="rect"', 'class="grey"').replace("</desc>", `</desc>${greyOnDark}`);
  const level = layers.find((layer) => layer.kind === "levels");
  return level ? withLevelLines(svg, level.field, frameOf(width, height, legends)) : svg;
}

/** Ink on paper, on dark screens too. */
const greyOnDark = "<style>@media screen and (prefers-color-scheme:dark){.grey{filter:invert(0.9)}}</style>";

/** An image keeps its cells square; all else has the size that was asked for. */
function sizeOf(
  { layers, width = 640, height = 480 }: Chart,
  legends: readonly Legend[],
): { width: number; height: number } {
  const image = layers.find((layer) => layer.kind === "cells")?.field;
  if (!image) return { width, height };
  const frame = frameOf(width, height, legends);
  const [aside, above] = [width - frame.width, height - frame.height];
  const tall = (frame.width * image.height) / image.width;
  return tall <= frame.height
    ? { width, height: Math.round(Math.max(80, tall) + above) }
    : { width: Math.round(Math.max(160, (frame.height * image.width) / image.height) + aside), height };
}

/** Lines and dots without a colour of their own take the palette's, in turn, and lines the dashes that go with it. */
function withColours(layers: readonly Layer[]): readonly Layer[] {
  let next = 0;
  return layers.map((layer) => {
    if ((layer.kind !== "line" && layer.kind !== "dots") || layer.colour !== undefined) return layer;
    const at = next++;
    const coloured = { ...layer, colour: palette[at % palette.length]! };
    return coloured.kind === "line" && !coloured.dashes ? { ...coloured, dashes: dashesOf(at) } : coloured;
  });
}

function legendOf(layer: Layer): Legend[] {
  if (!("label" in layer) || layer.label === undefined || layer.label === "") return [];
  if (layer.kind === "bars") return [{ label: layer.label, colour: palette[0] }];
  return [
    {
      label: layer.label,
      colour: layer.colour!,
      ...(layer.kind === "dots" ? { symbol: layer.symbol ?? "circle" } : { dashes: layer.dashes ?? "" }),
    },
  ];
}

function marksOf(plot: Plot, layer: Layer): Marks {
  switch (layer.kind) {
    case "levels":
      return levelMarks(
        plot,
        layer.field,
        Array.isArray(layer.levels) ? [...layer.levels] : (layer.levels as number),
      );
    case "cells":
      return [plot.rect(rectangles(layer.field), { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "value" })];
    case "line":
      return [
        plot.line(layer.points as Points, {
          stroke: layer.colour!,
          strokeWidth: 1.8,
          clip: true,
          ...(layer.dashes && { strokeDasharray: layer.dashes }),
        }),
        ...(layer.marked
          ? [
              plot.dot(layer.points as Points, {
                fill: layer.colour!,
                stroke: "#fff",
                strokeWidth: 0.8,
                r: 4,
                clip: true,
              }),
            ]
          : []),
      ];
    case "dots":
      return [
        plot.dot(layer.points as Points, {
          // crosses have no inside
          ...(layer.symbol === "times"
            ? { stroke: layer.colour!, strokeWidth: 1.8 }
            : { fill: layer.colour!, stroke: "#fff", strokeWidth: 0.8 }),
          r: 4.5,
          symbol: layer.symbol ?? "circle",
          clip: true,
        }),
      ];
    case "bars":
      return [plot.barY(layer.points as Points, { x: "0", y: "1", fill: palette[0] })];
    case "rule":
      return [layer.axis === "x" ? plot.ruleX([layer.at], rule) : plot.ruleY([layer.at], rule)];
  }
}

const rule = { stroke: "#222", strokeOpacity: 0.5, strokeDasharray: "4 3" };

interface Rectangle {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly value: number;
}

/** A field's cells, each in its place. */
function rectangles({ data, width, height, x, y }: Field): Rectangle[] {
  const at = ([low, high]: readonly [number, number], k: number, count: number): number =>
    low + ((high - low) * k) / count;
  return data.flatMap((value, place) => {
    if (Number.isNaN(value)) return [];
    const [row, column] = [Math.floor(place / width), place % width];
    return {
      x1: at(x, column, width),
      x2: at(x, column + 1, width),
      y1: at(y, row, height),
      y2: at(y, row + 1, height),
      value,
    };
  });
}
