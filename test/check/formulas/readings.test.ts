import { describe, expect, test } from "vitest";
import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";

const raw = String.raw;

/** The verdicts of a note's equations with what is said of them. */
const said = (note: string): string[] => {
  const { formulas, diagnostics } = checkFormulas(note);
  return [
    ...formulas.map(({ verdict, reason }) => (reason ? `${verdict}: ${reason}` : verdict)),
    ...diagnostics.map(({ message, fix }) => (fix ? `${message} → ${fix.text}` : message)),
  ];
};

const isTrue = ["true"];
const unknown = (reason: string): string[] => [`unknown: ${reason}`];
const ofMatrices = (why: string): string[] =>
  unknown(`it holds of numbers, but of vectors and matrices ${why}`);
const misfit = ofMatrices("its shapes do not fit together");
const shapeless = ofMatrices("its shapes are not known");

type Note = readonly [note: string, due: readonly string[]];
const notes = (all: readonly Note[]) => test.each(all.map(([note, due]) => ({ note, due })));

describe("which formulas are equations of derivatives", () => {
  notes([
    [raw`$\def\a{\a} x = 3$`, []],
    [raw`$\def\a{\a} x$`, []],
    [raw`$\def\a{\a} \frac{dx}{dy} = 3$`, unknown(raw`\def is not expanded`)],
    [raw`$L = (a - y)^2$: $2(a - y) = \frac{\partial L}{\partial a}$`, isTrue],
    [
      raw`$L = (a - y)^2$: $\frac{dL}{da} = 2(a - y) = \lim_{h \to 0} q$`,
      unknown(raw`${"`"}\lim${"`"} is not read here`),
    ],
    [
      raw`$z = wx$: $2x = 3x = \frac{\partial z}{\partial w}\lim q$`,
      unknown(raw`${"`"}\lim${"`"} is not read here`),
    ],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));
});

describe("what a note's names mean", () => {
  notes([
    // a function's name is looked for before its parenthesis, wherever one stands
    [raw`$a = 1, \implies (x) = 3$ $z = wx$ $\frac{dz}{dw} = x$`, isTrue],
    [raw`$\sin(x) = y$, $z = w\sin(x)$, $\frac{dz}{dw} = \sin(x)$`, isTrue],
    [raw`$f(x) = x^2$, $f(3) = 9$: $f'(x) = 2x$`, isTrue],
    [
      raw`$\hat{y}(x) = wx + b$, $L = (\hat{y}(x) - y)^2$: $\frac{\partial L}{\partial w} = 2(\hat{y} - y)x$`,
      isTrue,
    ],
    [raw`$\hat y(x) = wx + b$, $L(\hat y) = (\hat y(x) - y)^2$: $L'(\hat y) = 2(\hat y - y)$`, isTrue],
    // in a = b = c the first is given to, the others are read
    [
      raw`$z = q = wx$: $\frac{\partial q}{\partial w} = b$`,
      unknown("this section does not say what `w` is"),
    ],
    // an update is no definition
    [raw`$z = wx$, $w = w - \eta g$: $\frac{dz}{dw} = x$`, isTrue],
    // another name for what is defined elsewhere
    [
      raw`$\hat y = wx + b$ and $\hat y = a_2$, $L = (a_2 - y)^2$: $\frac{\partial L}{\partial w} = 2(a_2 - y)x$`,
      isTrue,
    ],
    [raw`$z = y(x) = wx$, $y = a_2$: $\frac{dy}{da_2} = 1$`, isTrue],
    [raw`$\hat y = a_2$ $\hat y = o$: $\frac{d\hat y}{do} = 1$`, isTrue],
    // defined after it is used
    [raw`We find $\frac{dz}{dw} = x$ where $z = wx$.`, isTrue],
    // e is Euler's number only where it is nothing else
    [raw`$q = e^{wx}$: $\frac{dq}{dw} = xq$`, isTrue],
    [raw`$e^{out} = a - y$, $L = \frac12 (e^{out})^2$: $\frac{dL}{da} = e^{out}$`, isTrue],
    [raw`$e = a - y$, $L = \frac12 e^2$: $\frac{dL}{da} = e$`, isTrue],
    [raw`$A = \pi r^2$: $\frac{dA}{dr} = 6.283185307179586 r$`, isTrue],
    [raw`$f(x) = x f(x - 1)$: $f'(x) = 1$`, unknown("`f` is defined by itself")],
    [raw`$z = wx$: $\frac{dL}{dw} = x$`, unknown("this section does not say what `L` is")],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));

  test("a model's block tells what its own section means", () => {
    const text = raw`# A

~~~chain
z = w*x
v = w
~~~

$\frac{dz}{dw} = x$

# B

$q = v$, $\frac{dz}{dw} = v$
`;
    expect(said(text)).toEqual([
      "true",
      "unknown: its names are defined in another section, which may speak of another model",
    ]);
  });

  test("another section's y_1 is not this one's", () => {
    const text = raw`# A

$y_1 = a_1^3$, $\frac{dy_1}{da_1} = 3a_1^2$

# B

$L = \sum_i (a_i - y_i)^2$, $\frac{\partial L}{\partial a_i} = 2(a_i - y_i)$
`;
    expect(said(text)).toEqual(["true", "true"]);
  });

  test("a program's function named loss is not the formulas' L, its quantity is", () => {
    const asked = raw`$u = L a$, $\frac{dL}{da} = 3a$`;
    expect(said(`~~~python\ndef loss(a):\n    return a**2\n~~~\n\n${asked}\n`)).toEqual(
      unknown("this section does not say what `L` is"),
    );
    expect(said(`~~~python\nloss = a**2\n~~~\n\n${asked}\n`)[0]).toBe("false");
  });
});

