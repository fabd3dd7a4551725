#!/usr/bin/env node
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { version } from "../../package.json" with { type: "json" };
import type { Process } from "./context.ts";
import { runCommand } from "./run.ts";

// A reader that closes early, such as head, is no error
process.stdout.on("error", (failure: NodeJS.ErrnoException) =>
  process.exit(failure.code === "EPIPE" ? 0 : 1),
);
// the bundle's worker lies beside it; from sources everything runs in this thread
const worker = join(dirname(fileURLToPath(import.meta.url)), "worker.js");
if (existsSync(worker)) Object.assign(process, { worker });
// Node's process, seen as the narrower one that commands need
await runCommand(process.argv.slice(2), process as unknown as Process, version);
