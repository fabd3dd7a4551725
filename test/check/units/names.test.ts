import { codeLatex } from "../../../src/check/code-latex.ts";
import { isNamedLoss, namesLoss } from "../../../src/check/losses/stated.ts";
import { lastPart } from "../../../src/check/parameter.ts";
import { rateNames } from "../../../src/check/rate.ts";
import { claimedLocal, claimedNames, nameIn } from "../../../src/check/repair/claimed-names.ts";
import { claims, plainName } from "../../../src/check/rules/gradient-names.ts";
import { compareKept } from "./kept-text.ts";

const words = (text: string): string[] => text.trim().split(/\s+/);

const losses =
  words(`loss losses total_loss totalLoss lossFunction train_loss val_loss best_loss prev_loss loss_grad
  d_loss dL dloss dLdw dJ g_loss cost cost_history avg_cost J L l E E_total Etot energy err error errors error_rate output_error
  hidden_error mse RMSE bce nll crossEntropy cross_entropy_loss xentropy criterion objective self.loss net.cost() history[…]
  losses[…] logloss log_loss loss2 model.loss_value delta_error err_prime sse_total e closs floss loss_max lossy glossary`);

const targets =
  words(`dW1 self.dW1 grads["dW1"] d_w dL_dw dL_d_w dE_dw dEdw dz2_da1 dz2da1 da1_dz1 d_a1_d_z1 grad_h h_grad
  gradient_w hidden_delta delta_hidden err_out error_h w W delta d dx_ dout dh[3] net.layers[0].dW err_ dLoss_dW ddx`);

const pairs: readonly (readonly [string, string])[] = [
  ["dL_db1", "b1"],
  ["db1", "b1"],
  ["db1", "b2"],
  ["self.db", "self.b"],
  ['grads["W1"]', 'params["W1"]'],
  ['params["W1"]', 'params["W1"]'],
  ['grads["dW1"]', 'params["W1"]'],
  ['other["W1"]', 'params["W1"]'],
  ["dW[0]", "W[0]"],
  ["dW[0]", "W[1]"],
  ["dw", "weight"],
  ["dW", "weights"],
  ["db", "bias"],
  ["dB", "bias"],
  ["w_grad", "w"],
  ["gradW", "W"],
  ["grad_of_w", "w"],
  ["gradients_w", "w"],
  ["nabla_w", "w"],
  ["delta_w", "w"],
  ["derivative_w", "w"],
  ["w_derivative", "w"],
  ["g_w", "w"],
  ["g.w", "net.w"],
  ["d.w", "w"],
  ["self.grad.data", "self.data"],
  ["dw_1", "w1"],
  ["dw1", "w_1"],
  ["dE__dw", "w"],
  ["d_error_d_w", "w"],
  ["w", "w"],
  ["d", "d"],
];

const lines = `w * x + b
a - (b - c)
(a + b) * c
a * (b * c)
a / b * c
a * b / c
2 * 3
x * 2
x2 * (1 / 3)
-(a + b)
-a * b
+a
not a
a ** 2
(a + b) ** 2
a ** b ** c
(-a) ** 2
a % b
a < b
a >= b
a == b
a != b
a in b
(a < b) * c
1e-3
2.5e-3 * x
1e10 ** 2
True
'text'
np.pi * r
math.e
np.inf
x.size
len(x)
y.shape[0]
y.shape[1]
self.net.w
layer.W
x[0]
x[i, j]
x[:, 1]
x[1:3]
x[::2]
x[None, :]
x_1[2]
W.T[0]
params['W1']
grads['W1']
grads['dW1']
cache['a b']
v[key]
np.exp(-x)
np.exp(x) ** 2
np.log(p)
np.sqrt(a / b)
np.abs(x)
np.square(a - b)
np.power(a, 2)
pow(a + b, n)
np.maximum(0, z)
max(a, b)
np.tanh(z)
sigmoid(z)
x.dot(W)
np.dot(x, W + V)
np.matmul(a, b)
np.outer(a, b + c)
np.multiply(a, b)
np.multiply(a + b, c)
np.transpose(W)
X.sum()
X.sum(axis=1)
np.sum(X, 0)
np.mean(X, axis=0, keepdims=True)
np.max(X, axis=1)
np.max(X)
X.mean(dim=0)
np.sum(X, where=m)
np.where(z > 0, 1, alpha)
f(x, y)
f()
f(x, key=1)
obj.f(x)
self.f(x)
f(*xs)
(a, b)
[a, b / c]
a if b else c
a if x > 0 else (b if y else c)
A * B
A * b
dA * W.T
dL_dW * X
N * B
A * (B + C)
-A * B
np.tanh(Z) * A
(A > 0) * B
(A @ b) * (c @ D)
a @ (b @ c)
A.T * a
a.T * A
self.W * A
self.w * A
f(A) * B
-A * f(b)
w = 3
w, b = 1, 2
a = b = c
w += 1
W *= A
w /= 2
w -= a - b
w **= 2
del w
return x
a; b
lambda x: x
{1: 2}
f"x"`.split("\n");

const scripts = `a[i][j][k]
a[i]["w"]
x ** 2
Math.PI * r
Math.E
Math.pow(x, 2)
Math.max(a, b)
a === b
a !== b ? 1 : 0
this.w.length
w += d * x;
w++
const y = a ?? b;
a && b
new Net(x)
(x) => x
rows.map((x) => x)`.split("\n");

const yes = (is: boolean): string => (is ? "yes" : "no");

compareKept("names", {
  "a loss by its name: may be one, can be nothing else": () =>
    losses.map((one) => `${one}: ${yes(namesLoss(one, undefined))}, ${yes(isNamedLoss(one, undefined))}`),
  "a loss by its hint": () =>
    ["total", "self.total", "total()", "loss", "other"].map(
      (one) => `${one}: ${yes(namesLoss(one, "total"))}, ${yes(isNamedLoss(one, "self.total"))}`,
    ),
  "a rate by its name": () =>
    words(`lr learning_rate learningRate learning_rate_ l_rate alpha alpha0 eta rate self.lr opt.learning_rate step step_size stepsize
      epsilon eps lr_w steps narrate base_lr lr2 ETA x gamma rate_x2 arate a_rate steep`).map(
      (one) => `${one}: ${yes(rateNames.test(one))}`,
    ),
  "what a gradient's name may speak of: a quantity, a local derivative": () =>
    targets.map(
      (one) => `${one}: ${claimedNames(one).join(" ") || "nothing"}; ${claimedLocal(one) ?? "none"}`,
    ),
  "the quantity in a claim": () =>
    ["dloss/dz1", "da1/dself.z1", 'dL/dparams["W1"]', "dL/dH[2]"].map((one) => `${one}: ${nameIn(one)}`),
  "of what a name says it is the gradient": () =>
    pairs.map(([of, path]) => `${of} of ${path}: ${yes(claims(of, path))}`),
  "the last part of a path": () =>
    words(
      `w self.W model.layers[0].w[3].data params["W1"] a.b["c"] weights[…] biases[0] net.value x.data`,
    ).map((one) => `${one}: ${lastPart(one)}, ${plainName(one)}`),
  "a line of Python as its formula": () => lines.map((one) => `${one}: ${codeLatex(one) ?? "none"}`),
  "a line of JavaScript as its formula": () =>
    scripts.map((one) => `${one}: ${codeLatex(one, "net.js") ?? "none"}`),
});
