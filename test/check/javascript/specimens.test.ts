import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";
import { right, wrong } from "./specimens.ts";

const kindsOf = (file: string, text: string): string[] =>
  checkFile(file, text).programs.flatMap((one) => one.parameters.map((parameter) => parameter.kind));

describe("right programs are shown to be right", () => {
  for (const [file, text] of Object.entries(right)) {
    test(file, () => {
      const { diagnostics } = checkFile(file, text);
      expect(
        diagnostics.filter((one) => one.severity !== "info").map((one) => `${one.code} ${one.message}`),
      ).toEqual([]);
      const kinds = kindsOf(file, text);
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
      expect(kinds.length).toBeGreaterThan(0);
    });
  }
});

describe("what is only defined is driven", () => {
  const defined = (file: string): string => right[file]!.replace(/^const (nn|net|data)\b[\s\S]*/m, "");
  for (const file of ["class.ts", "static.ts"])
    test(file, () => {
      expect(defined(file)).not.toBe(right[file]);
      const kinds = kindsOf(file, defined(file));
      expect(kinds.length).toBeGreaterThan(1);
      for (const kind of kinds) expect(["right", "scaled"]).toContain(kind);
    });

  test("a fault in it is found", () => {
    const text = defined("class.ts").replace("this.weights1[i][j] += this", "this.weights1[i][j] -= this");
    const { diagnostics } = checkFile("class.ts", text);
    expect(diagnostics.filter((one) => one.severity === "error").map((one) => one.code)).toEqual([
      "update/sign",
    ]);
  });
});

describe("planted faults are found at their line, and repaired", () => {
  for (const { file, text, line, code, fixed } of wrong) {
    test(`${file}: ${line}`, () => {
      const checked = checkFile(file, text);
      const errors = checked.diagnostics.filter((one) => one.severity === "error");
      expect(errors.map((one) => one.code)).toContain(code);
      const found = errors.find((one) => one.code === code)!;
      const at = text.slice(0, found.span.from).split("\n").length;
      expect(text.split("\n")[at - 1]!).toContain(line);
      expect(found.fix?.verified).toBe(true);
      const repaired = applyFixes(checked).text;
      expect(repaired).toContain(fixed);
      for (const kind of kindsOf(file, repaired)) expect(["right", "scaled"]).toContain(kind);
    });
  }
});

test("what is imported from elsewhere ends the reading where it is used, not before", () => {
  const text = `import { plot } from "./plot";\nimport * as fs from "fs";\n${right["series.ts"]}plot(w1);\n`;
  const { diagnostics, programs } = checkFile("series.ts", text);
  expect(diagnostics.map((one) => one.code)).toEqual(["javascript/not-interpreted"]);
  expect(text.slice(diagnostics[0]!.span.from)).toMatch(/^plot\(w1\)/);
  expect(programs[0]!.parameters.map((one) => one.kind)).toEqual(Array(4).fill("right"));
});

test("fences of a document share their names and their output is compared, apart from those in Python", () => {
  const [head, loop] = [
    right["series.ts"]!.split("for (")[0]!,
    right["series.ts"]!.split(/^(?=for \()/m)[1]!,
  ];
  const wrong = loop.replace("w2 -= learning_rate", "w2 += learning_rate");
  const text = `# Notes\n\n\`\`\`ts\n${head}\`\`\`\n\n\`\`\`python\nprint(1)\n\`\`\`\n\n    1\n\n\`\`\`js\n${wrong}console.log([1, 2]);\n\`\`\`\n`;
  const checked = checkFile("notes.md", text);
  expect(checked.outputs.reproduced).toBe(1);
  expect(checked.diagnostics.map((one) => one.code)).toEqual(["update/sign"]);
  expect(applyFixes(checked).text).toBe(text.replace("w2 += learning_rate", "w2 -= learning_rate"));
});
