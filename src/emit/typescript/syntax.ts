import type { Samples } from "../../graph/model.ts";
import { javascriptNumber } from "./operations.ts";

const width = 96;

export const indented = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.split("\n")).map((line) => (line === "" ? "" : `  ${line}`));

/** Items between brackets, one line where they fit. */
export function bracketed(head: string, items: readonly string[], tail: string): string {
  const flat = `${head}${items.join(", ")}${tail}`;
  if (flat.length <= width) return flat;
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line && line.length + item.length + 4 > width) {
      lines.push(line);
      line = "";
    }
    line += `${line ? " " : ""}${item},`;
  }
  return `${head.trimEnd()}\n${[...lines, line].map((one) => `  ${one}`).join("\n")}\n${tail.trimStart()}`;
}

/** An array as nested lists; a long one as one list and its shape, for `reshape`. */
export function arrayText({ shape, data }: Samples): string {
  const texts = Array.from(data, javascriptNumber);
  const nested = (from: number, axis: number): string => {
    if (axis === shape.length) return texts[from]!;
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return `[${Array.from({ length: shape[axis]! }, (_, i) => nested(from + i * inner, axis + 1)).join(", ")}]`;
  };
  const flat = nested(0, 0);
  if (flat.length < width - 20) return flat;
  if (shape.length === 1) return bracketed("[", texts, "]");
  const inner = texts.length / shape[0]!;
  const lines = Array.from({ length: shape[0]! }, (_, i) => nested(i * inner, 1));
  if (lines.every((line) => line.length < width - 4))
    return `[\n${lines.map((line) => `  ${line},`).join("\n")}\n]`;
  return `reshape(${bracketed("[", texts, "]")}, [${shape.join(", ")}])`;
}

/** Reads the numbers beside a program. */
export const loader = (name: string): string[] =>
  `/** The arrays of a safetensors file beside this program, by name. */
function load(name: string): Record<string, Tensor> {
  const { buffer, byteOffset } = new Uint8Array(readFileSync(new URL(name, import.meta.url)));
  const start = 8 + Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 8, start - 8)));
  const kinds = { F64: Float64Array, F32: Float32Array, U8: Uint8Array };
  const entries = Object.entries<{ dtype: keyof typeof kinds; shape: number[]; data_offsets: number[] }>(header);
  return Object.fromEntries(
    entries.map(([key, { dtype, shape, data_offsets: [from, to] }]) => {
      const bytes = buffer.slice(byteOffset + start + from!, byteOffset + start + to!);
      return [key, reshape(Array.from(new kinds[dtype](bytes)), shape)];
    }),
  );
}

const tensors = load(${JSON.stringify(name)});`.split("\n");
