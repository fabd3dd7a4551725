import type { Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import type { Compiled, CompileOptions, Place } from "./compiled.ts";
import type { Assignment } from "./schedule.ts";

/** What a module is known by: a text that equal graphs over equal shapes share, and this graph's nodes in its order. */
export interface Key {
  readonly text: string;
  readonly nodes: readonly Node[];
}

/** Long arrays are known by who they are, not by their numbers. */
const arrays = new WeakMap<object, number>();
let arrayCount = 0;
const mostWritten = 32;

function numbersText(data: Float64Array): string {
  if (data.length <= mostWritten) return Array.from(data, numberText).join();
  const known = arrays.get(data) ?? ++arrayCount;
  arrays.set(data, known);
  return `#${known}`;
}

/** JSON knows neither infinity nor NaN nor −0. */
const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

function attributeText(key: string, value: unknown): unknown {
  if (key === "name") return undefined;
  if (typeof value === "number") return numberText(value);
  return value instanceof Float64Array ? numbersText(value) : value;
}

export function keyOf(
  roots: readonly Node[],
  assignments: readonly Assignment[],
  { precision, rows, sizes, threads, relaxed }: CompileOptions,
): Key {
  const nodes = reachable([...roots, ...assignments.flatMap((one) => [one.variable, one.value])]);
  const places = new Map(nodes.map((node, at) => [node, at]));
  const place = (node: Node): number => places.get(node)!;
  const written = nodes.map(({ op, operands, attributes, shape }) =>
    [op, operands.map(place).join(), shape.join(), JSON.stringify(attributes, attributeText)].join(" "),
  );
  const wanted = [
    roots.map(place).join(),
    assignments.map(({ variable, value }) => `${place(variable)}=${place(value)}`).join(),
    JSON.stringify([precision, rows, [...(sizes ?? [])], threads, relaxed]),
  ];
  return { text: [...written, ...wanted].join("\n"), nodes };
}

interface Entry {
  readonly compiled: Omit<Compiled, "places">;
  /** By the node's number in the key's order. */
  readonly places: readonly (Place | undefined)[];
}

const mostEntries = 24;

/** Compiled modules by graph and shapes; those not asked for the longest make room for new ones. */
const entries = new Map<string, Entry>();

/** The module of an equal graph, for this graph's nodes; compiled where there is none yet. */
export function cached({ text, nodes }: Key, compile: () => Compiled): Compiled {
  const known = entries.get(text);
  if (known) {
    entries.delete(text);
    entries.set(text, known);
    const places = new Map<Node, Place>();
    for (const [at, node] of nodes.entries()) {
      const place = known.places[at];
      if (place) places.set(node, place);
    }
    return { ...known.compiled, places };
  }
  const made = compile();
  const { places, ...compiled } = made;
  entries.set(text, { compiled, places: nodes.map((node) => places.get(node)) });
  const [oldest] = entries.keys();
  if (entries.size > mostEntries) entries.delete(oldest!);
  return made;
}
