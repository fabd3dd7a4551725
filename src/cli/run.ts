import { run } from "@stricli/core";
import { buildApp } from "./app.ts";
import { misuse, type Process } from "./context.ts";

/** Runs one command line. The exit code is left on the process. */
export async function runCommand(argv: readonly string[], process: Process, version: string): Promise<void> {
  if (argv.length === 0) {
    await run(buildApp(version), ["--help"], { process });
    process.exitCode = misuse;
    return;
  }
  await run(buildApp(version), argv, { process });
  // misuse has codes of its own in the parser of flags; an exception inside a command is our mistake
  if (typeof process.exitCode === "number" && (process.exitCode < 0 || process.exitCode > 130))
    process.exitCode = misuse;
}
