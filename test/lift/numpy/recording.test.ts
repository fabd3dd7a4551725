import { describe, expect, test } from "vitest";
import type { NDArray } from "../../../src/base/array.ts";
import { Random } from "../../../src/base/random.ts";
import { Graph } from "../../../src/graph/graph.ts";
import type { Node } from "../../../src/graph/node.ts";
import { operations } from "../../../src/graph/operations/index.ts";
import { fromData, generated, Ndarray } from "../../../src/lift/numpy/array.ts";
import { scipySpecial } from "../../../src/lift/numpy/module.ts";
import { nodeOf } from "../../../src/lift/numpy/recording.ts";
import { SnippetRunner } from "./run-snippet.ts";

/** The value of a node, its variables given. */
function evaluate(graph: Graph, node: Node, given: ReadonlyMap<string, NDArray>): NDArray {
  const values: NDArray[] = [];
  for (const one of graph.nodes.slice(0, node.id + 1)) {
    if (one.op === "variable") values.push(given.get(one.attributes.name!)!);
    else {
      values.push(
        operations[one.op].value(
          one.operands.map((operand) => values[operand.id]!),
          one.attributes,
        ),
      );
    }
  }
  return values[node.id]!;
}

const shapes: Readonly<Record<string, readonly number[]>> = {
  s: [],
  v: [3],
  w: [4],
  A: [3, 4],
  B: [4, 2],
  S: [3, 3],
  T: [2, 3, 4],
};

function inputs(seed: number): Map<string, Ndarray> {
  const random = new Random(seed);
  // away from 0 and distinct, so that no kink is near
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      generated(shape, "float64", () => 0.2 + 0.7 * random.uniform()),
    ]),
  );
}

