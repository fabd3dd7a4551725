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
  set fit(x) {}
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
  learn(x, y, { rate = 0, l2 = 0.5 } = {}) {}
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
  ...Base.prototype, train(x, y) { return 1; }, set fit(x) {}, learn: 3, [k](x, y) {},
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
handlers.exports = class { teach(x, y) {} };
module.Fifth = class { learn(x, y) {} };`;
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

test("the methods of a class are called in turn where none trains, what asks for nothing too", () => {
  const text = `class Net {
  forward(x) { return x; }
  calculateLoss() { return 1; }
  backward() {}
  update(rate) {}
}
class Other { update() {} backward(x) { return this.grads; } }
class Alone { backward(x) { return this.grads; } }`;
  expect(calls("javascript", text)).toEqual([
    "const _net = new Other()",
    "const _given2 = _net.backward(_X)",
    "_net.update()",
    "const _net = new Net()",
    "const _given0 = _net.forward(_X)",
    "const loss = _net.calculateLoss()",
    "_net.backward()",
    "_net.update(_rate)",
  ]);
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
    "forward(x, targetClass) {} backward(grad) {}",
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
  turned() { return new Rest(-this.v); }
  backward(seed = 1) {}
}
class Foreign {
  constructor(x) { this.x = x; other.data = x; other.grad = 0; }
  halved() { return new Foreign(this.x / 2); }
  backward() {}
}`;
  expect(operations("javascript", text)).toEqual([
    "const _out = _a.turned()",
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

test("a function of Python is called with what it needs, and what it has none of is left out", () => {
  const text = `def train(training_set, labels, callbacks=[], layers=[], X_test=None, momentum=0.9, reg=0.0):
    pass
def fit(self, X, y):
    pass
def learn(X, y, mystery):
    pass
def optimize(X, y, *rest, **more):
    pass`;
  expect(calls("python", text)).toEqual([
    "train(training_set=_X, labels=_y, layers=[4, 5, 1], reg=0.01)",
    "optimize(X=_X, y=_y)",
    "train(training_set=_X, labels=_y, layers=[4, 5, 3], reg=0.01)",
  ]);
});

test("what a program says of its net under a name of its own is given under that name", () => {
  const text = `nn_architecture = [4, 3]
y = 3
threshold, rows = 1, [1]
def train(X, y, nn_architecture, other_architecture): pass`;
  expect(calls("python", text)[0]).toBe(
    "train(X=_X, y=_y, nn_architecture=nn_architecture, other_architecture=[4, 5, 1])",
  );
});

test("keys that are looked up in what remains of the arguments are asked for", () => {
  const text = `def train(X, y, **kwargs):
    rate = kwargs["lr"]
    reg = kwargs.get("reg", 0.0)
    reg2 = kwargs["reg"]
    decay = kwargs.pop("decay")
    kwargs.update("l2")
    kwargs.pop()
    kwargs.get("steps")
    kwargs.get("momentum", 0.9); kwargs["momentum"]
    if "lambda_" in kwargs and "l1" in other: pass
    kwargs[0]; kwargs[None]; kwargs[name]; kwargs["seed it"]; kwargs["X"]; kwargs.get(name)
    other["eta"]; other.get("beta")`;
  expect(calls("python", text)[0]).toBe("train(X=_X, y=_y, lr=_rate, reg=0.01, decay=0.01, lambda_=0.01)");
});

test("a class is made and driven by the methods of its own and of what it builds on", () => {
  const text = `class Base:
    """A net."""
    def train(self, X, y): pass
    def forward(self, X): pass
class Net(Base, other.Base):
    def __init__(self, n_inputs):
        self.seen = None
        self.mystery = None
        self.X = None
        other.y = None
        if (n := None) is None: pass
    def set_seen(self, seed): self.seen = seed
    def reset(self): pass
    def set_mystery(self, foo): self.mystery = foo
    def forward(self, X): pass
    @staticmethod
    def fit(X, y): pass
    @lib.staticmethod
    def learn(self, X, y): pass`;
  expect(calls("python", text).slice(0, 7)).toEqual([
    "self = Net(n_inputs=4)",
    "self.X = _X",
    "self.set_seen(seed=0)",
    "self.fit(X=_X, y=_y)",
    "self.learn(X=_X, y=_y)",
    "self.train(X=_X, y=_y)",
    "_given = self.train(X=_X, y=_y)",
  ]);
});

test("of several functions of a name the last is called", () => {
  const text = "def train(X, y): pass\ndef train(X, y, lr): pass";
  expect(calls("python", text)).toEqual(["train(X=_X, y=_y, lr=_rate)"]);
});

test("a method that two classes hand on is called once, of several the first", () => {
  const text = `class A:
    def fit(self, X, y): pass
    def train(self, X): pass
class B(A):
    def train(self, y, X): pass
class C(A):
    def train(self, X, y): pass
class D(B, C):
    pass`;
  expect(calls("python", text).slice(0, 3)).toEqual([
    "self = D()",
    "self.train(y=_y, X=_X)",
    "self.fit(X=_X, y=_y)",
  ]);
});

test("a class that another of its name extends has the methods of both", () => {
  const text = `class Net:
    def fit(self, X, y): pass
class Net(Net):
    def train(self, X, y): pass`;
  expect(calls("python", text).slice(0, 3)).toEqual([
    "self = Net()",
    "self.train(X=_X, y=_y)",
    "self.fit(X=_X, y=_y)",
  ]);
});

test("gradients that are handed back move what another function has made, by their names", () => {
  const text = `def init_params(): return W1, b1
def init_plot(): plt.figure()
def forward(X, W1, b1): return A
def compute_cost(A, y): return c
def backward(X, A, y, W1): return dW1, W1, grad_b1`;
  expect(calls("python", text)).toEqual([
    "W1, b1 = init_params()",
    "A = forward(X=_X, W1=W1, b1=b1)",
    "loss = compute_cost(A=A, y=_y)",
    "dW1, W1, grad_b1 = backward(X=_X, A=A, y=_y, W1=W1)",
    "b1 = b1 - _rate * grad_b1",
  ]);
});

test("gradients that are handed back move what an object has under their names, or what it holds", () => {
  const text = (given: string): string => `class Net:
    def forward(self, X): return self.a
    def backward(self, X, y): return ${given}`;
  const last = (given: string): string[] =>
    calls("python", text(given)).filter((line) => line.startsWith("_take"));
  expect(last("dW, grad_b")).toEqual(['_take_named(self, "W", dW)', '_take_named(self, "b", grad_b)']);
  expect(last("dW, d")).toEqual(["_take(self, (dW, d))"]);
  expect(last("dθ, dW")).toEqual(['_take_named(self, "θ", dθ)', '_take_named(self, "W", dW)']);
  expect(last("grads")).toEqual(["_take(self, grads)"]);
});

test("a net that is made without a name is known by that which others ask for and nobody gives", () => {
  const text = (more: string): string => `def init_net(): return {"W": 1}
def train(X, y, params): pass
${more}`;
  expect(calls("python", text(""))).toEqual(["params = init_net()", "train(X=_X, y=_y, params=params)"]);
  expect(calls("python", text("def other(): return params"))[0]).toBe("_init_net_0 = init_net()");
});

test("a function of weights and data is stepped along the gradient that it hands back beside its cost", () => {
  const costs = (parameters: string, given: string): string[] =>
    calls("python", `def svm(${parameters}): return ${given}`);
  expect(costs("W, X, y", "loss, dW")).toEqual([
    "_weights = _rng.randn(4, 1) * 0.1",
    "loss, _gradient = svm(W=_weights, X=_X, y=_y)",
    "_weights = _weights - _rate * _gradient",
    "_weights = _rng.randn(4) * 0.1",
    "_weights = _rng.randn(4, 3) * 0.1",
    "_weights = _rng.randn(3, 4) * 0.1",
  ]);
  for (const given of ["loss, accuracy", "loss, 1", "accuracy, dW", "np.sum(e), dW", "loss, dW, db", "loss"])
    expect(costs("W, X, y", given)).toEqual([]);
  for (const parameters of ["W, X, y, mystery", "X, y", "W, X", "W, y"])
    expect(costs(parameters, "loss, dW")).toEqual([]);
});

test("a net has as many inputs and outputs as its text tells", () => {
  const shapes = (text: string): string[] => [
    ...new Set(
      sources
        .python(`${text}\ndef train(X, y): pass`)
        .flatMap((one) => one.match(/_X = _rng.randn\(\d+\)|np.eye\(\d+\)/g) ?? []),
    ),
  ];
  expect(shapes("sizes = [7, 9, 5]")).toEqual([
    "np.eye(5)",
    "_X = _rng.randn(7)",
    "np.eye(3)",
    "_X = _rng.randn(4)",
  ]);
  expect(shapes("sizes = [8, 9, 1]").slice(0, 2)).toEqual(["np.eye(3)", "_X = _rng.randn(8)"]);
  for (const sizes of ["[1, 9, 2]", "[40, 9, 2]"])
    expect(shapes(`sizes = ${sizes}`)).toEqual(["np.eye(3)", "_X = _rng.randn(4)"]);
  expect(shapes("image = x.reshape(784)")).toEqual(["np.eye(10)", "_X = _rng.randn(784)"]);
});

test("a function is paired with its backward function where it asks for what flows back and what is known", () => {
  const paired = (text: string): string[] =>
    operationDrivers(parsePython(text).statements)
      .next()
      .value?.[0]?.source.split("\n")
      .slice(3)
      .filter((line: string) => /forward|backward|_rng|np\.shape\(_given/.test(line))
      .map((line: string) => line.trim()) ?? [];
  expect(paired("def relu_forward(x): return out\ndef relu_backward(dout, x): return dx")).toEqual([
    "x = _rng.randn(5, 4)",
    "_out = relu_forward(x=x)",
    "_given = relu_backward(_handed, x)",
    "if np.shape(_given) == np.shape(x):",
  ]);
  expect(
    paired("def fc_forward(x, w): return out, cache\ndef fc_backward(dout, cache, rate=1): return dw, dx"),
  ).toEqual([
    "x = _rng.randn(5, 4)",
    "w = _rng.randn(4, 3)",
    "_out, cache = fc_forward(x=x, w=w)",
    "_given = fc_backward(_handed, cache)",
    "if np.shape(_given[1]) == np.shape(x):",
    "if np.shape(_given[0]) == np.shape(w):",
  ]);
  expect(paired("def exp_forward(x): return out\ndef exp_backward(dout, cache): return dx")).toContain(
    "_given = exp_backward(_handed, _out)",
  );
  expect(paired("def exp_forward(x): return out, y\ndef exp_backward(dout, y): return dx")).toContain(
    "_given = exp_backward(_handed, y)",
  );
  expect(paired("def f_forward(x): pass\ndef f_backward(dout): return dx")).toEqual([]);
  for (const [forward, back] of [
    ["x", ""],
    ["x", "dout, y"],
    ["x", "mystery"],
    ["x", "dout, mystery"],
    ["x, mystery", "dout"],
    ["stride", "dout"],
  ])
    expect(paired(`def f_forward(${forward}): return out\ndef f_backward(${back}): return dx`)).toEqual([]);
  expect(paired("def f_forward(x): return out")).toEqual([]);
});

test("a layer of Python is driven by its two passes where they ask for what flows and what can be guessed", () => {
  const layer = (forward: string, back: string): string[] =>
    operations(
      "python",
      `class Dense:\n    def forward(self${forward}): pass\n    def backward(self${back}): pass`,
    ).filter((line) => /^_out = self\.f|^x =/.test(line));
  expect(layer(", x", ", dout")).toHaveLength(8);
  expect(layer(", x, training", ", dout, lr")).toContain("_out = self.forward(x, training=_pairs)");
  for (const [forward, back] of [
    [", x", ""],
    [", x", ", y"],
    [", x, y", ", dout"],
    [", x", ", dout, t"],
    ["", ", dout"],
    [", x", ", dout, mystery"],
    [", x, mystery", ", dout"],
  ] as const)
    expect(layer(forward, back)).toEqual([]);
});
