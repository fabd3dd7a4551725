import { expect, test } from "vitest";
import { operationDrivers, trainingDrivers } from "../../../src/check/drive/drivers.ts";
import { javascriptDrivers, javascriptOperations } from "../../../src/check/drive/javascript/drivers.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";

/** The drivers of a program: those that train, then those of operations. */
const sources = {
  javascript(text: string): string[] {
    const { statements } = parseJavaScript(text);
    return [...javascriptDrivers(statements), ...[...javascriptOperations(statements)].flat()].map(
      ({ source }) => source,
    );
  },
  python(text: string): string[] {
    const { statements } = parsePython(text);
    return [...trainingDrivers(statements, text), ...[...operationDrivers(statements)].flat()].map(
      ({ source }) => source,
    );
  },
};

/** What drivers do with a program: the lines in which a name of it is called, each once, without the data before them. */
function calls(language: keyof typeof sources, text: string): string[] {
  const all = sources[language](text);
  // a second trial of the same costs as much as the first
  expect(new Set(all).size).toBe(all.length);
  const lines = all.flatMap((one) => one.split("\n")).map((line) => line.trim().replace(/;$/, ""));
  return [...new Set(lines)].filter(
    (line) => line !== "" && !/^(import|for\b|\}|(const )?_(X|y|pairs|rng|rate)\b)/.test(line),
  );
}

/** What stands around each step of an operation, and says nothing of the program. */
const around =
  /^(let _share|const (_in|_a|_b|_part|loss|_given)\b|_[ab]\.|_out\.backward|_stored|if )|^(_handed|loss|_take_own|_given)\b/;
const operations = (language: keyof typeof sources, text: string): string[] =>
  calls(language, text).filter((line) => !around.test(line));

test("an argument is guessed by what a class does with it, and a penalty that is off is put on", () => {
  const text = `class Net {
  constructor(inputSize, hidden, activation, derivative, { rate = 0.1, seed } = {}) {
    this.sizes = [inputSize, ...hidden]; this.f = activation; this.df = derivative;
  }
  train(x, y, { lambda = 0, [key]: other, momentum = 0.9, ...more } = {}, ...epochs) {
    return layer.activation(x);
  }
}`;
  expect(calls("javascript", text)).toEqual([
    'const _net = new Net(4, [5], "sigmoid", _one)',
    "_net.train(_X, _y, { lambda: 0.01 })",
    'const _net = new Net(1, [5], "sigmoid", _one)',
    'const _net = new Net(2, [5], "sigmoid", _one)',
  ]);
});

test("an object is given what is read of it, a function what it is called with, and what is beyond guessing is left out", () => {
  const text = `class Net {
  constructor({ inputSize, activation, mystery, rate = 0.1, [computed]: x, ...more }, options) {
    this.rate = options.learningRate; this.h = options.hidden; this.f = options.activation; this.q = options.mystery;
  }
  get loss() { return 1; }
  train(x = [], y = [], lambda = 0, verbose, isTraining, activation, [a, b]) { return this.activation(x); }
}`;
  expect(calls("javascript", text).slice(0, 2)).toEqual([
    "const _net = new Net({ inputSize: 4 }, { learningRate: _rate, hidden: 5 })",
    "_net.train(_X, _y, 0.01, false, true, _same)",
  ]);
});

test("an object of options that nothing is read of, and a penalty without a default or with one that is on", () => {
  const text = `class Net {
  constructor(options, inputSize) { this.n = inputSize; }
  train(x, y, lambda) {}
  fit(x, y, lambda = 0.5) {}
  learn(x, y, { rate = 0.1 } = {}) {}
}`;
  expect(calls("javascript", text).slice(0, 4)).toEqual([
    "const _net = new Net(undefined, 4)",
    "_net.train(_X, _y, 0.01)",
    "_net.fit(_X, _y)",
    "_net.learn(_X, _y)",
  ]);
});

