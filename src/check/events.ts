import type { Span } from "../base/span.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { reaches } from "../graph/walk.ts";
import type { Hooks } from "../lift/machine.ts";
import { Ndarray } from "../lift/numpy/array.ts";
import { Tuple } from "../lift/numpy/values.ts";
import type { Expression } from "../lift/python/syntax.ts";
import { bare, closedOver, PyInstance, PyList, type PyValue, type Scope } from "../lift/python/values.ts";
import { innerOf, nodeOfValue, numbersOf } from "./leaves.ts";

/** A value that a step gave to a name, attribute or item, or that a function gave back. */
export interface Event {
  /** `w`, `self.W`, `params[…]`; `cost()` for what the function `cost` gave. */
  readonly target: string;
  readonly node: Node | undefined;
  /** There wherever a node or elements are. */
  readonly numbers: Float64Array | undefined;
  /** The nodes of the numbers in a list, in order: a list has no node of its own. */
  readonly elements?: readonly (Node | undefined)[];
  readonly span: Span;
  readonly kind: "assigned" | "called" | "returned";
  /** Whether the value is all that its node computes, in order, and no view of it. */
  readonly isWhole: boolean;
  /** Where items of an array are written: the array, with them in it. */
  readonly holder?: Node | undefined;
  /** What a gradient that an object keeps should be computed from, in an engine for derivatives. */
  readonly local?: Local | undefined;
}

/** The gradient of an object is set from that of another which was computed from it. */
export interface Local {
  readonly of: Node;
  /** What is computed from it, and its gradient at that moment; undefined where the closure knows no such object. */
  readonly from: { readonly node: Node; readonly seed: Float64Array } | undefined;
}

/** What drives a program lies before it in the order of spans, and behind the library of the interpreter. */
export const driverOffset = -500_000_000;

/** How a target is written: `w`, `self.W`, `params[…]`. */
export function targetText(target: Expression): string {
  switch (target.kind) {
    case "name":
      return target.name;
    case "attribute":
      return `${targetText(target.object)}.${target.name}`;
    case "subscript":
      return `${targetText(target.object)}[…]`;
    case "call":
      return `${targetText(target.callee)}()`;
    default:
      return "…";
  }
}

/** Where among its arguments a method has the item that it puts into a list; undefined for other methods. */
export const itemPut = (method: string, count: number): number | undefined =>
  count === 1 && /^(append|push|appendleft|unshift)$/.test(method)
    ? 0
    : count === 2 && method === "insert"
      ? 1
      : undefined;

/** Notes every value that a step makes under a name. */
export function listening(
  events: Event[],
  graph: Graph,
  apart: ReadonlySet<number> | undefined,
  isRecorded: boolean,
): Hooks {
  const note = (
    target: string,
    value: PyValue,
    span: Span,
    kind: Event["kind"],
    about: Pick<Event, "holder" | "local"> = {},
  ): void => {
    // of a driver only the loss counts, of the library nothing
    if (span.from < 0 && (kind !== "assigned" || target !== "loss" || span.from < driverOffset)) return;
    const inner = innerOf(value);
    const isWhole = !(inner instanceof Ndarray) || inner.whole;
    const own = value instanceof PyInstance ? numbersHeld(value) : value;
    const isList = isRecorded && kind !== "called" && own instanceof PyList;
    const found = isList ? gathered(own) : undefined;
    if (apart?.has(events.length)) {
      const copies = isList ? (found?.values ?? []) : isWhole ? [inner] : [];
      for (const [at, one] of copies.entries())
        if (one instanceof Ndarray && one.buffer.recorded)
          one.buffer.recorded = {
            graph,
            node: graph.named(`copy ${events.length}.${at}`, one.buffer.recorded.node),
          };
    }
    const list = found && listed(found);
    const numbers = list?.numbers ?? asNumbers(value);
    events.push({ target, node: nodeOfValue(value), ...list, numbers, span, kind, isWhole, ...about });
  };
  return {
    assigned: (target, value, scope, span) =>
      note(targetText(target), value, span, "assigned", {
        holder: holderOf(target, scope),
        local: localOf(target, scope),
      }),
    returned: (statement, value) => {
      const written = statement.kind === "return" ? statement.value : undefined;
      const items = written?.kind === "tuple" || written?.kind === "list" ? written.items : [];
      const given = value instanceof Tuple || value instanceof PyList ? (value.items as PyValue[]) : [];
      // of several values each is noted where it is written
      if (written?.kind === "dict" && value instanceof PyInstance)
        for (const { key, value: item } of written.entries) {
          if (key?.kind !== "constant") continue;
          const own = value.attributes.get(String(key.value));
          if (own !== undefined) note(`return.${key.value}`, own, item.span, "returned");
        }
      else if (items.length > 0 && given.length === items.length)
        for (const [at, item] of items.entries()) note("return[…]", given[at]!, item.span, "returned");
      else note("return", value, statement.span, "returned");
    },
    called: ({ callee, span }, args, result) => {
      const put = callee.kind === "attribute" ? itemPut(callee.name, args.length) : undefined;
      if (callee.kind === "attribute" && put !== undefined)
        note(targetText(callee.object), args[put]!, span, "called");
      else if (nodeOfValue(result)) note(`${targetText(callee)}()`, result, span, "called");
    },
  };
}

