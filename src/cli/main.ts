#!/usr/bin/env node
import process from "node:process";
import { version } from "../../package.json" with { type: "json" };
import type { Process } from "./context.ts";
import { runCommand } from "./run.ts";

// A reader that closes early, such as head, is no error
process.stdout.on("error", (failure: NodeJS.ErrnoException) =>
  process.exit(failure.code === "EPIPE" ? 0 : 1),
);
// Node's process, seen as the narrower one that commands need
await runCommand(process.argv.slice(2), process as unknown as Process, version);
