import { engine } from "./engine.ts";
import type { PlainName } from "./instructions.ts";
import { ModuleWriter } from "./module.ts";

/** What this engine's WebAssembly can do. */
export interface Features {
  readonly simd: boolean;
  /** relaxed_madd: a × b + c in one instruction. */
  readonly relaxed: boolean;
  readonly threads: boolean;
}

let found: Features | undefined;

/** Asks the engine once, with modules of one function. */
export function features(): Features {
  if (found) return found;
  const knows = (name: PlainName, operands: number): boolean => {
    const module = new ModuleWriter();
    module.function(["v128"], (code) => {
      for (let k = 0; k < operands; k++) code.get(0);
      code.op(name).op("drop");
    });
    return engine!.validate(module.bytes(1, false));
  };
  const shared = new ModuleWriter();
  shared.function(["i32"], (code) => void code.get(0).memory("i32.atomic.load").op("drop"));
  const simd = engine !== undefined && knows("f32x4.add", 2);
  found = {
    simd,
    relaxed: simd && knows("f32x4.relaxed_madd", 3),
    threads: simd && typeof SharedArrayBuffer === "function" && engine!.validate(shared.bytes(1, true)),
  };
  return found;
}
