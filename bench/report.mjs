import { figuresOf, judged as verdict } from "./figures.mjs";
import { median } from "./measure.mjs";

const number = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : "–");

/** RESULTS.md, how many answers differ from ours, and how many figures are missed. */
export function report({ found, tasks, rounds, judged, versions, machine }) {
  const figures = figuresOf(found, judged);
  const title = (task) => tasks[task]?.title ?? task;
  const isBusy = machine.load > machine.cores + 1;
  const lines = [
    "# Training steps beside the peers",
    "",
    "Written by `npm run bench`. One step is forward pass, gradient and update by gradient descent, in float32, from the same numbers; each contender's loss after five steps is compared before its time counts. Medians of interleaved rounds, each in a process of its own.",
    "",
    `${machine.model}, ${machine.cores} cores; ${rounds} rounds; load average at the end ${number(machine.load, 1)}.${isBusy ? " **Other work shared the machine: the times are noisy, and those of threads mean little.**" : ""}`,
    "",
    `${versions.join("; ")}.`,
    "",
    "## The figures",
    "",
    `Of ${judged}; a peer's time is the better of its one and two threads unless said.`,
    "",
    "| task | figure | measured | must | aim | |",
    "|---|---|---|---|---|---|",
  ];
  for (const one of figures) {
    const { task, what, value, must, aim, unit, more } = one;
    const bound = (limit) => (limit === undefined ? "" : `${more ? "≥" : "≤"} ${limit} ${unit}`);
    lines.push(`| ${title(task)} | ${what} | ${number(value)} ${unit} | ${bound(must)} | ${bound(aim)} | ${verdict(one)} |`);
  }
  lines.push("", ...reasons(figures, found, judged, title));
  let wrong = 0;
  for (const task of Object.keys(found.tasks)) {
    const table = taskTable(title(task), found.tasks[task]);
    wrong += table.wrong;
    lines.push("", ...table.lines, "", ...profileLines(found.profiles[task], found, judged));
  }
  lines.push("", ...others(found));
  return { text: `${lines.join("\n")}\n`, wrong, missed: figures.filter((one) => verdict(one) === "**missed**").length };
}

function taskTable(title, results) {
  const lines = [`## ${title}`, "", "| | ms per step | beside NumPy's better | loss after 5 steps | memory, MB |", "|---|---|---|---|---|"];
  const [, own] = [...results].find(([name]) => name.startsWith("chainrule")) ?? [];
  const due = own?.[0].loss;
  const peers = [...results].filter(([name]) => name.startsWith("NumPy"));
  const best = Math.min(...peers.map(([, list]) => median(list.map((one) => one.ms))));
  let wrong = 0;
  for (const [name, list] of results) {
    const ms = median(list.map((one) => one.ms));
    const agrees = due !== undefined && Math.abs(list[0].loss - due) <= 1e-4 * Math.max(1, Math.abs(due));
    if (!agrees) wrong++;
    const ratio = Number.isFinite(best) ? `${number(ms / best)} ×` : "–";
    lines.push(`| ${name} | ${number(ms, 4)} | ${ratio} | ${list[0].loss.toFixed(6)}${agrees ? "" : " **differs**"} | ${median(list.map((one) => one.memory))} |`);
  }
  const compiled = [...results].filter(([name]) => name.startsWith("chainrule") && name.endsWith("1 thread"));
  const told = compiled.map(
    ([name, list]) =>
      `${name.slice(11, -10)}: ${number(median(list.map((one) => one.compile)), 1)} ms, ${list[0].bytes} bytes${list[0].relaxed ? ", relaxed_madd" : ""}`,
  );
  if (told.length > 0) lines.push("", `The model's text to a module ready to run: ${told.join("; ")}.`);
  return { lines, wrong };
}

const blockRate = (found, node) => median((found.product[`${node}, 1`] ?? []).map((one) => one.block));

/** The operations of a product in a step's label, in millions of additions and multiplications. */
function workOf(label) {
  const [, m, k, n] = /^product (\d+)×(\d+)×(\d+)/.exec(label) ?? [];
  return m ? (2 * m * k * n) / 1e6 : undefined;
}

function profileLines(profile, found, node) {
  if (!profile) return [];
  const rate = blockRate(found, node);
  const steps = profile.steps.slice(0, 4).map(({ label, ms }) => {
    const work = workOf(label);
    const speed = work === undefined ? "" : ` at ${number(work / ms, 0)} GFLOP/s`;
    return `${label} ${number((100 * ms) / profile.whole, 0)} %${speed}`;
  });
  const block = Number.isFinite(rate) ? ` The bare block does ${number(rate, 0)} GFLOP/s.` : "";
  return [`Where one thread's ${number(profile.whole, 3)} ms go, at their best: ${steps.join("; ")}.${block}`];
}

