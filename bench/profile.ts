// Where the time of a task goes, step by step, on one thread: node --import tsx bench/profile.ts TASK
import { programOf } from "./program.ts";

const { program, batch } = programOf(process.argv[2]!, 1);
for (let k = 0; k < 20; k++) program.run();
const { steps } = program.compiled;
const best = steps.map(() => Infinity);
let whole = Infinity;
const end = performance.now() + 1500;
while (performance.now() < end) {
  for (const [at] of steps.entries()) {
    const begun = performance.now();
    for (let k = 0; k < 3; k++) program.runStep(at);
    best[at] = Math.min(best[at]!, (performance.now() - begun) / 3);
  }
  const begun = performance.now();
  program.run();
  whole = Math.min(whole, performance.now() - begun);
}
const told = steps.map(({ label }, at) => ({ label, ms: best[at]! })).sort((a, b) => b.ms - a.ms);
console.log(JSON.stringify({ whole, batch, steps: told.slice(0, 6), rest: told.slice(6).reduce((sum, one) => sum + one.ms, 0) }));
