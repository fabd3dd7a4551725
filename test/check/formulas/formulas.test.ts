import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";
import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";
import { reportJson } from "../../../src/check/report-json.ts";
import { summaryText } from "../../../src/check/report-pretty.ts";
import { falseDocuments, trueDocuments } from "./documents.ts";

describe("true equations in many notations raise no alarm", () => {
  test.each(trueDocuments)("$name", ({ text, count }) => {
    const { formulas, diagnostics } = checkFormulas(text);
    expect(diagnostics).toEqual([]);
    expect(formulas.filter((one) => one.verdict !== "true")).toEqual([]);
    expect(formulas).toHaveLength(count);
  });
});

/** The document as it is written, and as it is meant. */
const versions = (text: string): [string, string] => [
  text.replace(/«([^|»]*)\|([^»]*)»/g, "$1"),
  text.replace(/«([^|»]*)\|([^»]*)»/g, "$2"),
];

describe("false equations are found and repaired", () => {
  test.each(falseDocuments)("$name", ({ text }) => {
    const [wrong, right] = versions(text);
    expect(checkFormulas(right).formulas.map((one) => one.verdict)).toEqual(["true"]);
    const checked = checkFile("notes.md", wrong);
    const found = checked.diagnostics.filter((one) => one.code === "formula/false");
    expect(checked.formulas.map((one) => one.verdict)).toEqual(["false"]);
    expect(found).toHaveLength(1);
    expect(found[0]!.evidence!.yours).not.toBeCloseTo(found[0]!.evidence!.expected!, 9);
    expect(found[0]!.fix?.verified).toBe(true);
    const again = checkFormulas(applyFixes(checked).text);
    expect(again.diagnostics).toEqual([]);
    expect(again.formulas.map((one) => one.verdict)).toEqual(["true"]);
  });
});

const raw = String.raw;
const verdicts = (text: string): string[] => checkFormulas(text).formulas.map((one) => one.verdict);

describe("what is not settled is unknown, and no fault", () => {
  test.each<[string, string]>([
    ["a name that nothing defines", raw`$z = wx$: $\frac{\partial z}{\partial w} = q$`],
    [
      "a loss that nothing defines",
      raw`$z = wx$: $\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}x$`,
    ],
    [
      "a quantity that does not depend on the variable",
      raw`$L = (a - y)^2$: $\frac{\partial L}{\partial w} = 2(a - y)x$`,
    ],
    [
      "two definitions with nothing between them",
      raw`Either $L = (a - y)^2$ or $L = \frac12(a-y)^2$. $\frac{\partial L}{\partial a} = 2(a - y)$`,
    ],
    ["a condition", raw`$f(x) = x^2$. At the minimum $\frac{df}{dx} = 0$.`],
    ["values put in", raw`$L = (a - y)^2$: $\frac{\partial L}{\partial a} = 2(0.7 - 1) = -0.6$`],
    ["cases", raw`$f(z) = \max(0, z)$: $f'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$`],
    ["a limit", raw`$f(x) = x^2$: $f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}$`],
    ["a macro", raw`$\def\a{\a\a} \frac{\partial L}{\partial w} = \a$`],
    [
      "an order of matrices that does not fit",
      raw`$Z = XW$, $L = \frac12\|Z - Y\|^2$: $\frac{\partial L}{\partial W} = (Z-Y)X^\top$`,
    ],
    ["an activation that its primes leave open", raw`$a = g(z)$: $\frac{da}{dz} = 1 - a^2 + q$`],
  ])("%s", (_, text) => {
    const { formulas, diagnostics } = checkFormulas(text);
    expect(diagnostics).toEqual([]);
    expect(formulas.filter((one) => one.verdict === "unknown")).toHaveLength(1);
    expect(formulas.every((one) => one.verdict !== "false")).toBe(true);
    expect(formulas.find((one) => one.verdict === "unknown")!.reason).toBeTruthy();
  });

  test("another example's definitions make nothing false", () => {
    const text = raw`# Linear

$z = wx$, $a = z$, $\frac{da}{dw} = x$

# Squashed

Now the neuron has an activation. $\frac{da}{dw} = (1 - a^2)x$
`;
    expect(verdicts(text)).toEqual(["true", "unknown"]);
  });

  test("a section that only prepares is heeded by those that follow", () => {
    const text = raw`# Forward

$z = wx$, $a = \tanh(z)$

# Backward

$\frac{da}{dw} = (1 - a)x$
`;
    expect(verdicts(text)).toEqual(["false"]);
  });

  test("updates, mentions, prices and code are no equations of derivatives", () => {
    const text = raw`It costs $5 and $\frac{\partial L}{\partial w}$ is meant. $w \leftarrow w - \eta\frac{\partial L}{\partial w}$,
$w := w - \eta \frac{\partial L}{\partial w}$, $\Delta w = -\eta \frac{\partial L}{\partial w}$, ${"`"}$\frac{dz}{dw} = q$${"`"}

    $\frac{dz}{dw} = q$

~~~python
s = r"$\frac{dz}{dw} = 7$"
~~~
`;
    expect(verdicts(text)).toEqual([]);
  });
});

