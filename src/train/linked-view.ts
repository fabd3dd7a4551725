import type { NDArray } from "../base/array.ts";
import { general } from "../base/decimal.ts";
import { norm } from "../base/norm.ts";
import type { Span } from "../base/span.ts";
import { adjoints } from "../calculus/adjoints.ts";
import { derive, type Path, type Step } from "../calculus/derivation.ts";
import type { ModelGraph } from "../graph/model.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { formatShape } from "../graph/shape.ts";
import { placesOf, type StatedNumber } from "../language/places.ts";
import { print } from "../language/print.ts";
import { collapsed } from "../render/collapse.ts";
import type { DiagramNode, LaidDiagram } from "../render/diagram.ts";
import { chartName, chartText } from "../render/flow.ts";
import { laidOnce } from "../render/laid-once.ts";
import { latex, latexName } from "../render/latex.ts";
import { evaluate, type Values } from "../run/evaluate.ts";
import { type Detail, tracedGraph } from "./traced-graph.ts";

/** A number as views show it; of an array its Euclidean norm. */
export interface ViewNumber {
  readonly text: string;
  /** The elements, of arrays of at most 64; of a number itself. */
  readonly data?: readonly number[];
}

/** A box of the graph: a quantity, or an operation without a name. */
export interface ViewNode {
  /** The quantity's name; of an operation a sign that no name has. */
  readonly id: string;
  readonly title: string;
  readonly role: "input" | "parameter" | "quantity" | "loss" | "operation" | "group";
  readonly shape: readonly number[];
  readonly latex: string;
  /** What its statement says, as text and as LaTeX; nothing for inputs and parameters. */
  readonly says?: { readonly text: string; readonly latex: string };
  readonly value?: ViewNumber;
  readonly adjoint?: ViewNumber;
  /** Where the text states it. */
  readonly span?: Span;
  readonly place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** An arrow of the graph: what flows forward along it, and the part of the adjoint that flows back. */
export interface ViewEdge {
  readonly from: string;
  readonly to: string;
  readonly value?: ViewNumber;
  readonly part?: ViewNumber;
  /** Where the statement of `to` reads `from`. */
  readonly uses: readonly Span[];
  readonly path: string;
}

/** A factor of the chain rule: the derivative of `to` by `from`, or the adjoint of `to` where `from` is missing. */
export interface ViewFactor {
  /** As a derivative: dz/dw. */
  readonly name: string;
  /** What it is: x. */
  readonly latex: string;
  readonly value: ViewNumber;
  readonly from?: string;
  readonly to: string;
}

/** The derivative of the loss by one quantity: a sum of products. */
export interface ViewDerivative {
  readonly quantity: string;
  readonly name: string;
  /** The ways that lead to the quantity; each a product of factors. */
  readonly terms: readonly (readonly ViewFactor[])[];
  /** The sum, simplified. */
  readonly result: string;
  readonly value: ViewNumber;
}

/** A model at a point, with all that shows it, each part naming what the others call by the same name. */
export interface LinkedView {
  readonly loss: string;
  readonly width: number;
  readonly height: number;
  /** In the order in which they are computed. */
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  /** From the loss down: the adjoint of each quantity by those of its readers. */
  readonly steps: readonly ViewDerivative[];
  /** Each parameter's whole way from the loss, multiplied out; where that is short enough to read. */
  readonly paths: readonly ViewDerivative[];
  /** The numbers of inputs and parameters that are written in the text. */
  readonly numbers: Readonly<Record<string, readonly StatedNumber[]>>;
}

export interface ViewOptions {
  readonly detail?: Detail;
  readonly direction?: "LR" | "TB";
}

/** What the numbers of a box need, so that a layout stays where it is while they change. */
const numberRoom = "∂ −0.00000";

/** The graph, derivation and numbers of a model at these values of its inputs and parameters. */
export async function linkedView(
  source: string,
  model: ModelGraph,
  values: Values,
  { detail = "names", direction = "LR" }: ViewOptions = {},
): Promise<LinkedView> {
  const { graph, loss } = model;
  const traced = tracedGraph(model, values, detail);
  const wrt = model.parameters.map((one) => one.node);
  const derivation = derive(graph, loss, wrt);
  const gradients = adjoints(graph, loss, traced.nodes);
  const locals = derivation.steps.flatMap((step) =>
    step.links.flatMap((link) => [link.term, ...(link.local ? [link.local] : [])]),
  );
  const known = derivation.steps.map((step) => step.adjoint);
  const trace = evaluate([...traced.nodes, ...gradients.values(), ...known, ...locals], values);
  const shown = (node: Node): ViewNumber => viewNumber(trace.get(node)!);
  const idOf = (node: Node): string => (isName(node) ? nameOf(node) : `#${node.id}`);
  const places = placesOf(source);

  const inputs = new Set(model.inputs.map((one) => one.node));
  const boxes = traced.nodes.map((node): DiagramNode => {
    const title = node.shape.length > 0 ? `${titleOf(node)} ${formatShape(node.shape)}` : titleOf(node);
    const says = node.op === "named" ? [clipped(chartText(print(node.operands[0]!)))] : [];
    const isArray = node.shape.length > 0;
    return {
      id: idOf(node),
      lines: [title, ...says, numberRoom, numberRoom],
      shape: isArray ? "block" : "pill",
      strong: traced.parameters.has(node),
      // what a statement says is written smaller than its name
      width: Math.max(106, title.length * 7.6 + 20, (says[0]?.length ?? 0) * 6 + 20),
    };
  });
  const edges = traced.edges.map(({ from, to, value, adjoint }) => ({
    from: idOf(from),
    to: idOf(to),
    value: viewNumber(value),
    part: viewNumber(adjoint),
  }));
  const diagram = collapsed({
    title: "",
    description: "",
    direction,
    nodes: boxes,
    edges: edges.map(({ from, to }) => ({ from, to, label: "" })),
  });
  const laid = await laidOnce({ ...diagram, direction });
  const isWhole = diagram.nodes.length === boxes.length;
  const numbers = Object.fromEntries(
    [...model.inputs, ...model.parameters].flatMap(({ node }) => {
      const stated = places.numbers.get(nameOf(node));
      return stated ? [[nameOf(node), stated] as const] : [];
    }),
  );
  return {
    loss: idOf(loss),
    width: laid.width,
    height: laid.height,
    nodes: isWhole
      ? traced.nodes.map((node, at): ViewNode => {
          const span = isName(node)
            ? (places.statements.get(nameOf(node)) ?? model.spans.get(node))
            : model.spans.get(node);
          return {
            id: idOf(node),
            title: boxes[at]!.lines[0]!,
            role: roleOf(node),
            shape: node.shape as readonly number[],
            latex: isName(node) ? latexName(nameOf(node)) : latex(node),
            ...(node.op === "named" && {
              says: { text: boxes[at]!.lines[1]!, latex: latex(node.operands[0]!) },
            }),
            value: shown(node),
            adjoint: viewNumber(trace.get(gradients.get(node)!)!),
            ...(span && { span }),
            place: laid.boxes[at]!,
          };
        })
      : groups(diagram.nodes, laid),
    edges: diagram.edges.map(({ from, to }, at): ViewEdge => {
      const own = isWhole ? edges[at] : undefined;
      const uses = (places.uses.get(to) ?? []).filter((one) => one.name === from).map((one) => one.span);
      return {
        from,
        to,
        uses,
        path: laid.arrows[at]!,
        ...(own && { value: own.value, part: own.part }),
      };
    }),
    steps: derivation.steps.map((step) => stepView(step)),
    paths: wrt.flatMap((node) => {
      const paths = derivation.paths.get(node);
      const step = derivation.steps.find((one) => one.quantity === node);
      if (!paths || !step) return [];
      return [
        {
          quantity: nameOf(node),
          name: derivativeName(loss, node),
          terms: paths.map(pathView),
          result: latex(derivation.products.get(node)!),
          value: shown(step.adjoint),
        },
      ];
    }),
    numbers,
  };

  function roleOf(node: Node): ViewNode["role"] {
    if (node === loss) return "loss";
    if (traced.parameters.has(node)) return "parameter";
    if (inputs.has(node)) return "input";
    return isName(node) ? "quantity" : "operation";
  }

  function stepView({ quantity, adjoint, links }: Step): ViewDerivative {
    return {
      quantity: nameOf(quantity),
      name: derivativeName(loss, quantity),
      terms: links.map(({ through, local, term }): ViewFactor[] => {
        const edge = { from: idOf(quantity), to: idOf(through) };
        if (!local)
          return [{ ...edge, name: derivativeName(loss, quantity), latex: latex(term), value: shown(term) }];
        const own = {
          ...edge,
          name: derivativeName(through, quantity),
          latex: latex(local),
          value: shown(local),
        };
        if (through === loss) return [own];
        const above = derivation.steps.find((one) => one.quantity === through)!;
        const name = derivativeName(loss, through);
        return [{ name, latex: name, value: shown(above.adjoint), to: idOf(through) }, own];
      }),
      result: latex(adjoint.operands[0]!),
      value: shown(adjoint),
    };
  }

  function pathView({ quantities, factors }: Path): ViewFactor[] {
    return factors.map((factor, at): ViewFactor => {
      const [to, from] = [quantities[at]!, quantities[at + 1]!];
      return {
        from: idOf(from),
        to: idOf(to),
        name: derivativeName(to, from),
        latex: latex(factor),
        value: shown(factor),
      };
    });
  }
}

const longest = 30;
const clipped = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
const titleOf = (node: Node): string => (isName(node) ? chartName(node) : clipped(print(node)));

const derivativeName = (of: Node, wrt: Node): string =>
  `\\frac{d${latexName(isName(of) ? nameOf(of) : "L")}}{d${latexName(nameOf(wrt))}}`;

function viewNumber(value: NDArray): ViewNumber {
  const isArray = value.shape.length > 0;
  const text = isArray ? `‖·‖ ${general(norm(value), 4)}` : general(value.data[0]!, 4);
  return value.data.length <= 64 ? { text, data: [...value.data] } : { text };
}

/** Layers of a large graph, as boxes that are linked with nothing. */
const groups = (nodes: readonly DiagramNode[], laid: LaidDiagram): ViewNode[] =>
  nodes.map(({ id, lines }, at) => ({
    id,
    title: lines[0]!,
    role: "group",
    shape: [],
    latex: "",
    ...(lines[1] !== undefined && { says: { text: lines[1], latex: "" } }),
    place: laid.boxes[at]!,
  }));
