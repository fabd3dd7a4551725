import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { reportGithub } from "../../src/check/report-github.ts";
import { reportSarif } from "../../src/check/report-sarif.ts";

const wrong = `import numpy as np
X = np.array([[0.5, 1.0], [1.5, -1.0], [-0.5, 2.0]])
y = np.array([[1.0], [0.0], [1.0]])
w = np.array([[0.1], [-0.2]])
b = 0.3
for i in range(3):
    p = X @ w + b
    loss = 0.5 * np.sum((p - y) ** 2)
    w -= 0.1 * X.T @ (p - y)
    b += 0.1 * np.sum(p - y)
`;
const checked = checkFile("nets/a,b.py", wrong);

describe("GitHub's workflow commands", () => {
  test("place each diagnostic, with what is special escaped", () => {
    const [line, ...more] = reportGithub([checked]).split("\n");
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^::error file=nets\/a%2Cb\.py,line=10,endLine=10,col=\d+,endColumn=\d+,title=update\/sign::/,
    );
    expect(line).toContain("%0AWrite: b -= 0.1 * np.sum(p - y)");
  });

  test("say nothing where nothing is wrong", () => {
    expect(reportGithub([checkFile("a.py", wrong.replace("b +=", "b -="))])).toBe("");
  });
});

describe("SARIF", () => {
  const report = JSON.parse(JSON.stringify(reportSarif([checked], "1.2.3")));
  const [run] = report.runs;

  test("is a log of version 2.1.0 with one run", () => {
    expect(report.version).toBe("2.1.0");
    expect(report.runs).toHaveLength(1);
    expect(run.tool.driver).toEqual({ name: "chainrule", version: "1.2.3", rules: [{ id: "update/sign" }] });
    expect(run.columnKind).toBe("utf16CodeUnits");
  });

  test("has a result with its rule, place and repair", () => {
    expect(run.results).toHaveLength(1);
    const [result] = run.results;
    expect(result).toMatchObject({ ruleId: "update/sign", ruleIndex: 0, level: "error" });
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "nets/a,b.py" },
      region: { startLine: 10, startColumn: 6, endLine: 10, endColumn: 10 },
    });
    const [{ replacements }] = result.fixes[0].artifactChanges;
    expect(replacements).toEqual([
      {
        deletedRegion: { startLine: 10, startColumn: 6, endLine: 10, endColumn: 10 },
        insertedContent: { text: " -= " },
      },
    ]);
  });
});
