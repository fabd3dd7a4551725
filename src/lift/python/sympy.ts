import { differentiate } from "../../calculus/differentiate.ts";
import { simplify } from "../../calculus/simplify.ts";
import { Graph } from "../../graph/graph.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import type { Op } from "../../graph/op.ts";
import { operations } from "../../graph/operations/index.ts";
import { reachable, transform } from "../../graph/walk.ts";
import { sympy as sympyText } from "../../language/sympy.ts";
import { Tuple, type Value } from "../numpy/values.ts";
import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { overloads } from "./operators.ts";
import {
  Builtin,
  bare,
  type Call,
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  type PyValue,
  typeName,
} from "./values.ts";

/** The members of the module `sympy`: symbols and expressions are nodes of one graph, on our own calculus. */
export function sympyModule(machine: Machine): Map<string, PyValue> {
  const graph = new Graph();
  const nodes = new WeakMap<PyInstance, Node>();
  const expression = new PyClass("Expr", []);
  const wrap = (node: Node): PyValue => {
    if (node.op === "number") return numeric(node.attributes.value!);
    const instance = new PyInstance(expression);
    nodes.set(instance, node);
    return instance;
  };
  const numeric = (value: number): PyValue => (Number.isInteger(value) ? BigInt(value) : value);
  const nodeOf = (given: PyValue): Node => {
    const value = bare(given);
    if (value instanceof PyInstance && nodes.has(value)) return nodes.get(value)!;
    if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
      return graph.number(Number(value));
    throw raise("TypeError", `cannot use ${typeName(value)} in a symbolic expression`);
  };
  const method = (name: string, call: Call): void =>
    void expression.members.set(name, new Builtin(name, call));
  const tidy = (node: Node): PyValue => wrap(simplify(graph, node, { distribute: false }));

  const infix: Record<string, Op> = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
  };
  for (const [operator, op] of Object.entries(infix)) {
    method(`__${overloads[operator]}__`, ([a, b]) => tidy(graph.make(op, [nodeOf(a!), nodeOf(b!)])));
    method(`__r${overloads[operator]}__`, ([a, b]) => tidy(graph.make(op, [nodeOf(b!), nodeOf(a!)])));
  }
  method("__neg__", ([a]) => tidy(graph.negate(nodeOf(a!))));
  method("__pos__", ([a]) => a!);
  method("__eq__", ([a, b]) => b instanceof PyInstance && nodes.get(a as PyInstance) === nodes.get(b));
  method("__repr__", ([a]) => sympyText(nodeOf(a!)));
  method("__str__", ([a]) => sympyText(nodeOf(a!)));
  method("__float__", ([a]) => valueOfNode(nodeOf(a!), new Map()));

  const derivative = (of: Node, by: readonly PyValue[]): PyValue => {
    let result = of;
    for (let at = 0; at < by.length; at++) {
      const x = nodeOf(by[at]!);
      const next = bare(by[at + 1] ?? null);
      const times = typeof next === "bigint" ? Number(next) : 1;
      if (typeof next === "bigint") at++;
      for (let k = 0; k < times; k++)
        result = simplify(graph, differentiate(graph, result, x), { distribute: true });
    }
    return wrap(result);
  };
  const variables = (node: Node): Node[] => reachable([node]).filter((one) => one.op === "variable");
  const diff: Call = ([of, ...by]) => {
    const node = nodeOf(of!);
    const symbols = by.length > 0 ? by : variables(node).slice(0, 1).map(wrap);
    return derivative(node, symbols);
  };
  const substituted: Call = ([of, ...given]) => {
    const pairs =
      given[0] instanceof PyDict ? [...given[0].entries.values()] : [[given[0]!, given[1]!] as const];
    const images = new Map(pairs.map(([from, to]) => [nodeOf(from), nodeOf(to)]));
    const node = nodeOf(of!);
    const rebuilt = transform<Node>(
      [node],
      (one, operands) =>
        images.get(one) ?? (operands.length > 0 ? graph.make(one.op, operands, one.attributes) : one),
    );
    return tidy(rebuilt.get(node)!);
  };
  method("diff", diff);
  method("subs", substituted);
  method("simplify", ([of]) => tidy(nodeOf(of!)));
  method("evalf", ([of]) => valueOfNode(nodeOf(of!), new Map()));
  method("__hash__", ([of]) => BigInt(nodeOf(of!).id));

  const symbol = (name: string): PyValue => wrap(graph.variable(name));
  const symbols: Call = ([text]) => {
    const names = (text as string).split(/[\s,]+/).filter(Boolean);
    return names.length === 1 ? symbol(names[0]!) : new Tuple(names.map(symbol) as Value[]);
  };
  const lambdify: Call = ([by, of]) => {
    const list =
      by instanceof Tuple ? (by.items as readonly PyValue[]) : by instanceof PyList ? by.items : [by!];
    const parameters = list.map(nodeOf);
    return new Builtin("lambdified", (args) => {
      const given = new Map(parameters.map((parameter, at) => [parameter, args[at]!]));
      return asPython(machine, nodeOf(of!), given);
    });
  };
  const members = new Map<string, PyValue>();
  const define = (name: string, call: Call): void => void members.set(name, new Builtin(name, call));
  define("Symbol", ([name]) => symbol(name as string));
  define("symbols", symbols);
  define("diff", diff);
  define("Derivative", diff);
  define("simplify", ([of]) => tidy(nodeOf(of!)));
  define("expand", ([of]) => wrap(simplify(graph, nodeOf(of!), { distribute: true })));
  define("lambdify", lambdify);
  define("Rational", ([a, b]) => wrap(graph.divide(nodeOf(a!), nodeOf(b ?? 1n))));
  for (const name of ["Integer", "Float", "sympify", "S", "N"]) define(name, ([value]) => value!);
  define("init_printing", () => null);
  const functions: Record<string, Op> = {
    exp: "exp",
    log: "log",
    ln: "log",
    sqrt: "sqrt",
    sin: "sin",
    cos: "cos",
    tan: "tan",
    tanh: "tanh",
    sinh: "sinh",
    cosh: "cosh",
    asin: "asin",
    acos: "acos",
    atan: "atan",
    Abs: "abs",
    erf: "erf",
    sign: "sign",
  };
  for (const [name, op] of Object.entries(functions))
    define(name, ([x]) => tidy(graph.make(op, [nodeOf(x!)])));
  members.set("pi", wrap(graph.number(Math.PI)));
  members.set("E", wrap(graph.number(Math.E)));
  return members;
}

