import { describe, expect, test } from "vitest";
import { Graph } from "../../../src/graph/graph.ts";
import { fromData, type Ndarray, vector, weak } from "../../../src/lift/numpy/array.ts";
import { isInstance } from "../../../src/lift/numpy/classes.ts";
import { NumpyFailure, parentKind } from "../../../src/lift/numpy/failure.ts";
import { element, iteratorAttribute, iteratorItems } from "../../../src/lift/numpy/functions/iteration.ts";
import { numpyModule } from "../../../src/lift/numpy/module.ts";
import { binaryOperator, numberOf, unaryOperator } from "../../../src/lift/numpy/operators.ts";
import { preciseLog } from "../../../src/lift/numpy/random/precise-log.ts";
import { RandomStream } from "../../../src/lift/numpy/random/streams.ts";
import { NumpyState } from "../../../src/lift/numpy/state.ts";
import {
  type ArrayIterator,
  Callable,
  type ClassValue,
  Dict,
  List,
  type NumpyFunction,
  type TypeValue,
  type Value,
} from "../../../src/lift/numpy/values.ts";
import { assign } from "../../../src/lift/numpy/write.ts";
import { SnippetRunner } from "./run-snippet.ts";

describe("the element budget", () => {
  const programs = [
    "np.zeros((10**6, 10**6))",
    "np.ones(10**12)",
    "np.arange(10**12)",
    "np.linspace(0, 1, 10**11)",
    "np.eye(10**6)",
    "np.full(10**12, 1)",
    "np.tile([1, 2], 10**12)",
    "np.repeat([1, 2], 10**12)",
    "np.pad([1], 10**12)",
    "np.outer(np.arange(10**5), np.arange(10**5))",
    "np.ones((10**5, 1)) * np.ones(10**5)",
    "np.ones((10**5, 1)) @ np.ones((1, 10**5))",
    "np.meshgrid(np.arange(10**5), np.arange(10**5))",
    "np.broadcast_to(1, (10**6, 10**6)).copy()",
    "np.random.rand(10**6, 10**6)",
    "np.random.normal(0, 1, 10**12)",
    "np.random.randint(0, 2, 10**12)",
    "np.random.permutation(10**12)",
    "np.random.default_rng(0).normal(size=10**12)",
  ];
  test.each(programs)("refuses %s at once", (program) => {
    const before = performance.now();
    expect(new SnippetRunner().run(program)).toMatch(
      /^MemoryError: Unable to allocate .* for an array with shape/,
    );
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe("random streams", () => {
  test.each([RandomStream.legacy(3), RandomStream.generator([3])])(
    "a snapshot continues on its own",
    (stream) => {
      stream.normal();
      const snapshot = stream.copy();
      const first = Array.from({ length: 5 }, () => stream.normal());
      expect(Array.from({ length: 5 }, () => snapshot.copy().normal())).toEqual(new Array(5).fill(first[0]));
      stream.restore(snapshot);
      expect(Array.from({ length: 5 }, () => stream.normal())).toEqual(first);
    },
  );

  test("the module's state goes back to a snapshot", () => {
    const runner = new SnippetRunner();
    runner.evaluate("np.random.seed(1); np.random.randn(3); np.set_printoptions(precision=2)");
    const back = runner.state.save();
    const first = runner.run("np.random.randn(3)");
    runner.evaluate("np.random.seed(9); np.set_printoptions(precision=7)");
    back();
    expect(new Set([first, runner.run("np.random.randn(3)").slice(first.length)]).size).toBe(1);
  });

  test("draws without a seed are noted", () => {
    const runner = new SnippetRunner();
    expect(runner.state.drewUnseeded).toBe(false);
    runner.evaluate("np.random.seed(0); np.random.rand()");
    expect(runner.state.drewUnseeded).toBe(false);
    const other = new SnippetRunner();
    other.evaluate("np.random.rand()");
    expect(other.state.drewUnseeded).toBe(true);
  });

  test("a list is shuffled in place", () => {
    const runner = new SnippetRunner();
    const items: Value[] = [10n, 20n, 30n, 40n, 50n];
    const list = new List(items, (order) => {
      const old = [...items];
      for (const [k, from] of order.entries()) items[k] = old[from]!;
    });
    runner.scope.set("a", list);
    runner.evaluate("np.random.seed(3); np.random.shuffle(a)");
    // random.RandomState(3).shuffle([10, 20, 30, 40, 50])
    expect(items).toEqual([40n, 50n, 20n, 10n, 30n]);
  });

  test("the logarithm is rounded once", () => {
    // correctly rounded by 40-digit decimals
    expect(preciseLog(0.7)).toBe(-0.35667494393873245);
    expect(preciseLog(3)).toBe(1.0986122886681098);
    expect(preciseLog(1)).toBe(0);
    expect(preciseLog(2 ** -1000)).toBe(-693.1471805599454);
  });
});

describe("Python numbers with a record", () => {
  const graph = new Graph();
  const x = weak(2, "float64", { graph, node: graph.variable("x") });

  test("stay Python floats among themselves", () => {
    const y = binaryOperator("*", x, 3) as Ndarray;
    expect([y.role, y.first, y.buffer.recorded?.node.op]).toEqual(["weak", 6, "multiply"]);
    expect((unaryOperator("-", x) as Ndarray).role).toBe("weak");
    expect(binaryOperator(">", x, 1)).toBe(true);
    expect(() => binaryOperator("/", x, 0)).toThrow("float division by zero");
  });

  test("become arrays with arrays", () => {
    const y = binaryOperator("*", x, vector([1, 2])) as Ndarray;
    expect([y.role, y.rank, y.buffer.recorded?.node.op]).toEqual(["array", 1, "multiply"]);
    expect((numberOf(binaryOperator("+", x, vector([1])) as Ndarray) as Ndarray).role).toBe("weak");
  });
});

describe("a buffer's snapshot", () => {
  test("brings back numbers and record", () => {
    const graph = new Graph();
    const a = fromData(Float64Array.of(1, 2), [2], "float64", { graph, node: graph.variable("a", [2]) });
    const back = a.buffer.save();
    const runner = new SnippetRunner();
    runner.scope.set("a", a);
    runner.evaluate("a[0] = 5; a *= 2");
    expect([...a.values()]).toEqual([10, 4]);
    back();
    expect([[...a.values()], a.buffer.recorded?.node.op]).toEqual([[1, 2], "variable"]);
  });
});

test("np.nditer goes through the elements, and its element is the array's own", () => {
  const runner = new SnippetRunner();
  const iterator = runner.evaluate(
    "a = np.zeros((2, 2)); np.nditer(a, flags=['multi_index'])",
  ) as ArrayIterator;
  const seen: string[] = [];
  while (!iteratorAttribute(iterator, "finished")) {
    seen.push(runner.text(iteratorAttribute(iterator, "multi_index")!, "repr"));
    assign(element(iterator), vector([iterator.position]));
    iterator.next();
  }
  expect(seen).toEqual(["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]);
  expect(runner.run("a")).toBe("array([[0., 1.],\n       [2., 3.]])\n");
  expect(iteratorItems(iterator)).toHaveLength(4);
});

describe("classes and types", () => {
  const { members } = numpyModule(new NumpyState());
  const type = (name: string): TypeValue | ClassValue => members.get(name) as TypeValue | ClassValue;
  test.each([
    ["np.ones(2)", ["ndarray"]],
    ["np.float64(1)", ["float64", "floating", "number", "generic"]],
    ["np.ones(2)[0]", ["float64", "floating", "number", "generic"]],
    ["np.arange(2)[0]", ["int64", "integer", "number", "generic"]],
  ])("%s is one of %s only", (code, names) => {
    const value = new SnippetRunner().evaluate(code)!;
    const all = ["ndarray", "float64", "int64", "floating", "integer", "number", "generic"];
    expect(all.filter((name) => isInstance(value, type(name))).sort()).toEqual([...names].sort());
  });

  test("errors tell their Python parent", () => {
    expect(parentKind.LinAlgError).toBe("ValueError");
    expect(() => new SnippetRunner().evaluate("np.linalg.inv(np.zeros((2, 2)))")).toThrow(NumpyFailure);
  });

  test("a formatter of the program's own is used", () => {
    const runner = new SnippetRunner();
    const set = runner.scope.get("np") as ReturnType<typeof numpyModule>;
    const f = new Callable(([x]) => `<${(x as Ndarray).first}>`);
    (set.members.get("set_printoptions") as NumpyFunction).call(
      [],
      new Map([["formatter", new Dict([["float", f]])]]),
    );
    expect(runner.run("np.array([1.5, 2])")).toBe("array([<1.5>, <2>])\n");
  });
});
