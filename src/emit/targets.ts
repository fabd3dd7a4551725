import type { Emitted, Exported } from "./exported.ts";

/** What a model may be exported to; each is loaded when it is asked for. */
export const targets = {
  numpy: { ending: "py", emit: async (exported) => (await import("./python/numpy.ts")).emitNumpy(exported) },
  torch: { ending: "py", emit: async (exported) => (await import("./python/torch.ts")).emitTorch(exported) },
  jax: { ending: "py", emit: async (exported) => (await import("./python/jax.ts")).emitJax(exported) },
  onnx: { ending: "onnx", emit: async (exported) => (await import("./onnx/model.ts")).emitOnnx(exported) },
  typescript: {
    ending: "ts",
    emit: async (exported) => (await import("./typescript/program.ts")).emitTypescript(exported),
  },
} as const satisfies Record<
  string,
  { readonly ending: string; readonly emit: (exported: Exported) => Promise<Emitted> }
>;

export type Target = keyof typeof targets;
export const targetNames = Object.keys(targets) as Target[];
