import type { Mark, Plotted } from "../lift/javascript/machine.ts";
import { memberOf } from "../lift/javascript/observable.ts";
import type { Value } from "../lift/javascript/values.ts";
import type { Chart, Layer } from "../render/plot/chart.ts";
import { colourOf, type Drawing, numbersOf, type Point, told } from "./drawn.ts";

/** The pictures that a program has made with Observable Plot, to be drawn as all others are. */
export const plotsOf = (plotted: readonly Plotted[]): Drawing[] => plotted.flatMap(drawingOf);

function drawingOf({ marks, options }: Plotted): Drawing[] {
  const layers = marks.flatMap(layersOf);
  if (layers.length === 0) return [];
  const title = textOf(memberOf(options, "title"));
  const scale = (name: string, key: string): Value | undefined => {
    const one = memberOf(options, name);
    return one === undefined ? undefined : memberOf(one, key);
  };
  const range = (name: string): [number, number] | undefined => {
    const given = numbersOf(scale(name, "domain"));
    const ends = Array.isArray(given) && given.length === 2 ? (given as [number, number]) : undefined;
    return ends && ends[0] < ends[1] ? ends : undefined;
  };
  const [x, y] = [range("x"), range("y")];
  const alt = title || told(layers);
  const chart: Chart = {
    title,
    description: told(layers),
    labels: [textOf(scale("x", "label")), textOf(scale("y", "label"))],
    layers,
    logY: scale("y", "type") === "log",
    ...(x && { x }),
    ...(y && { y }),
  };
  return [{ chart, alt }];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A mark as layers: one for each series that its stroke, fill or z tells apart. */
function layersOf(mark: Mark): Layer[] {
  const { kind, channels, options } = mark;
  if (kind.startsWith("rule")) {
    const axis = kind === "ruleX" ? "x" : "y";
    return numbersIn(channels.get(axis)).flatMap((at): Layer[] =>
      at === undefined ? [] : [{ kind: "rule", axis, at }],
    );
  }
  const [xs, ys] = [numbersIn(channels.get("x")), numbersIn(channels.get("y"))];
  const series = channels.get("stroke") ?? channels.get("fill") ?? channels.get("z");
  const groups = new Map<unknown, Point[]>();
  for (const [at, x] of xs.entries()) {
    const y = ys[at];
    if (x === undefined || y === undefined) continue;
    const name = series?.[at];
    const own = groups.get(name) ?? [];
    own.push([x, y]);
    groups.set(name, own);
  }
  const colour = colourOf((memberOf(options, "stroke") ?? memberOf(options, "fill")) as never);
  const dashes = textOf(memberOf(options, "strokeDasharray"));
  return [...groups].flatMap(([name, points], at): Layer[] => {
    const label = name === undefined ? {} : { label: String(numbersOf(name) ?? name) };
    if (kind.startsWith("line") || kind === "areaY")
      return [
        { kind: "line", points, dashes, marked: memberOf(options, "marker") === true, ...label, ...colour },
      ];
    if (kind.startsWith("dot")) {
      const symbol = (["circle", "triangle", "square", "times"] as const)[at % 4]!;
      return [{ kind: "dots", points, symbol, ...label, ...colour }];
    }
    return kind === "barY" || kind === "rectY" ? [{ kind: "bars", points, ...label }] : [];
  });
}

const numbersIn = (values: readonly Value[] = []): (number | undefined)[] =>
  values.map((one) => {
    const number = numbersOf(one);
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
  });
