import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { version } from "../../package.json" with { type: "json" };
import type { Process } from "./context.ts";
import { runCommand } from "./run.ts";

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  // A reader that closes early, such as head, is no error
  process.stdout.on("error", (failure: NodeJS.ErrnoException) =>
    process.exit(failure.code === "EPIPE" ? 0 : 1),
  );
  // the bundle's worker lies above it; from sources everything runs in this thread
  const worker = fileURLToPath(new URL("../worker.js", import.meta.url));
  if (existsSync(worker)) Object.assign(process, { worker });
  // Node's process, seen as the narrower one that commands need
  await runCommand(process.argv.slice(2), process as unknown as Process, version);
}
