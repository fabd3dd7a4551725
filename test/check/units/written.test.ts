import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/check/candidate.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { aliasingCandidates } from "../../../src/check/rules/aliasing.ts";
import { stillCounter, zeroCounters } from "../../../src/check/rules/counter.ts";
import { falseDerivatives, falseSlopes } from "../../../src/check/rules/false-derivative.ts";
import { forgottenGradients } from "../../../src/check/rules/forgotten-gradient.ts";
import { softmaxDiagonals } from "../../../src/check/rules/softmax-diagonal.ts";
import { staleReads } from "../../../src/check/rules/stale-data.ts";
import { staleForward } from "../../../src/check/rules/stale-forward.ts";
import { stoppingTests } from "../../../src/check/rules/stopping-test.ts";
import { surplusSums } from "../../../src/check/rules/surplus-sum.ts";
import { wrongPoints } from "../../../src/check/rules/wrong-point.ts";
import type { LoopStatement } from "../../../src/check/step.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";

const inPython = (text: string): Source => new Source(text, parsePython(text).statements, python);
const inJavaScript = (text: string): Source => new Source(text, parseJavaScript(text).statements, javascript);

/** What a rule would write instead, all its places in a row. */
const forms = (rule: (source: Source) => readonly Candidate[], source: Source): string[] =>
  rule(source).flatMap(({ remedies }) => remedies.map(({ text }) => text));

const loopsOf = ({ statements }: Source): LoopStatement[] =>
  statements.filter((one): one is LoopStatement => one.kind === "for" || one.kind === "while");

describe("one array under two names", () => {
  const shared = (text: string): string[] => forms(aliasingCandidates, inPython(text));

  test("two names in one assignment count where something is written into them", () => {
    expect(shared("a = b = np.zeros(3)\na = a + 1\n")).toEqual([]);
    expect(shared("a = b = np.zeros(3)\na[0] = 1\n")).toEqual(["a, b = np.zeros(3), np.zeros(3)"]);
  });

  test("a function by its bare name writes into its argument alone", () => {
    expect(shared("old = order\nshuffle(order)\n")).toEqual(["order.copy()", "[row[:] for row in order]"]);
    expect(shared("shuffle(order)\n")).toEqual([]);
  });

  test("names in Greek letters are names", () => {
    expect(shared("β = θ\nθ -= 1\n")[0]).toBe("θ.copy()");
  });

  test("one row or array n times is told, and two different rows are not", () => {
    expect(shared("w = [[0.0, 0.0]] * n\n")).toEqual(["[[0.0, 0.0] for _ in range(n)]"]);
    expect(shared("w = n * [[0.0] * 2]\n")).toEqual(["[[0.0] * 2 for _ in range(n)]"]);
    expect(shared("w = [np.zeros(2)] * n\n")).toEqual(["[np.zeros(2) for _ in range(n)]"]);
    expect(shared("w = [[0.0], [1.0]] * n\n")).toEqual([]);
    const [list, array] = ["w = [[0.0]] * n\n", "w = [np.zeros(2)] * n\n"].map(
      (text) => aliasingCandidates(inPython(text))[0]!.diagnostic.message,
    );
    expect(list).toContain("one list several times");
    expect(array).toContain("one array several times");
  });

  test("a dict from keys holds one value under all of them", () => {
    expect(shared("g = dict.fromkeys(names, np.zeros(3))\n")).toEqual([
      "{key: np.zeros(3) for key in names}",
    ]);
    expect(shared("g = dict.fromkeys(names, 0.0)\ng = dict.fromkeys(names)\ng = dict.fromkeys()\n")).toEqual(
      [],
    );
    expect(shared("g = dict.of(names, np.zeros(3))\n")).toEqual([]);
  });

  test("JavaScript's fill puts one row into all places", () => {
    const filled = (text: string): string[] => forms(aliasingCandidates, inJavaScript(text));
    expect(filled("let w = new Array(n).fill([0, 0]);")).toEqual(["Array.from({ length: n }, () => [0, 0])"]);
    expect(filled("let w = Array(n).fill(row());")).toEqual(["Array.from({ length: n }, () => row())"]);
    expect(filled("let w = Array(n).fill(new Float64Array(2));")).toEqual([
      "Array.from({ length: n }, () => new Float64Array(2))",
    ]);
    expect(filled("let w = Array(n).fill(0); w = rows.fill([0]); w = Array().fill([0]); w.fill();")).toEqual(
      [],
    );
  });
});

