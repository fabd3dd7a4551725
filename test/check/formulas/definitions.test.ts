import { expect, test } from "vitest";
import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";
import { modelDefinitions, programDefinitions } from "../../../src/check/formulas/programs.ts";
import type { Definition } from "../../../src/check/formulas/scope.ts";
import type { Maths } from "../../../src/lift/latex/index.ts";

/** What a definition says, fully bracketed. */
function text(maths: Maths): string {
  switch (maths.kind) {
    case "number":
      return String(maths.value);
    case "name":
      return maths.name.base;
    case "call":
      return `${maths.name.base}(${maths.arguments.map(text).join(", ")})`;
    case "sum":
      return `(${maths.terms.map(({ value, negative }) => `${negative ? "-" : "+"}${text(value)}`).join("")})`;
    case "product":
      return `(${maths.factors.map(({ value, divides }) => `${divides ? "/" : "*"}${text(value)}`).join("")})`;
    case "power":
      return `${text(maths.base)}^${text(maths.exponent)}`;
    default:
      throw new Error(maths.kind);
  }
}
const shown = (all: readonly Definition[]): string[] =>
  all.map(
    ({ key, parameters, value }) =>
      `${key}${parameters ? `(${parameters.join(", ")})` : ""} = ${text(value)}`,
  );
const ofProgram = (source: string): string[] => shown(programDefinitions(source, 0));
const ofModel = (source: string): string[] => shown(modelDefinitions(source, 0));

test("a program's scalar statements say what its names are", () => {
  expect(ofProgram("z = w * x + b\nz_2 = z / 2 - 1\nL = (z - y) ** 2\n")).toEqual([
    "z = (+(*w*x)+b)",
    "z2 = (+(*z/2)-1)",
    "L = (+z-y)^2",
  ]);
  expect(ofProgram("u = -x\nv = +x\nt = not x\nn = ~x\n")).toEqual(["u = (-x)", "v = x"]);
  expect(ofProgram("u = v = w * x\n")).toEqual(["u = (*w*x)", "v = (*w*x)"]);
});

test("each name by its first statement, loops' included; numbers and updates say nothing", () => {
  expect(ofProgram("w = 0.5\nw = x * y\nv = v + 1\na[0] = x * y\n")).toEqual([]);
  expect(ofProgram("z = x\nz = y\n")).toEqual(["z = x"]);
  expect(ofProgram("for i in range(9):\n    z = w * x\nwhile a < b:\n    u = w * y\n")).toEqual([
    "z = (*w*x)",
    "u = (*w*y)",
  ]);
  expect(ofProgram("if a < b:\n    u = w * y\n")).toEqual([]);
});

test("functions that return one expression, with or without a docstring", () => {
  expect(ofProgram("def f(x_1, y):\n    '''Twice.'''\n    return 2 * x_1 + y\n")).toEqual([
    "f(x1, y) = (+(*2*x1)+y)",
  ]);
  for (const body of ["return", "pass", "'''nothing'''", "return x\n    return y", "u = x\n    return u"])
    expect(ofProgram(`def f(x):\n    ${body}\n`), body).toEqual([]);
});

test("calls of functions that formulas have, by their names in formulas", () => {
  expect(
    ofProgram(
      "a = np.exp(x)\nb = math.maximum(x, y)\nc = np.power(x, 3)\nd = np.square(x)\ng = sigmoid(x)\nh = np.arctan(x)\n",
    ),
  ).toEqual(["a = exp(x)", "b = max(x, y)", "c = x^3", "d = x^2", "g = sigmoid(x)", "h = atan(x)"]);
  // a name that every object has
  expect(ofProgram("a = toString(x)\n")).toEqual(["a = toString(x)"]);
});

test("what is no scalar formula says nothing", () => {
  for (const value of [
    "x @ w",
    "x + 'a'",
    "'a' + x",
    "-'a'",
    "x[0]",
    "f()",
    "f(x, 'a')",
    "np.sum(x, axis=0)",
    "f(*x)",
    "fs[0](x)",
    "pow(x)",
    "pow(x, y, 5)",
    "True",
  ])
    expect(ofProgram(`z = ${value}\n`), value).toEqual([]);
});

test("a power without its exponent in a program takes no document down", () => {
  const note = "~~~python\nq = np.power(x)\nz = w * x\n~~~\n\n$\\frac{dz}{dw} = x$\n";
  expect(checkFormulas(note).formulas.map((one) => one.verdict)).toEqual(["true"]);
});

test("a model's quantities and loss", () => {
  expect(
    ofModel(
      "input x = 1, y = 2\nparam w = 3\nz = w*x - 1\nu = -z\nv = +z\na = tanh(z) / 2\nloss L = (a - y)^2",
    ),
  ).toEqual(["z = (+(*w*x)-1)", "u = (-z)", "v = z", "a = (*tanh(z)/2)", "L = (+a-y)^2"]);
});

test("a model's arrays say nothing", () => {
  for (const value of [
    "X @ W",
    "X @ W + b",
    "b + X @ W",
    "-(X @ W)",
    "sum(X, axis=0)",
    "exp(X @ W)",
    "X'",
    "[1, 2]",
  ])
    expect(ofModel(`z = ${value}`), value).toEqual([]);
});
