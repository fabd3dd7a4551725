import { filledWith, Ndarray } from "./array.ts";
import { asResult, elementValue, isOperand, toOperand } from "./convert.ts";
import { isFloat, isInteger } from "./dtype.ts";
import { NumpyFailure, shapeText, typeError, valueError } from "./failure.ts";
import { matrixPower } from "./linalg.ts";
import { dot, matmul } from "./linear.ts";
import { apply } from "./ufunc.ts";
import { call, ufuncs } from "./ufunc-table.ts";
import type { Value } from "./values.ts";
import { assign } from "./write.ts";

/** Python's binary operators and the ufuncs that they mean. */
const binaryNames: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floor_divide",
  "%": "remainder",
  "**": "power",
  "&": "bitwise_and",
  "|": "bitwise_or",
  "^": "bitwise_xor",
  "<<": "left_shift",
  ">>": "right_shift",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "==": "equal",
  "!=": "not_equal",
};

const unaryNames: Readonly<Record<string, string>> = { "-": "negative", "+": "positive", "~": "invert" };

const sayMatrix = (a: Ndarray, b: Ndarray): boolean => a.role === "matrix" || b.role === "matrix";

function combine(operator: string, a: Ndarray, b: Ndarray): Ndarray {
  if (operator === "@") return matmul(a, b);
  if (operator === "*" && sayMatrix(a, b) && a.rank > 0 && b.rank > 0) return dot(a, b).as("matrix");
  if (operator === "**" && a.role === "matrix" && b.rank === 0) return matrixPower(a, b.first).as("matrix");
  return call(binaryNames[operator]!, a, b);
}

/**
 * `left operator right`, one of them NumPy's. Undefined where NumPy leaves it to the other operand
 * (Python's NotImplemented). Comparisons with something else are False everywhere.
 */
export function binaryOperator(operator: string, left: Value, right: Value): Value | undefined {
  if (!isOperand(left) || !isOperand(right)) {
    if (operator !== "==" && operator !== "!=") return undefined;
    const array = left instanceof Ndarray ? left : right;
    const answer = operator === "==" ? 0 : 1;
    return array instanceof Ndarray && array.rank > 0
      ? filledWith(array.shape, answer, "bool")
      : answer === 1;
  }
  if (operator !== "@" && !Object.hasOwn(binaryNames, operator)) return undefined;
  const [a, b] = [toOperand(left), toOperand(right)];
  if (a.role === "weak" && b.role === "weak") return pythonResult(operator, a, b);
  return asResult(combine(operator, a, b));
}

/** Two Python numbers, one of them recorded: the result is a Python number again. */
function pythonResult(operator: string, a: Ndarray, b: Ndarray): Value {
  if (b.first === 0 && ["/", "//", "%"].includes(operator)) {
    const text = { "/": "float division by zero", "//": "float floor division by zero", "%": "float modulo" };
    throw new NumpyFailure("ZeroDivisionError", text[operator as "/" | "//" | "%"]);
  }
  return elementValue(combine(operator, a, b));
}

/** `target operator= right`: in place for arrays; undefined for scalars, which the operator replaces. */
export function inPlaceOperator(operator: string, target: Ndarray, right: Value): Value | undefined {
  if (target.role === "scalar" || target.role === "weak" || !isOperand(right)) return undefined;
  const result = combine(operator, target, toOperand(right));
  const name = binaryNames[operator] ?? "matmul";
  const lossy =
    (isFloat(result.dtype) && !isFloat(target.dtype)) || (target.dtype === "bool" && isInteger(result.dtype));
  if (lossy) {
    throw new NumpyFailure(
      "UFuncTypeError",
      `Cannot cast ufunc '${name}' output from dtype('${result.dtype}') to dtype('${target.dtype}') with casting rule 'same_kind'`,
    );
  }
  if (result.rank !== target.rank || result.shape.some((length, axis) => length !== target.shape[axis])) {
    throw valueError(
      `non-broadcastable output operand with shape ${shapeText(target.shape)} doesn't match the broadcast shape ${shapeText(result.shape)}`,
    );
  }
  assign(target, result);
  return target;
}

/** `-a`, `+a`, `~a`, `abs(a)`. */
export function unaryOperator(operator: string, operand: Ndarray): Value {
  const result = apply(ufuncs[unaryNames[operator] ?? operator]!, [operand]);
  return operand.role === "weak" ? elementValue(result) : asResult(result);
}

/** `bool(array)`. */
export function truthOf(array: Ndarray): boolean {
  if (array.size > 1) {
    throw valueError(
      "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    );
  }
  return array.size === 1 && array.first !== 0;
}

/** `float(array)`, `int(array)`: the one element as Python's number; a recorded float keeps its record. */
export function numberOf(array: Ndarray): Value {
  if (array.size !== 1) throw typeError("only size-1 arrays can be converted to Python scalars");
  return elementValue(array);
}
