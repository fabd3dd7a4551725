/**
 * Makes the oracles of test/oracle anew and says what changed: `npm run oracle`. Wants Debian's python3-sympy,
 * python3-numpy and python3-torch; an oracle whose library is missing stays as it is, and that is said.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

const has = (library: string): boolean => spawnSync(python, ["-c", `import ${library}`]).status === 0;

function run(script: string, input?: Buffer): boolean {
  const { status } = spawnSync(python, [script], {
    cwd: folder,
    ...(input && { input }),
    stdio: [input ? "pipe" : "ignore", "inherit", "inherit"],
  });
  return status === 0;
}

let failed = false;
for (const [library, script] of [
  ["sympy", "sympy_derivatives.py"],
  ["torch", "torch_graphs.py"],
  ["numpy", "numpy_programs.py"],
] as const) {
  if (!has(library)) {
    console.log(`python3-${library} is not installed: its figures stay as they are`);
    continue;
  }
  console.log(`${script} …`);
  let graphs: Buffer | undefined;
  if (library === "torch") {
    const made = spawnSync(process.execPath, ["--import", "tsx", "tensor-graphs.ts"], {
      cwd: folder,
      maxBuffer: 1 << 28,
    });
    if (made.status !== 0) throw new Error(String(made.stderr));
    graphs = made.stdout;
  }
  if (!run(script, graphs)) failed = true;
}
process.exitCode = failed ? 1 : 0;
