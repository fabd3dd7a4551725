import { describe, expect, test } from "vitest";
import { toNested } from "../../src/base/array.ts";
import { nameOf } from "../../src/graph/node.ts";
import { verify } from "../../src/graph/verify.ts";
import { type Load, lower, lowerCondition, lowerExpression } from "../../src/language/lower.ts";
import { print } from "../../src/language/print.ts";

const twoNeurons = `# two neurons in series
input x = 0.5, y = 1.0
param w1 = 0.3, b1 = 0.1, w2 = 0.2, b2 = 0.2

z1    = w1*x + b1
a1    = sigmoid(z1)
z2    = w2*a1 + b2
y_hat = sigmoid(z2)
loss L = (ŷ - y)^2 / 2
train sgd rate=0.1 epochs=20 stop=L<0.01
`;

const digits = `data X = "train-images-idx3-ubyte.gz", y = "train-labels-idx1-ubyte.gz"   # or a table
param W1[784, 128] ~ he, b1[128] = 0
param W2[128, 10]  ~ he, b2[10]  = 0

H = relu(X/255 @ W1 + b1)
loss L = cross_entropy(H @ W2 + b2, y)
`;

/** The diagnostics of a text as code, the source they point at, and the whole of what they say. */
const said = (text: string, load?: Load): string[][] =>
  lower(text, load ? { load } : {}).diagnostics.map((one) => [
    one.code,
    text.slice(one.span.from, one.span.to),
    `${one.message}. ${one.hint ?? ""}`,
  ]);

