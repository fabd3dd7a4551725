import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSafetensors, writeSafetensors } from "../../src/base/safetensors.ts";
import { pythonWith, ranPython } from "../emit/programs.ts";
import { chainrule } from "./run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-export-"));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const linear = file(
  "linear.chain",
  "input x[n, 2] = [[1, 2]], y = [1]\nparam W[2, 3] = 0.5, b[3] = 0\nH = tanh(x @ W + b)\nloss L = mean((sum(H, axis=1) - y)^2)\n",
);

describe("export", () => {
  test("prints a program, or writes it", async () => {
    const printed = await chainrule("export", linear, "--to", "numpy");
    expect(printed.code).toBe(0);
    expect(printed.out).toContain("dL_dW = x.T @ (dL_dH * (1 - H ** 2))");
    expect(printed.out).toContain("def self_check():");
    const path = join(folder, "linear.ts");
    expect((await chainrule("export", linear, "--to", "typescript", "--output", path)).err).toContain(
      `wrote ${path}`,
    );
    expect(readFileSync(path, "utf8")).toContain("const dL_dW = matmul(transpose(x), map(");
  });

  test.each([
    [["export", linear], /--to/],
    [["export", linear, "--to", "tensorflow"], /tensorflow/],
    [["export", join(folder, "missing.chain"), "--to", "numpy"], /there is no such file/],
    [["export", linear, "--to", "onnx"], /--output linear\.onnx/],
    [
      ["export", file("open.chain", "input x[n]\nparam w = 1\nloss L = mean(w*x)"), "--to", "jax"],
      /input x has no value/,
    ],
    [
      ["export", file("log.chain", "param w = 0\nloss L = log(w)"), "--to", "torch"],
      /no finite number at the starting values/,
    ],
    [["export", file("none.chain", "input x = 1\nloss L = x"), "--to", "numpy"], /no parameter to train/],
    [["export", file("broken.chain", "loss L = ((1"), "--to", "numpy"], /broken\.chain:1/],
    [
      ["export", linear, "--to", "numpy", "--weights", join(folder, "no.npz")],
      /no\.npz: there is no such file/,
    ],
    [["export", linear, "--to", "numpy", "--output", join(folder, "no", "where.py")], /where\.py/],
  ])("%j is refused with a reason", async (argv, reason) => {
    const { code, err, out } = await chainrule(...(argv as string[]));
    expect(code, err).toBe(2);
    expect(err).toMatch(reason as RegExp);
    expect(err).not.toMatch(/at .*\.ts:\d+/);
    expect(out).toBe("");
  });

  test("a model's text cannot leave its comment, nor its name the title", async () => {
    const path = file(
      'a"""b\u2028c.chain',
      '# """\n# */ process.exit(1)\u2028import sys\nparam w = 1\nloss L = w^2\n',
    );
    for (const to of ["numpy", "torch", "jax", "typescript"]) {
      const { out } = await chainrule("export", path, "--to", to);
      const planted = out.split(/[\n\u2028]/).filter((line) => /process\.exit|import sys/.test(line));
      expect(planted.length, to).toBe(2);
      for (const line of planted) expect(line).toMatch(/^(#|\/\/)/);
      const first = out.split("\n")[0]!;
      expect(first).toContain("a___b_c");
    }
  });
});

describe("a model whose numbers lie beside the program", () => {
  const rows = Array.from({ length: 1100 }, (_, k) => `${Math.sin(k)},${Math.cos(k)},${k % 3}`);
  file("points.csv", `a,b,label\n${rows.join("\n")}\n`);
  const large = file(
    "large.chain",
    'data X, y = "points.csv"\nparam W[2, 40] ~ he, b[40] = 0, V[40, 3] ~ he, s = 1\nlogits = relu(X @ W + b) @ V*s\nloss L = cross_entropy(logits, y)\ntrain adam rate=0.01 epochs=2 batch=64\n',
  );
  for (const [to, module] of [
    ["numpy", "numpy"],
    ["torch", "torch"],
  ] as const) {
    const python = pythonWith(module);
    test.skipIf(!python)(`${to} reads them, and finds a wrong one`, async () => {
      const path = join(folder, `${to}_large.py`);
      expect((await chainrule("export", large, "--to", to, "--output", path)).code).toBe(0);
      expect((await chainrule("export", large, "--to", to)).err).toContain("--output");
      const [said] = ranPython(python!, [path]);
      expect(said).toContain("self-check: the loss and 4 gradients agree to 1e-10");
      expect(said).toContain("Epoch: 2, Loss = ");
      const beside = join(folder, `${to}_large.safetensors`);
      const tensors = readSafetensors(readFileSync(beside));
      if ("problem" in tensors) throw new Error(tensors.problem);
      tensors.get("W")!.data[0]! += 1e-3;
      writeFileSync(beside, writeSafetensors(tensors as never));
      expect(ranPython(python!, [path])[0]).toContain("FAILED");
    });
  }
});

describe("weights of another program", () => {
  const weights = file(
    "net.safetensors",
    writeSafetensors(
      new Map([
        ["fc1.weight", { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ["b", { shape: [3], data: Float64Array.of(0.1, 0.2, 0.3) }],
        ["epoch", { shape: [], data: Float64Array.of(7) }],
      ]),
    ),
  );

  test("go in by name and shape, turned where that is asked for", async () => {
    const { out, err, code } = await chainrule(
      "export",
      linear,
      "--to",
      "numpy",
      "--weights",
      weights,
      "--take",
      "W=fc1.weight.T",
    );
    expect(code, err).toBe(0);
    expect(out).toContain("W = np.array([[1, 3, 5], [2, 4, 6]], dtype=float)");
    expect(out).toContain("b = np.array([0.1, 0.2, 0.3])");
    expect(err).toContain("not taken: epoch");
  });

  test("what does not fit is told for each parameter, with what to write", async () => {
    const { err, code } = await chainrule(
      "train",
      linear,
      "--weights",
      weights,
      "--take",
      "W=fc1.weight,q=b",
    );
    expect(code).toBe(2);
    expect(err).toContain("the model has no parameter q: it has W, b");
    expect(err).toContain(
      "W [2, 3]: fc1.weight has the shape [3, 2], which is its transpose: --take W=fc1.weight.T",
    );
    const other = await chainrule("train", linear, "--weights", weights);
    expect(other.err).toContain("W [2, 3]: the file has no W");
    expect(other.err).toMatch(/Not taken: .*fc1\.weight/);
  });

  test("an .npz by NumPy", async () => {
    const python = pythonWith("numpy");
    if (!python) return;
    const path = join(folder, "net.npz");
    const code = file(
      "save.py",
      `import numpy as np\nnp.savez(${JSON.stringify(path)}, W=np.arange(6.0).reshape(2, 3), b=np.ones(3, dtype=np.float32))\n`,
    );
    expect(ranPython(python, [code])).toEqual([""]);
    const { out, code: exit } = await chainrule("export", linear, "--to", "numpy", "--weights", path);
    expect(exit).toBe(0);
    expect(out).toContain("W = np.array([[0, 1, 2], [3, 4, 5]], dtype=float)");
  });

  test.each([
    ["pickle.pt", Uint8Array.of(0x80, 2, 0x8a), /pickle.*\n.*safetensors\.torch/],
    ["cut.safetensors", readFileSync(weights).subarray(0, 60), /no safetensors file, or it is cut off/],
    ["empty.safetensors", new Uint8Array(), /no safetensors file/],
    ["not.npz", Uint8Array.of(1, 2, 3), /archive/],
  ])("%s is refused", async (name, bytes, reason) => {
    const { err, code } = await chainrule("train", linear, "--weights", file(name, bytes));
    expect(code).toBe(2);
    expect(err).toMatch(reason);
  });
});

describe("train --engine torch", () => {
  const python = pythonWith("torch");
  const path = "examples/one-neuron-identity.chain";

  test.skipIf(!python)("tells the same trace", async () => {
    const own = await chainrule("train", path);
    const other = await chainrule.with({ CHAINRULE_PYTHON: python! })("train", path, "--engine", "torch");
    expect(other.code, other.err).toBe(0);
    expect(other.out).toBe(own.out);
    const [a, b] = await Promise.all([
      chainrule("train", "examples/letters.chain", "--epochs", "3", "--format", "json"),
      chainrule.with({ CHAINRULE_PYTHON: python! })(
        "train",
        "examples/letters.chain",
        "--epochs",
        "3",
        "--format",
        "json",
        "--engine",
        "torch",
      ),
    ]);
    const [mine, its] = [JSON.parse(a.out), JSON.parse(b.out)];
    expect(Object.keys(its)).toEqual(Object.keys(mine));
    for (const [at, row] of mine.epochs.entries()) {
      expect(its.epochs[at].loss).toBeCloseTo(row.loss, 10);
      expect(its.epochs[at].parameters.W2[1][1]).toBeCloseTo(row.parameters.W2[1][1], 10);
    }
  });

  test("says how to install what is missing", async () => {
    const none = await chainrule.with({ CHAINRULE_PYTHON: join(folder, "no-python") })(
      "train",
      path,
      "--engine",
      "torch",
    );
    expect(none.code).toBe(2);
    expect(none.err).toContain("there is no");
    const without = file(
      "python-without",
      "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'torch'\" >&2\nexit 1\n",
    );
    chmodSync(without, 0o755);
    const missing = await chainrule.with({ CHAINRULE_PYTHON: without })("train", path, "--engine", "torch");
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("has no PyTorch");
    expect(missing.err).toContain("-m pip install torch");
  });
});
