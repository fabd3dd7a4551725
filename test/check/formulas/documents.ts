/** A document whose derivative equations are all true, and how many they are. */
export interface TrueDocument {
  readonly name: string;
  readonly count: number;
  readonly text: string;
}

const raw = String.raw;

export const trueDocuments: readonly TrueDocument[] = [
  {
    name: "one linear neuron, half squared error",
    count: 4,
    text: raw`# Neuron

$z = wx + b$, $\hat{y} = z$ and $L = \frac{1}{2}(\hat{y} - y)^2$.

$\frac{\partial L}{\partial \hat{y}} = \hat{y} - y$

$\frac{\partial \hat{y}}{\partial z} = 1$

$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y}\cdot\frac{\partial \hat y}{\partial z}\cdot\frac{\partial z}{\partial w} = (\hat{y} - y) \cdot 1 \cdot x$$

$$\frac{\partial L}{\partial b} = \hat{y} - y$$
`,
  },
  {
    name: "sigmoid with primes",
    count: 3,
    text: raw`The activation is $\sigma(z) = \frac{1}{1 + e^{-z}}$, and $a = \sigma(wx + b)$, $C = \frac{1}{2}(a - y)^2$.

$$\sigma'(z) = \sigma(z)(1 - \sigma(z))$$

$$\frac{\partial C}{\partial w} = (a - y)\sigma'(wx + b)x$$

$$\frac{\partial C}{\partial b} = (a - y) a (1 - a)$$
`,
  },
  {
    name: "sigmoid named in words only",
    count: 2,
    text: raw`With the sigmoid activation: $a = \sigma(z)$, $z = wx$.

$\frac{da}{dz} = a(1-a)$ and $\frac{da}{dw} = \sigma(z)(1-\sigma(z))x$
`,
  },
  {
    name: "an activation that nobody names",
    count: 2,
    text: raw`Let $a = \sigma(z)$, $z = wx + b$, $L = (a - y)^2$.

$$\frac{\partial L}{\partial w} = 2(a - y)\,\sigma'(z)\,x, \qquad \frac{\partial L}{\partial b} = 2(a-y)\sigma'(z)$$
`,
  },
  {
    name: "tanh in output form",
    count: 2,
    text: raw`$h = \tanh(z)$ with $z = ux + c$.

$\frac{dh}{dz} = 1 - h^2 = 1 - \tanh^2(z)$

$\dfrac{\partial h}{\partial u} = (1 - h^2)x$
`,
  },
  {
    name: "binary cross-entropy",
    count: 3,
    text: raw`## Logistic regression

$$z = wx + b, \quad a = \frac{1}{1+e^{-z}}, \quad L = -\left(y\log a + (1-y)\log(1-a)\right)$$

$$\frac{\partial L}{\partial a} = -\frac{y}{a} + \frac{1-y}{1-a} = \frac{a-y}{a(1-a)}$$

$$\frac{\partial L}{\partial z} = a - y$$

$$\frac{\partial L}{\partial w} = (a - y)x$$
`,
  },
  {
    name: "two neurons in series, aligned",
    count: 2,
    text: raw`$$
\begin{aligned}
z_1 &= w_1 x + b_1 \\
a_1 &= \sigma(z_1) \\
z_2 &= w_2 a_1 + b_2 \\
\hat{y} &= \sigma(z_2) \\
L &= \tfrac12 (\hat{y} - y)^2
\end{aligned}
$$

$$
\begin{aligned}
\frac{\partial L}{\partial w_1} &= \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial z_2} \frac{\partial z_2}{\partial a_1} \frac{\partial a_1}{\partial z_1} \frac{\partial z_1}{\partial w_1} \\
&= (\hat y - y)\,\sigma'(z_2)\,w_2\,\sigma'(z_1)\,x
\end{aligned}
$$

$$\frac{\partial L}{\partial w_2} = (\hat y - y)\sigma'(z_2)a_1$$
`,
  },
  {
    name: "layers above the names, deltas",
    count: 3,
    text: raw`$z^{(1)} = w^{(1)} x$, $a^{(1)} = \tanh(z^{(1)})$, $z^{(2)} = w^{(2)} a^{(1)}$, $J = \frac{1}{2}(z^{(2)} - y)^2$

$$\delta^{(2)} = \frac{\partial J}{\partial z^{(2)}} = z^{(2)} - y$$

$$\delta^{(1)} = \frac{\partial J}{\partial z^{(1)}} = \delta^{(2)} w^{(2)} (1 - (a^{(1)})^2)$$

$$\frac{\partial J}{\partial w^{(1)}} = \delta^{(1)} x$$
`,
  },
  {
    name: "a two-input neuron and words as names",
    count: 3,
    text: raw`$net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2$, $out_{o1} = \frac{1}{1+e^{-net_{o1}}}$,
$E_{total} = \frac{1}{2}(target_{o1} - out_{o1})^2$.

$$\frac{\partial E_{total}}{\partial out_{o1}} = -(target_{o1} - out_{o1}) = out_{o1} - target_{o1}$$

$$\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1}(1 - out_{o1})$$

$$\frac{\partial E_{total}}{\partial w_5} = \frac{\partial E_{total}}{\partial out_{o1}} * \frac{\partial out_{o1}}{\partial net_{o1}} * \frac{\partial net_{o1}}{\partial w_5} = -(target_{o1} - out_{o1}) * out_{o1}(1 - out_{o1}) * out_{h1}$$
`,
  },
  {
    name: "a mean over points",
    count: 2,
    text: raw`$\hat{y}_i = w x_i + b$ and $L = \frac{1}{N}\sum_{i=1}^{N}(\hat{y}_i - y_i)^2$.

$$\frac{\partial L}{\partial w} = \frac{2}{N}\sum_{i=1}^{N}(\hat{y}_i - y_i)x_i$$

$$\frac{\partial L}{\partial b} = \frac{2}{N}\sum_{i=1}^N (\hat{y}_i - y_i)$$
`,
  },
  {
    name: "one point of a mean",
    count: 2,
    text: raw`$L = \frac{1}{2N}\sum_{i=1}^{N}(\hat{y}_i - y_i)^2$, $\hat y_i = w x_i$

$\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{N}(\hat{y}_i - y_i)$ and $\frac{\partial \hat{y}_i}{\partial w} = x_i$
`,
  },
  {
    name: "softmax and cross-entropy",
    count: 1,
    text: raw`$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and $L = -\sum_k y_k \log p_k$.

$$\frac{\partial L}{\partial z_i} = p_i - y_i$$
`,
  },
  {
    name: "functions and their primes",
    count: 4,
    text: raw`$f(x) = x^3 - 2x$, so $f'(x) = 3x^2 - 2$, and $\frac{df}{dx} = 3x^2 - 2$.

$g(x, y) = x^2 y$: $\nabla g(x, y) = (2xy, x^2)$ and $\frac{\partial g}{\partial y} = x^2$.
`,
  },
  {
    name: "derivatives of what is written beside the sign",
    count: 4,
    text: raw`$\frac{d}{dx} x^2 = 2x$, $\frac{d}{dx}\left[(x+3)^3\right] = 3(x+3)^2$, $\frac{d}{dx} e^{2x} = 2e^{2x}$ and
$\frac{d}{dx}\ln(x) = \frac{1}{x}$.
`,
  },
  {
    name: "slashes in a line",
    count: 2,
    text: raw`$z = wx + b$, $L = z^2$: $\partial L/\partial w = 2zx$, and $dL/db = dL/dz \cdot dz/db = 2z \cdot 1$.
`,
  },
  {
    name: "a condition is no claim",
    count: 1,
    text: raw`$f(x) = x^2$ and $f'(x) = 2x$. Setting the derivative to zero:
`,
  },
  {
    name: "regularised loss",
    count: 1,
    text: raw`$L = \frac{1}{2}(wx - y)^2 + \frac{\lambda}{2}w^2$

$$\frac{\partial L}{\partial w} = (wx - y)x + \lambda w$$
`,
  },
  {
    name: "two paths to a hidden unit",
    count: 1,
    text: raw`$h = \tanh(ux)$, $o_1 = v_1 h$, $o_2 = v_2 h$, $L = o_1^2 + o_2^2$

$$\frac{\partial L}{\partial h} = \frac{\partial L}{\partial o_1}\frac{\partial o_1}{\partial h} + \frac{\partial L}{\partial o_2}\frac{\partial o_2}{\partial h} = 2 o_1 v_1 + 2 o_2 v_2$$
`,
  },
  {
    name: "second derivative",
    count: 1,
    text: raw`$f(x) = x^4$ has $\frac{d^2 f}{dx^2} = 12x^2$.
`,
  },
  {
    name: "a recurrent step, its own path only",
    count: 2,
    text: raw`$h_1 = \tanh(w h_0 + u x_1)$ and $h_2 = \tanh(w h_1 + u x_2)$.

$\frac{\partial h_2}{\partial h_1} = (1 - h_2^2) w$ and, through all steps,
$\frac{\partial h_2}{\partial w} = (1 - h_2^2)\left(h_1 + w (1 - h_1^2) h_0\right)$
`,
  },
  {
    name: "forward and backward under headings of their own",
    count: 2,
    text: raw`# Backpropagation

## Forward pass

$z = wx + b$, $a = \tanh(z)$, $L = \frac12(a - y)^2$

## Backward pass

$\frac{\partial L}{\partial a} = a - y$

$\frac{\partial L}{\partial w} = (a-y)(1-a^2)x$
`,
  },
  {
    name: "a model in the maths language",
    count: 2,
    text: raw`The model:

~~~chain
input x = 0.5, y = 1
param w1 = 0.3, w2 = 0.2
h = sigmoid(w1*x)
y_hat = w2*h
loss L = (y_hat - y)^2 / 2
~~~

$\frac{\partial L}{\partial w_2} = (\hat{y} - y)h$ and $\frac{\partial L}{\partial w_1} = (\hat y - y) w_2 h (1-h) x$
`,
  },
  {
    name: "a model that only the program states",
    count: 2,
    text: raw`~~~python
import numpy as np
x, y = 0.5, 1.0
w = 0.3
b = 0.1
for epoch in range(3):
    z = w * x + b
    a = np.tanh(z)
    loss = (a - y) ** 2
    dw = 2 * (a - y) * (1 - a ** 2) * x
    db = 2 * (a - y) * (1 - a ** 2)
    w -= 0.1 * dw
    b -= 0.1 * db
~~~

$\frac{\partial L}{\partial w} = 2(a - y)(1 - a^2)x$, $\frac{\partial L}{\partial b} = 2(a-y)(1-a^2)$
`,
  },
  {
    name: "image links of another service, with the address alone",
    count: 1,
    text: raw`![](https://render.githubusercontent.com/render/math?math=L%20%3D%20%28wx-y%29%5E2)

![the derivative](https://latex.codecogs.com/png.image?\frac{\partial&space;L}{\partial&space;w}=2(wx-y)x)
`,
  },
  {
    name: "a definition again, after its derivatives",
    count: 2,
    text: raw`# Two activations

$z = wx$. First $a = z$, so $\frac{da}{dw} = x$.

Then $a = \tanh(z)$, so $\frac{da}{dw} = (1 - a^2)x$.
`,
  },
  {
    name: "matrices",
    count: 3,
    text: raw`$Z = XW$ and $L = \frac12\|Z - Y\|^2$.

$\frac{\partial L}{\partial Z} = Z - Y$, $\frac{\partial L}{\partial W} = X^\top (Z - Y)$,
$\frac{\partial L}{\partial X} = (Z - Y) W^\top$
`,
  },
  {
    name: "two layers of vectors",
    count: 3,
    text: raw`$z^{[1]} = W^{[1]}x + b^{[1]}$, $a^{[1]} = g(z^{[1]})$, $z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$, $L = \frac12 \|z^{[2]} - y\|^2$

$$dz^{[2]} = \frac{\partial L}{\partial z^{[2]}} = z^{[2]} - y$$

$$\frac{\partial L}{\partial z^{[1]}} = W^{[2]T} dz^{[2]} \odot g'(z^{[1]})$$

$$\frac{\partial L}{\partial W^{[1]}} = \left((W^{[2]})^\top dz^{[2]} \odot g'(z^{[1]})\right) x^\top$$
`,
  },
  {
    name: "softmax by two indices",
    count: 3,
    text: raw`$p_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}$ gives $\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j)$,
$\frac{\partial p_i}{\partial z_i} = p_i(1 - p_i)$, and for $i \ne j$ it is $\frac{\partial p_i}{\partial z_j} = -p_i p_j$.
`,
  },
  {
    name: "a hypothesis with parameters below its sign",
    count: 2,
    text: raw`$h_\theta(x) = \theta_0 + \theta_1 x$ and $J(\theta) = \frac{1}{2m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2$.

$\frac{\partial J}{\partial \theta_0} = \frac{1}{m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})$

$\frac{\partial J}{\partial \theta_1} = \frac{1}{m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})x^{(i)}$
`,
  },
  {
    name: "the chain, product and quotient rules themselves",
    count: 3,
    text: raw`If $y = f(u)$ and $u = g(x)$ then $\frac{dy}{dx} = \frac{dy}{du}\cdot\frac{du}{dx}$ and $\frac{dy}{dx} = f'(g(x))g'(x)$.
$\frac{d}{dx}[f(x)g(x)] = f'(x)g(x) + f(x)g'(x)$
`,
  },
  {
    name: "rectifier",
    count: 1,
    text: raw`$a = \max(0, z)$, $z = wx$, $L = (a-y)^2$: $\frac{\partial L}{\partial a} = 2(a - y)$
`,
  },
  {
    name: "math fence, mathcal and mathrm",
    count: 1,
    text: raw`$\mathcal{L} = -y\ln p$ with $p = \mathrm{sigmoid}(s)$ where $s = \theta x$

~~~math
\frac{\mathrm{d}\mathcal{L}}{\mathrm{d}\theta} = -y (1 - p) x
~~~
`,
  },
  {
    name: "gradient by a name below the sign",
    count: 1,
    text: raw`$J = (wx - y)^2$ has $\nabla_w J = 2(wx-y)x$.
`,
  },
];