/** Statements whose last one is an expression over the recorded inputs. */
const programs = [
  "A + v[:, None]",
  "A - 1",
  "2 * A",
  "A / w",
  "A ** 2",
  "2 ** A",
  "A ** B.sum()",
  "-A",
  "abs(A - 0.5)",
  "np.exp(A)",
  "np.log(A)",
  "np.sqrt(A)",
  "np.square(A)",
  "np.log2(A)",
  "np.log10(A)",
  "np.log1p(A)",
  "np.expm1(A)",
  "np.sin(A)",
  "np.cos(A)",
  "np.tan(A)",
  "np.arcsin(A)",
  "np.arccos(A)",
  "np.arctan(A)",
  "np.sinh(A)",
  "np.cosh(A)",
  "np.tanh(A)",
  "np.arcsinh(A)",
  "np.arccosh(A + 1)",
  "np.arctanh(A)",
  "np.exp2(A)",
  "np.cbrt(A)",
  "np.reciprocal(A)",
  "np.arctan2(A, -w)",
  "np.hypot(A, w)",
  "np.logaddexp(A, w)",
  "np.degrees(A)",
  "np.deg2rad(A)",
  "np.mod(A * 5, 1)",
  "np.maximum(A, 0.5)",
  "np.minimum(A, w)",
  "np.clip(A, 0.3, 0.6)",
  "np.where(A > 0.5, A * 2, w)",
  "np.heaviside(A, 1) * A",
  "1 / (1 + np.exp(-A))",
  "np.add(A, w)",
  "np.multiply.outer(v, w)",
  "np.nan_to_num(A)",
  "A.sum()",
  "A.sum(axis=0)",
  "A.sum(axis=1, keepdims=True)",
  "T.sum(axis=(0, 2))",
  "A.mean()",
  "A.mean(axis=0)",
  "A.var()",
  "A.std(axis=1)",
  "A.std(axis=0, ddof=1)",
  "A.max()",
  "A.max(axis=1)",
  "A.min(axis=0)",
  "A.prod()",
  "A.prod(axis=1)",
  "A.cumsum()",
  "A.cumsum(axis=0)",
  "v.cumprod()",
  "np.average(v, weights=[1, 2, 3])",
  "np.average(A, axis=0, weights=v)",
  "np.median(A)",
  "np.median(w)",
  "np.median(A, axis=1)",
  "np.percentile(w, 30)",
  "np.add.reduce(A)",
  "np.ptp(A)",
  "np.sum(A, where=np.array([True, False, True, True]))",
  "A @ B",
  "A @ w",
  "v @ A",
  "v @ v",
  "T @ B",
  "np.dot(A, B)",
  "A.dot(B).dot(np.ones(2))",
  "np.dot(v, v)",
  "np.dot(T, w)",
  "np.dot(s, A)",
  "np.outer(v, w)",
  "np.inner(A, A)",
  "np.vdot(A, A)",
  "np.tensordot(T, A, axes=([1, 2], [0, 1]))",
  "np.tensordot(A, B, axes=1)",
  "np.einsum('ij,jk->ik', A, B)",
  "np.einsum('ij->j', A)",
  "np.einsum('ii', S)",
  "np.einsum('ii->i', S)",
  "np.einsum('ij,ij->i', A, A)",
  "np.einsum('bij,bij->b', T, T)",
  "np.einsum('i,j', v, w)",
  "np.einsum('ij,jk,i->k', A, B, v)",
  "np.trace(S)",
  "np.diag(v)",
  "np.diag(S)",
  "np.kron(v, w)",
  "np.cross(v, S)",
  "np.tril(S)",
  "np.linalg.norm(v)",
  "np.linalg.norm(A)",
  "np.linalg.norm(A, axis=1)",
  "np.linalg.norm(v, 1)",
  "np.linalg.inv(S + 3 * np.eye(3))",
  "np.linalg.solve(S + 3 * np.eye(3), v)",
  "np.linalg.matrix_power(S, 3)",
  "np.convolve(v, w)",
  "np.polyval(v, A)",
  "np.asmatrix(A) * np.asmatrix(B)",
  "A.T",
  "A.T @ v",
  "T.transpose(1, 0, 2)",
  "T.transpose(2, 0, 1)",
  "np.swapaxes(T, 0, 2)",
  "A.reshape(4, 3)",
  "A.T.reshape(-1)",
  "A.ravel()",
  "A.T.flatten()",
  "A.reshape(2, 6, order='F')",
  "np.squeeze(v[None])",
  "np.expand_dims(v, 1)",
  "A[1]",
  "A[:, 2]",
  "A[::2, ::-1]",
  "A[1, 2]",
  "A.T[1:, 0]",
  "A[[0, 2]]",
  "A[[0, 1], [2, 3]]",
  "A[A > 0.5]",
  "T[:, 1, [0, 2]]",
  "A[:, None, 1:3]",
  "T[..., 0]",
  "A.T[[1, 0]]",
  "v[np.array([[0, 1], [2, 0]])]",
  "np.concatenate([A, A * 2])",
  "np.concatenate([A, np.ones((3, 1))], axis=1)",
  "np.vstack([w, A])",
  "np.hstack([v, w])",
  "np.stack([v, v * v], axis=1)",
  "np.column_stack([v, v])",
  "np.append(v, 1)",
  "np.append(A, A, axis=1)",
  "np.c_[v, v]",
  "np.r_[v, 1, w]",
  "np.tile(v, 2)",
  "np.tile(A, (2, 1))",
  "np.repeat(v, 2)",
  "np.repeat(A, 2, axis=1)",
  "np.roll(v, 1)",
  "np.flip(A)",
  "np.flip(A, 0)",
  "np.pad(A, 1)",
  "np.pad(v, 2, mode='reflect')",
  "np.delete(A, 1, axis=0)",
  "np.insert(v, 1, s)",
  "np.rot90(A)",
  "np.split(A, 2, axis=1)[1]",
  "np.array_split(w, 3)[0]",
  "np.take(A, [0, 2], axis=1)",
  "np.sort(w)",
  "np.sort(A, axis=0)",
  "np.diff(w)",
  "np.broadcast_to(v, (2, 3))",
  "np.array([v, v * 2])",
  "np.array([s, 1.0, s * 2])",
  "np.array([[s, 0], [1, s]])",
  "np.full((2, 2), s)",
  "np.meshgrid(v, w)[0]",
  "np.linspace(0, s, 5)",
  "np.bincount([0, 2, 1], weights=v)",
  "np.apply_along_axis(lambda r: r.sum(), 1, A)",
  "np.vectorize(lambda x: x * x)(v)",
  "A.astype(float)",
  "A.copy()",
  "np.array(A)",
  "v.item(1) * 2",
  "float(v[0]) * w",
  "A.tolist()[0][1] * w",
  "a = np.zeros(4); a[1:] = v; a * w",
  "a = A.copy(); a[0] = 5; a",
  "a = A.copy(); a[:, 1] *= 2; a",
  "a = A.copy(); a += w; a",
  "a = A.copy(); b = a.T; b[0] = v; a",
  "a = A.copy(); a[a > 0.5] = 0; a",
  "a = A.copy(); a[[0, 2]] += 1; a.sum()",
  "a = np.zeros((3, 4)); a[...] = A; a[1, 2] = s; a",
  "a = A.copy(); a[::-1] = A; a",
  "a = np.zeros(3); np.add.at(a, [0, 0, 2], v); a",
  "a = v.copy(); np.add.at(a, [1, 1], 3); a",
  "a = np.zeros((3, 4)); np.add.at(a, [0, 2, 0], A); a",
  "a = v.copy(); np.multiply.at(a, [1, 1], 3); a",
  "a = v.copy(); b = a[1:]; b *= 2; a[0] = b[0]; a",
  "a = A.copy(); a.fill(2); a + v[0]",
  "a = A.copy(); a.sort(axis=1); a",
  "a = np.zeros((3, 4)); np.add(A, 1, out=a); a * 2",
  "a = np.zeros((3, 4)); np.exp(A, out=a, where=A > 0.5); a",
  "a = v.copy(); a[0], a[1] = a[1], a[0]; a",
  "a = np.zeros(3); a[[0, 0]] = v[:2]; a",
  "a = A.copy(); a.shape = (4, 3); a[0, 0] = s; a",
  "a = v.copy(); a[0] = a[1:].sum(); a",
  "a = np.zeros((2, 3, 4)); a[:, [0, 2]] = w; a + T",
  "a = A.copy(); np.fill_diagonal(a, s); a",
  "e = np.exp(A - A.max(axis=1, keepdims=True)); e / e.sum(axis=1, keepdims=True)",
  "a = A[1]; a *= 1; a",
  "m = np.asmatrix(A); m.T * m",
  "a = A.ravel(); a[0] = 9; A",
  "a = np.zeros((2, 2)); a[0, 0] = v[0]; a[1, 1] = a[0, 0] * 2; a[0, 1] += v[1]; a[0, 1] += 1; a",
  "a = np.zeros(3); a[0] = v[2]; a[1] = v[1]; a[2] = v[0]; a * v",
  "a = A.copy(); a[0, 0] = 1; b = a[0].copy(); a[0, 1] = b[0] * s; a[0, :2] += w[:2]; a",
  "a = v.copy(); a[0] = s; b = a[:2] * 2; a[1] = b[1]; a[1] = b[0]; a",
];

