import { Worker } from "node:worker_threads";
import type { StartThread } from "../run/wasm/instance.ts";

/** Starts a worker for a program text `(WebAssembly, data) => …`. A worker keeps no process alive. */
export const startThread: StartThread = (program, data) => {
  const text = `(${program})(WebAssembly, require("node:worker_threads").workerData)`;
  new Worker(text, { eval: true, workerData: data }).unref();
};
