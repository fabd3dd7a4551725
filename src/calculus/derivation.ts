import type { Graph } from "../graph/graph.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { operations } from "../graph/operations/index.ts";
import { reachable } from "../graph/walk.ts";
import { adjoints } from "./adjoints.ts";
import { differentiate } from "./differentiate.ts";
import { simplify } from "./simplify.ts";
import { Tidy } from "./tidy.ts";

/** How one quantity acts on the loss through one statement that reads it. */
export interface Link {
  /** The quantity whose statement reads it. */
  readonly through: Node;
  /** ∂through/∂quantity in the statement's own names; null where it is no single factor (matrices, reductions). */
  readonly local: Node | null;
  /** What the link adds to the adjoint: dL/dthrough · local, or its matrix form. */
  readonly term: Node;
}

/** One application of the chain rule: dL/dquantity as the sum over the statements that read the quantity. */
export interface Step {
  readonly quantity: Node;
  /** `dL/dquantity`, a named quantity whose expression is the simplified sum. */
  readonly adjoint: Node;
  readonly links: readonly Link[];
}

/** One way from a quantity up to the loss, multiplied out. */
export interface Path {
  /** From the loss down to the quantity. */
  readonly quantities: readonly Node[];
  /** The local derivative of each quantity with respect to the next. */
  readonly factors: readonly Node[];
}

export interface Derivation {
  readonly loss: Node;
  /** From the loss downward, each step after all that it builds on. */
  readonly steps: readonly Step[];
  /** The ways from each parameter to the loss, where they can be written out: few, short, and of scalars. */
  readonly paths: ReadonlyMap<Node, readonly Path[]>;
  /** The paths' products added up and simplified, for the same parameters. */
  readonly products: ReadonlyMap<Node, Node>;
}

const mostPaths = 8;
const longestPath = 16;

/**
 * The chain rule over named quantities: for each name between `wrt` and the loss its adjoint in terms of the
 * adjoints of the names that read it, each local derivative simplified in its own names.
 */
export function derive(graph: Graph, loss: Node, wrt: readonly Node[]): Derivation {
  const names = reachable([loss]).filter((node) => isName(node) || node === loss);
  const reads = new Map(names.map((name) => [name, readNames(name)]));
  const active = new Set(wrt);
  for (const name of names) if (reads.get(name)!.some((read) => active.has(read))) active.add(name);

  const readers = new Map<Node, Node[]>();
  for (const name of names) {
    for (const read of reads.get(name)!) if (active.has(read)) append(readers, read, name);
  }
  const label = loss.op === "named" ? nameOf(loss) : "L";
  const known = new Map<Node, Node>([[loss, graph.number(1)]]);
  const steps: Step[] = [];
  for (const quantity of names.reverse()) {
    const through = readers.get(quantity);
    if (!through) continue;
    const links = through.map((reader) => link(graph, reader, quantity, known.get(reader)!));
    const $ = new Tidy(graph);
    const total = links.map((one) => one.term).reduce((sum, term) => $.add(sum, term));
    const adjoint = graph.named(`d${label}/d${nameOf(quantity)}`, simplify(graph, total));
    known.set(quantity, adjoint);
    steps.push({ quantity, adjoint, links });
  }
  const paths = new Map<Node, Path[]>();
  const products = new Map<Node, Node>();
  const stepOf = new Map(steps.map((step) => [step.quantity, step]));
  for (const one of wrt) {
    const found = pathsTo(one, loss, stepOf);
    if (!found) continue;
    paths.set(one, found);
    products.set(one, multipliedOut(graph, found));
  }
  return { loss, steps, paths, products };
}

function append(lists: Map<Node, Node[]>, key: Node, value: Node): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const isLeafOf = (statement: Node) => (node: Node) => node !== statement && isName(node);

/** The names that a quantity's own statement reads. */
function readNames(quantity: Node): Node[] {
  return reachable([quantity], isLeafOf(quantity)).filter(isLeafOf(quantity));
}

/** A statement whose chain rule is a product of numbers: all of its inner nodes are element-wise scalars. */
function isScalarStatement(quantity: Node): boolean {
  return reachable([quantity], isLeafOf(quantity)).every(
    (node) =>
      node.shape.length === 0 &&
      (node.op === "named" || node.operands.length === 0 || operations[node.op].scalar),
  );
}

function link(graph: Graph, through: Node, quantity: Node, adjoint: Node): Link {
  const stopAt = isLeafOf(through);
  const $ = new Tidy(graph);
  if (isScalarStatement(through)) {
    const local = simplify(graph, differentiate(graph, through, quantity, stopAt));
    return { through, local, term: $.multiply(adjoint, local) };
  }
  const seed = $.broadcast(adjoint, through.shape);
  return {
    through,
    local: null,
    term: adjoints(graph, through, [quantity], { seed, stopAt }).get(quantity)!,
  };
}

/** All ways from the loss down to `from`, or nothing where they are too many, too long or not of scalars. */
function pathsTo(from: Node, loss: Node, stepOf: ReadonlyMap<Node, Step>): Path[] | undefined {
  const complete: Path[] = [];
  const growing: Path[] = [{ quantities: [from], factors: [] }];
  while (growing.length > 0) {
    const path = growing.pop()!;
    const [head] = path.quantities;
    if (head === loss) {
      complete.push(path);
      continue;
    }
    const links = stepOf.get(head!)?.links ?? [];
    if (path.factors.length >= longestPath || links.some((one) => one.local === null)) return undefined;
    for (const one of [...links].reverse()) {
      growing.push({ quantities: [one.through, ...path.quantities], factors: [one.local!, ...path.factors] });
    }
    if (complete.length + growing.length > mostPaths) return undefined;
  }
  return complete.length > 0 ? complete : undefined;
}

function multipliedOut(graph: Graph, paths: readonly Path[]): Node {
  const $ = new Tidy(graph);
  // a loss that is asked for itself has a path of no factor
  const products = paths.map(({ factors }) =>
    factors.reduce((product, factor) => $.multiply(product, factor), $.number(1)),
  );
  return simplify(
    graph,
    products.reduce((sum, product) => $.add(sum, product)),
  );
}
