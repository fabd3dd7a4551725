import { fixed, general, shortest } from "../../base/decimal.ts";
import { Ndarray } from "../numpy/array.ts";
import { raise } from "./failure.ts";
import { bare, isInt, type PyValue, typeName } from "./values.ts";

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const shape = /^(?:([\s\S])?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/;

function readSpec(text: string, value: PyValue): Spec {
  const found = shape.exec(text);
  if (!found)
    throw raise("ValueError", `Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign = "", alternate, zero, width, grouping = "", precision, type = ""] = found;
  return {
    fill: fill ?? (zero ? "0" : " "),
    align: align ?? (zero ? "=" : ""),
    sign,
    alternate: alternate !== undefined,
    width: affordable(Number(width ?? 0)),
    grouping,
    precision: precision === undefined ? undefined : affordable(10 * Number(precision)) / 10,
    type,
  };
}

const widest = 1_000_000;

/** A width that a text may have. */
export function affordable(width: number): number {
  if (width > widest) throw raise("MemoryError", `a text of ${width} letters is longer than a check allows`);
  return width;
}

/** `format(value, spec)`, by the mini-language of Python's format specifications. */
export function formatValue(given: PyValue, text: string, str: (value: PyValue) => string): string {
  if (text === "") return str(given);
  const value = given instanceof Ndarray && given.role === "scalar" ? numberIn(given) : bare(given);
  if (value instanceof Ndarray)
    throw raise("TypeError", "unsupported format string passed to numpy.ndarray.__format__");
  const spec = readSpec(text, value);
  if (typeof value === "string") return formatText(value, spec);
  if (isInt(value) && !"eEfFgG%".includes(spec.type || "d")) return formatInteger(BigInt(value), spec, value);
  if (isInt(value) || typeof value === "number") {
    if ("bcdosxX".includes(spec.type || "-"))
      throw raise("ValueError", `Unknown format code '${spec.type}' for object of type '${typeName(value)}'`);
    return formatFloat(Number(value), spec);
  }
  if (typeof value === "object")
    throw raise("TypeError", `unsupported format string passed to ${typeName(value)}.__format__`);
  return formatText(str(value), spec);
}

function numberIn(scalar: Ndarray): PyValue {
  if (scalar.dtype === "bool") return scalar.first !== 0;
  return scalar.dtype.startsWith("float") ? scalar.first : BigInt(scalar.first);
}

function formatText(value: string, spec: Spec): string {
  if (spec.type && spec.type !== "s")
    throw raise("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  const shown = spec.precision === undefined ? value : value.slice(0, spec.precision);
  return padded("", shown, { ...spec, align: spec.align || "<" });
}

function formatInteger(value: bigint, spec: Spec, given: PyValue): string {
  const size = value < 0n ? -value : value;
  const bases: Record<string, [number, string]> = {
    b: [2, "0b"],
    o: [8, "0o"],
    x: [16, "0x"],
    X: [16, "0X"],
  };
  const [base, prefix] = bases[spec.type] ?? [10, ""];
  if (spec.type === "c") return padded("", String.fromCodePoint(Number(value)), spec);
  if (spec.type === "s")
    throw raise("ValueError", `Unknown format code 's' for object of type '${typeName(given)}'`);
  const digits = spec.type === "X" ? size.toString(base).toUpperCase() : size.toString(base);
  return padded(
    signOf(value < 0n, spec) + (spec.alternate ? prefix : ""),
    grouped(digits, spec.grouping),
    spec,
  );
}

const signOf = (negative: boolean, spec: Spec): string =>
  negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";

function formatFloat(value: number, spec: Spec): string {
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const upper = "EFG".includes(spec.type || "-");
  const digits = Number.isFinite(size)
    ? floatDigits(size, spec)
    : shortest(size) + (spec.type === "%" ? "%" : "");
  const [whole, ...rest] = digits.split(/(?=[.e%])/);
  const text = grouped(whole!, spec.grouping) + rest.join("");
  return padded(signOf(negative, spec), upper ? text.toUpperCase() : text, spec);
}

function floatDigits(size: number, { type, precision, alternate }: Spec): string {
  switch (type) {
    case "f":
    case "F":
      return fixed(size, precision ?? 6);
    case "%":
      return `${fixed(size * 100, precision ?? 6)}%`;
    case "e":
    case "E":
      return exponential(size, precision ?? 6);
    case "g":
    case "G":
    case "n":
      return alternate ? size.toPrecision(precision || 6) : general(size, Math.max(1, precision ?? 6));
    default: {
      if (precision === undefined) return shortest(size);
      const text = general(size, Math.max(1, precision));
      return /[.e]/.test(text) ? text : `${text}.0`;
    }
  }
}

export function exponential(size: number, decimals: number): string {
  const [mantissa, power] = size.toExponential(decimals).split("e") as [string, string];
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

const grouped = (digits: string, mark: string): string =>
  mark ? digits.replace(/\B(?=(\d{3})+$)/g, mark) : digits;

/** Sign and digits in their width; numbers stand to the right. */
function padded(sign: string, text: string, { fill, align, width }: Spec): string {
  const room = Math.max(0, width - [...(sign + text)].length);
  const pad = fill.repeat(room);
  if (align === "<") return sign + text + pad;
  if (align === "=") return sign + pad + text;
  if (align === "^") {
    const left = Math.floor(room / 2);
    return fill.repeat(left) + sign + text + fill.repeat(room - left);
  }
  return pad + sign + text;
}

/** `template % values`. */
export function percentFormat(
  template: string,
  values: readonly PyValue[],
  lookup: ((name: string) => PyValue) | undefined,
  str: (value: PyValue) => string,
  repr: (value: PyValue) => string,
): string {
  let next = 0;
  const take = (): PyValue => {
    if (next >= values.length) throw raise("TypeError", "not enough arguments for format string");
    return values[next++]!;
  };
  const text = template.replace(
    /%(?:\((\w+)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g,
    (_, name, flags: string, width, precision, type: string) => {
      if (type === "%") return "%";
      const wide = width === "*" ? Number(bare(take())) : Number(width ?? 0);
      const places =
        precision === "*" ? Number(bare(take())) : precision === undefined ? undefined : Number(precision);
      const value = name === undefined ? take() : lookup!(name);
      const align = flags.includes("-") ? "<" : flags.includes("0") && !"sra".includes(type) ? "=" : ">";
      const fill = align === "=" ? "0" : " ";
      const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
      const spec = `${fill}${align}${sign}${wide || ""}`;
      const dot = places === undefined ? "" : `.${places}`;
      if (type === "s" || type === "r" || type === "a") {
        const shown = type === "s" ? str(value) : repr(value);
        return formatValue(
          places === undefined ? shown : shown.slice(0, places),
          `${fill}${align}${wide || ""}s`,
          str,
        );
      }
      const number = value instanceof Ndarray ? (value.size === 1 ? numberIn(value) : value) : bare(value);
      if (number instanceof Ndarray || (typeof number !== "number" && !isInt(number))) {
        throw raise("TypeError", `%${type} format: a real number is required, not ${typeName(value)}`);
      }
      if ("diu".includes(type))
        return formatValue(
          typeof number === "number" ? BigInt(Math.trunc(number)) : BigInt(number),
          `${spec}d`,
          str,
        );
      if ("oxXc".includes(type)) return formatValue(BigInt(number), spec + type, str);
      return formatValue(Number(number), spec + dot + type, str);
    },
  );
  if (!lookup && next < values.length)
    throw raise("TypeError", "not all arguments converted during string formatting");
  return text;
}
