import { describe, expect, test } from "vitest";
import { runCells } from "../../../src/lift/javascript/run.ts";

const told = (source: string): string[] => {
  const { diagnostics } = runCells([{ source, offset: 0 }]);
  return diagnostics.map((one) => `${one.code} ${one.message}`);
};

const endless: Readonly<Record<string, string>> = {
  "a loop without an end": "let x = 0; while (true) { x += 1; }",
  "a for without a test": "for (;;) {}",
  "do … while": "do {} while (1);",
  "a list that grows while it is gone through": "const a = [1]; for (const x of a) a.push(x);",
  "a generator without an end": "function* f() { while (true) yield 1; } for (const x of f()) {}",
  "a spread of it": "function* f() { while (true) yield 1; } const all = [...f()];",
  "an iterator without an end":
    "const it = { [Symbol.iterator]() { return { next: () => ({ value: 1, done: false }) }; } }; for (const x of it) {}",
  "callbacks in callbacks": "const a = Array(2000).fill(0); a.map(() => a.map(() => a.map((x) => x)));",
  "a getter that calls on": "let n = 0; const o = { get a() { for (;;) n++; } }; o.a;",
  "a catch that goes on": "for (;;) { try { throw 1; } catch { continue; } }",
  "a loop with a label": "out: while (true) { for (;;) continue out; }",
  "a sort without an end":
    "const a = Array.from({ length: 1000 }, (_, i) => i); for (;;) a.sort((x, y) => y - x);",
  "printing without an end": "while (true) console.log('x'.repeat(10000));",
};

describe("what has no end is a diagnostic", () => {
  for (const [name, source] of Object.entries(endless))
    test(name, () => {
      const start = performance.now();
      const found = told(source);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/^javascript\/budget this program (takes more steps|prints more)/);
      expect(performance.now() - start).toBeLessThan(60_000);
    });
});

const large: Readonly<Record<string, string>> = {
  "a long text": '"x".repeat(1e9)',
  "a text that doubles": 'let s = "x"; for (let i = 0; i < 40; i++) s += s;',
  "a long list": "new Array(1e9).fill(0)",
  "a list from a length": "Array.from({ length: 1e9 }, () => 0)",
  "a far item": "const a = []; a[4e9 - 5] = 1;",
  "a length": "const a = []; a.length = 2 ** 31;",
  "a typed array": "new Float64Array(1e10)",
  "a list that doubles": "let a = [1]; for (let i = 0; i < 40; i++) a = a.concat(a);",
  "a list that spreads": "let a = [1]; for (let i = 0; i < 40; i++) a = [...a, ...a];",
  "deep recursion": "const f = (n) => f(n + 1); f(0);",
  "a method that calls itself": "class A { go() { return this.go(); } } new A().go();",
  "a getter that reads itself": "const o = { get a() { return this.a; } }; o.a;",
  "toString that calls itself": "const o = { toString() { return `${this}`; } }; `${o}`;",
  "constructors without an end": "class A { b = new A(); } new A();",
  padding: '"x".padStart(1e9)',
  "JSON of what holds itself": "const o = {}; o.o = o; JSON.stringify(o);",
};

describe("what has no room is a diagnostic", () => {
  for (const [name, source] of Object.entries(large))
    test(name, () => {
      const found = told(source);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/^javascript\/(budget|exception)/);
    });
});

test("texts that are no program are diagnostics", () => {
  const deep = `${"[".repeat(3000)}${"]".repeat(3000)}`;
  for (const source of [
    "let = 1 +",
    "function (",
    "const x = ;",
    "}",
    "class {",
    "a b c",
    "`${",
    deep,
    "x => {".repeat(2000),
  ])
    expect(told(source)[0]).toMatch(/^javascript\/syntax/);
});

const hostile: Readonly<Record<string, string>> = {
  "the function of functions": 'const f = [].constructor.constructor("return process")(); console.log(f);',
  "of a closure": 'console.log((() => 1).constructor("return this")());',
  eval: 'eval("1")',
  "Function by name": 'new Function("return process")()',
  require: 'require("inspector").open()',
  import: 'import cluster from "inspector"; cluster.open();',
  "dynamic import": 'import("inspector").then((one) => one);',
  "globalThis.process": "globalThis.process.exit(1)",
  "process.mainModule": 'process.mainModule.require("fs")',
  "process.binding": 'process.binding("fs")',
};

describe("what reaches out of a program does nothing", () => {
  for (const [name, source] of Object.entries(hostile))
    test(name, () => {
      const { diagnostics, cells } = runCells([{ source, offset: 0 }]);
      expect(diagnostics).toHaveLength(1);
      expect(cells[0]!.output).toBe("");
    });
});

test("prototypes of ours stay as they are", () => {
  const sources = [
    "const o = {}; o.__proto__.polluted = 1;",
    'const o = JSON.parse(\'{"__proto__": {"polluted": 1}}\'); console.log(Object.keys(o));',
    'const o = {}; o["constructor"]["prototype"]["polluted"] = 1;',
    "Object.prototype.polluted = 1;",
    "Array.prototype.polluted = 1;",
    'Object.assign({}, JSON.parse(\'{"__proto__": {"polluted": 1}}\'));',
    "class A {} A.prototype.polluted = 1; Object.assign(A, { polluted: 2 });",
    'const { ["__proto__"]: p } = {}; p.polluted = 1;',
    "Math.polluted = 1;",
    'const o = { toString: 1, valueOf: 2, hasOwnProperty: 3, constructor: 4, "__proto__": 5 }; console.log(o + 1);',
  ];
  for (const source of sources) {
    runCells([{ source, offset: 0 }]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(([] as { polluted?: number }).polluted).toBeUndefined();
    expect((Math as { polluted?: number }).polluted).toBeUndefined();
    expect(runCells([{ source: "console.log({}.polluted, [].polluted)", offset: 0 }]).cells[0]!.output).toBe(
      "undefined undefined\n",
    );
  }
});
