import { parentPort } from "node:worker_threads";
import { limits } from "../lift/limits.ts";
import { checkSource, type Task } from "./check-files.ts";

// its stack is large: Python's own depth of calls
limits.calls = 980;

parentPort?.on("message", (task: Task) => parentPort?.postMessage(checkSource(task)));
