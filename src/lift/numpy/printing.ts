import type { Ndarray } from "./array.ts";
import { type DType, isFloat } from "./dtype.ts";
import { tupleText } from "./failure.ts";
import { positional, scalarText, scientific } from "./float-text.ts";

/** `np.set_printoptions`, and whether scalars show their type as NumPy 2 does. */
export interface PrintOptions {
  precision: number;
  threshold: number;
  edgeitems: number;
  linewidth: number;
  suppress: boolean;
  floatmode: "maxprec" | "fixed" | "unique" | "maxprec_equal";
  sign: "-" | "+" | " ";
  nanstr: string;
  infstr: string;
  /** Texts of the program's own for elements of a kind. */
  formatter: {
    float?: (value: number) => string;
    int?: (value: number) => string;
    bool?: (value: number) => string;
  };
  version: 1 | 2;
}

export const defaultPrintOptions: Readonly<PrintOptions> = {
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  floatmode: "maxprec",
  sign: "-",
  nanstr: "nan",
  infstr: "inf",
  formatter: {},
  version: 1,
};

type Format = (value: number) => string;

/** The elements that will be shown: all, or the first and last `edgeitems` of every long axis. */
function shown(array: Ndarray, edge: number): Float64Array {
  const parts: number[] = [];
  const visit = (axis: number, offset: number): void => {
    if (axis === array.rank) {
      parts.push(array.buffer.data[offset]!);
      return;
    }
    const length = array.shape[axis]!;
    const cut = length > 2 * edge;
    for (let k = 0; k < length; k++) {
      if (cut && k === edge) k = length - edge;
      visit(axis + 1, offset + k * array.strides[axis]!);
    }
  };
  visit(0, array.offset);
  return Float64Array.from(parts);
}

function floatFormat(values: Float64Array, dtype: DType, options: PrintOptions): Format {
  const finite = values.filter((one) => Number.isFinite(one));
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  for (const one of finite) {
    if (one === 0) continue;
    high = Math.max(high, Math.abs(one));
    low = Math.min(low, Math.abs(one));
  }
  const exponential = high > 0 && (high >= 1e8 || (!options.suppress && (low < 0.0001 || high / low > 1000)));
  const limit = options.floatmode === "unique" ? 60 : options.precision;
  const all = options.floatmode === "fixed";
  let padLeft = 0;
  let padRight = 0;
  let text: Format;
  const plus = (value: number, digits: string): string =>
    options.sign === "+" && !digits.startsWith("-") && !Number.isNaN(value) ? `+${digits}` : digits;
  if (exponential) {
    let fraction = 0;
    let exponent = 0;
    for (const one of finite) {
      const digits = plus(one, scientific(one, dtype, { precision: limit, least: 0, all }));
      const [mantissa = "", power = ""] = digits.split("e");
      const [whole = "", part = ""] = mantissa.split(".");
      padLeft = Math.max(padLeft, whole.length);
      fraction = Math.max(fraction, all ? limit : part.length);
      exponent = Math.max(exponent, power.length - 1);
    }
    padRight = exponent + 2 + fraction;
    text = (value) => scientific(value, dtype, { precision: fraction, least: fraction }, exponent);
  } else {
    for (const one of finite) {
      const digits = plus(one, positional(one, dtype, { precision: limit, least: all ? limit : 0, all }));
      const [whole = "", part = ""] = digits.split(".");
      padLeft = Math.max(padLeft, whole.length);
      padRight = Math.max(padRight, part.length);
    }
    const equal = all || options.floatmode === "maxprec_equal";
    const least = equal ? padRight : 0;
    text = (value) => positional(value, dtype, { precision: equal ? padRight : limit, least, all });
  }
  if (options.sign === " " && !finite.some((one) => one < 0 || Object.is(one, -0))) padLeft++;
  if (finite.length !== values.length) {
    const negative = options.sign !== "-" || values.some((one) => one === Number.NEGATIVE_INFINITY) ? 1 : 0;
    const room = padRight + 1;
    padLeft = Math.max(padLeft, options.nanstr.length - room, options.infstr.length + negative - room);
  }
  return (value) => {
    if (!Number.isFinite(value)) {
      const odd = Number.isNaN(value)
        ? options.nanstr
        : `${value < 0 ? "-" : options.sign === "+" ? "+" : ""}${options.infstr}`;
      return odd.padStart(padLeft + padRight + 1);
    }
    const digits = plus(value, text(value));
    const point = digits.indexOf(".");
    return " ".repeat(Math.max(0, padLeft - point)) + digits.padEnd(exponential ? 0 : point + 1 + padRight);
  };
}

/** An integer's text; those beyond 2⁵³ show the double that holds them. */
export const integerText = (value: number): string =>
  Number.isSafeInteger(value)
    ? String(value + 0)
    : Number.isFinite(value)
      ? BigInt(value).toString()
      : String(value);

function formatOf(array: Ndarray, values: Float64Array, options: PrintOptions): Format {
  const { dtype } = array;
  if (dtype === "bool") {
    const own = options.formatter.bool;
    if (own) return own;
    const yes = array.rank === 0 ? "True" : " True";
    return (value) => (value !== 0 ? yes : "False");
  }
  if (isFloat(dtype)) return options.formatter.float ?? floatFormat(values, dtype, options);
  if (options.formatter.int) return options.formatter.int;
  let width = 0;
  for (const one of values) width = Math.max(width, integerText(one).length);
  return (value) => integerText(value).padStart(width);
}