/** What limits the figures that are not reached, as far as the profile says. */
function reasons(figures, found, node, title) {
  const open = figures.filter((one) => ["**missed**", "must, not aim"].includes(verdict(one)));
  if (open.length === 0) return ["Every figure is reached."];
  const lines = ["What is not reached, by how much, and what limits it:", ""];
  for (const one of open) {
    const { task, what, value, must, aim, more, unit } = one;
    const bound = verdict(one) === "**missed**" ? must : aim;
    const far = more ? bound / value : value / bound;
    lines.push(`- ${title(task)}, ${what}: ${number(value)} ${unit} where ${bound} is wanted, ${number((far - 1) * 100, 0)} % off. ${limitOf(one, found, node)}`);
  }
  return lines;
}

function limitOf({ task, what }, found, node) {
  const profile = found.profiles[task];
  if (profile) {
    const products = profile.steps.filter(({ label }) => workOf(label) !== undefined);
    const time = products.reduce((sum, one) => sum + one.ms, 0);
    const work = products.reduce((sum, one) => sum + workOf(one.label), 0);
    const [part, rate, block] = [time / profile.whole, work / time, blockRate(found, node)];
    const shared = what.startsWith("two") ? " Two threads share what the barriers and the machine leave of two cores." : "";
    return `Products take ${number(100 * part, 0)} % of a step on one thread, at ${number(rate, 0)} GFLOP/s, ${number((100 * rate) / block, 0)} % of the bare block with 128-bit vectors; a BLAS has 256 or 512 bits.${shared}`;
  }
  if (task.startsWith("product") && what.startsWith("two"))
    return "Packing and the product meet at barriers, and the second core is the machine's to give.";
  if (task.startsWith("two neurons")) return "The step reads and writes its numbers in arrays, and each new value is looked at once.";
  if (task.startsWith("product")) return "Packing, and blocks that come from the second cache instead of the first, take the rest.";
  if (task === "compile") return "A cold process: most of it is the engine's own first reading of the code.";
  if (task.includes("diff")) return "The rest is reading the command's modules and parsing the expression once.";
  if (task === "core") return "A third of it is the parser's runtime, @lezer/lr and @lezer/common.";
  if (task === "MNIST") return "The steps are those of 784-128-10, batch 128, with Adam's update; rows are dealt out as bytes and widened.";
  return "";
}

function others({ product, scalar, mnist, start, core }) {
  const lines = ["## The rest", "", "| product 1024³, threads | GFLOP/s | bare block, one thread |", "|---|---|---|"];
  for (const [name, list] of Object.entries(product)) {
    const isRight = list.every((one) => one.agrees);
    lines.push(`| ${name}${list[0].relaxed ? ", relaxed_madd" : ""}${isRight ? "" : " **differs**"} | ${number(median(list.map((one) => one.product)), 1)} | ${number(median(list.map((one) => one.block)), 1)} |`);
  }
  lines.push("", "| two neurons in series, µs per epoch | chainrule | loop by hand |", "|---|---|---|");
  for (const [name, list] of Object.entries(scalar)) {
    const isRight = list.every((one) => one.agrees);
    lines.push(`| ${name}${isRight ? "" : " **differs**"} | ${number(median(list.map((one) => one.chainrule)), 3)} | ${number(median(list.map((one) => one.hand)), 3)} |`);
  }
  if (mnist) {
    lines.push("", "| MNIST, the whole process | seconds | right of 10,000 | memory, MB |", "|---|---|---|---|");
    for (const [name, list] of [["chainrule, 2 threads", mnist.chainrule], ["PyTorch, the better of 1 and 2 threads", mnist.torch]])
      if (list.length > 0)
        lines.push(`| ${name} | ${number(median(list.map((one) => one.seconds)), 1)} | ${number(100 * median(list.map((one) => one.accuracy)))} % | ${median(list.map((one) => one.memory))} |`);
  }
  lines.push("", "| start, ms | `chainrule diff` | `node -e 0` |", "|---|---|---|");
  for (const [name, { diff, empty }] of Object.entries(start)) lines.push(`| ${name} | ${number(diff, 0)} | ${number(empty, 0)} |`);
  if (core) lines.push("", `The core (model, derivative, gradient): ${core.minified} bytes minified, ${core.gzipped} gzipped.`);
  return lines;
}
