import { toText } from "./convert.ts";
import type { Machine, Mark } from "./machine.ts";
import { ArrayValue, absent, ClassValue, Namespace, Native, ObjectValue, type Value } from "./values.ts";

/**
 * Observable Plot, as far as a program draws curves and points with it: marks hold their data, and a plot of them is
 * noted for whoever shows it. Nothing is drawn here.
 */
export function observablePlot(machine: Machine): Namespace {
  const marks = new WeakMap<ObjectValue, Mark>();
  const markClass = new ClassValue("Mark", []);
  const figureClass = new ClassValue("Figure", []);
  const draw = (drawn: readonly Mark[], options: Value): Value => {
    if (drawn.length > 0) machine.drawn.push({ marks: drawn, options });
    return new ObjectValue(figureClass);
  };
  const plot = new Native("plot", (_, [options = absent]) =>
    draw(marksIn(memberOf(options, "marks"), marks), options),
  );
  markClass.members.set(
    "plot",
    new Native("plot", (self, [options = absent]) => draw(marksIn(self, marks), options)),
  );
  const made = kinds.map((kind): [string, Value] => [
    kind,
    new Native(kind, (_, [data = absent, options = absent]) => {
      const mark = new ObjectValue(markClass);
      marks.set(mark, {
        kind,
        options,
        channels: channelsOf(machine, kind, itemsOf(machine, data), options),
      });
      return mark;
    }),
  ]);
  return new Namespace("Plot", new Map<string, Value>([["plot", plot], ...made]));
}

const kinds =
  "line lineX lineY dot dotX dotY areaY barX barY rectY ruleX ruleY frame gridX gridY axisX axisY".split(" ");

const itemsOf = (machine: Machine, data: Value): readonly Value[] =>
  data === absent || data === null || data instanceof ObjectValue ? [] : [...machine.iterate(data)];

/** The marks of a list, of lists in it, or one alone. */
function marksIn(value: Value | undefined, known: WeakMap<ObjectValue, Mark>): Mark[] {
  if (value instanceof ArrayValue) return value.items.flatMap((one) => marksIn(one, known));
  const mark = value instanceof ObjectValue ? known.get(value) : undefined;
  return mark ? [mark] : [];
}

export const memberOf = (options: Value, name: string): Value | undefined =>
  options instanceof ObjectValue ? options.attributes.get(name) : undefined;

/** Where each of the data stands, and to which series it belongs; options that no datum has are no channels. */
function channelsOf(
  machine: Machine,
  kind: string,
  data: readonly Value[],
  options: Value,
): Map<string, readonly Value[]> {
  const channels = new Map<string, readonly Value[]>();
  const isRule = kind.startsWith("rule");
  const own = kind.endsWith("Y") ? "y" : kind.endsWith("X") ? "x" : undefined;
  for (const name of ["x", "y", "stroke", "fill", "z"]) {
    const asked = memberOf(options, name);
    const found = asked === undefined ? undefined : channel(machine, data, asked);
    if (found) channels.set(name, found);
  }
  for (const [at, name] of (["x", "y"] as const).entries()) {
    if (channels.has(name)) continue;
    if (isRule) {
      if (name === own) channels.set(name, data);
    } else if (own === undefined)
      channels.set(
        name,
        data.map((datum) => (datum instanceof ArrayValue ? (datum.items[at] ?? absent) : absent)),
      );
    else channels.set(name, own === name ? data : data.map((_, place) => place));
  }
  return channels;
}

/** A function of the datum, the name of its field, or a list as long as the data. */
function channel(machine: Machine, data: readonly Value[], asked: Value): readonly Value[] | undefined {
  if (asked instanceof ArrayValue) return asked.items.length === data.length ? asked.items : undefined;
  if (typeof asked === "string") {
    const has = data.some((datum) => datum instanceof ObjectValue && datum.attributes.has(asked));
    return has ? data.map((datum) => machine.get(datum, asked)) : undefined;
  }
  if (asked instanceof ObjectValue || typeof asked !== "object" || asked === null) return undefined;
  return data.map((datum, at) => machine.call(asked, [datum, at]));
}

/** A text that is given as it is; nothing for what is none. */
export const textIn = (machine: Machine, value: Value | undefined): string =>
  value === undefined || value === absent || value === null ? "" : toText(machine, value);