describe("a derivative without its numerator", () => {
  test.each<[string, string, string | undefined]>([
    [
      "the function that stands in it is offered",
      raw`$\sigma(z) = \frac{1}{1+e^{-z}}$: $\frac{d}{dz} = \sigma(z)(1-\sigma(z))$`,
      raw`$\frac{d\sigma(z)}{dz} = \sigma(z)(1-\sigma(z))$`,
    ],
    [
      "the only quantity that fits is offered",
      raw`$z = wx + b$, $L = z^2$: $\frac{\partial}{\partial w} = 2zx$`,
      raw`$\frac{\partial L}{\partial w} = 2zx$`,
    ],
    [
      "an empty line above",
      raw`$z = wx + b$, $L = z^2$: $\frac{}{\partial w} = 2zx$`,
      raw`$\frac{\partial L}{\partial w} = 2zx$`,
    ],
    ["nothing fits", raw`$z = wx + b$: $\frac{d}{dw} = q$`, undefined],
  ])("%s", (_, text, due) => {
    const checked = checkFile("notes.md", text);
    const [found] = checked.diagnostics;
    expect(checked.diagnostics).toHaveLength(1);
    expect(found).toMatchObject({ code: "formula/no-numerator", severity: "warning" });
    expect(checked.formulas.map((one) => one.verdict)).toEqual(["unknown"]);
    if (due === undefined) expect(found!.fix).toBeUndefined();
    else expect(applyFixes(checked).text).toContain(due);
  });
});

describe("what is said of a false equation", () => {
  const text = raw`$z_1 = w_1 x$, $a_1 = \sigma(z_1)$, $z_2 = w_2 a_1$, $\hat y = \sigma(z_2)$, $L = \tfrac12(\hat y - y)^2$, with the sigmoid.

$\tfrac{dL}{dw_2} = \tfrac{dL}{d\hat y} \times \tfrac{d\hat y}{dz_2} \times \tfrac{dz_2}{dw_2} = (\hat y - y) \times \hat y(1 - \hat y) \times x$
`;

  test("the place, the factor, the derivative in the document's names, and numbers", () => {
    const [found] = checkFormulas(text).diagnostics;
    expect(found!.message).toContain("the last factor should be `a_1`, not `x`");
    expect(text.slice(found!.span.from, found!.span.to)).toBe("x");
    expect(found!.why).toContain(raw`(\hat y - y)\hat y(1 - \hat y)a_1`);
    expect(found!.why).toMatch(/At .* the formula gives .*, the derivative is/);
  });

  test("a group of factors that no small change puts right is named by its link", () => {
    const odd = text.replace(raw`\times x$`, raw`\times (x^3 + w_1 y - 7)$`);
    const [found] = checkFormulas(odd).diagnostics;
    expect(found!.fix).toBeUndefined();
    expect(found!.message).toContain(raw`should be ${"`"}\tfrac{dz_2}{dw_2}${"`"}`);
  });

  test("an image link is repaired in its text, its address and its title", () => {
    const latex = raw`\tfrac{dz}{dw} = b`;
    const link = (one: string): string =>
      `![${one}](https://latex.codecogs.com/svg.latex?${encodeURIComponent(one)} "${one}")`;
    const checked = checkFile("notes.md", `$z = wx + b$\n\n${link(latex)}\n`);
    expect(checked.diagnostics.map((one) => one.code)).toEqual(["formula/false"]);
    expect(applyFixes(checked).text).toBe(`$z = wx + b$\n\n${link(raw`\tfrac{dz}{dw} = x`)}\n`);
  });

  test("the reports tell formulas apart", () => {
    const checked = checkFile("notes.md", text);
    expect(summaryText(checked)).toContain("formulas: 1 read, 1 false");
    const report = JSON.parse(JSON.stringify(reportJson([checked])));
    expect(report.files[0].formulas).toMatchObject([{ line: 3, column: 2, verdict: "false" }]);
    expect(report.files[0].diagnostics[0].code).toBe("formula/false");
  });
});

describe("hostile documents end soon", () => {
  const soon = (text: string): void => {
    const begin = performance.now();
    expect(() => checkFormulas(text)).not.toThrow();
    expect(performance.now() - begin).toBeLessThan(30_000);
  };

  test("many, deep, long and circular formulas", () => {
    soon(`$$${"{".repeat(10_000)}$$`);
    soon(`$$\\frac{\\partial L}{\\partial w} = ${"x + ".repeat(250_000)}x$$`);
    soon("$".repeat(200_000));
    soon("![".repeat(50_000));
    soon(`${"# a\n".repeat(3000)}`);
    soon("$z = wx$ $\\frac{dz}{dw} = x$\n".repeat(1500));
    soon("$a = b$ $b = a$ $\\frac{da}{db} = 1$");
    soon(
      "$f(x) = f(x) + 1$ $f'(x) = 2$ $h_t = h_{t-1} + h_{t+1}$ $\\frac{dh_t}{dh_{t-1}} = \\sum_{t=1}^{N} h_t$",
    );
    soon(
      `$x_0 = y^2$ ${Array.from({ length: 60 }, (_, at) => `$x_{${at + 1}} = x_{${at}} x_{${at}}$`).join(" ")} $\\frac{dx_{60}}{dy} = 1$`,
    );
    soon("$s = \\sum_{i=1}^{60}\\sum_{j=1}^{60}\\sum_{k=1}^{60} x_{ijk}$ $\\frac{ds}{dx_{111}} = 1$");
  });
});
