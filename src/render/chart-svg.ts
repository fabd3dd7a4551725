import type { NDArray } from "../base/array.ts";
import { general } from "../base/decimal.ts";
import { norm } from "../base/norm.ts";
import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { formatShape } from "../graph/shape.ts";
import { print } from "../language/print.ts";
import { collapsed } from "./collapse.ts";
import { type Diagram, type DiagramEdge, type DiagramNode, diagramSvg } from "./diagram.ts";
import { type FlowOptions, forwardFlow } from "./flow.ts";

/** A model's forward pass as a self-contained SVG picture; arrays are blocks with their shape. */
export function chartSvg(model: ModelGraph, options: FlowOptions = {}): Promise<string> {
  const arrows = forwardFlow(model, options);
  const drawn = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const told = arrows.map(({ from, to }) => `${textOf(from)} to ${textOf(to)}`).join(", ");
  return diagramSvg(
    collapsed({
      title: "Computational graph",
      description: told,
      direction: "fit",
      nodes: drawn.map((node) => boxOf(node)),
      edges: arrows.map(({ from, to, label }) => ({ from: idOf(from), to: idOf(to), label: inSigns(label) })),
    }),
  );
}

/** What flows along one arrow of a computational graph: a value forward, its part of the adjoint back. */
export interface TracedEdge {
  readonly from: Node;
  readonly to: Node;
  readonly value: NDArray;
  readonly adjoint: NDArray;
}

/** A computational graph at a point: its quantities or operations, and what flows between them. */
export interface TracedGraph {
  readonly nodes: readonly Node[];
  readonly edges: readonly TracedEdge[];
  readonly loss: Node;
  readonly lossValue: NDArray;
  readonly parameters: ReadonlySet<Node>;
}

/** The computational graph with its forward values and, under each, the adjoint that flows back along the arrow. */
export function tracedSvg({ nodes, edges, loss, lossValue, parameters }: TracedGraph): Promise<string> {
  const name = isName(loss) ? textOf(loss) : "the loss";
  const boxes = nodes.map((node) => {
    const lines = node === loss ? [`= ${numberText(lossValue)}`] : [];
    return boxOf(node, expressionOf(node), lines, parameters.has(node));
  });
  const arrows = edges.map(
    ({ from, to, value, adjoint }): DiagramEdge => ({
      from: idOf(from),
      to: idOf(to),
      label: numberText(value),
      back: `∂ ${numberText(adjoint)}`,
    }),
  );
  const told = edges.map(
    ({ from, to, value, adjoint }) =>
      `${textOf(from)} to ${textOf(to)}: ${numberText(value)}, back ${numberText(adjoint)}`,
  );
  const diagram: Diagram = {
    title: `Computational graph of ${name}: values forward, adjoints (∂) back`,
    description: `${told.slice(0, 40).join("; ")}${told.length > 40 ? `; and ${told.length - 40} more arrows` : ""}.`,
    direction: "fit",
    nodes: boxes,
    edges: arrows,
  };
  return diagramSvg(collapsed(diagram));
}

const idOf = (node: Node): string => String(node.id);

const longest = 30;
const clipped = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** What a quantity's statement says; nothing for what has none. */
const expressionOf = (node: Node): string | undefined =>
  node.op === "named" ? clipped(inSigns(print(node.operands[0]!))) : undefined;

const textOf = (node: Node): string => inSigns(isName(node) ? nameOf(node) : clipped(print(node)));

const below = "₀₁₂₃₄₅₆₇₈₉";
const above: Readonly<Record<string, string>> = { 2: "²", 3: "³" };

/** Maths as a picture writes it: `w1*y_hat` is w₁·ŷ. */
const inSigns = (text: string): string =>
  text
    .replace(/(?<![\w.])([A-Za-z]+)_?(\d+)(?!\w)/g, (_, name: string, digits: string) =>
      [name, ...[...digits].map((digit) => below[Number(digit)])].join(""),
    )
    .replace(/(?<!\w)([A-Za-z])_hat(?!\w)/g, "$1\u0302")
    .replace(/\^([23])(?![\d.^])/g, (_, digit: string) => above[digit]!)
    .replace(/(?<=\S)\*(?=\S)/g, "·")
    .replace(/(?<![\w)])-(?=\d)/g, "−")
    .normalize("NFC");

function boxOf(
  node: Node,
  expression?: string,
  more: readonly string[] = [],
  isParameter = false,
): DiagramNode {
  const isArray = node.shape.length > 0;
  const name = textOf(node);
  const title = isArray ? `${name} ${formatShape(node.shape)}` : name;
  return {
    id: idOf(node),
    lines: [title, ...(expression !== undefined ? [expression] : []), ...more],
    shape: isArray ? "block" : "pill",
    strong: isParameter,
  };
}

/** A number; of an array its Euclidean norm. */
const numberText = (value: NDArray): string =>
  (value.shape.length > 0 ? `‖·‖ ${general(norm(value), 4)}` : general(value.data[0]!, 4)).replaceAll(
    "-",
    "−",
  );
