import { sizeOf } from "../../base/array.ts";
import type { Builder } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { fromData, guardSize, type Ndarray } from "./array.ts";
import { broadcastShape, valuesAt } from "./broadcast.ts";
import { cast, type DType, isFloat, kindOf, promote, promoteWeak } from "./dtype.ts";
import { typeError, valueError } from "./failure.ts";
import { nodeOf, record } from "./recording.ts";

/**
 * How a result's type follows from the operands': `float` for elementary functions, `same` for arithmetic,
 * `divide` for true division, `double` for what is always computed in float64, `bool` for questions, `whole` for bit
 * operations.
 */
export type TypeRule = "float" | "double" | "same" | "divide" | "bool" | "whole";

/** A universal function: an element-wise operation on one, two or three operands. */
export interface Ufunc {
  readonly name: string;
  readonly rule: TypeRule;
  readonly loop: (...operands: number[]) => number;
  /** The loop on integers and booleans, where it differs. */
  readonly wholeLoop?: (...operands: number[]) => number;
  /** The graph of the result; without it a recorded operand's result is a constant (its derivative is 0). */
  readonly graph?: ($: Builder, nodes: readonly Node[], operands: readonly Ndarray[]) => Node;
  readonly arity: 1 | 2 | 3;
}

/** The type in which operands meet: Python scalars give way to arrays of their kind. */
export function jointType(operands: readonly Ndarray[]): DType {
  if (operands.every((one) => one.dtype === "float64")) return "float64";
  const strong = operands.filter((one) => one.role !== "weak");
  if (strong.length === 0) return operands.map((one) => one.dtype).reduce(promote);
  return operands
    .filter((one) => one.role === "weak")
    .reduce((type, one) => promoteWeak(type, one.dtype), strong.map((one) => one.dtype).reduce(promote));
}

export function floatType(dtype: DType): DType {
  if (isFloat(dtype) || dtype === "object") return dtype;
  if (dtype === "bool" || dtype === "int8" || dtype === "uint8") return "float16";
  return dtype === "int16" || dtype === "uint16" ? "float32" : "float64";
}

function resultType(ufunc: Ufunc, type: DType): DType {
  switch (ufunc.rule) {
    case "float":
      return floatType(type);
    case "divide":
      return isFloat(type) ? type : "float64";
    case "double":
      return "float64";
    case "bool":
      return "bool";
    case "whole":
      if (isFloat(type)) {
        throw typeError(
          `ufunc '${ufunc.name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`,
        );
      }
      return type;
    case "same":
      return type;
  }
}

function refuseBooleans(ufunc: Ufunc, type: DType): void {
  if (type !== "bool") return;
  if (ufunc.name === "subtract") {
    throw typeError(
      "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.",
    );
  }
  if (ufunc.name === "negative") {
    throw typeError(
      "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.",
    );
  }
}

/** The type of a result where operands are single numbers in float64 that nothing records: most of what a small program computes. */
function typeOfNumbers({ rule }: Ufunc, operands: readonly Ndarray[]): DType | undefined {
  if (rule === "whole") return undefined;
  let isFloat64 = false;
  for (const one of operands) {
    if (one.shape.length > 0 || one.buffer.graph) return undefined;
    if (one.dtype === "float64") isFloat64 = true;
    // a number of Python gives way
    else if (one.role !== "weak") return undefined;
  }
  if (!isFloat64) return undefined;
  return rule === "bool" ? "bool" : "float64";
}

function looped({ loop }: Ufunc, operands: readonly Ndarray[]): number {
  const [a, b] = operands as [Ndarray, Ndarray];
  if (operands.length === 2) return loop(a.first, b.first);
  return operands.length === 1 ? loop(a.first) : loop(...operands.map(({ first }) => first));
}

/** Applies a ufunc with broadcasting; `dtype` overrides the type of the result. */
export function apply(ufunc: Ufunc, operands: readonly Ndarray[], dtype?: DType): Ndarray {
  const plain = dtype === undefined ? typeOfNumbers(ufunc, operands) : undefined;
  if (plain) return fromData(Float64Array.of(looped(ufunc, operands)), [], plain);
  const shape = operands.length === 1 ? operands[0]!.shape : broadcastShape(operands);
  const joint = jointType(operands);
  const type = dtype ?? resultType(ufunc, joint);
  refuseBooleans(ufunc, type);
  if (ufunc.name === "power" && kindOf(type) === "i" && operands[1]!.values().some((one) => one < 0)) {
    throw valueError("Integers to negative integer powers are not allowed.");
  }
  guardSize(shape, type);
  const whole = ufunc.wholeLoop && operands.every((one) => !isFloat(one.dtype)) && !isFloat(type);
  const data = compute(
    whole ? ufunc.wholeLoop! : ufunc.loop,
    ufunc.rule === "double" ? operands : atLoopType(operands, joint),
    shape,
  );
  if (type === "bool" && ufunc.name === "invert") data.set(data.map((one) => (one === -1 ? 1 : 0)));
  else if (type !== "float64" && ufunc.rule !== "bool") {
    for (let k = 0; k < data.length; k++) data[k] = cast(data[k]!, type);
  }
  const { graph } = ufunc;
  const recorded =
    graph && isFloat(type)
      ? record(operands, ($) => fillShape($, graph($, nodesOf($, operands), operands), shape))
      : undefined;
  const result = fromData(data, shape, type, recorded);
  return operands.some((one) => one.role === "matrix") ? result.as("matrix") : result;
}

/** Operands as the loop of short floats reads them: 7.2 times a float32 array is its float32. */
function atLoopType(operands: readonly Ndarray[], type: DType): readonly Ndarray[] {
  if (type !== "float32" && type !== "float16") return operands;
  return operands.map((one) =>
    one.dtype === type
      ? one
      : fromData(
          one.values().map((value) => cast(value, type)),
          one.shape,
          type,
        ),
  );
}

const nodesOf = ($: Builder, operands: readonly Ndarray[]): Node[] => operands.map((one) => nodeOf($, one));

/** The graph drops axes that only a constant had; the array keeps them. */
const fillShape = ($: Builder, node: Node, shape: readonly number[]): Node =>
  node.shape.length === shape.length ? node : $.broadcast(node, [...shape]);

function compute(
  loop: (...operands: number[]) => number,
  operands: readonly Ndarray[],
  shape: readonly number[],
): Float64Array {
  const size = sizeOf(shape);
  const data = new Float64Array(size);
  if (operands.length === 1) {
    const x = operands[0]!.values();
    for (let k = 0; k < size; k++) data[k] = loop(x[k]!);
    return data;
  }
  if (operands.length === 2) {
    const [a, b] = operands as [Ndarray, Ndarray];
    if (b.rank === 0) {
      const x = valuesAt(a, shape);
      const y = b.first;
      for (let k = 0; k < size; k++) data[k] = loop(x[k]!, y);
    } else if (a.rank === 0) {
      const x = a.first;
      const y = valuesAt(b, shape);
      for (let k = 0; k < size; k++) data[k] = loop(x, y[k]!);
    } else {
      const x = valuesAt(a, shape);
      const y = valuesAt(b, shape);
      for (let k = 0; k < size; k++) data[k] = loop(x[k]!, y[k]!);
    }
    return data;
  }
  const reads = operands.map((one) => valuesAt(one, shape));
  const row = new Array<number>(reads.length);
  for (let k = 0; k < size; k++) {
    for (let which = 0; which < reads.length; which++) row[which] = reads[which]![k]!;
    data[k] = loop(...row);
  }
  return data;
}
