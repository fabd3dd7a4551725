import { describe, expect, test } from "vitest";
import { checkFile } from "../../../src/check/check.ts";
import { applyFixes } from "../../../src/check/fixes.ts";
import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";

const raw = String.raw;

/** What is said of a note's one fault. */
function fault(note: string) {
  const { diagnostics } = checkFormulas(note);
  expect(diagnostics).toHaveLength(1);
  const [{ message, why, fix, evidence }] = diagnostics as [(typeof diagnostics)[number]];
  return { says: message.replace(/^this equation for `.*?` is false: /, ""), why, fix: fix?.text, evidence };
}
const quoted = (text: string): string => `\`${text}\``;

describe("a chain of links points at the factors that do not match their link", () => {
  const chain = raw`$a = w^3$, $L = (a - y)^3$, $q = x$: $\frac{dL}{dw} = \frac{dL}{da}\frac{da}{dw} = `;
  const longer = raw`$a = w^3$, $z = a^3 + a^2$, $L = (z - y)^3$, $q = x$: $\frac{dL}{dw} = \frac{dL}{dz}\frac{dz}{da}\frac{da}{dw} = `;
  const odd = "(x^3 + w - 7)";
  test.each<[note: string, place: string, link: string]>([
    [raw`${chain}3(a - y)^2 ${odd}$`, odd, raw`\frac{da}{dw}`],
    [raw`${chain}${odd} 3 w^2$`, odd, raw`\frac{dL}{da}`],
    [raw`${longer}3(z - y)^2 \cdot (x^3 - 7) \cdot 3 w^2$`, "(x^3 - 7)", raw`\frac{dz}{da}`],
  ])("%s", (note, place, link) => {
    const { says, fix } = fault(note);
    expect(fix).toBeUndefined();
    expect(says).toBe(`${quoted(place)} should be ${quoted(link)}`);
  });

  test.each<[name: string, before: string, side: string]>([
    ["a sum", chain, "x^3 + w - 7"],
    ["a quotient", chain, `3(a - y)^2 / ${odd}`],
    ["more factors than are tried", chain, `x x x x x x x x x x ${odd}`],
    ["all links and more besides", chain, `3(a - y)^2 3w^2 ${odd}(x^2 + 5)`],
    ["several links that do not match", longer, raw`${odd} \cdot (x^2 - 7) \cdot (x^5 - 3)`],
    ["a link that is left out", longer, raw`3(z - y)^2 \cdot 3 w^2`],
    [
      "factors that are no links",
      raw`$a = w^3$, $L = (a - y)^3$, $q = x$: $\frac{dL}{dw} = (a - y)^2 \cdot (9w^2) = `,
      `(a - y)^2 ${odd}`,
    ],
    [
      "a quotient of links",
      raw`$X = a^3$, $L = X^2$, $q = x$: $\frac{dL}{dX} = \frac{dL}{da} / \frac{dX}{da} = `,
      "6a^5 (x^3 + a - 7)",
    ],
  ])("not where there is %s", (_, before, side) => {
    const { says, fix } = fault(`${before}${side}$`);
    expect(fix).toBeUndefined();
    expect(says).toBe(`it is not ${quoted(side)}`);
  });
});

describe("what is said of a false equation", () => {
  test("numbers with as many digits as tell them apart", () => {
    const { why, evidence } = fault(raw`$z = wx$: $\frac{dz}{dw} = x + 0.0000001$`);
    expect(why).toContain("the formula gives 0.337354398, the derivative is 0.337354298.");
    expect(evidence!.yours! - evidence!.expected!).toBeCloseTo(1e-7, 12);
  });

  test("a long side is cut short", () => {
    const { says } = fault(
      raw`$z = wx$, $v = b^2$: $\frac{\partial z}{\partial w} = \frac{\partial v}{\partial b} x - \frac{\partial v}{\partial b}$`,
    );
    expect(says).toBe(raw`it is not ${"`"}\frac{\partial v}{\partial b} x - \frac{\partial v}{\part…${"`"}`);
  });

  test("the eighth factor but one by its number", () => {
    const { says } = fault(
      raw`$z = x_1 x_2 x_3 x_4 x_5 x_6 x_7 x_8 x_9$, $q = y$: $\frac{\partial z}{\partial x_9} = x_1 x_2 x_3 x_4 x_5 x_6 y x_8$`,
    );
    expect(says).toBe("the 7th factor should be `x_7`, not `y`");
  });

  test("targets that sum to one make nothing true where nothing has a value", () => {
    const root = raw`\sqrt{0.9 - y_1 - y_2 - y_3}`;
    const { fix } = fault(raw`$L = w${root}$: $\frac{\partial L}{\partial w} = 2${root}$`);
    expect(fix).toBe("without 2");
  });

  test("neither of two definitions makes it true", () => {
    const { says } = fault(raw`$L = (a-y)^2$ or $L = \frac12(a-y)^2$: $\frac{dL}{da} = 5(a-y)$`);
    expect(says).toBe("the factor `5` is one too many");
  });

  test("a side that is not read is kept out of it", () => {
    const { says, fix } = fault(raw`$L = (a - y)^2$: $\frac{dL}{da} = 3(a - y) = \lim_{h \to 0} q$`);
    expect(says).toBe("it is not `3(a - y)`");
    expect(fix).toBeUndefined();
  });
});

