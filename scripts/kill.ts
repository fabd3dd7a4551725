/** Kills training at random moments and resumes it: npx tsx scripts/kill.ts 200 [seed]; the last line is JSON. */
import { killed } from "../test/faults/kill.ts";

const found = await killed(Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1));
for (const one of found.problems) console.log(one);
console.log(JSON.stringify(found));
process.exitCode = found.problems.length > 0 ? 1 : 0;
