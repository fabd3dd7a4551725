import { Ndarray } from "../numpy/array.ts";
import { itemsOf, keyOut } from "./collections.ts";
import { typedName } from "./convert.ts";
import { isError, messageOf } from "./failure.ts";
import { isNumber, plain } from "./numbers.ts";
import { ownKeys } from "./properties.ts";
import {
  ArrayValue,
  absent,
  BoundMethod,
  ClassValue,
  FunctionValue,
  IteratorValue,
  MapValue,
  Namespace,
  Native,
  ObjectValue,
  Property,
  Settled,
  SetValue,
  type Value,
} from "./values.ts";

const breakLength = 80;
const compact = 3;
const mostDepth = 2;
const mostItems = 100;

/** A value as `console.log` shows it in Node. */
export const inspect = (value: Value): string =>
  typeof value === "string" ? value : new Inspector().text(value, 0);

const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" };

function quoted(text: string): string {
  const mark = ["'", '"', "`"].find((one) => !text.includes(one)) ?? "'";
  const inside = text.replace(/[\\\n\t\r]/g, (letter) => escapes[letter]!);
  return mark + (text.includes(mark) ? inside.replaceAll(mark, `\\${mark}`) : inside) + mark;
}

const keyShown = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** Node's layout: what is nested at most three deep stands on one line where it fits, long lists in columns. */
class Inspector {
  #indent = 0;
  /** The depth of the object that was begun last. */
  #current = 0;
  readonly #around: object[] = [];

  text(value: Value, depth: number): string {
    if (value === absent) return "undefined";
    if (isNumber(value)) return numberText(plain(value));
    if (typeof value === "string") return quoted(value);
    if (typeof value !== "object" || value === null) return String(value);
    if (value instanceof FunctionValue || value instanceof Native || value instanceof BoundMethod)
      return functionText(value instanceof BoundMethod ? "bound" : value.name);
    if (value instanceof ClassValue) return classText(value);
    if (isError(value)) return errorText(value);
    if (this.#around.includes(value)) return "[Circular *1]";
    if (depth > mostDepth) return `[${nameOf(value)}]`;
    this.#around.push(value);
    this.#current = depth;
    try {
      return this.#held(value, depth);
    } finally {
      this.#around.pop();
    }
  }

  /** What stands inside an object, two letters further in. */
  #inside(value: Value, depth: number): string {
    this.#indent += 2;
    const text = this.text(value, depth + 1);
    this.#indent -= 2;
    return text;
  }

  #held(value: object, depth: number): string {
    if (value instanceof ArrayValue) {
      const shown = value.items.slice(0, mostItems).map((one) => this.#inside(one, depth));
      return this.#list(shown, value.items.length, value.items.every(isNumber), "", depth);
    }
    if (value instanceof Ndarray) {
      const numbers = Array.from(value.values());
      const shown = numbers.slice(0, mostItems).map(numberText);
      return this.#list(shown, numbers.length, true, `${typedName(value)}(${numbers.length}) `, depth);
    }
    if (value instanceof MapValue) {
      const shown = [...value.entries.values()].map(
        ([key, one]) => `${this.#inside(keyOut(key), depth)} => ${this.#inside(one, depth)}`,
      );
      return this.#laidOut(shown, shown.length, [`Map(${shown.length}) {`, "}"], depth);
    }
    if (value instanceof SetValue) {
      const shown = itemsOf(value).map((one) => this.#inside(one, depth));
      return this.#laidOut(shown, shown.length, [`Set(${shown.length}) {`, "}"], depth);
    }
    if (value instanceof Settled)
      return this.#laidOut([this.#inside(value.value, depth)], 1, ["Promise {", "}"], depth);
    if (!(value instanceof ObjectValue)) return `${nameOf(value)} {}`;
    const shown = ownKeys(value).map((name) => {
      const one = value.attributes.get(name)!;
      const text = one instanceof Property ? accessorText(one) : this.#inside(one, depth);
      return `${keyShown(name)}: ${text}`;
    });
    const name = nameOf(value);
    return this.#laidOut(shown, shown.length, [name === "Object" ? "{" : `${name} {`, "}"], depth);
  }

  #list(shown: string[], length: number, isNumeric: boolean, prefix: string, depth: number): string {
    const more = length - shown.length;
    if (more > 0) shown.push(`... ${more} more item${more > 1 ? "s" : ""}`);
    const rows = shown.length > 6 ? columns(shown, this.#indent, isNumeric, more > 0) : shown;
    return this.#laidOut(rows, shown.length, [`${prefix}[`, "]"], depth);
  }

  #laidOut(
    rows: readonly string[],
    entries: number,
    [open, close]: readonly [string, string],
    depth: number,
  ): string {
    if (rows.length === 0) return open + close;
    if (this.#current - depth < compact && entries === rows.length) {
      const start = rows.length + this.#indent + open.length + 10;
      const total = rows.reduce((sum, one) => sum + one.length, rows.length + start);
      if (total <= breakLength && !rows.some((one) => one.includes("\n")))
        return `${open} ${rows.join(", ")} ${close}`;
    }
    const line = `\n${" ".repeat(this.#indent)}`;
    return `${open}${line}  ${rows.join(`,${line}  `)}${line}${close}`;
  }
}