describe("indices", () => {
  notes([
    [raw`$h_i = x_i^2$, $L = \sum_i \sum_j h_{ij} u_i$: $\frac{\partial L}{\partial x_k} = 0$`, isTrue],
    [raw`$A_{i,i} = x_i^2$, $L = A_{1,2} u + x_1 + x_2$: $\frac{\partial L}{\partial x_2} = 1$`, isTrue],
    [
      raw`$A_{i,i} = x_i^2$, $L = A_{2,2} u + x_1 + x_2$: $\frac{\partial L}{\partial x_2} = 1 + 2 x_2 u$`,
      isTrue,
    ],
    [raw`$h_{1,j} = x_j^2$, $L = h_{1,2} u + x_2$: $\frac{\partial L}{\partial x_2} = 1 + 2 x_2 u$`, isTrue],
    [raw`$h_{1,j} = x_j^2$, $L = h_{3,2} u + x_2$: $\frac{\partial L}{\partial x_2} = 1$`, isTrue],
    [
      raw`$h_{out,j} = x_j^2$, $L = h_{out,2} u + x_2$: $\frac{\partial L}{\partial x_2} = 1 + 2 x_2 u$`,
      isTrue,
    ],
    [
      raw`$h_{1,j} = x_j^2$, $L = \sum_i h_{i,2} + x_2$: $\frac{\partial L}{\partial x_2} = 1 + 2 x_2$`,
      isTrue,
    ],
    // a layer above is no index below
    [raw`$a_1^{(2)} = x^2$, $L = a_{1,2} + x$: $\frac{\partial L}{\partial x} = 1$`, isTrue],
    // Kronecker's
    [raw`$z = \delta_{ij} x$: $\frac{dz}{dx} = \delta_{ij}$`, isTrue],
    [raw`$L = \sum_i\sum_j \delta_{ij} x_i x_j$: $\frac{\partial L}{\partial x_k} = 2x_k$`, isTrue],
    [
      raw`$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and $L = -\sum_k y_k \log p_k$: $\frac{\partial L}{\partial z_i} = -\sum_k y_k (\delta_{ik} - p_i)$`,
      isTrue,
    ],
    [raw`$z = wx$: $\frac{dz}{dw} = \delta_{1,j} x$`, unknown("this section does not say what `delta11` is")],
    [raw`$z = wx$: $\frac{dz}{dw} = \delta_{j,1} x$`, unknown("this section does not say what `delta11` is")],
    [
      raw`$z = wx$: $\frac{dz}{dw} = \delta_{ijk} x$`,
      unknown("this section does not say what `delta_i_j_k` is"),
    ],
    // sums
    [raw`$L = \sum x_i$: $\frac{dL}{dx_i} = 1$`, unknown("a sum does not say over what")],
    [raw`$L = \sum_{i=3}^{1} x_i$: $\frac{dL}{dx_1} = 1$`, unknown("a sum has no terms, or too many")],
    [raw`$L = \sum_{i=1}^{100} x_i$: $\frac{dL}{dx_1} = 1$`, unknown("a sum has no terms, or too many")],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));
});