interface Page {
  readonly separator: string;
  readonly edge: number;
  readonly summary: boolean;
}

/** Adds a word to a line, or begins another where it does not fit. */
function extend(text: string, line: string, word: string, width: number, indent: string): [string, string] {
  const wrap = line.length + word.length > width && line.length > indent.length;
  return wrap ? [`${text}${line.trimEnd()}\n`, indent + word] : [text, line + word];
}

function layOut(array: Ndarray, format: Format, page: Page, indent: string, width: number): string {
  const visit = (axis: number, offset: number, hanging: string, room: number): string => {
    if (axis === array.rank) return format(array.buffer.data[offset]!);
    const length = array.shape[axis]!;
    const stride = array.strides[axis]!;
    const cut = page.summary && length > 2 * page.edge;
    const lead = cut ? page.edge : 0;
    const trail = cut ? page.edge : length;
    const item = (k: number): string => visit(axis + 1, offset + k * stride, `${hanging} `, room - 1);
    let text = "";
    if (axis === array.rank - 1) {
      const fits = room - Math.max(page.separator.trimEnd().length, 1);
      let line = hanging;
      for (let k = 0; k < lead; k++) {
        [text, line] = extend(text, line, item(k), fits, hanging);
        line += page.separator;
      }
      if (cut) {
        [text, line] = extend(text, line, "...", fits, hanging);
        line += page.separator;
      }
      for (let k = length - trail; k < length - 1; k++) {
        [text, line] = extend(text, line, item(k), fits, hanging);
        line += page.separator;
      }
      [text, line] = extend(text, line, item(length - 1), fits, hanging);
      text += line;
    } else {
      const gap = page.separator.trimEnd() + "\n".repeat(array.rank - axis - 1);
      for (let k = 0; k < lead; k++) text += hanging + item(k) + gap;
      if (cut) text += `${hanging}...${gap}`;
      for (let k = length - trail; k < length - 1; k++) text += hanging + item(k) + gap;
      text += hanging + item(length - 1);
    }
    return `[${text.slice(hanging.length)}]`;
  };
  return visit(0, array.offset, indent, width);
}

/** `np.array2string`: the elements in brackets; `prefix` and `suffix` are what will stand around them. */
export function arrayText(
  array: Ndarray,
  options: PrintOptions,
  separator = " ",
  prefix = "",
  suffix = "",
): string {
  if (array.size === 0) return "[]";
  const summary = array.size > options.threshold;
  const values = summary ? shown(array, options.edgeitems) : array.values();
  const format = formatOf(array, values, options);
  if (array.rank === 0) return format(array.first);
  const page = { separator, edge: options.edgeitems, summary };
  return layOut(array, format, page, ` ${" ".repeat(prefix.length)}`, options.linewidth - suffix.length);
}

/** The text of one element as Python prints the number: `1.5`, `3`, `True`. */
export function elementText(value: number, dtype: DType): string {
  if (dtype === "bool") return value !== 0 ? "True" : "False";
  return isFloat(dtype) ? scalarText(value, dtype) : integerText(value);
}

/** `str(array)`. */
export const str = (array: Ndarray, options: PrintOptions): string =>
  array.rank === 0 ? elementText(array.first, array.dtype) : arrayText(array, options);

/** Whether a line has a scalar in the form of NumPy 2. */
export const isNumPy2 = (line: string): boolean => /np\.(?:\w+\d\(|True_|False_)/.test(line);

/** `repr` of a NumPy scalar: `1.5`, or `np.float64(1.5)` as NumPy 2 has it. */
export function scalarRepr(value: number, dtype: DType, options: PrintOptions): string {
  const text = elementText(value, dtype);
  if (options.version === 1) return text;
  return dtype === "bool" ? `np.${text}_` : `np.${dtype}(${text})`;
}

/** `repr(array)`. */
export function repr(array: Ndarray, options: PrintOptions): string {
  const { dtype } = array;
  const implied = (dtype === "bool" || dtype === "int64" || dtype === "float64") && array.size > 0;
  const name = array.role === "matrix" ? "matrix" : "array";
  const prefix = `${name}(`;
  const cut = array.size > options.threshold && array.shape.some((length) => length > 2 * options.edgeitems);
  const shape = options.version === 2 && cut ? `shape=${tupleText(array.shape)}` : "";
  const suffix = implied && !shape ? ")" : ",";
  const inner =
    array.size > 0 || (array.rank === 1 && array.shape[0] === 0)
      ? arrayText(array, options, ", ", prefix, suffix)
      : `[], shape=${tupleText(array.shape)}`;
  const text = prefix + inner + suffix;
  if (implied && !shape) return text;
  const tail = `${[shape, implied ? "" : `dtype=${dtype}`].filter(Boolean).join(", ")})`;
  const last = text.length - (text.lastIndexOf("\n") + 1);
  const gap = last + tail.length + 1 > options.linewidth ? `\n${" ".repeat(prefix.length)}` : " ";
  return text + gap + tail;
}
