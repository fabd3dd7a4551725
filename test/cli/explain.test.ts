import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { reportSarif } from "../../src/check/report-sarif.ts";
import { rulePages } from "../../src/host/rule-pages.ts";
import { chainrule } from "./run-command.ts";

describe("--explain", () => {
  test("prints the docs' own text", async () => {
    const page = readFileSync(new URL("../../docs/rules/update-sign.md", import.meta.url), "utf8");
    expect(await chainrule("check", "--explain", "update/sign")).toEqual({ out: page, err: "", code: 0 });
    expect((await chainrule("check", "--explain", "update-sign")).out).toBe(page);
  });

  for (const [asked, said] of [
    ["update/sing", "there is no code update/sing\n  Did you mean update/sign?"],
    ["gradient/transposed", "Did you mean gradient/transpose?"],
    ["UPDATE/SING", "Did you mean update/sign?"],
    ["sign", "Did you mean update/sign?"],
    ["transposed", "Did you mean gradient/transpose?"],
    ["stop", "Did you mean stop/no-absolute-value?"],
    ["", "there is no code of no letters"],
    ["nothing-like-it", "The codes: check/failed, data/replaced"],
    ["../../package.json", "there is no code ../../package.json"],
    ["__proto__", "there is no code __proto__"],
    ["update/sign.md", "Did you mean update/sign?"],
  ] as const)
    test(`of ${asked || "nothing"} suggests`, async () => {
      const { out, err, code } = await chainrule("check", "--explain", asked);
      expect([out, code]).toEqual(["", 2]);
      expect(err).toContain(said);
    });

  test("checks nothing", async () => {
    const { err, code } = await chainrule("check", "--explain", "update/sign", "loop.py");
    expect(code).toBe(2);
    expect(err).toContain("--explain takes a code and no file, and loop.py was named");
  });
});

test("SARIF's rules have the page as their help", () => {
  const text =
    "w = 0.5\nfor i in range(3):\n    loss = (w * 2.0 - 3.0) ** 2\n    w += 0.01 * 4.0 * (w * 2.0 - 3.0)\n";
  const log = JSON.parse(JSON.stringify(reportSarif([checkFile("a.py", text)], "1.2.3", rulePages())));
  const page = rulePages().get("update/sign")!;
  expect(log.runs[0].tool.driver.rules).toEqual([
    {
      id: "update/sign",
      shortDescription: { text: "A step goes up the gradient: it adds what should be subtracted." },
      help: { text: page.text, markdown: page.text },
      helpUri: "https://unpkg.com/chainrule@1.2.3/docs/rules/update-sign.md",
    },
  ]);
});
