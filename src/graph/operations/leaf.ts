import type { Op } from "../op.ts";
import { type Operation, special } from "../operation.ts";

const given = (): never => {
  throw new Error("a variable has no value of its own: whoever evaluates gives it one");
};

export const leaves = {
  number: {
    arity: 0,
    notation: special,
    shape: () => [],
    value: (_, { value = 0 }) => ({ shape: [], data: Float64Array.of(value) }),
    derivative: () => [],
  },
  array: {
    arity: 0,
    notation: special,
    shape: (_, { array }) => array!.shape,
    value: (_, { array }) => array!,
    derivative: () => [],
  },
  variable: {
    arity: 0,
    notation: special,
    shape: (_, { shape = [] }) => shape,
    value: given,
    derivative: () => [],
  },
  named: {
    arity: 1,
    notation: special,
    shape: ([x]) => x!,
    value: ([x]) => x!,
    derivative: (_, dy) => [dy],
  },
} satisfies Partial<Record<Op, Operation>>;