/** A document with one false equation: what is written, and what it should be; the first stands in the second's place. */
export interface FalseDocument {
  readonly name: string;
  /** The model, then the equation with `«wrong|right»` where the fault is. */
  readonly text: string;
}

const neuron = raw`$z = wx + b$, $a = \sigma(z)$, $\sigma(z) = \frac{1}{1+e^{-z}}$, $L = \frac{1}{2}(a - y)^2$`;
const series = raw`$z_1 = w_1 x + b_1$, $a_1 = \tanh(z_1)$, $z_2 = w_2 a_1 + b_2$, $a_2 = \tanh(z_2)$, $L = (a_2 - y)^2$`;

export const falseDocuments: readonly FalseDocument[] = [
  { name: "wrong input", text: raw`${series} $\frac{\partial z_2}{\partial w_2} = «x|a_1»$` },
  {
    name: "wrong input at the end of a product",
    text: raw`${series} $\frac{\partial L}{\partial w_2} = 2(a_2 - y)(1 - a_2^2)«x|a_1»$`,
  },
  {
    name: "wrong weight",
    text: raw`${series} $$\frac{\partial L}{\partial a_1} = 2(a_2 - y)(1 - a_2^2)«w_1|w_2»$$`,
  },
  { name: "wrong activation", text: raw`${series} $\frac{\partial a_2}{\partial z_2} = 1 - «a_1|a_2»^2$` },
  { name: "sign of the error", text: raw`${neuron} $\frac{\partial L}{\partial a} = «y - a|-(y - a)»$` },
  { name: "sign within", text: raw`${neuron} $\frac{\partial L}{\partial a} = a «+|-» y$` },
  { name: "sigmoid without its second factor", text: raw`${neuron} $\frac{da}{dz} = «a|a (1 - a)»$` },
  { name: "sigmoid with plus", text: raw`${neuron} $\frac{da}{dz} = a(1 «+|-» a)$` },
  {
    name: "tanh without its square",
    text: raw`${series} $\frac{\partial a_1}{\partial z_1} = 1 - «a_1|a_1^2»$`,
  },
  {
    name: "constant forgotten",
    text: raw`${series} $\frac{\partial L}{\partial a_2} = «a_2 - y|2(a_2 - y)»$`,
  },
  { name: "constant too many", text: raw`${neuron} $\frac{\partial L}{\partial a} = «2|1»(a - y)$` },
  {
    name: "factor forgotten",
    text: raw`${neuron} $\frac{\partial L}{\partial w} = (a - y) \cdot a(1-a)«| \cdot x»$`,
  },
  {
    name: "factor too many",
    text: raw`${neuron} $\frac{\partial L}{\partial b} = (a - y) \cdot a(1-a)« \cdot x|»$`,
  },
  { name: "derivative of a bias", text: raw`${neuron} $\frac{\partial z}{\partial b} = «b|1»$` },
  {
    name: "function for its derivative",
    text: raw`${neuron} $\frac{\partial L}{\partial b} = (a - y)\sigma«|'»(z)$`,
  },
  {
    name: "wrong argument",
    text: raw`${series} $\frac{\partial a_1}{\partial z_1} = 1 - \tanh^2(«z_2|z_1»)$`,
  },
  {
    name: "wrong link of a chain",
    text: raw`${series} $\frac{\partial L}{\partial w_2} = \frac{\partial L}{\partial a_2}\frac{\partial a_2}{\partial z_2}\frac{\partial z_2}{\partial «b|w»_2}$`,
  },
  {
    name: "link left out",
    text: raw`${series} $\frac{\partial L}{\partial a_1} = \frac{\partial L}{\partial a_2} \cdot \frac{\partial a_2}{\partial z_2}«|\cdot w_2»$`,
  },
  { name: "power rule", text: raw`$f(x) = x^3$: $f'(x) = 3x^«3|2»$` },
  { name: "power rule's factor", text: raw`$f(x) = x^3$: $\frac{df}{dx} = «2|3»x^2$` },
  { name: "chain rule's inner factor", text: raw`$g(x) = (2x + 1)^2$: $\frac{dg}{dx} = «2|4»(2x+1)$` },
  { name: "logarithm upside down", text: raw`$f(x) = \ln(x)$: $f'(x) = \frac{«x|1»}{«1|x»}$` },
  {
    name: "mean's factor",
    text: raw`$\hat{y}_i = w x_i$, $L = \frac{1}{N}\sum_{i=1}^{N}(\hat{y}_i - y_i)^2$. $$\frac{\partial L}{\partial w} = \frac{«1|2»}{N}\sum_{i=1}^{N}(\hat{y}_i - y_i)x_i$$`,
  },
  {
    name: "sum's input",
    text: raw`$\hat{y}_i = w x_i$, $L = \frac{1}{2}\sum_{i=1}^{N}(\hat{y}_i - y_i)^2$. $$\frac{\partial L}{\partial w} = \sum_{i=1}^{N}(\hat{y}_i - y_i)«y_i|x_i»$$`,
  },
  { name: "a term too many", text: raw`$f(x) = x^2 + 3x$: $f'(x) = 2x + 3« + x|»$` },
  { name: "a first term too many", text: raw`$f(x) = x^2 + 3$: $f'(x) = «3 + |»2x$` },
  { name: "a first term too many, less the rest", text: raw`$f(x) = 3 - x^2$: $f'(x) = «3|» - 2x$` },
  { name: "a first factor too many", text: raw`$f(x) = x\sin(x) + \cos(x)$: $f'(x) = «x |»x\cos(x)$` },
  { name: "a power too many", text: raw`$f(x) = x^2$: $f'(x) = 2x«^2|»$` },
  { name: "a minus forgotten", text: raw`$f(x) = \cos(x)$: $f'(x) = «|-»\sin(x)$` },
  { name: "a minus too many", text: raw`$f(x) = \sin(x)$: $f'(x) = «-|»\cos(x)$` },
  { name: "plus for minus in the middle", text: raw`$f(x) = x^3 - 2x^2$: $f'(x) = 3x^2 «+|-» 4x$` },
  { name: "a divisor left standing", text: raw`$f(x) = \frac{x^2}{2}$: $f'(x) = «\frac{x}{2}|x»$` },
  {
    name: "derivative for its function",
    text: raw`$h(x) = \sigma(x)^2$: $h'(x) = 2\sigma«'|»(x)\sigma'(x)$`,
  },
  {
    name: "a factor of one of two terms",
    text: raw`$f(x, y) = x^2y + 3x$: $\frac{\partial f}{\partial x} = 2x«| y» + 3$`,
  },
  { name: "a number of one of two terms", text: raw`$f(x) = x^2 + x^3$: $f'(x) = «x|2 x» + 3x^2$` },
  { name: "gradient's second part", text: raw`$f(x, y) = x^2 + 3y^2$: $\nabla f(x, y) = (2x, «3|6»y)$` },
  {
    name: "penalty's factor",
    text: raw`$L = \frac{1}{2}(wx - y)^2 + \frac{\lambda}{2}w^2$: $\frac{\partial L}{\partial w} = (wx - y)x + «2|1»\lambda w$`,
  },
  {
    name: "second of two sides",
    text: raw`${neuron} $\frac{\partial L}{\partial b} = (a-y)a(1-a) = (a-y)a(1«+|-»a)$`,
  },
  {
    name: "cross-entropy",
    text: raw`$a = \sigma(z)$ with the sigmoid, $L = -y\log a - (1-y)\log(1-a)$: $\frac{\partial L}{\partial z} = «y - a|-(y - a)»$`,
  },
  {
    name: "matrices",
    text: raw`$Z = XW$, $L = \frac12\|Z - Y\|^2$: $\frac{\partial L}{\partial W} = «2|»X^\top (Z - Y)$`,
  },
  {
    name: "target in the place of the error",
    text: raw`$Z = XW$, $E = Z - Y$, $L = \frac12\|E\|^2$: $\frac{\partial L}{\partial W} = X^\top «Y|E»$`,
  },
  {
    name: "a name from the program",
    text: raw`
~~~python
x = 0.5
y = 1.0
w = 0.3
v = 0.2
for i in range(3):
    h = w * x
    o = v * h
    loss = (o - y) ** 2
    v, w = v - 0.1 * 2 * (o - y) * h, w - 0.1 * 2 * (o - y) * v * x
~~~

$\frac{\partial L}{\partial v} = 2(o - y)«x|h»$`,
  },
];
