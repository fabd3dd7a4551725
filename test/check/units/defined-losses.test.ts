import { expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { definedLosses } from "../../../src/check/losses/defined.ts";
import { readCells } from "../../../src/lift/cells.ts";

/** The functions that may be the loss of a step which moves these. */
function names(path: string, text: string, moved: readonly string[]): string[] {
  const { cells } = readCells(path, text);
  const { machine } = cells[0]!.language.run(cells, {});
  return definedLosses(machine as never, machine.globals, moved).map((one) => one.name);
}

test("a function that is named as a loss is one where all that it needs has a value under its name", () => {
  const text = `w, X, y, mask = 1.0, 2.0, 3.0, None
def square(x): return x * x
def compute_error(w, X, y): pass
def my_cost(w, other): pass
def cost_with(w, X, scale=1.0): pass
def cost_of(w, mask, square): pass
def cost_apart(scale=1.0, w=None): pass
def cost_all(*w): pass
def loss_elsewhere(X, y): pass
def loss_of_nothing(): pass
def mean(w, X, y): pass
cost = 3.0`;
  // those that can be nothing else come first
  expect(names("a.py", text, ["w"])).toEqual(["cost_with", "cost_of", "compute_error"]);
  expect(names("a.py", text, ["X[0].data"])).toContain("loss_elsewhere");
});

test("no more than four functions are tried", () => {
  const text = `w = 1.0\n${[1, 2, 3, 4, 5].map((at) => `def loss_${"abcde"[at - 1]}(w): pass`).join("\n")}`;
  expect(names("a.py", text, ["w"])).toEqual(["loss_a", "loss_b", "loss_c", "loss_d"]);
});

test("a method is one of the object that the step is of, whatever its class builds on", () => {
  const text = `class Base:
    def loss(self, X): pass
class Net(Base):
    def cost(self): pass
    def error(self, unknown): pass
X = 1.0
self = Net()
net = Net()`;
  expect(names("a.py", text, ["self.w"])).toEqual(["self.cost", "self.loss"]);
});

test("a function that takes all or nothing of its arguments by name is not called, one with options is", () => {
  const text = `let w = 0.1;
function cost({ w } = { w: 1 }) { return w * w; }
const loss = (...w) => w[0];
const objective = (w) => w * w;
function costWith(w, { scale } = {}) { return w; }`;
  expect(names("a.js", text, ["w"])).toEqual(["costWith", "objective"]);
});

test("a function of a loss's name that gives a row of numbers, or fails, is none; the next one is asked", () => {
  const { programs } = checkFile(
    "a.py",
    `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [0.2, 0.7]])
y = np.array([1.0, 0.0, 0.5])
w = np.array([0.1, 0.2])
lr = 0.05
def cost_of_each(w, X, y): return (X @ w - y) ** 2
def cost_broken(w, X, y): return X @ y
def cost(w, X, y): return np.mean((X @ w - y) ** 2)
for epoch in range(4):
    e = X @ w - y
    w = w - lr * 2 * X.T @ e / 3
`,
  );
  expect(programs.map(({ loss, parameters }) => [loss.name, parameters[0]!.kind])).toEqual([
    ["cost", "right"],
  ]);
});
