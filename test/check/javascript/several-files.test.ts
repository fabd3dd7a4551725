import { describe, expect, test } from "vitest";
import { Places, placeText } from "../../../src/base/places.ts";
import { checkFile } from "../../../src/check/check.ts";
import { repairedFiles } from "../../../src/check/fixes.ts";

const layer = `import { product, type Matrix } from "../matrix.js";
import { weights } from "./start";

export default class Dense {
  w: Matrix;
  b: number[];
  #x: number[] = [];
  constructor(n: number, m: number) {
    this.w = weights(n, m);
    this.b = new Array(m).fill(0);
  }
  forward(x: number[]): number[] {
    this.#x = x;
    return product(this.w, x).map((one, k) => one + this.b[k]!);
  }
  backward(grad: number[], rate: number): void {
    for (let k = 0; k < grad.length; k++) {
      for (let j = 0; j < this.#x.length; j++) this.w[k]![j]! -= rate * grad[k]! * this.#x[j]!;
      this.b[k]! -= rate * grad[k]!;
    }
  }
}
`;

const files: Readonly<Record<string, string>> = {
  "main.ts": `import { X, Y } from "./data.ts";
import * as loss from "./loss";
import { Dense } from "./nets";

const net = new Dense(2, 1);
for (let epoch = 0; epoch < 3; epoch++) {
  for (let i = 0; i < X.length; i++) {
    const out = net.forward(X[i]);
    const cost = loss.squared(out, Y[i]);
    net.backward(loss.slope(out, Y[i]), 0.1);
  }
}
`,
  "data.ts":
    "export const X = [[0.5, 1.0], [1.5, -1.0]];\nconst targets = [[1.0], [0.0]];\nexport { targets as Y };\n",
  "loss.mjs": `export const squared = (p, t) => p.reduce((sum, one, k) => sum + (one - t[k]) ** 2, 0) / 2;
export function slope(p, t) { return p.map((one, k) => one - t[k]); }
`,
  "matrix.ts":
    "export type Matrix = number[][];\nexport const product = (w: Matrix, x: number[]) => w.map((row) => row.reduce((sum, one, k) => sum + one * x[k]!, 0));\n",
  "nets/index.ts": 'export { default as Dense } from "./layer.ts";\nexport * from "./start";\n',
  "nets/layer.ts": layer,
  "nets/start.ts":
    "export const weights = (n: number, m: number) => Array.from({ length: m }, (_, k) => Array.from({ length: n }, (_, j) => Math.sin(1 + k + 2 * j)));\n",
};

const check = (changed: Readonly<Record<string, string>>, main = "main.ts") => {
  const all: Readonly<Record<string, string>> = { ...files, ...changed };
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    return all[path] === undefined ? undefined : { path: `work/${path}`, text: all[path] };
  };
  const checked = checkFile(`work/${main}`, all[main]!, { tree: { path: main, read } });
  const places = new Places(checked.pieces);
  return {
    asked,
    checked,
    kinds: checked.programs.flatMap((one) => one.parameters.map((each) => `${each.path} ${each.kind}`)),
    said: checked.diagnostics.map((one) => `${one.code} ${placeText(places.place(one.span))}`),
  };
};

/** What a first cell prints, of a program that only prints. */
const printed = (changed: Readonly<Record<string, string>>): string => {
  const main = `${changed["main.ts"]}`;
  const wanted = /\/\/ (.*)$/m.exec(main)![1]!;
  const { said } = check({
    ...changed,
    "main.ts": `${main}\nif (String(got) !== ${JSON.stringify(wanted)}) throw new Error(got);`,
  });
  return said.join("\n");
};

