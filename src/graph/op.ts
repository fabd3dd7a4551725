/**
 * The names of all operations, grouped as their files in `operations/`.
 * Element-wise ones broadcast as NumPy does; comparisons give 1 or 0; reductions take all axes by default.
 */
export type Op =
  // leaves and names
  | "number" // a scalar constant
  | "array" // a constant array
  | "variable" // a parameter, an input, or a free symbol
  | "named" // its operand under a name: a quantity of the model
  // arithmetic
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "negate"
  | "power" // real powers: NaN where the base is negative and the exponent no integer
  // elementary functions
  | "exp"
  | "log"
  | "sqrt"
  | "abs"
  | "sign"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "erf"
  // activations
  | "sigmoid"
  | "relu"
  | "leakyRelu"
  | "elu"
  | "softplus"
  | "silu"
  | "gelu" // the exact form, x Φ(x)
  // comparisons and choice
  | "less"
  | "lessEqual"
  | "greater"
  | "greaterEqual"
  | "equal"
  | "notEqual"
  | "where" // where(condition, a, b)
  | "maximum"
  | "minimum" // element-wise; ties share the derivative equally
  // reductions
  | "sum"
  | "mean"
  | "max"
  | "min" // over axes; ties share the derivative equally
  | "logSumExp"
  | "size" // how many elements the axes hold, as a number
  // linear algebra
  | "matmul"
  | "transpose"
  // moving elements about
  | "reshape"
  | "broadcast"
  | "concatenate"
  | "index"
  | "scatter" // x[…], and its adjoint: zeros with a value placed at […]
  | "gather"
  | "scatterAdd" // by flat positions, and its adjoint
  // classification, over the last axis
  | "softmax"
  | "logSoftmax"
  | "oneHot"
  | "crossEntropy"; // from logits; mean over the rows
