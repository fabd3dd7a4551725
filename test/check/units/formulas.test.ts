import { checkFormulas } from "../../../src/check/formulas/check-formulas.ts";
import { proposals } from "../../../src/check/formulas/proposals.ts";
import { readEquations } from "../../../src/lift/latex/index.ts";
import { compareKept } from "./kept-text.ts";

const raw = String.raw;

/** Short notes: what they define, and a derivative of it. */
const notes = raw`$f(x) = x^2$, $f'(x) = 2x$
$f(x) = x^2$, $f'(x) = 3x$
$f_1(x) = x^2$, $f_1'(x) = 2x$
$f_{ab}(x) = x^3$, $\frac{d f_{ab}}{dx} = 3x^2$
$f_\theta(x) = x^3$, $\frac{d f_\theta}{dx} = 3x^2$
$\phi(z) = z^2$, $\phi'(z) = 2z$
$\phi (z) = z^2$, $\phi'(z) = 2z$
$\phi\left(z\right) = z^2$, $\phi'(z) = 2z$
$\phi( z ) = z^2$, $\phi'(z) = 3z$
$g(x, y) = x^2 y$, $\frac{\partial g}{\partial x} = 2xy$
$g(x_1, x_2) = x_1^2 x_2$, $\frac{\partial g}{\partial x_1} = 2 x_1 x_2$
$g(x, y) = x^2 y$, $\frac{\partial g}{\partial y} = 2xy$
$y = f(x) = x^2$, $f'(x) = 2x$
$a = 1, \quad f(x) = a x^2$, $f'(x) = 2 a x$
$f(\mathbf{x}) = x^2$, $\frac{df}{dx} = 2x$
$h = \tanh(z)$, $\frac{dh}{dz} = 1 - h^2$
$h = \tanh(z)$, $\frac{dh}{dz} = h(1 - h)$
$a = \sigma(z)$, $\frac{da}{dz} = a(1 - a)$
$a = \sigma(z)$, $\frac{da}{dz} = \sigma(z)(1 - \sigma(z))$
$a = \sigma(z)$, $\frac{da}{dz} = a(1 + a)$
$a = \sigma(z)$, $\frac{\partial a}{\partial z} = a - a^2$
$a = \frac{1}{1 + e^{-z}}$, $\frac{da}{dz} = a(1 - a)$
$L = \frac{1}{2}(a - y)^2$, $\frac{\partial L}{\partial a} = a - y$
$L = \frac{1}{2}(a - y)^2$, $\frac{\partial L}{\partial a} = y - a$
$L = \frac{1}{2}(a - y)^2$, $\frac{\partial L}{\partial a} = 2(a - y)$
$L = (a - y)^2$, $a = wx + b$, $\frac{\partial L}{\partial w} = 2(a - y)x$
$L = (a - y)^2$, $a = wx + b$, $\frac{\partial L}{\partial b} = 2(a - y)x$
$L = (a - y)^2$, $a = wx + b$, $\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a}\frac{\partial a}{\partial w}$
$L = (a - y)^2$, $a = wx + b$, $\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \cdot b$
$L = -y\log a$, $\frac{\partial L}{\partial a} = -\frac{y}{a}$
$L = -y\log a$, $\frac{\partial L}{\partial a} = \frac{a}{y}$
$L = -(y\ln a + (1 - y)\ln(1 - a))$, $\frac{\partial L}{\partial a} = \frac{a - y}{a(1 - a)}$
$L = \sum_{i=1}^{n}(w x_i - y_i)^2$, $\frac{\partial L}{\partial w} = 2\sum_{i=1}^{n}(w x_i - y_i)x_i$
$L = \sum_{i=1}^{n}(w x_i - y_i)^2$, $\frac{\partial L}{\partial w} = \sum_{i=1}^{n}(w x_i - y_i)x_i$
$L = \frac{1}{n}\sum_i (w x_i - y_i)^2$, $\frac{\partial L}{\partial w} = \frac{2}{n}\sum_i (w x_i - y_i)x_i$
$z = Wx + b$, $\frac{\partial z}{\partial b} = 1$
$z = Wx + b$, $\frac{\partial z}{\partial x} = W$
$p = \max(0, z)$, $\frac{dp}{dz} = 1$
$q = \sqrt{x}$, $\frac{dq}{dx} = \frac{1}{2\sqrt{x}}$
$q = \sqrt{x}$, $\frac{dq}{dx} = \frac{1}{\sqrt{x}}$
$q = e^{2x}$, $\frac{dq}{dx} = 2q$
$q = e^{2x}$, $\frac{dq}{dx} = q$
$q = \sin(x)\cos(x)$, $\frac{dq}{dx} = \cos^2(x) - \sin^2(x)$
$q = \frac{u}{v}$, $\frac{\partial q}{\partial v} = -\frac{u}{v^2}$
$q = \frac{u}{v}$, $\frac{\partial q}{\partial v} = \frac{u}{v^2}$
$q = x^3$, $\frac{d^2 q}{dx^2} = 6x$
$q = x^3$, $\frac{d}{dx} q = 3x^2$
$q = x^3$, $q' = 3x^2$
$q = x^3$, $\dot{q} = 3x^2$
$q = x^3$, $\nabla q = 3x^2$
$q = x^3$, $\frac{dq}{} = 3x^2$
$\frac{dq}{dx} = 3x^2$
$q = x^3$, $\frac{dq}{dt} = 3x^2\frac{dx}{dt}$
$w \leftarrow w - \eta\frac{\partial L}{\partial w}$
$L = (wx - y)^2$, $\Delta w = -\eta\frac{\partial L}{\partial w} = -2\eta(wx - y)x$
$L = (wx - y)^2$, $\frac{\partial L}{\partial w} = 2(wx - y)x = 2x(y - wx)$
$y = x^2$, $y = x^3$, $\frac{dy}{dx} = 3x^2$`.split("\n");

/** Sides of equations: the changes that may put them right. */
const sides = raw`a(1 - a)
2(a - y)x
-\frac{y}{a}
x
1
\sigma(z)(1 - \sigma(z))
f'(z) \cdot w^2
\frac{1}{2} x y
a - b + c`.split("\n");

compareKept("formulas", {
  "notes with a derivative": () =>
    notes.flatMap((note) => {
      const { formulas, diagnostics } = checkFormulas(`${note}\n`);
      return [
        note,
        ...formulas.map(
          ({ latex, verdict, reason }) => `  ${verdict}: ${latex}${reason ? ` (${reason})` : ""}`,
        ),
        ...diagnostics.map(
          ({ severity, code, message, fix }) =>
            `  ${severity} ${code}: ${message}${fix ? ` → ${fix.text}` : ""}`,
        ),
      ];
    }),
  ...Object.fromEntries(
    sides.map((side) => [
      `changes of ${side}`,
      () => {
        const { equations } = readEquations(side, new Set(["f", "sigma"]));
        const { maths } = equations[0]!.members[0]!;
        return [
          ...proposals(side, maths!, [
            ["a", "a"],
            ["w", "w_1"],
          ]),
        ].map(
          ({ says, text, edits }) =>
            `${text}: ${says} (${edits.map((one) => one.replacement || "∅").join(" ")})`,
        );
      },
    ]),
  ),
});