describe("models", () => {
  test("two neurons in series", () => {
    const { value: model, diagnostics } = lower(twoNeurons);
    expect(diagnostics).toEqual([]);
    const { inputs, parameters, quantities, loss, training, spans } = model!;
    expect(verify(quantities)).toEqual([]);
    expect(inputs.map((one) => [nameOf(one.node), toNested(one.value!)])).toEqual([
      ["x", 0.5],
      ["y", 1],
    ]);
    expect(parameters.map((one) => nameOf(one.node))).toEqual(["w1", "b1", "w2", "b2"]);
    expect(quantities.map((one) => `${nameOf(one)} = ${print(one.operands[0]!)}`)).toEqual([
      "z1 = w1*x + b1",
      "a1 = sigmoid(z1)",
      "z2 = w2*a1 + b2",
      "y_hat = sigmoid(z2)",
      "L = (y_hat - y)^2/2",
    ]);
    expect(quantities.at(-1)).toBe(loss);
    expect(training).toMatchObject({ optimizer: "sgd", rate: 0.1, epochs: 20, stop: { text: "L<0.01" } });
    const { from, to } = spans.get(loss)!;
    expect(twoNeurons.slice(from, to)).toBe("L");
  });

  test("a network for digits, its data handed in", () => {
    const asked: string[] = [];
    const load: Load = (path) => {
      asked.push(path);
      return [
        path.includes("images")
          ? { shape: [5, 784], data: new Float64Array(5 * 784) }
          : { shape: [5], data: new Float64Array(5) },
      ];
    };
    const { value: model, diagnostics } = lower(digits, { load });
    expect(diagnostics).toEqual([]);
    expect(asked).toEqual(["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]);
    expect(model!.quantities[0]!.shape).toEqual([5, 128]);
    expect(model!.parameters[0]!.initial).toEqual({ kind: "drawn", rule: "he", options: [] });
    expect(model!.parameters[1]!.initial).toMatchObject({ kind: "given", value: { shape: [128] } });
  });

  test("one file for several names, and a file that cannot be read", () => {
    const text = 'data X, y = "points.csv" columns(a, b; label)\nparam w = 1\nloss L = w*mean(X)';
    const columns: unknown[] = [];
    const load: Load = (_, asked, names) => {
      columns.push(asked, names);
      return [
        { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
        { shape: [2], data: Float64Array.of(0, 1) },
      ];
    };
    expect(lower(text, { load }).value!.inputs.map((one) => nameOf(one.node))).toEqual(["X", "y"]);
    expect(columns).toEqual([[["a", "b"], ["label"]], 2]);
    expect(said(text, () => ({ problem: "there is no such file" }))).toEqual([
      ["data/unread", '"points.csv"', "there is no such file. "],
    ]);
  });

  test("20,000 statements lower without a deep stack", () => {
    const layers = Array.from({ length: 20_000 }, (_, at) => `a${at + 1} = sigmoid(w*a${at} + b)`);
    const text = ["input x = 1; param w = 1, b = 2", "a0 = x", ...layers, "loss L = a20000"].join("\n");
    const { value, diagnostics } = lower(text);
    expect(diagnostics).toEqual([]);
    expect(value!.quantities.length).toBe(20_002);
  });
});

describe("mistakes are explained", () => {
  test.each([
    ["param w = 1; z = sigmod(w); loss L = z", "function/unknown", "sigmod", "Did you mean sigmoid?"],
    ["param w1 = 1; z = wl*2; loss L = w1", "name/unknown", "wl", "Did you mean w1?"],
    [
      "param w = 1; z = w*q; q = 2; loss L = w",
      "name/early",
      "q",
      "q is used before it is stated. Move its statement above this line.",
    ],
    ["param w = 1; w = 2; loss L = w", "name/redeclared", "w", "w is stated twice"],
    ["input θ = 1; param theta = 2; loss L = θ", "name/redeclared", "theta", "stated twice"],
    ["param w = 1; loss L = w; loss M = w^2", "loss/twice", "loss M = w^2", "a model has one loss"],
    [
      "input x = [1, 2]; param w = 1; loss L = w*x",
      "loss/not-scalar",
      "w*x",
      "Average it over the data: loss L = mean(…).",
    ],
    ["param w = 1", "loss/missing", "", "the model states no loss"],
    [
      "param w = 1; a = sigmoid(w, w); loss L = a",
      "function/arguments",
      "sigmoid(w, w)",
      "Write sigmoid(x).",
    ],
    [
      "param w = 1; a = where(w); loss L = a",
      "function/arguments",
      "where(w)",
      "Write where(condition, a, b).",
    ],
    ["param w = 1; a = sum(w, axes=0); loss L = a", "function/arguments", "axes", "there is no option axes"],
    ["param w = 1; a = w(2); loss L = a", "function/unknown", "w", "for a product write w*(…)"],
    ["param w = 1; a = relu; loss L = w", "name/unknown", "relu", "relu is a function: write relu(x)."],
    ["input X = [[1, 2], [3]]; param w = 1; loss L = w", "shape/ragged", "[[1, 2], [3]]", "differ in length"],
    ["param w = normal(0.3); loss L = w", "value/constant", "normal(0.3)", "written with ~"],
    ["param w[2] = [1, 2, 3]; loss L = sum(w)", "shape/declared", "[1, 2, 3]", "[3], and [2] is declared"],
    ["param W[99999, 99999] = 0; loss L = mean(W)", "shape/too-large", "W", "no array here has more"],
    ["param a[29999, 1] ~ he, b[1, 9999] ~ he; loss L = mean(a*b)", "shape/mismatch", "*", "has more than"],
    ["param w = 1; loss L = w; train sgd epohcs=3", "train/option", "epohcs", "Did you mean epochs?"],
    ["param w = 1; loss L = w; train sgd rate=-1", "train/value", "-1", "rate is a number above 0"],
    ["param w = 1; w*2; loss L = w", "statement/unnamed", "w*2", "Write name = expression."],
    ['data X = "a.csv"; param w = 1; loss L = w*mean(X)', "data/unread", '"a.csv"', "cannot be read here"],
  ])("%s", (text, code, at, words) => {
    const problems = said(text);
    expect(problems.map((one) => one.slice(0, 2))).toEqual([[code, at]]);
    expect(problems[0]![2]).toContain(words);
  });

  test("shapes that do not fit name both operands", () => {
    const rows = "input X = [[1, 2], [3, 4], [5, 6]]; ";
    expect(said(`${rows}param W[3, 1] = 0; Z = X @ W; loss L = mean(Z)`)[0]![2]).toMatch(
      /^X: \[3, 2\] @ W: \[3, 1\]: inner sizes 2 and 3 differ\./,
    );
    expect(said(`${rows}input y = [1, 2, 3]; param w = 1; d = X - y; loss L = mean(d)*w`)[0]![2]).toMatch(
      /^X: \[3, 2\] - y: \[3\]: sizes 2 and 3 differ\./,
    );
  });

  test("a bad line is one mistake, not one for each of its readers", () => {
    expect(said("param w = 1\nz = 2w\na = z + 1\nloss L = a").map(([code]) => code)).toEqual([
      "syntax/implicit-product",
    ]);
  });
});

describe("functions", () => {
  test.each([
    ["max(a, b)", "maximum"],
    ["max(X, axis=0)", "max"],
    ["min(a, b)", "minimum"],
    ["min(X)", "min"],
    ["σ(a)", "sigmoid"],
    ["leaky_relu(a, 0.01)", "leakyRelu"],
    ["X'", "transpose"],
    ["X.T", "transpose"],
    ["logsumexp(X, axis=-1)", "logSumExp"],
    ["a <= b", "lessEqual"],
    ["concatenate(X, X, axis=1)", "concatenate"],
    ["one_hot(X[:, 0], 5)", "oneHot"],
    ["2**a", "power"],
  ])("%s is the operation %s", (text, op) => {
    const { value, diagnostics } = lowerExpression(`input X = [[1, 2], [3, 4]]; ${text}`);
    expect(diagnostics).toEqual([]);
    expect(value!.expression.op).toBe(op);
  });

  test("pi and e are constants unless declared", () => {
    expect(lowerExpression("pi").value!.expression.attributes.value).toBe(Math.PI);
    expect(lowerExpression("input e = 2; e + 1").value!.expression.operands[0]!.op).toBe("variable");
  });
});

describe("expressions and conditions", () => {
  test("free names are scalar variables in order of appearance", () => {
    const { expression, variables } = lowerExpression("x^2 + 3*y^2").value!;
    expect(print(expression)).toBe("x^2 + 3*y^2");
    expect(variables.map(nameOf)).toEqual(["x", "y"]);
    expect(lowerExpression("z = x^2; sin(z)").value!.variables.map(nameOf)).toEqual(["x"]);
    expect(lowerExpression("").diagnostics[0]!.code).toBe("expression/missing");
  });

  test("a condition reads the model's names, and loss is one of them", () => {
    const { value: model } = lower("param w = 2; loss L = w^2");
    const condition = lowerCondition("loss < 0.01", model!).value!;
    expect(condition).toBe(lowerCondition("L < 0.01", model!).value);
    expect(lowerCondition("M < 1", model!).diagnostics[0]!.code).toBe("name/unknown");
  });
});
