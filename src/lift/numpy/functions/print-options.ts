import { Arguments } from "../arguments.ts";
import { scalarOf } from "../array.ts";
import { toNumber } from "../convert.ts";
import { arrayText, defaultPrintOptions, type PrintOptions, repr, str } from "../printing.ts";
import type { NumpyState } from "../state.ts";
import { Callable, Dict, NumpyFunction, type Value } from "../values.ts";

function readPrintOptions(given: Arguments): Partial<PrintOptions> {
  const read: Partial<PrintOptions> = {};
  const number = (position: number, name: "precision" | "threshold" | "edgeitems" | "linewidth"): void => {
    const value = given.optional(position, name);
    if (value !== undefined) read[name] = toNumber(value);
  };
  number(0, "precision");
  number(1, "threshold");
  number(2, "edgeitems");
  number(3, "linewidth");
  const suppress = given.optional(4, "suppress", "suppress_small");
  if (suppress !== undefined)
    read.suppress = suppress === true || (typeof suppress !== "boolean" && toNumber(suppress) !== 0);
  const mode = given.optional(-1, "floatmode");
  if (typeof mode === "string") read.floatmode = mode as PrintOptions["floatmode"];
  const sign = given.optional(-1, "sign");
  if (typeof sign === "string") read.sign = sign as PrintOptions["sign"];
  const nanstr = given.optional(5, "nanstr");
  if (typeof nanstr === "string") read.nanstr = nanstr;
  const infstr = given.optional(6, "infstr");
  if (typeof infstr === "string") read.infstr = infstr;
  return read;
}

/** `formatter={"float": f}`. */
function readFormatter(value: Value | undefined): PrintOptions["formatter"] {
  const formatter: PrintOptions["formatter"] = {};
  if (!(value instanceof Dict)) return formatter;
  for (const [key, f] of value.entries) {
    if (typeof key !== "string" || !(f instanceof Callable)) continue;
    const text =
      (convert: (one: number) => Value) =>
      (one: number): string =>
        String(f.call([convert(one)]));
    if (["float", "float_kind", "all"].includes(key))
      formatter.float = text((one) => scalarOf(one, "float64").as("scalar"));
    if (["int", "int_kind", "all"].includes(key))
      formatter.int = text((one) => scalarOf(one, "int64").as("scalar"));
  }
  return formatter;
}

/** `set_printoptions` and the functions that print an array in a form of their own. */
export function printing(state: NumpyState): Map<string, Value> {
  const make = (name: string, body: (given: Arguments) => Value): [string, Value] => [
    name,
    new NumpyFunction(name, (args, keywords) => body(new Arguments(name, args, keywords))),
  ];
  return new Map([
    make("set_printoptions", (given) => {
      Object.assign(state.print, readPrintOptions(given));
      state.print.formatter = readFormatter(given.optional(-1, "formatter"));
      return null;
    }),
    make("array2string", (given) => {
      const read = readPrintOptions(new Arguments("", [], given.keywords));
      const width = given.optional(1, "max_line_width");
      const options = { ...state.print, ...read, ...(width !== undefined && { linewidth: toNumber(width) }) };
      const formatter = given.optional(-1, "formatter");
      if (formatter !== undefined) options.formatter = readFormatter(formatter);
      const precision = given.optional(2, "precision");
      if (precision !== undefined) options.precision = toNumber(precision);
      return arrayText(
        given.array(0, "a"),
        options,
        given.text(4, " ", "separator"),
        given.text(5, "", "prefix"),
      );
    }),
    make("array_str", (given) => {
      const precision = given.optional(2, "precision");
      const suppress = given.flag(3, state.print.suppress, "suppress_small");
      return str(given.array(0, "a"), {
        ...state.print,
        suppress,
        ...(precision !== undefined && { precision: toNumber(precision) }),
      });
    }),
    make("array_repr", (given) => repr(given.array(0, "arr"), state.print)),
    make("reset_printoptions", () => {
      Object.assign(state.print, defaultPrintOptions, { version: state.print.version });
      return null;
    }),
  ]);
}