test("what functions make is handed on: the items of a list, the entries of an object, and an object as a whole", () => {
  const text = `function initWeights() { return [W1, 2, b1]; }
function createNothing() { return [1, 2]; }
function createModel() { return { ...base, w2: w }; }
function setup() { return; }
function forward(x, W1) { return [z, hidden]; }
function computeLoss(pred, y) { return l; }
function backward(hidden, b1, w2) { return { dW, ...db }; }
function train(x, y, W1, w2, params) {}
function fit(x, y) {}`;
  expect(calls("javascript", text)).toEqual([
    "train(_X, _y)",
    "const _made0 = initWeights()",
    "const _made1 = createNothing()",
    "const _made2 = createModel()",
    "train(_X, _y, _made0[0], _made2.w2, _made2)",
    "fit(_X, _y)",
    "const _given0 = forward(_X, _made0[0])",
    "const loss = computeLoss(_given0, _y)",
    "const _given2 = backward(_given0[1], _made0[2], _made2.w2)",
    "_take([_made0[0], _made0[2], _made2.w2, _made2], _given2)",
  ]);
});

test("weights that a function has a default for are those that another makes", () => {
  const text = `function initWeights() { return weights; }
function train(x, y, weights = null, rate = 0.1) {}`;
  expect(calls("javascript", text)).toEqual([
    "train(_X, _y)",
    "const _made0 = initWeights()",
    "train(_X, _y, _made0)",
  ]);
});