const functionText = (name: string): string =>
  name === "" ? "[Function (anonymous)]" : `[Function: ${name}]`;

const classText = ({ name, bases: [base] }: ClassValue): string =>
  `[class ${name || "(anonymous)"}${base ? ` extends ${base.name}` : ""}]`;

const accessorText = ({ get, set }: Property): string =>
  set === undefined ? "[Getter]" : get === absent ? "[Setter]" : "[Getter/Setter]";

function errorText(error: ObjectValue): string {
  const message = messageOf(error);
  return message === "" ? error.type.name : `${error.type.name}: ${message}`;
}

function nameOf(value: object): string {
  if (value instanceof ArrayValue) return "Array";
  if (value instanceof Ndarray) return typedName(value);
  if (value instanceof MapValue) return "Map";
  if (value instanceof SetValue) return "Set";
  if (value instanceof ObjectValue) return value.type.name || "(anonymous)";
  if (value instanceof Namespace) return value.name;
  return value instanceof IteratorValue ? value.typeName : "Object";
}

/** A long list in columns: about square, numbers to the right. */
function columns(
  shown: readonly string[],
  indent: number,
  isNumeric: boolean,
  hasMore: boolean,
): readonly string[] {
  const between = 2;
  const items = hasMore ? shown.slice(0, -1) : shown;
  const longest = Math.max(...items.map((one) => one.length));
  const total = items.reduce((sum, one) => sum + one.length + between, 0);
  const width = longest + between;
  if (width * 3 + indent >= breakLength || (total / width <= 5 && longest > 6)) return shown;
  const biased = Math.max(width - 3 - Math.sqrt(width - total / shown.length), 1);
  const count = Math.min(
    Math.round(Math.sqrt(2.5 * biased * items.length) / biased),
    Math.floor((breakLength - indent) / width),
    compact * 4,
    15,
  );
  if (count <= 1) return shown;
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...items.filter((_one, at) => at % count === column).map((one) => one.length + between)),
  );
  const rows: string[] = [];
  for (let from = 0; from < items.length; from += count) {
    const row = items.slice(from, from + count).map((one, at, all) => {
      const isLast = at === all.length - 1;
      const room = widths[at]! - (isLast ? between : 0);
      const cell = isLast ? one : `${one}, `;
      return isNumeric ? cell.padStart(room) : isLast ? cell : cell.padEnd(room);
    });
    rows.push(row.join(""));
  }
  return hasMore ? [...rows, shown.at(-1)!] : rows;
}
