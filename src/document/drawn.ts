import { Ndarray } from "../lift/numpy/array.ts";
import { Tuple } from "../lift/numpy/values.ts";
import { bare, type Drawn, PyList, PyRange, type PyValue } from "../lift/python/values.ts";
import type { Chart, Layer } from "../render/plot/chart.ts";
import type { Field } from "../render/plot/field.ts";
import { palette } from "../render/plot/figure.ts";

/** The pictures that a program has drawn with matplotlib, from the calls that it made. */

export interface Drawing {
  readonly chart: Chart;
  readonly alt: string;
}

/** A number, or nested lists of numbers; nothing where a value is neither. */
export type Numbers = number | readonly Numbers[];

export function numbersOf(value: unknown): Numbers | undefined {
  const plain = bare(value as PyValue);
  if (typeof plain === "number") return plain;
  if (typeof plain === "bigint" || typeof plain === "boolean") return Number(plain);
  if (plain instanceof Ndarray) return nested(plain.values(), plain.shape);
  const items =
    plain instanceof PyList
      ? plain.items
      : plain instanceof Tuple
        ? plain.items
        : plain instanceof PyRange
          ? Array.from({ length: plain.length }, (_, at) => Number(plain.at(at)))
          : undefined;
  const all = items?.map((one) => numbersOf(one));
  return all?.every((one) => one !== undefined) ? (all as Numbers[]) : undefined;
}

function nested(data: Float64Array, [rows, ...rest]: readonly number[]): Numbers {
  if (rows === undefined) return data[0]!;
  if (rest.length === 0) return Array.from(data);
  const each = data.length / rows;
  return Array.from({ length: rows }, (_, at) => nested(data.subarray(at * each, (at + 1) * each), rest));
}

const lastOf = (call: string): string => call.slice(call.lastIndexOf(".") + 1);
const ends = new Set(["show", "savefig", "close", "tight_layout"]);
const begins = new Set(["figure", "subplots"]);

/** One picture a figure; a figure ends where it is shown, or where the next begins. */
export function drawingsOf(drawn: readonly Drawn[]): Drawing[] {
  const figures: Sheet[] = [new Sheet()];
  for (const call of drawn) {
    const name = lastOf(call.call);
    const sheet = figures[figures.length - 1]!;
    if ((begins.has(name) || ends.has(name)) && sheet.layers.length > 0 && name !== "tight_layout")
      figures.push(new Sheet());
    figures[figures.length - 1]!.take(name, call);
  }
  return figures.filter((one) => one.layers.length > 0).map(({ chart, alt }) => ({ chart, alt }));
}

export type Point = readonly [number, number];

const most = 20_000;

/** One figure as its calls make it. */
class Sheet {
  readonly layers: Layer[] = [];
  #title = "";
  readonly #labels: [string, string] = ["", ""];
  #x: readonly [number, number] | undefined;
  #y: readonly [number, number] | undefined;
  #logY = false;
  #isBare = false;
  #isGrey = false;

