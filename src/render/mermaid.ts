import { general } from "../base/decimal.ts";
import type { ModelGraph } from "../graph/model.ts";
import type { Node } from "../graph/node.ts";
import { chartName, type FlowOptions, forwardFlow } from "./flow.ts";

export interface ChartOptions extends FlowOptions {
  /** The number to write at each quantity, and its adjoint, where known. */
  readonly values?: ReadonlyMap<Node, string>;
}

/** Words that Mermaid reads as its own. */
const reserved = new Set([
  "end",
  "graph",
  "subgraph",
  "flowchart",
  "style",
  "linkstyle",
  "interpolate",
  "call",
  "href",
  "class",
  "classdef",
  "click",
  "default",
  "direction",
]);
const plainLabel = /^[\w\s*+.^/=,-]+$/;

/** A model's forward pass as a Mermaid flow chart. */
export function mermaid(model: ModelGraph, options: ChartOptions = {}): string {
  const arrows = forwardFlow(model, options);
  const lines = arrows.map(
    ({ from, to, label }) => `  ${identifier(from)} --${quoted(label)}--> ${identifier(to)}`,
  );
  const drawn = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const named = drawn.flatMap((node) => {
    const value = options.values?.get(node);
    const text = value ? `${chartName(node)}<br/>${value}` : chartName(node);
    return text === identifier(node) ? [] : [`  ${identifier(node)}["${text}"]`];
  });
  return ["flowchart LR", ...named, ...lines, ""].join("\n");
}

/** Mermaid's identifiers are plain words; anything else is spelled out by its code. */
function identifier(node: Node): string {
  const name = chartName(node).replace(
    /[^A-Za-z0-9_]/g,
    (letter) => `u${letter.codePointAt(0)!.toString(16)}`,
  );
  return reserved.has(name.toLowerCase()) ? `${name}_` : name;
}

const codes: Readonly<Record<string, string>> = { '"': "#quot;", "<": "#lt;", ">": "#gt;" };

/** `--x` and `--o` begin arrows with a cross or a circle: such labels are quoted too. */
const quoted = (label: string): string =>
  plainLabel.test(label) && !/^[-=xo]|--/.test(label)
    ? label
    : `"${label.replace(/["<>]/g, (letter) => codes[letter]!)}"`;

/** A number as charts show it. */
export const chartNumber = (value: number): string => general(value, 4);
