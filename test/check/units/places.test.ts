import { expect, test } from "vitest";
import type { Event } from "../../../src/check/events.ts";
import { partsRightOf, targetOf } from "../../../src/check/repair/atoms.ts";
import { placeOf, settingOf } from "../../../src/check/repair/places.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { commonCause } from "../../../src/check/repair/suspects.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";

function sourceOf(text: string): Source {
  const parsed = parsePython(text);
  expect(parsed.diagnostics).toEqual([]);
  return new Source(text, parsed.statements, python);
}

function scriptOf(text: string): Source {
  const parsed = parseJavaScript(text);
  expect(parsed.diagnostics).toEqual([]);
  return new Source(text, parsed.statements, javascript);
}

/** The text of the expression whose value goes to what stands at a piece of the last statement. */
function given(text: string, piece: string, kind: Event["kind"] = "assigned"): string | undefined {
  const source = sourceOf(text);
  const from = text.indexOf(piece);
  const place = placeOf(source.statements.at(-1)!, { from, to: from + piece.length }, kind);
  return place && source.textOf(place.span);
}

test("each name that a statement sets has the expression that it is given", () => {
  expect(given("a = x + 1", "a")).toBe("x + 1");
  expect(given("a, b = x, y", "b")).toBe("y");
  expect(given("[a, b] = x, y", "b")).toBe("y");
  expect(given("a, b = [x, y]", "b")).toBe("y");
  // after a pair the next name of the same statement
  expect(given("(a, b) = c = x, y", "c")).toBe("x, y");
  // what one call gives, or a list with a rest, is part of a larger one
  expect(given("a, b = f(x)", "b")).toBeUndefined();
  expect(given("a, *b = x, y, z", "a")).toBeUndefined();
  expect(given("g += x", "g")).toBe("x");
  expect(given("g.append(x)", "g.append(x)", "called")).toBe("x");
  expect(given("d = g.append(f(x))", "f(x)", "called")).toBeUndefined();
});

test("of what a function hands back each value has its own expression", () => {
  const returned = (text: string, piece: string) => given(`def f(x):\n    ${text}`, piece, "returned");
  expect(returned("return x + 1", "return x + 1")).toBe("x + 1");
  expect(returned("return a, b", "b")).toBe("b");
  expect(returned("return [a, b]", "b")).toBe("b");
  expect(returned("return {'w': a, 'b': c}", "c")).toBe("c");
  expect(returned("return {'w': a, 'b': c}", "return")).toBeUndefined();
  expect(returned("return", "return")).toBeUndefined();
});

test("what drives a program is no part of its text", () => {
  const source = sourceOf("a = x + 1");
  const event = (from: number): Event =>
    ({ span: { from, to: from + 1 }, kind: "assigned", target: "a" }) as unknown as Event;
  expect(settingOf(source, event(0))?.statement).toBe(source.statements[0]);
  expect(settingOf(source, event(-5))).toBeUndefined();
  expect(settingOf(source, event(4))).toBeUndefined();
});

test("a statement has one target, or none that is the only one", () => {
  const target = (text: string) => {
    const source = sourceOf(text);
    const found = targetOf(source.statements[0]!);
    return found && source.textOf(found.span);
  };
  expect(target("a = x")).toBe("a");
  expect(target("a += x")).toBe("a");
  expect(target("a = b = x")).toBeUndefined();
  expect(target("f(x)")).toBeUndefined();
  expect(partsRightOf(sourceOf("pass").statements[0]!)).toEqual([]);
});

test("assignments in a list are its items, and no statements", () => {
  const source = scriptOf("const p = [(a = 1), (b = 2)];\nlet q = 3;\n");
  expect(source.statements.map(({ span }) => source.textOf(span))).toEqual([
    "const p = [(a = 1), (b = 2)]",
    "let q = 3",
  ]);
});

test("a statement has neighbours, but for one with a label", () => {
  const source = scriptOf("let a = 1;\nouter: for (const b of c) { a += b; }\n");
  expect(source.blockOf(source.statements[0]!)).toHaveLength(2);
  const labelled = source.statements.find(({ kind }) => kind === "labelled");
  const loop = labelled?.kind === "labelled" ? labelled.body : undefined;
  expect(source.blockOf(loop!)).toEqual([]);
});

test("what several causes read has one cause: the last plain name that all of them have", () => {
  const cause = (text: string, causes: readonly number[]) => {
    const source = sourceOf(text);
    const [first, ...others] = causes.map((at) => source.statements[at]!) as [Source["statements"][number]];
    const found = commonCause(source, [first, ...others]);
    return found && source.textOf(found.span);
  };
  const head = "e = p - y\n";
  const tail = "dw = e * x\ndb = e * 2\n";
  expect(cause(`${head}${tail}`, [1, 2])).toBe("e = p - y");
  // one cause is no common one, and neither is what only one of them reads
  expect(cause(`${head}${tail}`, [1])).toBeUndefined();
  expect(cause(`${head}x = 3\n${tail}`, [2, 3])).toBe("e = p - y");
  // what is added to it, or an item of it, sets no name
  expect(cause(`${head}e += 1\n${tail}`, [2, 3])).toBe("e = p - y");
  expect(cause(`${head}e[0] = 1\n${tail}`, [2, 3])).toBe("e = p - y");
});