  take(name: string, { args, keywords }: Drawn): void {
    const text = (value: unknown): string => (typeof value === "string" ? value : "");
    const label = text(keywords.get("label"));
    const words = { ...(label !== "" && { label }), ...colourOf(keywords.get("color") ?? keywords.get("c")) };
    switch (name) {
      case "title":
      case "suptitle":
      case "set_title":
        this.#title = text(args[0]);
        return;
      case "xlabel":
      case "set_xlabel":
        this.#labels[0] = text(args[0]);
        return;
      case "ylabel":
      case "set_ylabel":
        this.#labels[1] = text(args[0]);
        return;
      case "xlim":
      case "set_xlim":
        this.#x = limits(args);
        return;
      case "ylim":
      case "set_ylim":
        this.#y = limits(args);
        return;
      case "axis":
        this.#isBare ||= args[0] === "off" || args[0] === false;
        return;
      case "yscale":
      case "set_yscale":
        this.#logY = args[0] === "log";
        return;
      case "semilogy":
      case "plot": {
        if (name === "semilogy") this.#logY = true;
        const format = args.find((one) => typeof one === "string") as string | undefined;
        const lists = args.filter((one) => typeof one !== "string").map(numbersOf);
        const points = pointsOf(lists.length > 1 ? lists[0] : undefined, lists.at(-1));
        if (!points) return;
        const marker = keywords.has("marker") || /[o.sx^*+]/.test(format ?? "");
        const style = text(keywords.get("linestyle") ?? keywords.get("ls")) || (format ?? "");
        const dashes = style.includes("--") || style === "dashed" ? "6 3" : style.includes(":") ? "2 3" : "";
        const given = { ...colourOf(format?.replace(/[^rgbckmy]/g, "")), ...words };
        if (format && marker && !/[-:]/.test(format)) this.layers.push({ kind: "dots", points, ...given });
        else this.layers.push({ kind: "line", points, marked: marker, dashes, ...given });
        return;
      }
      case "scatter": {
        const points = pointsOf(numbersOf(args[0]), numbersOf(args[1]));
        if (points) this.#scatter(points, numbersOf(keywords.get("c") ?? null), words);
        return;
      }
      case "bar": {
        const points = pointsOf(numbersOf(args[0]), numbersOf(args[1]));
        if (points) this.layers.push({ kind: "bars", points, ...(label !== "" && { label }) });
        return;
      }
      case "axhline":
      case "axvline": {
        const at = numbersOf(args[0] ?? keywords.get(name === "axhline" ? "y" : "x") ?? 0n);
        if (typeof at === "number")
          this.layers.push({ kind: "rule", axis: name === "axhline" ? "y" : "x", at });
        return;
      }
      case "contour":
      case "contourf": {
        const field = fieldOf(args.filter((one) => typeof one !== "string").map(numbersOf));
        const asked = numbersOf(keywords.get("levels") ?? args[3] ?? 10n);
        const levels = typeof asked === "number" ? asked : (asked as readonly number[] | undefined);
        if (field) this.layers.push({ kind: "levels", field, levels: levels ?? 10 });
        return;
      }
      case "imshow":
      case "matshow": {
        const rows = numbersOf(args[0]);
        const field = rows !== undefined && imageOf(rows);
        if (field) this.layers.push({ kind: "cells", field });
        this.#isGrey ||= /^gr[ae]y|^binary/i.test(text(keywords.get("cmap")));
        return;
      }
    }
  }

