import { Bytes } from "./bytes.ts";
import {
  isPlain,
  type LaneName,
  laneNumber,
  type MemoryName,
  memoryBytes,
  type PlainName,
  plainByte,
  simdNumber,
} from "./instructions.ts";
import type { Size } from "./size.ts";

export const valueTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;

/** A local variable of the function that is written. */
export type Local = number & { readonly local?: true };

/** Writes the body of one function, an instruction at a time. The stack machine's operands come first. */
export class Code {
  bytes = new Bytes();
  readonly #prologue = new Bytes();
  readonly #locals: ValueType[] = [];

  constructor(readonly parameters: readonly ValueType[]) {}

  local(type: ValueType): Local {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** Writes what runs once before everything else: engines do not move constants out of loops. */
  first(write: () => void): void {
    const { bytes } = this;
    this.bytes = this.#prologue;
    write();
    this.bytes = bytes;
  }

  get(local: Local): this {
    this.bytes.byte(0x20).unsigned(local);
    return this;
  }
  set(local: Local): this {
    this.bytes.byte(0x21).unsigned(local);
    return this;
  }
  tee(local: Local): this {
    this.bytes.byte(0x22).unsigned(local);
    return this;
  }
  global(index: number): this {
    this.bytes.byte(0x23).unsigned(index);
    return this;
  }
  i32(value: number): this {
    this.bytes.byte(0x41).signed(value);
    return this;
  }
  /** memory.atomic.wait32's time limit, in nanoseconds. */
  nanoseconds(value: number): this {
    this.bytes.byte(0x42).signed(value);
    return this;
  }
  float(value: number, bytes: 4 | 8): this {
    this.bytes.byte(bytes === 4 ? 0x43 : 0x44).float(value, bytes);
    return this;
  }
  op(name: PlainName): this {
    if (isPlain(name)) this.bytes.byte(plainByte(name));
    else this.bytes.byte(0xfd).unsigned(simdNumber(name));
    return this;
  }
  /** A load or a store, `offset` bytes behind the address on the stack; `lane` for those that store one. */
  memory(name: MemoryName, offset = 0, lane?: number): this {
    const [first, second] = memoryBytes(name);
    this.bytes.byte(first!);
    if (second !== undefined) this.bytes.unsigned(second);
    // atomic instructions state their natural alignment, 4 bytes; for the others it is a hint
    this.bytes.unsigned(first === 0xfe ? 2 : 0).unsigned(offset);
    if (lane !== undefined) this.bytes.byte(lane);
    return this;
  }
  lane(name: LaneName, lane: number): this {
    this.bytes.byte(0xfd).unsigned(laneNumber(name)).byte(lane);
    return this;
  }
  call(index: number): this {
    this.bytes.byte(0x10).unsigned(index);
    return this;
  }

  /** A size, with `rows` in the local `rows`; by Horner's rule. */
  size(size: Size, rows: Local, scale = 1): this {
    const top = size.length - 1;
    this.i32((size[top] ?? 0) * scale);
    for (let power = top - 1; power >= 0; power--) {
      this.get(rows).op("i32.mul");
      if (size[power] !== 0) this.i32(size[power]! * scale).op("i32.add");
    }
    return this;
  }

  /** Runs `body` while `condition` leaves something other than 0. */
  while(condition: () => void, body: () => void): this {
    this.bytes.byte(0x02).byte(0x40).byte(0x03).byte(0x40);
    condition();
    this.op("i32.eqz").bytes.byte(0x0d).unsigned(1);
    body();
    this.bytes.byte(0x0c).unsigned(0).byte(0x0b).byte(0x0b);
    return this;
  }

  /** Runs `body` and again while it leaves something other than 0. */
  repeat(body: () => void): this {
    this.bytes.byte(0x03).byte(0x40);
    body();
    this.bytes.byte(0x0d).unsigned(0).byte(0x0b);
    return this;
  }

  /** Counts `index` from where it stands to below the local `end`. */
  count(index: Local, end: Local, step: number, body: () => void): this {
    return this.while(
      () => this.get(index).get(end).op("i32.lt_s"),
      () => {
        body();
        this.get(index).i32(step).op("i32.add").set(index);
      },
    );
  }

  /** Takes a condition from the stack. */
  if(then: () => void, otherwise?: () => void): this {
    this.bytes.byte(0x04).byte(0x40);
    then();
    if (otherwise) {
      this.bytes.byte(0x05);
      otherwise();
    }
    this.bytes.byte(0x0b);
    return this;
  }

  /** The smaller of two integers on the stack, by way of two locals. */
  smaller(a: Local, b: Local): this {
    return this.get(a).get(b).get(a).get(b).op("i32.lt_s").op("select");
  }

  body(): Bytes {
    const whole = new Bytes();
    whole.unsigned(this.#locals.length);
    for (const type of this.#locals) whole.unsigned(1).byte(valueTypes[type]);
    whole.all(this.#prologue.done()).all(this.bytes.done()).byte(0x0b);
    return whole;
  }
}