/** The array of which an item is written, as it is then. */
function holderOf(target: Expression, scope: Scope): Node | undefined {
  if (target.kind !== "subscript" || target.object.kind !== "name") return undefined;
  const { name } = target.object;
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    const value = one.names.get(name);
    if (value !== undefined) return value instanceof Ndarray && value.whole ? nodeOfValue(value) : undefined;
  }
  return undefined;
}

/** How engines call the gradient that an object keeps. */
const gradientName = /^_?(grad|gradient|g|adjoint|adj|bar|deriv|derivative|delta|d)$/i;

/**
 * Where a closure of an engine for derivatives sets an object's gradient (`self.grad += …`): from which other object of
 * the closure it should come.
 */
function localOf(target: Expression, scope: Scope): Local | undefined {
  if (target.kind !== "attribute" || target.object.kind !== "name" || !gradientName.test(target.name))
    return undefined;
  const { name: ownName } = target.object;
  const about = new Map<string, PyInstance>();
  for (const { names } of closedOver(scope)) {
    for (const [name, value] of names)
      if (value instanceof PyInstance && !about.has(name)) about.set(name, value);
    // what lies around the operation knows the same objects by other names
    if (names.has(ownName)) break;
  }
  const own = about.get(ownName);
  const of = own && nodeOfValue(own);
  if (!of) return undefined;
  const others = [...about.values()].filter((one) => one !== own);
  // x * x has its two gradients in one
  if ([...about].some(([name, one]) => one === own && name !== ownName)) return undefined;
  for (const one of others) {
    const through = nodeOfValue(one);
    const kept = one.attributes.get(target.name);
    const seed = kept === undefined ? undefined : asNumbers(kept);
    if (through && seed && through.id > of.id && reaches([through], (one) => one === of))
      return { of, from: { node: through, seed } };
  }
  return { of, from: undefined };
}

const mostListed = 400;

/** The rows of a small matrix class: the one list that an object holds beside its sizes. */
function numbersHeld({ attributes }: PyInstance): PyList | undefined {
  const values = [...attributes.values()];
  const lists = values.filter((one) => one instanceof PyList);
  const isOther = (one: PyValue): boolean =>
    !(one instanceof PyList) && typeof one !== "number" && typeof one !== "bigint";
  return lists.length === 1 && !values.some(isOther) ? lists[0] : undefined;
}

/** The numbers of a list of lists or of a small matrix, in order; undefined for what is neither. */
export function numbersListed(value: PyValue): Float64Array | undefined {
  const list = value instanceof PyInstance ? numbersHeld(value) : value;
  return list instanceof PyList ? gathered(list)?.numbers : undefined;
}

/** A list or small matrix like another, with other numbers. */
export function withNumbers(value: PyInstance | PyList, numbers: Float64Array): PyValue {
  let at = 0;
  const copied = (list: PyList): PyList =>
    new PyList(list.items.map((one) => (one instanceof PyList ? copied(one) : numbers[at++]!)));
  if (value instanceof PyList) return copied(value);
  const held = numbersHeld(value);
  const made = new PyInstance(value.type);
  for (const [name, one] of value.attributes)
    made.attributes.set(name, one === held ? copied(held as PyList) : one);
  return made;
}

/** The numbers of a list and of lists in it, in order. */
interface Gathered {
  readonly values: readonly (number | Ndarray)[];
  readonly numbers: Float64Array;
}

/** What an event tells of a list's numbers; undefined where none of them is recorded. */
function listed({ values, numbers }: Gathered): Required<Pick<Event, "elements" | "numbers">> | undefined {
  const elements = values.map(nodeOfValue);
  return elements.some((one) => one) ? { elements, numbers } : undefined;
}

/** Undefined where a list holds anything but numbers and lists, or more than are looked at. */
function gathered(list: PyList): Gathered | undefined {
  const values: (number | Ndarray)[] = [];
  const open: PyValue[] = [...list.items].reverse();
  // a candidate may put a list into itself: what is not a number is counted too
  for (let seen = 0; open.length > 0; seen++) {
    if (values.length + open.length > mostListed || seen > 2 * mostListed) return undefined;
    const one = open.pop()!;
    if (one instanceof PyList) for (let at = one.items.length - 1; at >= 0; at--) open.push(one.items[at]!);
    else if (typeof one === "number" || (one instanceof Ndarray && one.rank === 0)) values.push(one);
    else return undefined;
  }
  const numbers = Float64Array.from(values, (one) => (typeof one === "number" ? one : one.first));
  return { values, numbers };
}

function asNumbers(value: PyValue): Float64Array | undefined {
  const plain = bare(innerOf(value));
  if (typeof plain === "number" || typeof plain === "bigint") return Float64Array.of(Number(plain));
  return plain instanceof Ndarray ? numbersOf(plain) : undefined;
}