describe("repairs", () => {
  test("a derivative or gradient by another quantity is renamed", () => {
    const loss = raw`$L = (wx - y)^2 + b^3$: `;
    expect(fault(raw`${loss}$\frac{\partial L}{\partial b} = 2(wx - y)x$`).fix).toBe("b → w");
    expect(fault(raw`${loss}$\nabla_b L = 2(wx - y)x$`).fix).toBe("b → w");
    expect(fault(raw`$L(w) = (wx - y)^2$, $z = wx$: $\frac{\partial L(w)}{\partial w} = x$`).fix).toBe(
      "L(w) → z",
    );
    expect(fault(raw`$g(x, y) = x^2 y$: $\nabla g(x, y) = (7x^5y^3 - 8, x^2)$`).fix).toBeUndefined();
    // where it is by the argument of a function there is no name to change
    expect(fault(raw`$f(x) = x^3 - 2x$: $f'(x) = 7x^5 - 12x^3 + 8$`).fix).toBeUndefined();
    expect(fault(raw`$f(x) = x^3 - 2x$: $\frac{d f(x)}{dx} = 7x^5 - 12x^3 + 8$`).fix).toBeUndefined();
  });

  test("none makes the equation say less", () => {
    // `a = a = …` would be an `a` that is given a value
    expect(fault(raw`$L = \frac12 a^2$: $2a = a = \frac{\partial L}{\partial a}$`).fix).toBeUndefined();
    expect(fault(raw`$L = a^2$: $2a = a = \frac{\partial L}{\partial a}$`).fix).toBe("2 a");
  });

  test("forty false equations of a document are repaired, the others told", () => {
    const { diagnostics } = checkFormulas(raw`$z = wx + b$. ${raw`$\frac{dz}{dw} = b$, `.repeat(41)}`);
    expect(diagnostics.filter((one) => one.fix)).toHaveLength(40);
    expect(diagnostics).toHaveLength(41);
  });

  test("the functions of a program are no quantities that a repair may write", () => {
    const functions = Array.from({ length: 45 }, (_, at) => `def f${at}(x):\n    return x + 1\n`).join("");
    const text = `~~~python\n${functions}z = w * u + b\n~~~\n\n${raw`$\frac{dz}{dw} = b$`}\n`;
    expect(fault(text).fix).toBe("b → u");
  });

  test("a side with more names than can be tried is given up", () => {
    const many = Array.from({ length: 32 }, (_, at) => `x_{${at}}`);
    const right = raw`$z = w(${many.join(" + ")})$: $\frac{dz}{dw} = ${many.join(" + ")}$`;
    expect(checkFormulas(right).formulas.map((one) => one.verdict)).toEqual(["true"]);
    // the last name of all would be changed last
    expect(fault(right.replace(/x_\{31\}\$$/, "2x_{31}$")).fix).toBeUndefined();
  });
});

describe("a derivative without its numerator", () => {
  const offered = (note: string): string => applyFixes(checkFile("notes.md", note)).text;

  test("is offered no function that is differentiated already", () => {
    const note = raw`$f(x) = e^x$: $\frac{d}{dx} = f'(x)$`;
    expect(offered(note)).toBe(raw`$f(x) = e^x$: $\frac{df}{dx} = f'(x)$`);
  });

  test("is offered a name with an accent without a gap", () => {
    const note = raw`$\hat{y} = wx$: $\frac{\partial}{\partial w} = x$`;
    expect(offered(note)).toBe(raw`$\hat{y} = wx$: $\frac{\partial\hat{y}}{\partial w} = x$`);
  });

  test("has no repair beside another, or beside what is not read", () => {
    for (const note of [
      raw`$z = wx$: $\frac{d}{dw} = x + \frac{d}{dx}$`,
      raw`$z = wx + b$, $L = z^2$: $\frac{\partial}{\partial w} = 2zx = \lim_{h \to 0} q$`,
    ]) {
      const { says, fix } = fault(note);
      expect(says).toContain("does not say of what it is the derivative");
      expect(fix).toBeUndefined();
    }
  });
});
