import type { Machine } from "./machine.ts";
import { binary, compare, overloads, unary } from "./operators.ts";
import { Builtin, PyInstance, type PyValue } from "./values.ts";

type Dunder = (machine: Machine, self: PyValue, args: readonly PyValue[]) => PyValue;

const comparing = /^(lt|le|gt|ge|eq|ne)$/;
const named = new Map(Object.entries(overloads).map(([operator, name]) => [name, operator]));

const asked: Readonly<Record<string, Dunder>> = {
  __str__: (machine, self) => machine.str(self),
  __repr__: (machine, self) => machine.repr(self),
  __len__: (machine, self) => BigInt(machine.length(self)),
  __getitem__: (machine, self, [index]) => machine.getItem(self, index ?? null),
  __setitem__: (machine, self, [index, value]) => {
    machine.setItem(self, index ?? null, value ?? null);
    return null;
  },
  __contains__: (machine, self, [item]) => machine.contains(self, item ?? null),
  __iter__: (machine, self) => machine.call(machine.builtinNames.get("iter")!, [self]),
  __call__: (machine, self, args) => machine.call(self, args),
  __neg__: (machine, self) => unary(machine, "-", self),
  __abs__: (machine, self) => machine.call(machine.builtinNames.get("abs")!, [self]),
  __float__: (machine, self) => machine.call(machine.builtinNames.get("float")!, [self]),
  __int__: (machine, self) => machine.call(machine.builtinNames.get("int")!, [self]),
};

/** What an operator or built-in function does, asked of a value by its method's name: `x.__neg__()`. */
export function dunderOf(machine: Machine, self: PyValue, name: string): PyValue | undefined {
  if (!name.startsWith("__") || self instanceof PyInstance) return undefined;
  const own = Object.hasOwn(asked, name) ? asked[name] : undefined;
  if (own) return new Builtin(name, (args) => own(machine, self, args));
  const operation = name.slice(2, -2);
  const operator = named.get(operation) ?? named.get(operation.slice(1));
  if (operator === undefined) return undefined;
  const isMirrored = !named.has(operation);
  return new Builtin(name, ([other = null]) => {
    const [left, right] = isMirrored ? [other, self] : [self, other];
    return (comparing.test(operation) ? compare : binary)(machine, operator, left, right);
  });
}
