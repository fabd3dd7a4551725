import { Bytes } from "./bytes.ts";
import { Code, type ValueType, valueTypes } from "./code.ts";

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A WebAssembly module in the making: imported functions first, then its own. Its memory is imported. */
export class ModuleWriter {
  readonly #types: string[] = [];
  readonly #signatures: Signature[] = [];
  readonly #imports: { readonly name: string; readonly type: number }[] = [];
  readonly #functions: { readonly type: number; readonly code: Code }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #globals: string[] = [];

  #type(signature: Signature): number {
    const key = `${signature.parameters.join()}>${signature.results.join()}`;
    const known = this.#types.indexOf(key);
    if (known >= 0) return known;
    this.#types.push(key);
    this.#signatures.push(signature);
    return this.#types.length - 1;
  }

  /** A function from the host. All of them come before the first function of the module's own. */
  import(name: string, parameters: readonly ValueType[], results: readonly ValueType[]): number {
    if (this.#functions.length > 0) throw new Error("imported functions come first");
    this.#imports.push({ name, type: this.#type({ parameters, results }) });
    return this.#imports.length - 1;
  }

  /** An integer that whoever instantiates the module gives it. */
  importGlobal(name: string): number {
    this.#globals.push(name);
    return this.#globals.length - 1;
  }

  function(parameters: readonly ValueType[], write: (code: Code) => void, name?: string): number {
    const code = new Code(parameters);
    write(code);
    this.#functions.push({ type: this.#type({ parameters, results: [] }), code });
    const index = this.#imports.length + this.#functions.length - 1;
    if (name !== undefined) this.#exports.push({ name, index });
    return index;
  }

  /** The bytes, over a memory of `pages` × 64 kB; a shared one states its largest size too. */
  bytes(pages: number, shared: boolean): Uint8Array<ArrayBuffer> {
    const whole = new Bytes().all([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = (id: number, count: number, write: (into: Bytes) => void): void => {
      const inner = new Bytes().unsigned(count);
      write(inner);
      whole.byte(id).sized(inner);
    };
    section(1, this.#signatures.length, (into) => {
      for (const { parameters, results } of this.#signatures) {
        into.byte(0x60);
        for (const list of [parameters, results]) {
          into.unsigned(list.length);
          for (const type of list) into.byte(valueTypes[type]);
        }
      }
    });
    section(2, this.#imports.length + this.#globals.length + 1, (into) => {
      into.name("host").name("memory").byte(0x02);
      if (shared) into.byte(0x03).unsigned(pages).unsigned(pages);
      else into.byte(0x00).unsigned(pages);
      for (const { name, type } of this.#imports) into.name("host").name(name).byte(0x00).unsigned(type);
      for (const name of this.#globals) into.name("host").name(name).byte(0x03).byte(valueTypes.i32).byte(0);
    });
    section(3, this.#functions.length, (into) => {
      for (const { type } of this.#functions) into.unsigned(type);
    });
    section(7, this.#exports.length, (into) => {
      for (const { name, index } of this.#exports) into.name(name).byte(0x00).unsigned(index);
    });
    section(10, this.#functions.length, (into) => {
      for (const { code } of this.#functions) into.sized(code.body());
    });
    return whole.done();
  }
}
