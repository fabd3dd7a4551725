import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { fixed, spaced } from "../../src/base/decimal.ts";
import { traces } from "../fixtures/models.ts";

const root = new URL("../..", import.meta.url).pathname;
let said = "";
beforeAll(() => {
  said = execFileSync("npm", ["start", "--silent"], { cwd: root, encoding: "utf8" });
}, 120_000);

type Row = Readonly<Record<string, number>>;
const four = (value: number | undefined): string => fixed(value!, 4);

function trainingLine(id: string, row: Row, epoch: number): string {
  if (id === "two-neurons-in-series") {
    return `Epoch: ${epoch}, Loss = ${four(row.loss)}, W = [${four(row.w1)}, ${four(row.w2)}], B = [${four(row.b1)}, ${four(row.b2)}]`;
  }
  const loss = id === "many-points-sigmoid" ? "Average loss" : "Loss";
  return `Epoch: ${epoch}, ${loss} = ${four(row.loss)}, w = ${four(row.w)}, b = ${four(row.b)}`;
}

describe("npm start replays the seed", () => {
  test("the five derivatives stand in their order", () => {
    expect(said).toContain(`${traces.symbolic.map((one) => one.prints).join("\n")}\n`);
  });

  for (const { id, rows, start } of traces.descent) {
    test(`every line of ${id}`, () => {
      const names = Object.keys(start);
      const lines = rows.map((row, at) => {
        const moved = names.map((name) => `${name} = ${spaced(row[name]!, 4)}`).join(", ");
        return `Iteration ${at + 1}: ${moved}, f(${names.join(", ")}) = ${spaced(row.f!, 4)}`;
      });
      expect(said).toContain(`${lines.join("\n")}\n\n        Stopping early: f'(x) < 0.01`);
    });
  }

  for (const { id, rows, rows_as_meant, final } of traces.training) {
    test(`every line of ${id}${rows_as_meant ? ", as written and beside it as meant" : ""}`, () => {
      const lines = rows.flatMap((row, at) => [
        trainingLine(id, row, at + 1),
        ...(rows_as_meant ? [`  meant: ${trainingLine(id, rows_as_meant[at]!, at + 1)}`] : []),
      ]);
      expect(said).toContain(`${lines.join("\n")}\n`);
      if (final)
        expect(said).toContain(
          `        Stopping early at epoch 6\n        Loss = ${four(final.loss)}, w = ${four(final.w)}, b = ${four(final.b)}`,
        );
    });
  }

  test("the first lines of both descents", () => {
    expect(said).toContain("Starting gradient descent with x = 4.0 and gradient = 8.0\n");
    expect(said).toContain("Starting with (x, y) = (4.0, -4.0) and gradient = [  8. -24.]\n");
  });

  test("two neurons in a layer: twenty epochs, falling, and the sum over both paths", () => {
    const section = said.split("== Two neurons in a layer ==")[1]!.split("==")[0]!;
    const losses = [...section.matchAll(/Epoch: \d+, Loss = ([\d.]+)/g)].map((match) => Number(match[1]));
    expect(losses).toHaveLength(20);
    for (const [at, loss] of losses.entries()) if (at > 0) expect(loss).toBeLessThan(losses[at - 1]!);
    expect(section).toContain(
      "dL/da1 = dL/dz2 * dz2/da1 + dL/dz3 * dz3/da1\n       = dL/dz2*w21 + dL/dz3*w31\n",
    );
  });

  test("the network tells the three letters apart", () => {
    for (const letter of "ABC")
      expect(said).toContain(`${letter} is read as ${letter}, with probability 0.99`);
  });

  test("it ends with the review judged: the planted faults, and all else right", () => {
    const judged = said.split("== The review judged")[1]!;
    expect(judged).toContain("7 of 7 parameters: the exact gradient of half squared error");
    expect(judged.match(/ wrong {4}after the first step/g)).toHaveLength(3);
    expect(judged).toContain("update/wrong-target: w1 = w1 - learning_rate * dL_dw1");
    expect(judged).toContain("88 of 88 printed lines reproduced");
  });

  test("every line fits 80 columns, chains of derivatives aside", () => {
    for (const line of said.split("\n"))
      if (!/^ *(= |d\w+\/d)/.test(line)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test("pictures and page are where it says", () => {
    const names = [...said.matchAll(/^ {2}(out\/\S+)$/gm)].map((match) => match[1]!);
    expect(names).toContain("out/gradient-descent.png");
    for (const name of names) expect(existsSync(`${root}/${name}`), name).toBe(true);
    const page = readFileSync(`${root}/out/review.html`, "utf8");
    expect(page.match(/<section /g)).toHaveLength(8);
    expect(page).toContain("<math");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });
});
