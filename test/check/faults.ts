/** One fault planted in one right program of the corpus: the text of a line, what stands there instead. */
export interface Fault {
  readonly program: string;
  readonly from: string;
  readonly to: string;
  /** The code that names it. */
  readonly code: string;
}

export const faults: readonly Fault[] = [
  { program: "softmax_spiral", from: "dW2 += reg * W2", to: "dW2 -= reg * W2", code: "update/sign" },
  {
    program: "softmax_spiral",
    from: "dhidden = np.dot(dscores, W2.T)",
    to: "dhidden = np.dot(scores, W2.T)",
    code: "gradient/wrong-operand",
  },
  {
    program: "softmax_spiral",
    from: "db = np.sum(dhidden, axis=0, keepdims=True)",
    to: "db = np.sum(hidden_layer, axis=0, keepdims=True)",
    code: "gradient/wrong-operand",
  },
  {
    program: "network_sgd",
    from: "return sigmoid(z) * (1 - sigmoid(z))",
    to: "return sigmoid(z) * (2 - sigmoid(z))",
    code: "gradient/wrong-constant",
  },
  { program: "rmsprop_minibatch", from: "dlogit = (p - yb)", to: "dlogit = (p + yb)", code: "update/sign" },
  {
    program: "bias_row",
    from: "deltao = (O - T) * O * (1 - O)",
    to: "deltao = O * (1 - O)",
    code: "gradient/missing-factor",
  },
  { program: "hinge_svm", from: "dW += 2 * reg * W", to: "dW += reg * W", code: "gradient/missing-factor" },
  { program: "weights_class", from: "return x * (1.0 - x)", to: "return x * (1.0 + x)", code: "update/sign" },
  {
    program: "course_two_layer",
    from: 'learning_rate * grads["dW2"]',
    to: 'learning_rate / grads["dW2"]',
    code: "gradient/wrong-constant",
  },
  {
    program: "while_error",
    from: "dH = dO.dot(W.T) * H * (1-H)",
    to: "dH = dO.dot(W.T) * (1-H)",
    code: "gradient/missing-factor",
  },
  {
    program: "without_a_loop",
    from: "dE_dw1 = np.outer(delta_h, x)",
    to: "dE_dw1 = np.outer(x, delta_h)",
    code: "gradient/transpose",
  },
  {
    program: "without_a_loop",
    from: "w1 = w1 - lr * dE_dw1",
    to: "w1 = w2 - lr * dE_dw1",
    code: "update/wrong-target",
  },
  {
    program: "bn_running",
    from: "dgamma = (dout * zh).sum(0)",
    to: "dgamma = (dout * z).sum(0)",
    code: "gradient/wrong-operand",
  },
  {
    program: "bn_running",
    from: "dbeta = dout.sum(0)",
    to: "dbeta = out.sum(0)",
    code: "gradient/wrong-operand",
  },
  {
    program: "definitions_only",
    from: "grads['W1'] = X.T.dot(dh) + 2 * reg * W1",
    to: "grads['W1'] = X.T.dot(h) + 2 * reg * W1",
    code: "update/wrong-gradient",
  },
  {
    program: "digits_from_files",
    from: "dz1 = (dz2 @ w2.T) * (z1 > 0)",
    to: "dz1 = (dz2 @ w2.T) * (z1 < 0)",
    code: "gradient/wrong-comparison",
  },
  {
    program: "digits_from_files",
    from: "db1 = dz1.sum(0)",
    to: "db1 = a1.sum(0)",
    code: "gradient/wrong-operand",
  },
  {
    program: "eleven_lines",
    from: "nonlin(l1, deriv=True)",
    to: "nonlin(l2, deriv=True)",
    code: "gradient/wrong-operand",
  },
];
