import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Ended {
  /** null where the program could not be started, or was ended by a signal. */
  readonly code: number | null;
  readonly err: string;
  /** Whether there is such a program at all. */
  readonly found: boolean;
}

const mostErrors = 100_000;

/** Another program, its output told line by line as it comes. Its arguments go to no shell. */
export function runLines(
  command: string,
  parameters: readonly string[],
  line: (text: string) => void,
): { readonly ended: Promise<Ended>; readonly stop: () => void } {
  const child = spawn(command, [...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  let found = true;
  child.stderr.on("data", (part) => {
    if (err.length < mostErrors) err += part;
  });
  child.on("error", () => (found = false));
  const read = createInterface({ input: child.stdout });
  read.on("line", line);
  const drained = new Promise<void>((resolve) => read.on("close", resolve));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", async (code) => {
      await drained;
      resolve({ code, err, found });
    });
  });
  return { ended, stop: () => void child.kill("SIGTERM") };
}
