import { expect, test } from "vitest";
import type { Vocabulary } from "../../../src/check/repair/proposals.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { Vocabularies } from "../../../src/check/repair/vocabulary.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";

/** What may be put together at the first statement that begins so; the step is all of the program. */
function words(text: string, at: string, isVast = (_: string) => false): Vocabulary {
  const isPython = !text.includes(";");
  const { statements, diagnostics } = (isPython ? parsePython : parseJavaScript)(text);
  expect(diagnostics).toEqual([]);
  const source = new Source(text, statements, isPython ? python : javascript);
  const statement = source.statements.find(({ span }) => text.startsWith(at, span.from))!;
  return new Vocabularies(source, [statement], "lr", isVast).of(statement, "w", 5);
}

test("a name over two lines is none to put elsewhere", () => {
  expect(words("h = a[\n  0]\nd = e * h\n", "d").atoms).toEqual(expect.arrayContaining(["h", "e"]));
  expect(words("h = a[\n  0]\nd = e * h\n", "d").atoms.filter((one) => one.includes("\n"))).toEqual([]);
});

test("what the step does not speak of, and is vast, is no quantity of it", () => {
  const text = "grid = zeros(9)\nrest = zeros(3)\nd = e * big\n";
  const isVast = (name: string): boolean => name === "grid" || name === "big";
  const { atoms } = words(text, "d", isVast);
  expect(atoms).toContain("rest");
  expect(atoms).toContain("big");
  expect(atoms).not.toContain("grid");
});

test("what counts in loops is told from what goes through their items", () => {
  const counters = (loop: string): readonly string[] => words(`${loop}\n    d = e\n`, "d").counters;
  expect(counters("for k in range(3):")).toEqual(["k"]);
  expect(counters("for x in xs:")).toEqual([]);
  expect(counters("for k, x in enumerate(xs):")).toEqual(["k"]);
  expect(counters("for p in enumerate(xs):")).toEqual([]);
  expect(counters("for (a, b), x in enumerate(xs):")).toEqual([]);
  expect(counters("for a, b in range(3):")).toEqual([]);
  const scripted = (head: string): readonly string[] => words(`for (${head}) { d = e; }`, "d").counters;
  expect(scripted("let i = 0; i < 3; i++")).toEqual(["i"]);
  expect(scripted("reset(); i < 3; i++")).toEqual([]);
  expect(scripted("o.i = 0; o.i < 3; o.i++")).toEqual([]);
});

test("calls that look like derivatives have one argument, or one and a flag", () => {
  const derivatives = (call: string): readonly string[] =>
    words(`def d_act(z, on=True, more=1):\n    return z\nd = ${call}\n`, "d =").derivatives;
  expect(derivatives("d_act(z)")).toEqual(["d_act(□)"]);
  expect(derivatives("d_act(z, True)")).toEqual(["d_act(□, True)"]);
  expect(derivatives("d_act(z, on=True)")).toEqual(["d_act(□, on=True)"]);
  expect(derivatives("d_act(z=z)")).toEqual([]);
  expect(derivatives("d_act(*z)")).toEqual([]);
  expect(derivatives("d_act(z, True, 2)")).toEqual([]);
  expect(derivatives("[d_act][0](z)")).toEqual([]);
});

test("functions are known by the names that hold them", () => {
  const functions = (text: string): readonly string[] =>
    words(`${text}const d = f(g(z));`, "const d").functions;
  expect(functions("const f = (x) => x; const o = { g: (x) => x };")).toEqual(["f", "g"]);
  expect(functions("const f = (x) => x; const o = { [g]: (x) => x };")).toEqual(["f"]);
  expect(functions("const f = (x) => x; const o = { ...(x) => x };")).toEqual(["f"]);
});

test("an attribute that is set inside of an expression is held by its object", () => {
  const text = `class Net {
  forward(x) { return (this.h = x * 2); }
  scale(x) { this.s *= x; return this.t; }
}
const d = net.forward(net.out);`;
  const { atoms } = words(text, "const d");
  expect(atoms).toContain("net.out");
  // of what its class sets also what is not spoken of here
  const held = words(text.replace("net.out", "net.h"), "const d").atoms;
  expect(held).toEqual(expect.arrayContaining(["net.h", "net.s"]));
  expect(held).not.toContain("net.t");
});
