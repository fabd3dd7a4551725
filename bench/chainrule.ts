// One task by chainrule: node --import tsx bench/chainrule.ts TASK THREADS
import { features } from "../src/run/wasm/features.ts";
// @ts-expect-error plain JavaScript, shared with the peers
import { checked, timed } from "./numbers.mjs";
import { programOf } from "./program.ts";

const { program, loss, compile } = programOf(process.argv[2]!, Number(process.argv[3] ?? 1));
for (let k = 0; k < checked; k++) program.run();
const found = program.read(loss).data[0];
const ms = await timed(() => program.run());
program.close();
const memory = Math.round(process.memoryUsage().rss / 1e6);
const { bytes } = program.compiled;
console.log(
  JSON.stringify({ ms, loss: found, compile, bytes: bytes.length, relaxed: features().relaxed, memory }),
);