describe("functions", () => {
  notes([
    [raw`$g(x, y) = x^2 y$: $g'(x, y) = 2xy$`, unknown("a prime on a function of several variables")],
    [raw`$g(x, y) = x^2 y$: $\nabla g(x, y) = 2xy$`, unknown("a list is compared with a number")],
    [raw`$z = g(x, y)$: $\frac{dz}{dx} = y$`, unknown("this section does not say what `g` is")],
    [raw`$z = \log(x, y)$: $\frac{dz}{dx} = y$`, unknown("this section does not say what `log` is")],
    [raw`$z = q(x, y)$: $\frac{dz}{dx} = y$`, unknown("this section does not say what `q` is")],
    [
      raw`$z = \mathrm{where}(x, y)$: $\frac{dz}{dx} = y$`,
      unknown("this section does not say what `where` is"),
    ],
    [raw`$z = \max(x)$: $\frac{dz}{dx} = y$`, unknown("`max` needs a vector")],
    [
      "~~~python\nz = x * broadcast(y, 3)\n~~~\n\n$\\frac{dz}{dx} = y$",
      unknown("this section does not say what `broadcast` is"),
    ],
    // 1/(1 + e^{-z}), and what only looks like it
    [raw`$a = \frac{1}{x + z}$: $\frac{da}{dz} = -a^2$`, isTrue],
    [
      raw`$a = \frac{1}{2 + e^{-z}}$: $\frac{da}{dz} = a(1 - a)$`,
      ["false", raw`this equation for ${"`"}\frac{da}{dz}${"`"} is false: it is not ${"`"}a(1 - a)${"`"}`],
    ],
    [raw`$a = (1 + e^{-z})^{-2}$: $\frac{da}{dz} = 2e^{-z} (1 + e^{-z})^{-3}$`, isTrue],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));

  test("definitions that rest on hundreds of others are given up", () => {
    const chain = (length: number): string =>
      `$x_0 = y^2$ ${Array.from({ length }, (_, at) => `$x_{${at + 1}} = x_{${at}} + 1$`).join(" ")} $\\frac{dx_{${length}}}{dy} = 2y$`;
    expect(said(chain(90))).toEqual(isTrue);
    expect(said(chain(260))).toEqual(unknown("it is nested too deep"));
  });

  notes([
    // a(1 - a) is a product though a(x) is a function
    [raw`With the sigmoid, $a(x) = \sigma(wx)$: $\frac{da}{dw} = a(1 - a)x$`, isTrue],
    [raw`With the sigmoid, $a(x) = \sigma(wx)$: $\frac{da}{dw} = a(x)(1 - a(x))x$`, isTrue],
    [raw`With the sigmoid, $a_1(x) = \sigma(wx)$: $\frac{da_1}{dw} = a_1(1 - a_{1})x$`, isTrue],
    [raw`With the sigmoid, $\hat y(x) = \sigma(wx)$: $\frac{d\hat y}{dw} = \hat y(1 - \hat{y})x$`, isTrue],
    [raw`$\sigma(z) = \frac{1}{1 + e^{-z}}$: $\frac{d\sigma}{dz} = \sigma(1 - \sigma)$`, isTrue],
    [raw`$y(x) = 3x$, $\hat y = x^2$: $\frac{d\hat y}{dx} = \frac{2}{3} y(x) + y(\hat y) - 3\hat y$`, isTrue],
    // a function of a function
    [raw`$f(x) = x^2$, $g(x) = f(x) + x$: $g'(x) = 2x + 1$`, isTrue],
    [raw`$f(x) = x^2$, $g(x) = f(f(x))$: $g'(x) = 4x^3$`, isTrue],
    [raw`$g(x) = x^2$, $f(g) = 3g(x)$: $f'(g) = 3$`, isTrue],
    [raw`$L(h) = (h(x) - y)^2$, $z = L(wx)$: $\frac{dz}{dw} = 2(wx - y)x$`, isTrue],
    [raw`$f(x) = x^2$, $g(x) = f(x) + x$, $z = g(3t)$: $\frac{dz}{dt} = 18t + 3$`, isTrue],
    // what a function is written with may depend on its argument
    [raw`$h = 2x$, $f(x) = h^2$: $f'(x) = 8x$`, isTrue],
    [raw`$z = wx$, with the sigmoid $a(x) = \sigma(z)$: $a'(x) = w a (1 - a)$`, isTrue],
    [raw`$f(t) = t^3$, $z = f(x)$: $\frac{dz}{dx} = f'(x)$`, isTrue],
    [raw`$f(x) = x^3$: $f'(2x) = 12x^2$`, isTrue],
    [raw`$f(x) = x^3$: $f''(x) = 6x$`, isTrue],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));

  test("a sigmoid written with a power of -1 is told as one", () => {
    const [found] = checkFormulas(raw`$a = (1 + e^{-z})^{-1}$: $\frac{da}{dz} = 2a(1 - a)$`).diagnostics;
    expect(found!.why).toContain(raw`By this section's own definitions \frac{da}{dz} = a(1 - a).`);
  });

  test("of a function that nobody defines no derivative is made up", () => {
    const [found] = checkFormulas(raw`$a = g(z)$: $\frac{da}{dz} = 3 g'(z)$`).diagnostics;
    expect(found!.why).toMatch(/^It holds for none of the functions that were tried for `g`. At z = /);
    const [sigma] = checkFormulas(raw`$a = \sigma(z)$: $\frac{da}{dz} = 3 \sigma'(z)$`).diagnostics;
    expect(sigma!.why).toContain(raw`By this section's own definitions \frac{da}{dz} = a(1 - a).`);
  });
});

