import { parentPort } from "node:worker_threads";
import { checkSource, type Task } from "./check-files.ts";

parentPort?.on("message", (task: Task) => parentPort?.postMessage(checkSource(task)));
