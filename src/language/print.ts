import { toNested } from "../base/array.ts";
import { plain } from "../base/decimal.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { operations } from "../graph/operations/index.ts";
import type { IndexItem } from "../graph/shape.ts";
import { reachable } from "../graph/walk.ts";

/** A text with the strength of its outermost operator; an atom binds tightest. */
interface Printed {
  readonly text: string;
  readonly binds: number;
}

/** The constants that the language knows by name. */
const constantNames: ReadonlyMap<number, string> = new Map([
  [Math.PI, "pi"],
  [Math.E, "e"],
]);

const atom = 9;
const postfix = 8;
const prefix = 4;

/**
 * An expression in the maths language, with the fewest parentheses. Names are written as names; of a name at the
 * root too, so print its operand for what it stands for. Lowering the text again gives the same node.
 */
export function print(root: Node): string {
  const printed = new Map<Node, Printed>();
  const constants = new Map([
    [Math.PI, "pi"],
    [Math.E, "e"],
  ]);
  const isName = (node: Node): boolean => node.op === "named" || node.op === "variable";
  const nodes = reachable([root], isName);
  // a model may call a quantity of its own e or pi
  for (const node of nodes)
    for (const [value, name] of constants) if (node.attributes.name === name) constants.delete(value);
  for (const node of nodes) {
    const constant = node.op === "number" ? constants.get(node.attributes.value!) : undefined;
    if (constant) {
      printed.set(node, { text: constant, binds: atom });
      continue;
    }
    printed.set(
      node,
      isName(node) ? { text: nameOf(node), binds: atom } : one(node, (operand) => printed.get(operand)!),
    );
  }
  return printed.get(root)!.text;
}

function one(node: Node, of: (operand: Node) => Printed): Printed {
  const { notation } = operations[node.op];
  const [a, b] = node.operands.map(of);
  const wrap = (part: Printed, least: number): string => (part.binds < least ? `(${part.text})` : part.text);
  if (notation.kind === "infix") {
    const { symbol, binds, right } = notation;
    const loose = binds === 1 ? 2 : binds;
    const [left, last] = right ? [binds + 1, binds] : [loose, binds + 1];
    const space = binds < 3 || symbol === "@" ? " " : "";
    // a sign needs no parentheses as an exponent: 2^-x
    const second = right && b!.binds === prefix ? b!.text : wrap(b!, last);
    return { text: `${wrap(a!, left)}${space}${symbol}${space}${second}`, binds };
  }
  if (notation.kind === "prefix") return { text: `-${wrap(a!, prefix)}`, binds: prefix };
  if (notation.kind === "call") return call(notation.name, node, node.operands.map(of), wrap);
  return special(node, a, wrap);
}

const callOf = (name: string, parts: readonly string[]): Printed => ({
  text: `${name}(${parts.join(", ")})`,
  binds: atom,
});

function call(
  name: string,
  node: Node,
  operands: readonly Printed[],
  wrap: (part: Printed, least: number) => string,
): Printed {
  const texts = operands.map((operand) => operand.text);
  const { axes, keepdims, permutation, axis, shape, classes } = node.attributes;
  const rank = node.operands[0]?.shape.length ?? 0;
  switch (node.op) {
    case "transpose":
      if (permutation!.every((from, to) => from === rank - 1 - to))
        return {
          text: `${wrap(operands[0]!, node.operands[0]!.op === "number" ? atom + 1 : postfix)}.T`,
          binds: postfix,
        };
      return callOf(name, [...texts, `[${permutation!.join(", ")}]`]);
    case "reshape":
    case "broadcast":
      return callOf(name, [...texts, `[${shape!.join(", ")}]`]);
    case "oneHot":
      return callOf(name, [...texts, String(classes)]);
    case "concatenate":
      return callOf(name, [...texts, ...(axis ? [`axis=${axis}`] : [])]);
    case "softmax":
    case "logSoftmax":
      return callOf(name, [...texts, ...(axes![0] === rank - 1 ? [] : [`axis=${axes![0]}`])]);
    case "sum":
    case "mean":
    case "max":
    case "min":
    case "logSumExp":
      return callOf(name, [...texts, ...along(axes!, rank), ...(keepdims ? ["keepdims=true"] : [])]);
    default:
      return callOf(name, texts);
  }
}

const along = (axes: readonly number[], rank: number): string[] => {
  if (axes.length === rank) return [];
  return [`axis=${axes.length === 1 ? axes[0] : `[${axes.join(", ")}]`}`];
};

function special(
  node: Node,
  of: Printed | undefined,
  wrap: (part: Printed, least: number) => string,
): Printed {
  const { value, array, index, shape, axes, positions } = node.attributes;
  switch (node.op) {
    case "number":
      return {
        text: constantNames.get(value!) ?? plain(value!),
        binds: value! < 0 || Object.is(value, -0) ? prefix : atom,
      };
    case "array":
      return { text: JSON.stringify(toNested(array!)).replaceAll(",", ", "), binds: atom };
    case "size":
      return callOf("size", [of!.text, ...along(axes!, node.operands[0]!.shape.length)]);
    case "index":
      return { text: `${wrap(of!, postfix)}[${index!.map(indexItem).join(", ")}]`, binds: postfix };
    case "scatter":
      return callOf("scatter", [of!.text, `[${index!.map(indexItem).join(", ")}]`, `[${shape!.join(", ")}]`]);
    default:
      return callOf(node.op, [of!.text, `[${positions!.join(", ")}]`, `[${shape!.join(", ")}]`]);
  }
}

function indexItem(item: IndexItem): string {
  if (typeof item === "number") return String(item);
  const { start, stop, step } = item;
  return `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`;
}
