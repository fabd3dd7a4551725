import type { Process } from "../../src/cli/context.ts";
import { runCommand } from "../../src/cli/run.ts";

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** A command line run in this process, as the bundle would run it, with this environment. */
const runWith =
  (env: Record<string, string>) =>
  async (...argv: string[]): Promise<Ran> => {
    let [out, err] = ["", ""];
    const process: Process = {
      stdout: { write: (text: string) => void (out += text) },
      stderr: { write: (text: string) => void (err += text) },
      env,
    };
    await runCommand(argv, process, "0.0.0");
    return { out, err, code: Number(process.exitCode ?? 0) };
  };

export const chainrule = Object.assign(runWith({}), { with: runWith });
