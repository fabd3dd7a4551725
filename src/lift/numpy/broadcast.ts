import { fromData, type Ndarray } from "./array.ts";
import { shapeText, valueError } from "./failure.ts";
import { nodeOf } from "./recording.ts";

/** NumPy's broadcasting of several shapes; undefined where they do not fit. */
export function jointShape(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const joint = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const length = shape[axis]!;
      const at = rank - shape.length + axis;
      if (length === 1 || length === joint[at]) continue;
      if (joint[at] !== 1) return undefined;
      joint[at] = length;
    }
  }
  return joint;
}

/** `jointShape`, a ValueError in NumPy's words where shapes do not fit. */
export function broadcastShape(operands: readonly Ndarray[]): readonly number[] {
  const shape = jointShape(operands.map((one) => one.shape));
  if (shape) return shape;
  const all = operands.map((one) => shapeText(one.shape)).join(" ");
  throw valueError(`operands could not be broadcast together with shapes ${all} `);
}

/** A view of `array` that repeats it to `shape` by strides of 0. The shapes must fit. */
export function stretch(array: Ndarray, shape: readonly number[]): Ndarray {
  const lead = shape.length - array.rank;
  const strides = shape.map((_, axis) =>
    axis < lead || array.shape[axis - lead] === 1 ? 0 : array.strides[axis - lead]!,
  );
  return array.view(shape, strides);
}

/** `np.broadcast_to`. */
export function broadcastTo(array: Ndarray, shape: readonly number[]): Ndarray {
  const joint = jointShape([array.shape, shape]);
  if (!joint || joint.length !== shape.length || joint.some((length, axis) => length !== shape[axis])) {
    throw valueError(
      `operands could not be broadcast together with remapped shapes [original->remapped]: ${shapeText(array.shape)}  and requested shape ${shapeText(shape)}`,
    );
  }
  return stretch(array, shape);
}

/** The values of `array` read at every element of `shape`, in row-major order. Not to be written to. */
export function valuesAt(array: Ndarray, shape: readonly number[]): Float64Array {
  if (array.rank === shape.length && array.shape.every((length, axis) => length === shape[axis])) {
    return array.values();
  }
  return stretch(array, shape).values();
}

/** A contiguous array of its own with the same elements. */
export function copy(array: Ndarray): Ndarray {
  const fresh = fromData(array.values().slice(), array.shape, array.dtype);
  const { graph } = array.buffer;
  if (graph) fresh.buffer.recorded = { graph, node: nodeOf(graph, array) };
  return array.role === "matrix" ? fresh.as("matrix") : fresh;
}