describe("a program of several files", () => {
  test("is read whole: names, defaults, namespaces, what is passed on, ./x.js that means ./x.ts", () => {
    const { kinds, said, asked } = check({});
    expect(said).toEqual([]);
    expect(kinds).toEqual(["net.w[…][…] right", "net.b[0] right"]);
    for (const path of asked) expect(path).not.toMatch(/\.\.|^\//);
  });

  test("a fault in another file is told and repaired there", () => {
    const { kinds, said, checked } = check({
      "nets/layer.ts": layer.replace("this.b[k]! -=", "this.b[k]! +="),
    });
    expect(kinds).toContain("net.b[0] wrong");
    expect(said).toEqual(["update/sign work/nets/layer.ts:19:16"]);
    expect(repairedFiles([checked])).toEqual([
      expect.objectContaining({ path: "work/nets/layer.ts", after: layer, made: 1 }),
    ]);
  });

  test("module.exports and require, of names and of one class", () => {
    const { kinds, said } = check(
      {
        "main.js": `const { X, y } = require("./data");
const Neuron = require("./neuron");
function main() {
  const neuron = new Neuron();
  for (let i = 0; i < 10; i++) { const loss = neuron.step(X[i % 2], y[i % 2]); }
}
if (require.main === module) main();
`,
        "data.js":
          "exports.X = [0.5, 1.5];\nmodule.exports.y = [1.0, 0.0];\nif (require.main === module) process.exit(1);\n",
        "neuron.cjs": `class Neuron {
  constructor() { this.w = 0.3; this.b = 0.1; this.rate = 0.1; }
  step(x, y) {
    const p = this.w * x + this.b;
    const loss = (p - y) ** 2;
    this.w -= this.rate * 2 * (p - y) * x;
    this.b -= this.rate * 2 * (p - y);
    return loss;
  }
}
module.exports = Neuron;
`,
      },
      "main.js",
    );
    expect(said).toEqual([]);
    expect(kinds).toEqual(["neuron.w right", "neuron.b right"]);
  });

  test("parameters of another file, moved there and read here", () => {
    const source = (sign: string) => ({
      "main.ts": `import { w, move } from "./model";
for (let i = 0; i < 5; i++) {
  const p = w * 2;
  const loss = (p - 1) ** 2;
  move(2 * (p - 1) * 2);
}
`,
      "model.ts": `export let w = 0.25;\nexport function move(by: number) { w ${sign}= 0.1 * by; }\n`,
    });
    expect(check(source("-")).kinds).toEqual(["model.w right"]);
    expect(check(source("+"))).toMatchObject({
      kinds: ["model.w wrong"],
      said: ["update/sign work/model.ts:2:37"],
    });
  });

  test("a loop in another file is that file's", () => {
    const { kinds, checked } = check({
      "main.ts": 'import fit from "./train";\nfit();\n',
      "train.ts":
        "let W = 0.5;\nexport default function () {\n  for (let i = 0; i < 3; i++) {\n    const p = W * 2;\n    const loss = (p - 1) ** 2;\n    W -= 0.1 * 2 * (p - 1) * 2;\n  }\n}\n",
    });
    expect(kinds).toEqual(["W right"]);
    expect(new Places(checked.pieces).place(checked.programs[0]!.span)).toMatchObject({
      path: "work/train.ts",
      line: 3,
    });
  });

  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "files that import one another": {
      "main.ts": 'import { a } from "./a";\nconst got = a(); // 3\n',
      "a.ts": 'import { b } from "./b";\nexport const two = 2;\nexport const a = () => b();\n',
      "b.ts": 'import { two } from "./a";\nexport const b = () => 1 + two;\n',
    },
    "a name that stands for another's, renamed": {
      "main.ts": 'import { count as n, up } from "./a";\nup(); up();\nconst got = n; // 2\n',
      "a.ts": 'export { count, up } from "./b";\n',
      "b.ts": "export let count = 0;\nexport const up = () => { count++; };\n",
    },
    "a namespace that is passed on": {
      "main.ts":
        'import { tools } from "./a";\nconst got = Object.keys(tools).join() + tools.two(); // one,two2\n',
      "a.ts": 'export * as tools from "./b";\n',
      "b.ts": "const hidden = 1;\nexport const one = () => hidden;\nexport const two = () => 2;\n",
    },
    "the default of a file of module.exports": {
      "main.ts": 'import f, { twice } from "./a.cjs";\nconst got = f(1) + twice(2); // 6\n',
      "a.cjs": "module.exports = (x) => x + 1;\nmodule.exports.twice = (x) => 2 * x;\n",
    },
    "require of a file of exports, and import()": {
      "main.ts":
        'const a = require("./a");\nconst b = await import("./a.ts");\nconst got = a.default + b.one; // 3\n',
      "a.ts": "export default 2;\nexport const one = 1;\n",
    },
    "a circle of names": {
      "main.ts": 'import { x } from "./a";\nconst got = typeof 1; // number\n',
      "a.ts": 'export { x } from "./b";\n',
      "b.ts": 'export { x } from "./a";\n',
    },
    "an assertion ends nothing": {
      "main.ts":
        'import assert from "node:assert/strict";\nassert.deepEqual([1], [2]);\nassert(1 > 2);\nconst got = 1; // 1\n',
    },
  };
  for (const [name, changed] of Object.entries(values)) test(name, () => expect(printed(changed)).toBe(""));

  const broken: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[]]>> = {
    "a missing file fails where it is used": [
      { "main.ts": 'import { x } from "./gone";\nlet a = 1;\nx();\n' },
      ["javascript/not-interpreted work/main.ts:3:1"],
    ],
    "a package is nothing that is known": [
      { "main.ts": 'import tf from "@tensorflow/tfjs";\ntf.tensor([1]);\n' },
      ["javascript/not-interpreted work/main.ts:2:1"],
    ],
    "what a package gives may be printed, and that is told once": [
      {
        "main.ts":
          'import { fixed } from "shown";\nfor (const x of [1, 2]) console.log(`${fixed(x)} ` + fixed(x, [x].length));\n',
      },
      ["javascript/not-interpreted work/main.ts:2:40"],
    ],
    "what a package gives is no number": [
      { "main.ts": 'import { f } from "numbers";\nconst a = f(1);\nconst b = a * 2;\n' },
      ["javascript/not-interpreted work/main.ts:3:1"],
    ],
    "nor decides anything": [
      { "main.ts": 'import { f } from "numbers";\nconst a = f(1);\nif (a) throw new Error();\n' },
      ["javascript/not-interpreted work/main.ts:3:1"],
    ],
    "nor does a text with it": [
      { "main.ts": 'import { f } from "numbers";\nconst a = `${f(1)}`;\nconst b = parseFloat(a);\n' },
      ["javascript/not-interpreted work/main.ts:3:1"],
    ],
    "what a package is given may be changed by it": [
      { "main.ts": 'import { f } from "numbers";\nconst w = [1];\nf(w);\n' },
      ["javascript/not-interpreted work/main.ts:3:1"],
    ],
    "above the tree": [
      { "main.ts": 'import { x } from "../secret";\nx();\n' },
      ["javascript/not-interpreted work/main.ts:2:1"],
    ],
    "a failure while a file is run is at its line there": [
      { "main.ts": 'import "./data";\n', "data.ts": "const x = 1;\nnull.y;\n" },
      ["javascript/exception work/data.ts:2:1"],
    ],
    "a file that cannot be read is told there": [
      { "main.ts": 'import { x } from "./data";\n', "data.ts": "const = ;\n" },
      ["javascript/syntax work/data.ts:1:7"],
    ],
    "a name that is used before its file has run": [
      {
        "main.ts": 'import "./a";\n',
        "a.ts": 'import "./b";\nexport const x = 1;\n',
        "b.ts": 'import { x } from "./a";\nx + 1;\n',
      },
      ["javascript/exception work/b.ts:2:1"],
    ],
  };
  for (const [name, [changed, wanted]] of Object.entries(broken))
    test(name, () => expect(check(changed).said).toEqual(wanted));
});
