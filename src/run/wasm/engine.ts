/** The part of the WebAssembly interface that is used; every engine has it, and type libraries of pages only. */
interface WebAssemblyEngine {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: { readonly host: Readonly<Record<string, unknown>> },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  Memory: new (sizes: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => { readonly buffer: ArrayBuffer };
}

/** Missing where there is no WebAssembly. */
export const engine = (globalThis as { WebAssembly?: WebAssemblyEngine }).WebAssembly;
