import { Message } from "./protobuf.ts";

/** ONNX's codes of element types. */
export const kinds = { float: 1, int64: 7, bool: 9 } as const;
export type Kind = keyof typeof kinds;

export type Dimensions = readonly (number | string)[];

/** A constant with its name (TensorProto). */
export function tensor(
  name: string,
  kind: Kind,
  shape: readonly number[],
  values: ArrayLike<number>,
): Message {
  const raw =
    kind === "float"
      ? new Uint8Array(Float32Array.from(values).buffer)
      : kind === "bool"
        ? Uint8Array.from(values)
        : new Uint8Array(BigInt64Array.from(Array.from(values), BigInt).buffer);
  const message = new Message();
  for (const size of shape) message.integer(1, size);
  return message.integer(2, kinds[kind]).text(8, name).bytes(9, raw);
}

/** An input or output with its type (ValueInfoProto). */
export function valueInfo(name: string, kind: Kind, shape: Dimensions | undefined): Message {
  const type = new Message().integer(1, kinds[kind]);
  if (shape) {
    const sizes = shape.map((size) =>
      typeof size === "number" ? new Message().integer(1, size) : new Message().text(2, size),
    );
    type.message(2, new Message().messages(1, sizes));
  }
  return new Message().text(1, name).message(2, new Message().message(1, type));
}

export type Attribute = number | readonly number[] | Message;

function attribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (value instanceof Message) return message.message(6, value).integer(20, 5);
  if (typeof value === "number") return message.integer(3, value).integer(20, 2);
  for (const one of value) message.integer(8, one);
  return message.integer(20, 7);
}

/** Constants that a model's graph and its branches share. */
export class Constants {
  readonly tensors: Message[] = [];
  readonly #known = new Map<string, string>();

  /** The name of a constant; equal small ones are one. */
  of(kind: Kind, shape: readonly number[], values: ArrayLike<number>): string {
    const key = `${kind}${shape.join("x")}:${Array.from(values).join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `constant/${this.#known.size + 1}`;
    this.#known.set(key, name);
    this.tensors.push(tensor(name, kind, shape, values));
    return name;
  }
}

/** Nodes of a graph as they are added; values are known by name. */
export class Nodes {
  readonly list: Message[] = [];
  #count = 0;

  constructor(
    readonly prefix: string,
    readonly constants: Constants,
  ) {}

  /** One operation; gives the name of its result. */
  add(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name?: string,
  ): string {
    const output = name ?? `${this.prefix}${type}/${++this.#count}`;
    const message = new Message();
    for (const one of inputs) message.text(1, one);
    message.text(2, output).text(3, output).text(4, type);
    message.messages(
      5,
      Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    );
    this.list.push(message);
    return output;
  }

  float(value: number): string {
    return this.constants.of("float", [], [value]);
  }

  integers(values: readonly number[]): string {
    return this.constants.of("int64", [values.length], values);
  }
}

export const graphOf = (
  name: string,
  nodes: Nodes,
  outputs: readonly Message[],
  inputs: readonly Message[] = [],
  initializers: readonly Message[] = [],
): Message =>
  new Message()
    .messages(1, nodes.list)
    .text(2, name)
    .messages(5, initializers)
    .messages(11, inputs)
    .messages(12, outputs);
