/** Writes the corpus, right and wrong, as the cases that scripts/oracle/label.py reads. */
import { faults, programs } from "../test/check/corpus.ts";

const right = [...programs("right")].map(([name, text]) => ({ name, program: name, text }));
const wrong = faults().map(({ name, program, rule, text }) => ({ name, program, rule, text }));
process.stdout.write(JSON.stringify([...right, ...wrong]));
