// Compares training steps in one run, interleaved, and writes RESULTS.md: npm run bench [-- ROUNDS]
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { promisify } from "node:util";

const here = (name) => new URL(name, import.meta.url).pathname;
const root = here("..");
const rounds = Number(process.argv[2] ?? 3);
const tasks = JSON.parse(readFileSync(here("tasks.json"), "utf8"));
const run = promisify(execFile);

const answers = (file, args) => {
  try {
    execFileSync(file, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const python = ["/usr/bin/python3", "python3"].find((one) => answers(one, ["-c", "import numpy"]));
const node24 = answers("npx", ["-y", "-p", "node@24", "node", "-e", "0"])
  ? execFileSync("npx", ["-y", "-p", "node@24", "node", "-p", "process.execPath"], { encoding: "utf8" }).trim()
  : undefined;
const nodes = [["Node " + process.versions.node.split(".")[0], process.execPath], ...(node24 ? [["Node 24", node24]] : [])];

/** name, file, arguments before the task, how many threads are tried */
const contenders = [];
for (const [name, file] of nodes) {
  contenders.push([`chainrule, ${name}`, file, ["--import", "tsx", here("chainrule.ts")], [1, 2]]);
  contenders.push([`hand-written loops, ${name}`, file, [here("handwritten.mjs")], [1]]);
  if (existsSync(here("node_modules/@tensorflow"))) contenders.push([`tfjs-wasm, ${name}`, file, [here("tfjs.mjs")], [1, 2]]);
}
if (python) contenders.push(["NumPy", python, [here("peers.py"), "numpy"], [1, 2]]);
if (python && answers(python, ["-c", "import torch"])) contenders.push(["PyTorch", python, [here("peers.py"), "torch"], [1, 2]]);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const results = {};
for (const [task] of Object.entries(tasks)) {
  results[task] = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [name, file, args, threads] of contenders) {
      for (const count of threads) {
        const key = `${name}, ${count} thread${count > 1 ? "s" : ""}`;
        try {
          const { stdout } = await run(file, [...args, task, String(count)], { cwd: root, timeout: 120_000 });
          const lines = stdout.trim().split("\n");
          const one = JSON.parse(lines[lines.length - 1]);
          results[task].set(key, [...(results[task].get(key) ?? []), one]);
          process.stderr.write(`${task} ${key}: ${one.ms.toFixed(4)} ms\n`);
        } catch (failure) {
          process.stderr.write(`${task} ${key}: failed: ${String(failure.stderr ?? failure).trim().split("\n").pop()}\n`);
        }
      }
    }
  }
}

const lines = [];
let wrong = 0;
for (const [task, { title }] of Object.entries(tasks)) {
  const found = results[task];
  const own = [...found].find(([name]) => name.startsWith("chainrule"));
  const due = own[1][0].loss;
  lines.push(`## ${title}`, "", "| | ms per step | beside NumPy's better | loss after 5 steps | memory, MB |", "|---|---|---|---|---|");
  const best = Math.min(...[...found].flatMap(([name, list]) => (name.startsWith("NumPy") ? [median(list.map((one) => one.ms))] : [])));
  for (const [name, list] of found) {
    const ms = median(list.map((one) => one.ms));
    const agrees = Math.abs(list[0].loss - due) <= 1e-4 * Math.max(1, Math.abs(due));
    if (!agrees) wrong++;
    const ratio = Number.isFinite(best) ? `${(ms / best).toFixed(2)} ×` : "–";
    lines.push(`| ${name} | ${ms.toFixed(4)} | ${ratio} | ${list[0].loss.toFixed(6)}${agrees ? "" : " **differs**"} | ${median(list.map((one) => one.memory))} |`);
  }
  const compiled = [...found].filter(([name]) => name.startsWith("chainrule") && name.endsWith("1 thread"));
  const told = compiled.map(([name, list]) => `${name.slice(11, -10)}: ${median(list.map((one) => one.compile)).toFixed(1)} ms, ${list[0].bytes} bytes${list[0].relaxed ? ", relaxed_madd" : ""}`);
  lines.push("", `The model's text to a module ready to run: ${told.join("; ")}.`, "");
}
const load = loadavg()[0].toFixed(1);
const head = [
  "# Training steps beside the peers",
  "",
  "Written by `npm run bench`. One step is forward pass, gradient and update by gradient descent, in float32, from the same numbers; each contender's loss after five steps is compared before its time counts. Medians of interleaved rounds, each in a process of its own.",
  "",
  `${cpus()[0].model}, ${cpus().length} cores; ${rounds} rounds; load average at the end ${load}. ${Number(load) > cpus().length ? "**Other work shared the machine: the times are noisy and only the ratios say something.**" : ""}`,
  "",
];
writeFileSync(here("RESULTS.md"), [...head, ...lines].join("\n"));
process.stderr.write(`wrote bench/RESULTS.md; ${wrong} answers differ\n`);
process.exitCode = wrong > 0 ? 1 : 0;
