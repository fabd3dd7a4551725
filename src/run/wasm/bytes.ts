/** A growing row of bytes with the number formats of WebAssembly (LEB128, IEEE 754). */
export class Bytes {
  #data = new Uint8Array(256);
  length = 0;

  #room(count: number): void {
    if (this.length + count <= this.#data.length) return;
    const grown = new Uint8Array(Math.max(this.#data.length * 2, this.length + count));
    grown.set(this.#data.subarray(0, this.length));
    this.#data = grown;
  }

  byte(value: number): this {
    this.#room(1);
    this.#data[this.length++] = value;
    return this;
  }

  /** An unsigned integer. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    return this.byte(rest);
  }

  /** A signed integer of 32 bits. */
  signed(value: number): this {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  float(value: number, bytes: 4 | 8): this {
    const view = new DataView(new ArrayBuffer(bytes));
    if (bytes === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    return this.all(new Uint8Array(view.buffer));
  }

  name(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.unsigned(bytes.length).all(bytes);
  }

  all(bytes: ArrayLike<number>): this {
    this.#room(bytes.length);
    this.#data.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Another row of bytes, after its length. */
  sized(inner: Bytes): this {
    return this.unsigned(inner.length).all(inner.done());
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.length);
  }
}
