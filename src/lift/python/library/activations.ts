/**
 * Activations and their derivatives, for a file that defines them and is not beside the program. Whether a derivative is
 * taken of the activation's input or of its output, `s * (1 - s)`, nobody can know: it is of the output where that is
 * what is handed to it.
 */
export const activations = `
import numpy as np

_outputs = []

def _noted(out):
    _outputs.append(out)
    if len(_outputs) > 64: _outputs.pop(0)
    return out

def _is_output(x):
    return any([one is x for one in _outputs])

def _s(x): return 1 / (1 + np.exp(-x))

def sigmoid(x, deriv=False, **given):
    return sigmoid_slope(x) if deriv is True else _noted(_s(x))
def sigmoid_slope(x, *args, **given):
    s = x if _is_output(x) else _s(x)
    return s * (1 - s)

def tanh(x, deriv=False, **given):
    return tanh_slope(x) if deriv is True else _noted(np.tanh(x))
def tanh_slope(x, *args, **given):
    t = x if _is_output(x) else np.tanh(x)
    return 1 - t ** 2

def relu(x, deriv=False, **given):
    return relu_slope(x) if deriv is True else np.maximum(0, x)
def relu_slope(x, *args, **given): return np.where(x > 0, 1.0, 0.0)

def leakyrelu(x, alpha=0.01, **given): return np.where(x > 0, x, alpha * x)
def leakyrelu_slope(x, alpha=0.01, **given): return np.where(x > 0, 1.0, alpha)

def elu(x, alpha=1.0, **given): return np.where(x > 0, x, alpha * (np.exp(x) - 1))
def elu_slope(x, alpha=1.0, **given): return np.where(x > 0, 1.0, alpha * np.exp(x))

def softplus(x, *args, **given): return np.log(1 + np.exp(x))
def softplus_slope(x, *args, **given): return _s(x)

def swish(x, *args, **given): return x * _s(x)
def swish_slope(x, *args, **given): return _s(x) * (1 + x * (1 - _s(x)))

def linear(x, *args, **given): return x
def linear_slope(x, *args, **given): return np.ones_like(x)

def softmax(x, axis=-1, **given):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
`;

const same: Readonly<Record<string, string>> = {
  logistic: "sigmoid",
  sigmoidal: "sigmoid",
  sig: "sigmoid",
  rectifier: "relu",
  lrelu: "leakyrelu",
  silu: "swish",
  identity: "linear",
};
const usual = new Set("sigmoid tanh relu leakyrelu elu softplus swish linear softmax".split(" "));

const before = /^(?:derivative|deriv|der|gradient|grad|d)(?:of)?(?=[a-z]{3})/;
const behind = /(?:prime|derivative|deriv|der|gradient|grad|diff|d)$/;
const plainly = /(?:activation|function|func|fn)$/;

/** What a name of such a file stands for: `sigmoid_prime`, `dSigmoid` and `relu_grad` are derivatives. */
export function activationOf(name: string): string | undefined {
  const plain = name.replaceAll("_", "").toLowerCase();
  const known = (word: string): string | undefined => {
    const base = word.replace(plainly, "");
    return [word, base].map((one) => same[one] ?? one).find((one) => usual.has(one));
  };
  const derived = known(plain.replace(before, "")) ?? known(plain.replace(behind, ""));
  return known(plain) ?? (derived && derived !== "softmax" ? `${derived}_slope` : undefined);
}
