import { execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];

/** Whether a command can be run at all. */
export function answers(file, args) {
  try {
    execFileSync(file, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const said = (file, args) => {
  try {
    return execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
};

/** The JSON in the last line of a program's output; undefined, and a word on standard error, where it fails. */
export async function answerOf(name, file, args, cwd, seconds = 60) {
  try {
    const { stdout } = await run(file, args, { cwd, timeout: seconds * 1000, maxBuffer: 1e8 });
    return JSON.parse(stdout.trim().split("\n").at(-1));
  } catch (failure) {
    process.stderr.write(`${name}: failed: ${String(failure.stderr || failure).trim().split("\n").pop()}\n`);
    return undefined;
  }
}

/** A whole process: its output, seconds on the clock, and the most memory that it held, in MB. */
export function processOf(file, args, cwd, limit = 60) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let [out, memory] = ["", 0];
    const look = () => {
      try {
        const [, held] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
        memory = Math.max(memory, Number(held ?? 0) / 1000);
      } catch {
        // it is over, or this is no Linux
      }
    };
    const watch = setInterval(look, 20);
    const end = setTimeout(() => child.kill("SIGKILL"), limit * 1000);
    child.stdout.on("data", (text) => (out += text));
    child.on("close", (code) => {
      clearInterval(watch);
      clearTimeout(end);
      resolve({ code, out, seconds: (performance.now() - begun) / 1000, memory: Math.round(memory) });
    });
  });
}