function valueOfNode(root: Node, given: ReadonlyMap<Node, number>): number {
  const values = transform<number>([root], (node, operands) => {
    if (node.op === "number") return node.attributes.value!;
    const known = given.get(node);
    if (known !== undefined) return known;
    const { scalar } = operations[node.op];
    if (!scalar) throw raise("TypeError", `${nameOf(node)} has no value`);
    return scalar(...operands);
  });
  return values.get(root)!;
}

/** The expression computed with Python's own operators, so that numbers, arrays and recorded values all do. */
function asPython(machine: Machine, root: Node, given: ReadonlyMap<Node, PyValue>): PyValue {
  const operators: Partial<Record<Op, string>> = {
    add: "+",
    subtract: "-",
    multiply: "*",
    divide: "/",
    power: "**",
  };
  const values = transform<PyValue>([root], (node, operands) => {
    const known = given.get(node);
    if (known !== undefined) return known;
    if (node.op === "number")
      return Number.isInteger(node.attributes.value)
        ? BigInt(node.attributes.value!)
        : node.attributes.value!;
    const operator = operators[node.op];
    if (operator) return machine.apply(operator, operands[0]!, operands[1]!);
    if (node.op === "negate") return machine.apply("-", 0n, operands[0]!);
    const numpy = machine.importer(machine, "numpy", machine.globals);
    const renamed: Record<string, string> = { asin: "arcsin", acos: "arccos", atan: "arctan" };
    return machine.call(machine.getAttribute(numpy, renamed[node.op] ?? node.op), operands);
  });
  return values.get(root)!;
}
