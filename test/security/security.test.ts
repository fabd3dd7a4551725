import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readSafetensors, writeSafetensors } from "../../src/base/safetensors.ts";
import { checkFile } from "../../src/check/check.ts";
import { lower } from "../../src/language/lower.ts";
import { readEquations } from "../../src/lift/latex/index.ts";
import { runCells } from "../../src/lift/python/run.ts";
import { readCheckpoint, writeCheckpoint } from "../../src/train/checkpoint.ts";
import { columnsOf } from "../../src/train/columns.ts";
import { train } from "../../src/train/train.ts";

/** A test for each promise of docs/security.md that no other file tests; the page names the others. */

const place = mkdtempSync(join(tmpdir(), "chainrule-security-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const secret = join(place, "secret.txt");
writeFileSync(secret, "the secret of this machine");
const target = join(place, "written");

const python = (source: string): { output: string; said: string } => {
  const { cells, diagnostics } = runCells([{ source, offset: 0 }]);
  return { output: cells[0]?.output ?? "", said: diagnostics.map(({ message }) => message).join("; ") };
};

/** What a prototype must never have. */
const polluted = (): unknown => ({}) as Record<string, unknown> & { polluted?: unknown };
const isClean = (): void => {
  expect((polluted() as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.getOwnPropertyNames(Array.prototype)).toContain("map");
};

describe("a Python program", () => {
  test.each([
    `print(open(${JSON.stringify(secret)}).read())`,
    `import os\nprint(os.listdir(${JSON.stringify(place)}))`,
    `import os\nos.system("cat ${secret} > ${target}")`,
    `import subprocess\nprint(subprocess.run(["cat", ${JSON.stringify(secret)}]))`,
    `import pathlib\nprint(pathlib.Path(${JSON.stringify(secret)}).read_text())`,
    `import numpy as np\nprint(np.loadtxt(${JSON.stringify(secret)}))`,
    `import numpy as np\nnp.save(${JSON.stringify(target)}, np.zeros(2))`,
    `open(${JSON.stringify(target)}, "w").write("x")`,
    `import shutil\nshutil.copy(${JSON.stringify(secret)}, ${JSON.stringify(target)})`,
    `import urllib.request\nprint(urllib.request.urlopen("http://127.0.0.1/").read())`,
    `import socket\nsocket.create_connection(("127.0.0.1", 80))`,
    `import importlib\nimportlib.import_module("os").system("touch ${target}")`,
  ])("%s: no file, no process, no network", (source) => {
    expect(python(source).output).not.toContain("secret of this");
    expect(existsSync(target)).toBe(false);
  });

  test.each(["eval('1 + 1')", "exec('x = 1')", "compile('1', '', 'eval')", "__import__('os')", "input()"])(
    "%s is refused",
    (source) => {
      const { output, said } = python(`print(${source})`);
      expect(said).toContain("is not run here");
      expect(output).toBe("");
    },
  );

  test.each([
    "''.constructor",
    "[].__proto__",
    "{}.hasOwnProperty",
    "().__defineGetter__",
    "getattr([], 'constructor')",
    "(1).toString",
    "print.call",
    "(lambda: 0).constructor",
  ])("%s is no attribute: nothing of JavaScript shows through", (source) =>
    expect(python(`print(${source})`).said).toMatch(/has no attribute/),
  );

  test("names, attributes, keys and keywords may be called as JavaScript's own are", () => {
    const { output, said } = python(`__proto__ = 1
constructor = 2
class A: pass
a = A()
a.__proto__ = 3
a.polluted = 4
d = {"__proto__": 5, "constructor": 6}
d["toString"] = 7
def f(**given): return given
print(__proto__, constructor, a.__proto__, d, f(__proto__=8, hasOwnProperty=9))
`);
    expect(said).toBe("");
    expect(output).toBe(
      "1 2 3 {'__proto__': 5, 'constructor': 6, 'toString': 7} {'__proto__': 8, 'hasOwnProperty': 9}\n",
    );
    isClean();
  });

  test.each([
    ["time and steps", "while True: pass"],
    ["depth", "def f(): return f()\nf()"],
    ["memory", "import numpy as np\nx = np.zeros((100000, 100000))"],
    ["memory of lists", "x = [0] * 10**10"],
    ["output", "while True: print('x' * 1000)"],
  ])("%s are budgeted", (_, source) => {
    const { output, said } = python(source);
    expect(said).not.toBe("");
    expect(output.length).toBeLessThan(20_000_000);
  });
});

describe("a JavaScript program", () => {
  test.each([
    "({}).__proto__.polluted = 1",
    "Object.prototype.polluted = 1",
    "Array.prototype.map = undefined",
    "const o = {}; o['__proto__']['polluted'] = 1",
    'Object.assign({}, JSON.parse(\'{"__proto__": {"polluted": 1}}\'))',
    "class A {}; A.prototype.__proto__.polluted = 1",
    "Object.defineProperty(Object.prototype, 'polluted', { value: 1 })",
  ])("%s changes nothing outside", (source) => {
    checkFile("a.js", source);
    isClean();
  });

  test.each([
    "eval('globalThis.polluted = 1')",
    "new Function('globalThis.polluted = 1')()",
    "(() => {}).constructor('globalThis.polluted = 1')()",
    "[].constructor.constructor('return process')().exit(3)",
    "globalThis.polluted = 1",
    "setTimeout('globalThis.polluted = 1')",
  ])("%s runs no text of its own", (source) => {
    checkFile("a.js", source);
    expect((globalThis as { polluted?: unknown }).polluted).toBeUndefined();
    isClean();
  });

  test.each([
    `require("fs").writeFileSync(${JSON.stringify(target)}, "x")`,
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(target)}, "x")`,
    `import("node:fs").then((fs) => fs.writeFileSync(${JSON.stringify(target)}, "x"))`,
    `require("child_process").execSync("touch ${target}")`,
    "process.exit(3)",
  ])("%s: no file, no process", (source) => {
    checkFile("a.js", source);
    expect(existsSync(target)).toBe(false);
  });
});

describe("names that are JavaScript's own, in data", () => {
  test("the maths language, its JSON and its checkpoints", () => {
    const { value } = lower(
      "param __proto__ = 3, constructor = 2\nloss L = (__proto__ - 1)^2 + constructor^2\n",
    );
    const ended = train(value!, { epochs: 2, rate: 0.1 }).value!;
    expect(JSON.stringify(ended.final.parameters)).toMatch(/"__proto__":2\.28\d*,"constructor":1\.28/);
    isClean();
  });

  test("safetensors and checkpoints", () => {
    const tensor = { shape: [1], data: Float64Array.of(5) };
    const read = readSafetensors(
      writeSafetensors(
        new Map([
          ["__proto__", tensor],
          ["constructor", tensor],
        ]),
      ),
    );
    expect([...(read as Map<string, unknown>).keys()]).toEqual(["__proto__", "constructor"]);
    const checkpoint = {
      precision: "float64",
      seed: 1,
      epoch: 1,
      batch: 0,
      count: 1,
      lossSum: 0,
      best: 0,
      waited: 0,
      tensors: new Map([["__proto__", tensor]]),
    } as const;
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
    isClean();
  });

  test.each([
    "null",
    '{"W":null}',
    '{"W":{"shape":"x","data_offsets":[0,1]}}',
    '{"__metadata__":{"chainrule.precision":"float32"},"W":null}',
    "[]",
    "3",
  ])("a safetensors header %s is refused", (header) => {
    const text = new TextEncoder().encode(header.padEnd(128));
    const bytes = new Uint8Array(8 + text.length + 8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    expect(readCheckpoint(bytes)).toHaveProperty("problem");
    // a header that names no array has none
    const read = readSafetensors(bytes);
    expect(read instanceof Map ? read.size : 0).toBe(0);
    isClean();
  });

  test("headers of tables", () => {
    const [X, y] = columnsOf(
      "a.csv",
      ["__proto__,constructor\n1,2\n3,4\n"],
      ",",
      [["__proto__"], ["constructor"]],
      2,
    ) as never as { data: Float64Array }[];
    expect([[...X!.data], [...y!.data]]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    isClean();
  });

  test("LaTeX and notebooks", () => {
    for (const word of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(() =>
        readEquations(`\\${word}(x) = \\mathrm{${word}} + \\operatorname{${word}}(y)`),
      ).not.toThrow();
      const notebook = JSON.stringify({
        nbformat: 4,
        cells: [{ cell_type: word, source: word, metadata: { [word]: {} } }],
      });
      expect(() =>
        checkFile("a.ipynb", `${notebook.slice(0, -1)},"__proto__":{"polluted":1}}`),
      ).not.toThrow();
    }
    isClean();
  });
});

test("the page names a test for each promise, and each is there", () => {
  const page = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise"));
  expect(rows.length).toBeGreaterThan(12);
  for (const row of rows) {
    const tests = [...row.matchAll(/`(test\/[\w./-]+)`/g)].map((one) => one[1]!);
    expect(tests.length, row).toBeGreaterThan(0);
    for (const one of tests) expect(existsSync(new URL(`../../${one}`, import.meta.url)), one).toBe(true);
  }
});
