/**
 * The properties of test/properties for as many seeds as wanted: npm run properties -- --runs 1000000 [--from 1]
 * [--only "gradient triangle"] [--seconds 300: at most so long, each property an equal part of it]. A failing seed is printed with what failed; Ctrl-C ends with the figures so far.
 */
import { parseArgs } from "node:util";
import { properties } from "../test/properties/index.ts";
import { failure } from "../test/properties/property.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    only: { type: "string" },
    seconds: { type: "string", default: "Infinity" },
    json: { type: "boolean" },
  },
});
const [runs, from, seconds] = [Number(values.runs), Number(values.from), Number(values.seconds)];
if (!(runs >= 1) || !Number.isInteger(from) || !(seconds > 0)) {
  console.error("--runs and --seconds want a number above 0, --from a whole number");
  process.exit(2);
}
const chosen = properties.filter(({ name }) => values.only === undefined || name.includes(values.only));
if (chosen.length === 0) {
  console.error(
    `no property is called ${values.only}; there are: ${properties.map(({ name }) => name).join("; ")}`,
  );
  process.exit(2);
}

let interrupted = false;
process.once("SIGINT", () => {
  interrupted = true;
});
const bar = (done: number, of: number, name: string): void => {
  if (!process.stderr.isTTY) return;
  const full = Math.round((24 * done) / of);
  process.stderr.write(`\r\u001b[K${"█".repeat(full)}${"░".repeat(24 - full)} ${done} of ${of}  ${name}`);
};

const figures: { name: string; runs: number; failed: number }[] = [];
for (const property of chosen) {
  const wanted = Math.max(1, Math.round((runs * property.share) / 1000));
  let [done, failed, shown] = [0, 0, 0];
  const end = Date.now() + (1000 * seconds) / chosen.length;
  while (done < wanted && (done === 0 || Date.now() < end) && !interrupted) {
    const wrong = await failure(property, from + done);
    if (wrong !== undefined) {
      failed++;
      if (failed <= 5) console.log(`${property.name}, seed ${from + done}: ${wrong}`);
    }
    done++;
    if (Date.now() - shown > 100) {
      shown = Date.now();
      bar(done, wanted, property.name);
      // lets Ctrl-C be heard
      await new Promise((go) => setImmediate(go));
    }
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  figures.push({ name: property.name, runs: done, failed });
  console.log(
    `${failed === 0 ? "holds" : "FAILS"}  ${property.name}: ${done - failed} of ${done} seeds from ${from}`,
  );
  if (interrupted) break;
}
if (values.json) console.log(JSON.stringify(figures));
if (interrupted) console.log("interrupted");
process.exit(figures.some(({ failed }) => failed > 0) ? 1 : interrupted ? 130 : 0);
