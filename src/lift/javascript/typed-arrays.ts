import { Ndarray, weak, zeros } from "../numpy/array.ts";
import type { DType } from "../numpy/dtype.ts";
import { nodeOf } from "../numpy/recording.ts";
import { assign } from "../numpy/write.ts";
import { arrayMethods, clamped, guardLength, iterator, type Methods, whole } from "./arrays.ts";
import { toNumber } from "./convert.ts";
import { fail } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { plain } from "./numbers.ts";
import { ArrayValue, absent, type Numeric, type Value } from "./values.ts";

/** One number of a typed array, with its record. */
export function typedItem(array: Ndarray, at: number): Numeric {
  const view = array.view([], [], array.offset + at * array.strides[0]!);
  const graph = array.buffer.graph;
  return graph ? weak(view.first, "float64", { graph, node: nodeOf(graph, view) }) : view.first;
}

/** Writes one number; what lies outside is left. */
export function writeTypedItem(machine: Machine, array: Ndarray, at: number, value: Value): void {
  if (at >= array.shape[0]!) return;
  const number = toNumber(machine, value);
  const operand = number instanceof Ndarray ? number : weak(number, "float64");
  assign(array.view([], [], array.offset + at * array.strides[0]!), operand);
}

export function typedItems(machine: Machine, array: Ndarray): Numeric[] {
  machine.spend(array.size / 16);
  return Array.from({ length: array.size }, (_, at) => typedItem(array, at));
}

/** A typed array of a length, or of the items of a list. */
export function makeTyped(machine: Machine, dtype: DType, given: Value | undefined): Ndarray {
  if (given === undefined) return zeros([0], dtype);
  if (given instanceof Ndarray && given.rank === 1) return filled(machine, dtype, typedItems(machine, given));
  if (typeof given === "object" && given !== null && !(given instanceof Ndarray))
    return filled(machine, dtype, [...machine.iterate(given)]);
  const length = plain(toNumber(machine, given));
  guardLength(machine, length);
  return zeros([length], dtype);
}

function filled(machine: Machine, dtype: DType, items: readonly Value[]): Ndarray {
  guardLength(machine, items.length);
  const array = zeros([items.length], dtype);
  for (const [at, item] of items.entries()) writeTypedItem(machine, array, at, item);
  return array;
}

const asList = (machine: Machine, self: Ndarray): ArrayValue => new ArrayValue(typedItems(machine, self));

/** What only reads is done as with a list. */
const reading =
  "join indexOf lastIndexOf includes find findIndex findLast forEach reduce reduceRight some every at toString".split(
    " ",
  );
const making = ["map", "filter", "toReversed", "toSorted"];

export const typedMethods: Methods<Ndarray> = {
  ...Object.fromEntries(
    reading.map((name) => [
      name,
      (machine: Machine, self: Ndarray, args: readonly Value[]) =>
        arrayMethods[name]!(machine, asList(machine, self), args),
    ]),
  ),
  ...Object.fromEntries(
    making.map((name) => [
      name,
      (machine: Machine, self: Ndarray, args: readonly Value[]) => {
        const made = arrayMethods[name]!(machine, asList(machine, self), args) as ArrayValue;
        return filled(machine, self.dtype, made.items);
      },
    ]),
  ),
  slice: (machine, self, args) => {
    const [from, to] = [
      clamped(machine, args[0], self.size, 0),
      clamped(machine, args[1], self.size, self.size),
    ];
    return filled(machine, self.dtype, typedItems(machine, self).slice(from, to));
  },
  subarray: (machine, self, args) => {
    const [from, to] = [
      clamped(machine, args[0], self.size, 0),
      clamped(machine, args[1], self.size, self.size),
    ];
    return self.view([Math.max(0, to - from)], self.strides, self.offset + from * self.strides[0]!);
  },
  fill: (machine, self, [value, from, to]) => {
    machine.spend(self.size / 16);
    const [first, last] = [clamped(machine, from, self.size, 0), clamped(machine, to, self.size, self.size)];
    for (let at = first; at < last; at++) writeTypedItem(machine, self, at, value ?? absent);
    return self;
  },
  set: (machine, self, [given, offset]) => {
    const items = [...machine.iterate(given ?? absent)];
    const first = whole(machine, offset, 0);
    if (first + items.length > self.size) throw fail("RangeError", "offset is out of bounds");
    for (const [at, item] of items.entries()) writeTypedItem(machine, self, first + at, item);
    return absent;
  },
  reverse: (machine, self) => {
    for (const [at, item] of typedItems(machine, self).reverse().entries())
      writeTypedItem(machine, self, at, item);
    return self;
  },
  sort: (machine, self, [compare]) => {
    const numbers = new ArrayValue(typedItems(machine, self));
    if (compare === undefined) numbers.items.sort((a, b) => plain(a as Numeric) - plain(b as Numeric));
    else arrayMethods.sort!(machine, numbers, [compare]);
    for (const [at, item] of numbers.items.entries()) writeTypedItem(machine, self, at, item);
    return self;
  },
  keys: (_, self) => iterator(Array.from({ length: self.size }, (_item, at) => at)),
  values: (machine, self) => iterator(typedItems(machine, self)),
  entries: (machine, self) =>
    iterator(typedItems(machine, self).map((item, at) => new ArrayValue([at, item]))),
};
