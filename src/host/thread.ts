import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { StartThread } from "../run/wasm/instance.ts";

/**
 * Starts a worker for a program text `(WebAssembly, data) => …`. A worker keeps no process alive; one that cannot start
 * never says that it is there, and the first thread works alone.
 */
export const startThread: StartThread = (program, data) => {
  const text = `(${program})(WebAssembly, require("node:worker_threads").workerData)`;
  new Worker(text, { eval: true, workerData: data }).on("error", () => undefined).unref();
};

/** Node 20 knows `relaxed_madd` behind a flag, which counts if it is raised before the first module is asked for. */
export function allowRelaxed(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
