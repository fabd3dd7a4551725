import { expect, test } from "vitest";
import { scalar } from "../../src/base/array.ts";
import { differentiate } from "../../src/calculus/differentiate.ts";
import { simplify } from "../../src/calculus/simplify.ts";
import type { Node } from "../../src/graph/node.ts";
import { nameOf } from "../../src/graph/node.ts";
import { lowerExpression } from "../../src/language/lower.ts";
import { evaluate } from "../../src/run/evaluate.ts";
import { oracle } from "../oracle/oracle.ts";
import { shapes, simplification, triangle } from "../properties/calculus.ts";
import { failure } from "../properties/property.ts";

/** A second of what the oracles and properties hold: what each mutant of calculus/ is run against. */

for (const property of [triangle, simplification, shapes])
  test(property.name, async () => {
    for (let seed = 1; seed <= 12; seed++) expect(await failure(property, seed)).toBeUndefined();
  });

interface ByValue {
  readonly of: string;
  readonly by: readonly string[];
  readonly at: Readonly<Record<string, number>>;
  readonly is: number;
}

test("every 25th of SymPy's derivatives", () => {
  for (const { of, by, at, is } of oracle<ByValue>("sympy-values.jsonl").rows.filter(
    (_, k) => k % 25 === 0,
  )) {
    const { graph, expression, variables } = lowerExpression(of).value!;
    const variable = (name: string): Node =>
      variables.find((one) => nameOf(one) === name) ?? graph.variable(name);
    const found = by.reduce(
      (one, name) => simplify(graph, differentiate(graph, one, variable(name))),
      expression,
    );
    const values = new Map(Object.entries(at).map(([name, value]) => [variable(name), scalar(value)]));
    const got = evaluate([found], values).get(found)!.data[0]!;
    expect(Math.abs(got - is) <= 1e-9 * Math.abs(is), of).toBe(true);
  }
});