describe("the counter of a bias correction", () => {
  const zero = (text: string): string[] =>
    zeroCounters(inPython(text)).flatMap(({ remedies }) => remedies[0]!.edits.map((one) => one.replacement));

  test("begins at 0 by a constant, a range or enumerate", () => {
    expect(zero("t = 0\nm = m / (1 - b ** t)\n")).toEqual(["(t + 1)"]);
    expect(zero('s["t"] = 0\nm = m / (1 - b ** s["t"])\n')).toEqual(['(s["t"] + 1)']);
    expect(zero("for t in range(9):\n    m = m / (1 - b ** t)\n")).toEqual(["(t + 1)"]);
    expect(zero("for t in range(0, 9):\n    m = m / (1 - b ** t)\n")).toEqual(["(t + 1)"]);
    expect(zero("for t, x in enumerate(xs):\n    m = m / (1 - b ** t)\n")).toEqual(["(t + 1)"]);
  });

  test("begins elsewhere", () => {
    expect(zero("t = 1\nm = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("for t in range(1, 9):\n    m = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("for t, x in enumerate(xs, 1):\n    m = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("for t in steps(9):\n    m = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("for t in steps:\n    m = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("for t, x in zip(ts, xs):\n    m = m / (1 - b ** t)\n")).toEqual([]);
  });

  test("is not the attribute of that name, nor what an expression sets", () => {
    expect(zero("self.t = 0\nfor t in range(1, 9):\n    m = m / (1 - b ** t)\n")).toEqual([]);
    expect(zero("print((t := 1))\nm = m / (1 - b ** t)\n")).toEqual([]);
  });

  test("an argument needs no brackets, and a power of one argument has no exponent", () => {
    expect(zero("t = 0\nm = m / (1 - np.power(b, t))\n")).toEqual(["t + 1"]);
    expect(zero("t = 0\nm = m / (1 - self.power(t))\n")).toEqual([]);
  });

  test("stands still where constants alone set it", () => {
    const still = (source: Source): string | undefined => stillCounter(source)?.name;
    expect(still(inPython("t = 1\nm = m / (1 - b ** t)\n"))).toBe("t");
    expect(still(inPython("t = n\nm = m / (1 - b ** t)\n"))).toBeUndefined();
    expect(still(inPython("m = m / (1 - b ** t)\n"))).toBeUndefined();
    expect(still(inPython("t = 1\ndef f(g):\n    return g / (1 - b ** t)\n"))).toBe("t");
    expect(still(inPython("t = 1\ndef f(g, t):\n    return g / (1 - b ** t)\n"))).toBeUndefined();
    const loop = "for (let i = 0; i < 9; i++) m = m / (1 - b ** t);";
    expect(still(inJavaScript(`const t = 1; ${loop}`))).toBe("t");
    expect(still(inJavaScript(`let t = 1; ${loop} t++;`))).toBeUndefined();
  });
});

describe("functions that are called derivatives", () => {
  const given = (text: string): string[] => forms(falseDerivatives, inPython(text));

  test("are told by what they give, and not by a number or by nothing", () => {
    expect(given("def sigmoid_prime(y):\n    return y * (1 + y)\n")).toEqual([]);
    expect(given("def sigmoid_prime(y):\n    return y - 2 * y * y\n")).toEqual(["y * (1 - y)"]);
    expect(given("def sigmoid_prime(y):\n    return 1\n")).toEqual([]);
    expect(given("def sigmoid_prime(y):\n    print(y)\n    return\n")).toEqual([]);
  });

  test("may be asked for by an argument", () => {
    const asked = (test: string): string[] =>
      given(`def sigmoid(z, deriv=False):\n    if ${test}:\n        return z - 2 * z * z\n    return z\n`);
    expect(asked("deriv")).toEqual(["z * (1 - z)"]);
    expect(asked("deriv == True")).toEqual(["z * (1 - z)"]);
    expect(asked("z > 0")).toEqual([]);
    expect(asked("True")).toEqual([]);
    expect(asked("o.deriv")).toEqual([]);
  });

  test("are taken at the first argument that is no object, and at names set on the way", () => {
    expect(given("class A:\n    def tanh_prime(cls, z):\n        return z / 2\n")).toEqual(["1 - z ** 2"]);
    expect(
      given("def tanh_prime(z):\n    a = g(z)\n    o.last = z\n    print(z)\n    return a / 2\n"),
    ).toEqual(["1 - a ** 2", "1 - z ** 2"]);
    expect(given("class A:\n    def tanh_prime(self):\n        a = self.a\n        return a / 2\n")).toEqual([
      "1 - a ** 2",
    ]);
    const bare = "class A:\n    def tanh_prime(self):\n        return np.tanh(self.z) / 2\n";
    expect(given(bare)).toEqual([]);
  });

  test("a leaky relu has one slope, in a lambda too", () => {
    const text =
      "leaky = lambda z: np.where(z > 0, z, 0.01 * z)\nd_leaky = lambda z: np.where(z > 0, 1, 0.1)\n";
    expect(forms(falseSlopes, inPython(text))).toEqual(["0.01"]);
  });
});

describe("steps that leave their gradient out", () => {
  const left = (text: string): string[] => forms(forgottenGradients, inPython(text));

  test("are written in either way, by the rate alone", () => {
    expect(left("for t in range(9):\n    dw = f(w)\n    w = w - lr\n")).toEqual(["w = w - lr * dw"]);
    expect(left("for t in range(9):\n    dw = f(w)\n    w = w - dw\n")).toEqual([]);
    expect(left("for t in range(9):\n    dw = f(w)\n    w = w - c * 2\n")).toEqual([]);
  });

  test("have their gradient in the loop around them, of either kind, several at once among them", () => {
    expect(left("while t < 9:\n    dw, db = f(w)\n    if t:\n        w -= lr\n")).toEqual(["w -= lr * dw"]);
    expect(left("for t in range(9):\n    dw, db = f(w)\n    if t:\n        w -= lr\n")).toEqual([
      "w -= lr * dw",
    ]);
    // where nothing loops, only what stands in a row with the step belongs to it
    expect(left("if t:\n    dw = f(w)\n    if u:\n        w -= lr\n")).toEqual([]);
    expect(left("if t:\n    dw = f(w)\n    w -= lr\n")).toEqual(["w -= lr * dw"]);
  });
});

describe("softmax taken for a function of each score alone", () => {
  const diagonal = (text: string): string[] => forms(softmaxDiagonals, inPython(text));

  test("calls NumPy as the program does", () => {
    const line = "p = N.exp(z)\nJ = N.diag(p * (1 - p))  # softmax\n";
    expect(diagonal(`import numpy as N\n${line}`)).toEqual(["N.diag(p) - N.outer(p, p)"]);
    expect(diagonal(`import numpy\n${line.replaceAll("N.", "numpy.")}`)).toEqual([
      "numpy.diag(p) - numpy.outer(p, p)",
    ]);
  });

  test("another diagonal than the main one is none", () => {
    expect(diagonal("import numpy as np\nJ = np.diag(p * (1 - p), 1)  # softmax\n")).toEqual([]);
  });
});

describe("names of an earlier program", () => {
  const stale = (text: string): string[] => {
    const source = inPython(text);
    return staleReads(source.statements, loopsOf(source).at(-1)!).map((one) => `${one.name} ${one.meant}`);
  };

  test("are those before the last loop, of either kind, and differ by a suffix", () => {
    const loop = "for t in range(9):\n    w -= f(x)\n";
    expect(stale(`x = 1\nfor i in y:\n    z = 1\nx_train = 2\n${loop}`)).toEqual(["x x_train"]);
    expect(stale(`x = 1\nwhile z:\n    z = 1\nx_train = 2\n${loop}`)).toEqual(["x x_train"]);
    expect(stale(`x = 1\nx_train = 2\n${loop}`)).toEqual([]);
    expect(stale(`x = 1\nfor i in y:\n    z = 1\nxor_table = 2\n${loop}`)).toEqual([]);
    expect(stale(`x = 1\nfor i in y:\n    z = 1\nX = 2\n${loop}`)).toEqual(["x X"]);
  });
});

describe("what is computed once before the loop that moves it", () => {
  const outside = (text: string): string[] => forms(staleForward, inPython(text));

  test("is taken into a loop that has lines of its own", () => {
    expect(outside("p = X @ w\nfor t in range(9):\n    w -= f(p)\n")).toEqual([
      "move p = X @ w into the loop",
    ]);
    expect(outside("p = X @ w\nfor t in range(9): w -= f(p)\n")).toEqual([]);
    expect(forms(staleForward, inJavaScript("p = f(w)\nfor (;;)\n{ w -= g(p); }\n"))).toEqual([]);
  });

  test("has its line for itself", () => {
    expect(outside("q = 1; p = X @ w\nfor t in range(9):\n    w -= f(p)\n")).toEqual([]);
    expect(outside("p = X @ w; q = 1\nfor t in range(9):\n    w -= f(p)\n")).toEqual([]);
  });

  test("may be read by a loop over batches", () => {
    expect(outside("p = X @ w\nfor t, i in tqdm(batches):\n    w -= f(p)\n")).toEqual([]);
  });

  test("is no call of a plain function", () => {
    expect(outside("print(w)\nfor t in range(9):\n    net.step()\n")).toEqual([]);
    expect(outside("net.forward(X)\nfor t in range(9):\n    net.step()\n")).toEqual([
      "move net.forward(X) into the loop",
    ]);
  });

  test("may call a function or method of the program, and not one of a list", () => {
    const program = (call: string): string =>
      `def net(x):\n    return x * w\np = ${call}\nfor t in range(9):\n    w -= f(p)\n`;
    expect(outside(program("net(X)"))).toHaveLength(1);
    expect(outside(program("model.net(X)"))).toHaveLength(1);
    expect(outside(program("layers[0](X)"))).toEqual([]);
  });
});

describe("tests that stop a loop", () => {
  const stopping = (text: string): string[] =>
    loopsOf(inPython(text)).flatMap((one) => stoppingTests(one).map(({ hint }) => hint!));

  test("compare a slope with one number or name", () => {
    const loop = (test: string, stop = "break"): string =>
      `for t in range(9):\n    grad = f(w)\n    if ${test}:\n        ${stop}\n`;
    expect(stopping(loop("grad < tol"))).toHaveLength(1);
    expect(stopping(loop("grad < tol", "return w"))).toHaveLength(1);
    expect(stopping(loop("grad < tol", "count += 1"))).toEqual([]);
    expect(stopping(loop("grad < tol < 1"))).toEqual([]);
    expect(stopping(loop("grad < tol * size"))).toEqual([]);
  });

  test("may compare a size that has the name of a slope", () => {
    const loop = (size: string): string =>
      `for t in range(9):\n    slope = ${size}\n    if slope < tol:\n        break\n`;
    expect(stopping(loop("np.linalg.norm(g)"))).toEqual([]);
    expect(stopping(loop("abs(g)"))).toEqual([]);
    expect(stopping(loop("f(g)"))).toHaveLength(1);
    expect(stopping(loop("fs[0](2)(g)"))).toHaveLength(1);
  });
});

test("a sum of nothing is no sum over a gradient", () => {
  expect(forms(surplusSums, inPython("a = np.sum()\nb = np.sum(X.T.dot(e))\n"))).toEqual(["X.T.dot(e)"]);
});

test("a derivative at several arguments at once is at none of them", () => {
  const text = (call: string): string => `a = sigmoid(z)\nd = ${call}\n`;
  expect(forms(wrongPoints, inPython(text("prime(z)")))).toEqual(["a"]);
  expect(forms(wrongPoints, inPython(text("prime(*z)")))).toEqual([]);
  expect(forms(wrongPoints, inPython(text("prime(x=z)")))).toEqual([]);
});