programs.push(
  "sp.expit(A)",
  "sp.softmax(A, axis=1)",
  "sp.log_softmax(A, axis=-1)",
  "sp.logsumexp(A)",
  "sp.logsumexp(A, axis=0, keepdims=True)",
  "sp.xlogy(A, w)",
  "sp.erf(A)",
  "np.lib.stride_tricks.sliding_window_view(A, (2, 2)).sum(axis=(2, 3))",
  "np.gradient(w)",
  "np.correlate(w, v)",
);

describe("a recorded program's graph", () => {
  test.each(programs)("%s", (program) => {
    const graph = new Graph();
    const runnerFor = (): SnippetRunner => {
      const runner = new SnippetRunner();
      runner.scope.set("sp", scipySpecial(runner.state));
      return runner;
    };
    const run = (seed: number, record: boolean): Ndarray => {
      const runner = runnerFor();
      for (const [name, array] of inputs(seed)) {
        const own = fromData(array.values().slice(), array.shape, "float64");
        if (record) own.buffer.recorded = { graph, node: graph.variable(name, [...array.shape]) };
        runner.scope.set(name, own);
      }
      const value = runner.evaluate(program);
      return value instanceof Ndarray ? value : fromData(Float64Array.of(value as number), [], "float64");
    };
    const recorded = run(1, true);
    expect(recorded.buffer.recorded, "the result is recorded").toBeDefined();
    const node = nodeOf(graph, recorded);
    expect(node.shape).toEqual(recorded.shape);
    const close = (ours: ArrayLike<number>, theirs: ArrayLike<number>): void => {
      expect(ours.length).toBe(theirs.length);
      for (let k = 0; k < ours.length; k++) {
        expect(Math.abs(ours[k]! - theirs[k]!)).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(theirs[k]!)),
        );
      }
    };
    close(evaluate(graph, node, asArrays(inputs(1))).data, recorded.values());
    close(run(1, false).values(), recorded.values());
    // at a point nearby, where every choice that the run made is the same, the graph still says what NumPy computes
    const near = new Map(
      [...asArrays(inputs(1))].map(([name, one]) => [
        name,
        { ...one, data: one.data.map((x) => x * (1 + 1e-7)) },
      ]),
    );
    const moved = runnerFor();
    for (const [name, one] of near) moved.scope.set(name, fromData(one.data.slice(), one.shape, "float64"));
    const value = moved.evaluate(program);
    close(evaluate(graph, node, near).data, value instanceof Ndarray ? value.values() : [value as number]);
  });
});

const asArrays = (arrays: ReadonlyMap<string, Ndarray>): Map<string, NDArray> =>
  new Map([...arrays].map(([name, one]) => [name, { shape: one.shape, data: one.values() }]));

test("nothing is recorded where nothing was marked", () => {
  const runner = new SnippetRunner();
  const value = runner.evaluate("a = np.ones((2, 3)); a[0] = 2; np.exp(a @ a.T).sum(axis=0)");
  expect((value as Ndarray).buffer.recorded).toBeUndefined();
});

test("overwriting all of a recorded array forgets its record", () => {
  const runner = new SnippetRunner();
  const graph = new Graph();
  const v = fromData(Float64Array.of(1, 2, 3), [3], "float64");
  v.buffer.recorded = { graph, node: graph.variable("v", [3]) };
  runner.scope.set("v", v);
  expect((runner.evaluate("a = v * 2; a[:] = 0; a") as Ndarray).buffer.recorded).toBeUndefined();
  expect((runner.evaluate("(v > 1).astype(float)") as Ndarray).buffer.recorded).toBeUndefined();
});