  /** Points of several classes are told apart by colour and shape. */
  #scatter(
    points: readonly Point[],
    classes: Numbers | undefined,
    words: { label?: string; colour?: string },
  ): void {
    const list =
      Array.isArray(classes) && classes.length === points.length ? (classes as number[]) : undefined;
    const kinds = list ? [...new Set(list)].sort((a, b) => a - b) : [];
    if (!list || kinds.length > 10) {
      this.layers.push({ kind: "dots", points, ...words });
      return;
    }
    for (const [at, kind] of kinds.entries()) {
      const symbol = (["circle", "triangle", "square", "times"] as const)[at % 4]!;
      const own = points.filter((_, k) => list[k] === kind);
      this.layers.push({ kind: "dots", points: own, symbol, label: `${words.label ?? "class"} ${kind}` });
    }
  }

  get alt(): string {
    return this.#title || `A picture of ${this.layers.map((one) => nouns[one.kind]).join(", ")}`;
  }

  get chart(): Chart {
    const [xLabel, yLabel] = this.#labels;
    return {
      title: this.#title,
      description: told(this.layers),
      labels: [xLabel, yLabel],
      layers: this.layers,
      logY: this.#logY,
      isBare: this.#isBare,
      isGrey: this.#isGrey,
      ...(this.#x && { x: this.#x }),
      ...(this.#y && { y: this.#y }),
    };
  }
}

/** What is drawn, in words. */
export function told(layers: readonly Layer[]): string {
  const words = layers.map((layer) => {
    const noun = "label" in layer && layer.label ? `${nouns[layer.kind]} ${layer.label}` : nouns[layer.kind];
    if (!("points" in layer) || layer.points.length === 0) return noun;
    const [first, last] = [layer.points[0]!, layer.points[layer.points.length - 1]!];
    const place = (point: Point): string => `(${point.map((one) => Number(one.toPrecision(3))).join(", ")})`;
    return `${noun} of ${layer.points.length} points from ${place(first)} to ${place(last)}`;
  });
  return `${words.join("; ")}.`;
}

const nouns: Readonly<Record<Layer["kind"], string>> = {
  levels: "contours",
  cells: "a grid of values",
  line: "a line",
  dots: "dots",
  bars: "bars",
  rule: "a rule",
};

const colours: Readonly<Record<string, string>> = {
  r: "#d7191c",
  red: "#d7191c",
  b: palette[0],
  blue: palette[0],
  g: palette[2],
  green: palette[2],
  k: "#222",
  black: "#222",
  orange: palette[1],
  m: palette[3],
  purple: palette[3],
  c: palette[5],
};

/** A colour's name as the one of our pictures that is nearest; others are left to the palette. */
export function colourOf(name: PyValue | undefined): { colour?: string } {
  const colour = typeof name === "string" ? colours[name.replace(/^tab:/, "")] : undefined;
  return colour === undefined ? {} : { colour };
}

function limits(args: readonly PyValue[]): readonly [number, number] | undefined {
  const given = args.length > 1 ? args.map(numbersOf) : numbersOf(args[0] ?? null);
  if (!Array.isArray(given) || given.length !== 2 || given.some((one) => typeof one !== "number"))
    return undefined;
  const [low, high] = given as [number, number];
  return low < high ? [low, high] : undefined;
}

function pointsOf(xs: Numbers | undefined, ys: Numbers | undefined): Point[] | undefined {
  if (!Array.isArray(ys) || ys.length > most) return undefined;
  const below = Array.isArray(xs) ? xs : ys.map((_, at) => at);
  const points = ys.flatMap((y, at): Point[] => {
    const x = below[at];
    return typeof y === "number" && typeof x === "number" && Number.isFinite(x) && Number.isFinite(y)
      ? [[x, y]]
      : [];
  });
  return points.length > 0 ? points : undefined;
}

/** The values over a grid, its places taken from the first row of X and the first column of Y. */
function fieldOf(given: readonly (Numbers | undefined)[]): Field | undefined {
  const [X, Y, Z] = given.length >= 3 ? given : [undefined, undefined, given[0]];
  if (!isTable(Z)) return undefined;
  const xs = isTable(X) ? X[0]! : (X as readonly number[] | undefined);
  const ys = isTable(Y) ? Y.map((row) => row[0]!) : (Y as readonly number[] | undefined);
  const [width, height] = [Z[0]!.length, Z.length];
  if (width < 2 || height < 2 || width * height > 1_000_000) return undefined;
  // a value stands for the middle of its cell, so that the field reaches half a cell beyond the outermost
  const reach = (ends: readonly number[] | undefined, count: number): [number, number] => {
    const [low, high] = ends ? [ends[0]!, ends[ends.length - 1]!] : [0, count - 1];
    const half = (high - low) / (count - 1) / 2;
    return [low - half, high + half];
  };
  const data = Z.flatMap((row) => row.map((one) => (Number.isFinite(one) ? one : Number.NaN)));
  return { data, width, height, x: reach(xs, width), y: reach(ys, height) };
}

/** A matrix as a picture, its first row on top; a large one by every k-th of its values. */
function imageOf(rows: Numbers): Field | undefined {
  if (!isTable(rows)) return undefined;
  const every = Math.ceil(Math.max(rows.length, rows[0]!.length) / 64);
  const thin = <T>(list: readonly T[]): T[] => list.filter((_, at) => at % every === 0);
  const kept = thin(rows).map(thin).reverse();
  const [width, height] = [kept[0]!.length, kept.length];
  return { data: kept.flat(), width, height, x: [0, width], y: [0, height] };
}

const isTable = (value: Numbers | undefined): value is readonly (readonly number[])[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => Array.isArray(row) && row.length === (value[0] as readonly unknown[]).length) &&
  (value[0] as readonly unknown[]).length > 0 &&
  typeof (value[0] as readonly unknown[])[0] === "number";
