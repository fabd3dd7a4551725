/** Fuzzes readers: npm run fuzz -- --seconds 120 [--seed 1] [READER…]; all of them where none is named. */
import { parseArgs } from "node:util";
import { fuzz } from "../test/fuzz/fuzz.ts";
import { readers } from "../test/fuzz/readers.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "120" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean" },
  },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(readers);
const strange = chosen.find((name) => !Object.hasOwn(readers, name));
if (strange !== undefined || !(Number(values.seconds) > 0)) {
  console.error(
    strange
      ? `there is no reader ${strange}; there are ${Object.keys(readers).join(", ")}`
      : "--seconds wants a number above 0",
  );
  process.exit(2);
}
const figures = [];
for (const reader of chosen) {
  const { inputs, findings } = await fuzz(reader, Number(values.seconds) * 1000, Number(values.seed));
  console.log(
    `${findings.length === 0 ? "stands" : "FAILS "}  ${reader}: ${inputs} inputs in ${values.seconds} s`,
  );
  for (const { seed, kind, text } of findings) console.log(`  seed ${seed}, ${kind}: ${text}`);
  figures.push({ reader, inputs, findings: findings.length });
}
if (values.json) console.log(JSON.stringify(figures));
process.exitCode = figures.some(({ findings }) => findings > 0) ? 1 : 0;
