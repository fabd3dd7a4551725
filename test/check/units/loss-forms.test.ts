import { expect, test } from "vitest";
import { isAbsolute, isOverMore, isResidual, lossText } from "../../../src/check/losses/form.ts";
import { Graph } from "../../../src/graph/graph.ts";
import type { Node } from "../../../src/graph/node.ts";

const $ = new Graph();
const variable = (name: string, ...shape: readonly number[]): Node => $.variable(name, shape);
const [a, b, c, t] = ["a", "b", "c", "t"].map((name) => variable(name)) as [Node, Node, Node, Node];
const [p, y] = [variable("p", 4), variable("y", 4)];
const square = (one: Node, other: Node): Node => $.power($.subtract(one, other), 2);
const log = (one: Node): Node => $.multiply(t, $.log(one));

test("a square is an error where it is one of a difference", () => {
  expect(lossText(square(a, t))).toBe("squared error");
  const difference = $.subtract(a, t);
  expect(lossText($.multiply(difference, difference))).toBe("squared error");
  expect(lossText($.multiply(a, a))).toBeUndefined();
  expect(lossText($.power(a, 2))).toBeUndefined();
  expect(lossText($.power(difference, 3))).toBeUndefined();
  expect(lossText($.multiply(difference, a))).toBeUndefined();
});

test("sums, means and halves are told, one that begins with nought too", () => {
  const all = square(p, y);
  expect(lossText($.mean(all))).toBe("mean squared error");
  expect(lossText($.multiply(0.5, $.sum(all)))).toBe("half squared error");
  expect(lossText($.divide($.sum(all), 4))).toBe("mean squared error");
  expect(lossText($.divide($.sum(all), 8))).toBe("mean half squared error");
  expect(lossText($.divide($.mean(all), 8))).toBe("0.125 times the squared error");
  expect(lossText($.add(0, $.mean(all)))).toBe("mean squared error");
  expect(lossText($.add(0, $.divide($.mean(all), 4)))).toBe("0.25 times the squared error");
});

test("a sum that is written out is one of losses of one kind, and a mean of some among them is none", () => {
  const [one, two] = [square(a, t), square(b, t)];
  expect(lossText($.add(one, two))).toBe("squared error");
  expect(lossText($.divide($.add(one, two), 2))).toBe("mean squared error");
  expect(lossText($.divide($.add(one, two), 4))).toBe("mean half squared error");
  expect(lossText($.add(one, $.multiply(2, two)))).toBeUndefined();
  expect(lossText($.add($.mean($.add(square(p, y), square(variable("q", 4), y))), one))).toBeUndefined();
  expect(lossText($.add($.log(a), $.log(b)))).toBe("cross-entropy");
  expect(lossText($.divide($.add($.log(a), $.log(b)), 2))).toBe("mean cross-entropy");
  expect(lossText($.add($.log(a), square(a, t)))).toBeUndefined();
  expect(lossText($.add($.add(log(a), log(b)), $.add(log(b), log(c))))).toBe("binary cross-entropy");
});

test("a loss of the same kind over more samples is told by how many it compares", () => {
  const [one, all] = [square(a, t), $.add(square(a, t), square(b, t))];
  expect(isOverMore(all, one)).toBe(true);
  expect(isOverMore(one, all)).toBe(false);
  expect(isOverMore($.mean(square(p, y)), one)).toBe(true);
  expect(isOverMore($.add($.log(a), $.log(b)), one)).toBe(false);
  expect(isOverMore($.multiply(a, b), one)).toBe(false);
});

test("an absolute difference and one that has not been squared are no losses to descend first", () => {
  expect(isAbsolute($.mean($.abs($.subtract(p, y))))).toBe(true);
  expect(isAbsolute($.mean(square(p, y)))).toBe(false);
  const moves = (node: Node): boolean => node === a;
  expect(isResidual($.subtract(a, t), moves)).toBe(true);
  expect(isResidual($.negate($.subtract(t, a)), moves)).toBe(true);
  expect(isResidual($.subtract(b, t), moves)).toBe(false);
  expect(isResidual($.add(a, t), moves)).toBe(false);
});
