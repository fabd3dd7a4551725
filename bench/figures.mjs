import { median } from "./measure.mjs";

/** A figure of the goals: what was measured, what it must be and what is aimed at; `more` where larger is better. */
const figure = (task, what, value, { must, aim, unit = "×", more = false }) => ({ task, what, value, must, aim, unit, more });

const holds = (value, bound, more) => bound === undefined || (more ? value >= bound : value <= bound);
export const judged = ({ value, must, aim, more }) => {
  if (!Number.isFinite(value)) return "not measured";
  if (!holds(value, must, more)) return "**missed**";
  return aim === undefined || holds(value, aim, more) ? "reached" : "must, not aim";
};

/** The median time of a task by name and threads; the better of several. */
const timeOf = (results, name, threads = [1, 2]) => {
  const times = threads.flatMap((count) => {
    const list = results?.get(`${name}, ${count} thread${count > 1 ? "s" : ""}`);
    return list ? [median(list.map((one) => one.ms))] : [];
  });
  return times.length > 0 ? Math.min(...times) : Number.NaN;
};

/** All figures that the project set itself for training. */
export function figuresOf({ tasks, product, scalar, mnist, start, core }, node) {
  const own = (task, threads) => timeOf(tasks[task], `chainrule, ${node}`, threads);
  const peer = (task, name, threads) => timeOf(tasks[task], name, threads);
  const [jax, tf] = [`jax-js, ${node}`, `tfjs-wasm, ${node}`];
  const ahead = (task, name, bound) =>
    figure(task, `${name.split(",")[0]}'s time beside ours`, peer(task, name) / own(task), { must: bound, more: true });
  const scalars = scalar[node] ?? [];
  const products = (threads) => product[`${node}, ${threads}`] ?? [];
  const rate = (threads) => median(products(threads).map((one) => one.product));
  const compile = Object.values(tasks).flatMap((results) =>
    ["1 thread", "2 threads"].flatMap((threads) => {
      const list = results.get(`chainrule, ${node}, ${threads}`);
      return list ? [median(list.map((one) => one.compile))] : [];
    }),
  );
  const [digits, torch] = [mnist?.chainrule ?? [], mnist?.torch ?? []];
  return [
    figure("two neurons, scalar", "beside the loop by hand", median(scalars.map((one) => one.chainrule / one.hand)), { must: 1.5, aim: 1.1 }),
    figure("small", "beside NumPy", own("small") / peer("small", "NumPy"), { must: 0.9, aim: 0.6 }),
    ahead("small", jax, 8),
    ahead("small", tf, 12),
    figure("digits128", "one thread beside NumPy's one", own("digits128", [1]) / peer("digits128", "NumPy", [1]), { must: 1.8 }),
    figure("digits128", "two threads beside NumPy", own("digits128", [2]) / peer("digits128", "NumPy"), { must: 1.6, aim: 1.2 }),
    figure("digits128", "two threads beside PyTorch", own("digits128", [2]) / peer("digits128", "PyTorch"), { must: 1.1, aim: 1 }),
    ahead("digits128", jax, 3),
    ahead("digits128", tf, 15),
    figure("digits16", "beside NumPy", own("digits16") / peer("digits16", "NumPy"), { must: 1.6, aim: 1.2 }),
    figure("digits16", "beside PyTorch", own("digits16") / peer("digits16", "PyTorch"), { must: 1 }),
    figure("wide", "two threads beside NumPy", own("wide", [2]) / peer("wide", "NumPy"), { must: 2, aim: 1.5 }),
    ahead("wide", jax, 3),
    ahead("wide", tf, 30),
    figure("product 1024³", "part of the bare block", median(products(1).map((one) => (100 * one.product) / one.block)), { must: 88, aim: 95, unit: "%", more: true }),
    figure("product 1024³", "two threads beside one", rate(2) / rate(1), { must: 1.6, more: true }),
    figure("MNIST", "right of 10,000", 100 * median(digits.map((one) => one.accuracy)), { must: 97.5, unit: "%", more: true }),
    figure("MNIST", "memory", median(digits.map((one) => one.memory)), { must: 400, unit: "MB" }),
    figure("MNIST", "time beside PyTorch's", median(digits.map((one) => one.seconds)) / median(torch.map((one) => one.seconds)), { aim: 1 }),
    figure("compile", "the slowest of these models", Math.max(...compile), { must: 40, aim: 20, unit: "ms" }),
    figure("`chainrule diff`", "beside `node -e 0`", start[node]?.diff / start[node]?.empty, { must: 2, aim: 1.5 }),
    figure("core", "minified and gzipped", core && core.gzipped / 1000, { must: 40, aim: 30, unit: "kB" }),
  ];
}