test("a function with a prototype is a class, with the methods of its own alone", () => {
  const text = `const Net = module.exports = function (sizes) {
  this.run = (x) => x; this.lr = 1; other.fit = (x, y) => x;
};
Net.prototype = {
  ...Base.prototype, train(x, y) { return 1; }, get fit() { return 1; }, learn: 3, [k](x, y) {},
};
lib.Net.prototype.learn = function (x, y) {};
Array.prototype.train = function (x, y) {};
settings.prototype = { train: (x, y) => 1 };`;
  expect(calls("javascript", text).filter((line) => !/^const _net = new Net\(/.test(line))).toEqual([
    "_net.train(_X, _y)",
    "_net.run(_X)",
  ]);
});

test("functions and classes are called under the names that they are exported by", () => {
  const text = `exports.train = (x, y) => 1;
module.exports.fit = (x, y) => 1;
foo.train = (x, y) => 1;
exports["train"] = (x, y) => 1;
exports.deep.train = (x, y) => 1;
module.exports = class { constructor(rate) {} train(x, y) {} };
exports.Other = class { learn(x, y) {} };
module.exports.Third = class { fit(x, y) {} };
handlers["Fourth"] = class { teach(x, y) {} };
handlers.Fifth = class { teach(x, y) {} };`;
  expect(calls("javascript", text)).toEqual([
    "const _net = new module.exports.Third()",
    "_net.fit(_X, _y)",
    "const _net = new exports.Other()",
    "_net.learn(_X, _y)",
    "const _net = new module.exports(_rate)",
    "_net.train(_X, _y)",
    "exports.train(_X, _y)",
    "module.exports.fit(_X, _y)",
  ]);
});

test("functions that a constructor gives to its object are its methods, and no constructor is a class", () => {
  const text = `class Plain {
  constructor() { this.fit = function (x, y) {}; this.predict = (x) => x; }
  setup() { this.train = (x, y) => 1; }
}
const Net = exports.Net = class { train(x, y) {} };`;
  expect(calls("javascript", text)).toEqual([
    "const _net = new Net()",
    "_net.train(_X, _y)",
    "const _net = new Plain()",
    "_net.fit(_X, _y)",
  ]);
});

test("layers are added to a net by their widths, or by what goes in and comes out", () => {
  const text = `class Net { addLayer(size) {} train(x, y) {} }
class Deep { addLayer(n, m) {} train(x, y) {} }
class Odd { addLayer() {} train(x, y) {} }`;
  expect(calls("javascript", text).slice(0, 8)).toEqual([
    "const _net = new Odd()",
    "_net.train(_X, _y)",
    "const _net = new Deep()",
    "_net.addLayer(4, 5)",
    "_net.addLayer(5, 1)",
    "const _net = new Net()",
    "_net.addLayer(5)",
    "_net.addLayer(1)",
  ]);
});

test("a method that asks for nothing trains where the class has been given its data", () => {
  const text =
    "class Own { constructor(data, labels) {} train() {} }\nclass Not { constructor(rate) {} train() {} }";
  expect(calls("javascript", text)).toEqual(["const _net = new Own(_X, _y)", "_net.train()"]);
});

test("a layer is driven by its two passes where they ask for what flows, and for nothing like a target", () => {
  const operation = (text: string): string[] => [
    ...new Set(
      [...javascriptOperations(parseJavaScript(text).statements)]
        .flat()
        .flatMap(({ source }) => source.match(/(?<= = )(new|_net\.|_rows?\(|_wrapped).*(?=;)/g)!),
    ),
  ];
  expect(
    operation("class Dense { constructor(n) {} forward(x) { return x; } backward(grad) { return grad; } }"),
  ).toEqual(["_row(4)", "new Dense()", "_net.forward(_in)", "_net.backward(_handed(_out))", "_rows(5, 4)"]);
  expect(
    operation(`import { Matrix } from "./matrix.js";
class Dense { constructor(n) { this.w = Matrix.zeros(n); } forward(x, training) { return x; } backward(grad, learningRate) {} }`),
  ).toEqual([
    "_wrapped(Matrix, _rows(4, 1))",
    "new Dense()",
    "_net.forward(_in, _pairs)",
    "_net.backward(_handed(_out), _rate)",
    "_wrapped(Matrix, _rows(5, 4))",
    "_row(4)",
    "_rows(5, 4)",
  ]);
  for (const passes of [
    "forward(x, y) {} backward(grad) {}",
    "forward(x) {} backward(grad, targets) {}",
    "forward(x) {} backward(yTrue) {}",
    "forward(x) {} backward(expectedOutputs) {}",
    "forward() {} backward(grad) {}",
    "forward(x) {} backward() {}",
    "forward({ x }) {} backward(grad) {}",
    "forward(x) {} backward({ grad }) {}",
    "forward(x) {}",
    "backward(grad) {}",
  ])
    expect(operation(`class Layer { ${passes} }`)).toEqual([]);
});

test("operations of an engine are what makes a number of its kind from one or two", () => {
  const text = `class Value {
  constructor(data, children) { this.data = data; this.grad = 0; }
  add(other) { return new Value(this.data + other.data); }
  pow(n = 2) { return new Value(this.data ** n); }
  power(n) { return new Value(this.data ** n); }
  sum(...others) { return new Value(0); }
  clamp(low, high) { return new Value(0); }
  list() { return new Array(this.data); }
  foreign() { return new lib.Value(this.data); }
  backward() {}
}
function mul(a, b) { return new Value(a.data * b.data); }
const tanh = (a) => new Value(Math.tanh(a.data));
function zero() { return new Value(0); }
function three(a, b, c) { return new Value(0); }
function many(...all) { return new Value(0); }
function pattern({ a }) { return new Value(0); }
function other(a) { return a; }
class Silent { constructor(data) { this.data = data; this.grad = 0; } neg() { return new Silent(-this.data); } }
class Asking {
  constructor(data) { this.data = data; this.grad = 0; }
  neg() { return new Asking(-this.data); }
  backward(seed) {}
}
class Rest {
  constructor(v) { this.v = v; this.gradient = 0; [this.a] = [v]; }
  neg() { return new Rest(-this.v); }
  backward(seed = 1) {}
}`;
  expect(operations("javascript", text)).toEqual([
    "const _out = _a.neg()",
    "const _out = _a.add(_b)",
    "const _out = _a.pow()",
    "const _out = _a.pow(_b)",
    "const _out = _a.power(3)",
    "const _out = _a.power(_b)",
    "const _out = _a.sum()",
    "const _out = mul(_a, _b)",
    "const _out = tanh(_a)",
  ]);
});
