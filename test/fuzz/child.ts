/** Reads what seeds make, one after the other, and says each seed before it is read: who kills this process knows why. */
import { Random } from "../../src/base/random.ts";
import { input, readers } from "./readers.ts";

const [name, first] = [process.argv[2]!, Number(process.argv[3])];
const reader = readers[name]!;
const most = 500e6;

for (let seed = first; ; seed++) {
  process.send!({ seed });
  const given = input(reader, new Random(seed));
  try {
    await reader.read(given);
  } catch (failure) {
    process.send!({ seed, crash: failure instanceof Error ? failure.stack : String(failure) });
  }
  if (seed % 16 === 0) await new Promise((go) => setImmediate(go));
  const used = process.memoryUsage();
  if (used.heapUsed + used.external > most) process.send!({ seed, memory: used.heapUsed + used.external });
}