describe("by what is differentiated", () => {
  notes([
    [raw`$L = (wx)^2$: $\frac{dL}{d(wx)} = 2wx$`, unknown("a derivative by an expression")],
    [raw`$a = \sigma(z)$, $L = (\sigma(z) - y)^2$: $\frac{dL}{d(\sigma(z))} = 2(\sigma(z) - y)$`, isTrue],
    [raw`$A = \pi r^2$: $\frac{dA}{d\pi} = r^2$`, unknown("a derivative by what is no quantity")],
    [
      raw`$u = w$: $\frac{d}{dw} x^2 = 2x$`,
      unknown("as far as this section says, `the expression` does not depend on `w`"),
    ],
    [raw`$z = x$: $\frac{dx}{dx} = 1$`, isTrue],
    // nothing depends on it
    [raw`$z = x^2$, $u = wq$: $\frac{dz}{dw} = 0$`, isTrue],
    [
      raw`$z = x^2$, $u = wq$: $\frac{dz}{dw} = \frac{dz}{dq}$`,
      unknown("as far as this section says, `z` does not depend on `w`"),
    ],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));
});

describe("vectors and matrices", () => {
  notes([
    [raw`$L = x^\top x$: $\frac{dL}{dx} = 2x$`, isTrue],
    [raw`$L = w^\top x$: $\frac{\partial L}{\partial w} = x$`, isTrue],
    [raw`$L = \|Wx\|^2$: $\frac{\partial L}{\partial x} = 2 W^\top W x$`, isTrue],
    [raw`$L = x^\top A x$: $\frac{\partial L}{\partial x} = Ax + A^\top x$`, isTrue],
    [raw`$L = x^\top A x$: $\frac{\partial L}{\partial x} = 2Ax$`, ofMatrices("its values differ")],
    [raw`$L = \frac12\|x + 1\|^2$: $\frac{\partial L}{\partial x} = x + 1$`, isTrue],
    [raw`$L = \frac12\|1 + x\|^2$: $\frac{\partial L}{\partial x} = 1 + x$`, isTrue],
    [raw`$L = \|1 + 2x\|^2$: $\frac{\partial L}{\partial x} = 4(1 + 2x)$`, isTrue],
    [raw`$L = \|x\|^2$: $\frac{\partial L}{\partial x} = x + x^\top$`, misfit],
    [raw`$L = \lambda\|x\|^2$: $\frac{\partial L}{\partial \lambda} = \frac14\|x + x^\top\|^2$`, misfit],
    [raw`$L = \|2x \cdot 3\|^2$: $\frac{\partial L}{\partial x} = 72x$`, isTrue],
    [raw`$L = \|x \lambda\|^2$: $\frac{\partial L}{\partial x} = 2\lambda^2 x$`, isTrue],
    [raw`$L = \frac{\lambda}{2}\|w\|^2$: $\frac{\partial L}{\partial w} = \lambda w$`, isTrue],
    [raw`$L = \|x \odot y\|^2$: $\frac{\partial L}{\partial x} = 2 x \odot y \odot y$`, isTrue],
    [
      raw`$L = \|x\|^2$, $q = x$: $\frac{\partial L}{\partial x} = 2x \odot x^\top \odot \frac{1}{x}$`,
      misfit,
    ],
    [raw`$L = \|\tanh(x)\|^2$: $\frac{\partial L}{\partial x} = 2\tanh(x) \odot (1 - \tanh(x)^2)$`, isTrue],
    [raw`$L = \frac{x^\top x}{1 + 2}$: $\frac{\partial L}{\partial x} = \frac{2x}{1 + 2}$`, isTrue],
    // only its section writes a transpose
    [raw`$z = Wx$, $J = z^2$, $q = x^\top$. $\frac{\partial J}{\partial W} = 2zq$`, isTrue],
    [raw`$z = Wx$, $J = z^2$, $q = x^\top$. $\frac{\partial J}{\partial W} = 2zx$`, misfit],
    [raw`$z = Wx$, $J = z^2$, $q = x$. $\frac{\partial J}{\partial W} = 2zx$`, isTrue],
    [raw`$x^\top = q$, $L = \sum_i w x_i$: $\frac{\partial L}{\partial w} = \sum_i x_i$`, isTrue],
    [
      raw`$z = Wx$, $L = \frac12\|z - y\|^2$: $\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z}\frac{\partial z}{\partial W}$`,
      ofMatrices("a derivative of a vector is not compared"),
    ],
    // what has no shape that is seen
    [raw`$p_i = w^\top x_i$: $\frac{\partial p_i}{\partial p_j} = \delta_{ij}$`, shapeless],
    [raw`$L = \frac12\|\sum_i w x_i\|^2$: $\frac{\partial L}{\partial w} = w(\sum_i x_i)^2$`, shapeless],
    [raw`$L = \|\max(0, x)\|^2$: $\frac{\partial L}{\partial x} = 2\max(0, x)$`, shapeless],
    [raw`$L = \frac{x^\top x}{\sum_i 1}$: $\frac{\partial L}{\partial x} = \frac{2x}{3}$`, shapeless],
    [raw`$L = \|x\|^2 + \sum_i y_i$: $\frac{\partial L}{\partial x} = 2x$`, shapeless],
    [raw`$L = x^\top \sum_i y_i$: $\frac{\partial L}{\partial x} = \sum_i y_i$`, shapeless],
    [raw`$L = (\sum_i x_i)^\top x$: $\frac{\partial L}{\partial x} = \sum_i x_i$`, shapeless],
  ])("$note", ({ note, due }) => expect(said(note)).toEqual(due));
});
