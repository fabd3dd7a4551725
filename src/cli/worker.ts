import { parentPort } from "node:worker_threads";
import { type CellsTask, checkedCells } from "../document/checked.ts";
import { limits } from "../lift/limits.ts";
import { checkSource, type Task } from "./check-files.ts";

// its stack is large: Python's own depth of calls
limits.calls = 980;

parentPort?.on("message", (task: Task | CellsTask) =>
  parentPort?.postMessage("cells" in task ? checkedCells(task) : checkSource(task)),
);
