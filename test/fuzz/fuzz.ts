import { fork } from "node:child_process";

export interface Finding {
  readonly reader: string;
  readonly seed: number;
  readonly kind: "crash" | "hang" | "memory";
  readonly text: string;
}

export interface Fuzzed {
  readonly inputs: number;
  readonly findings: readonly Finding[];
}

const child = new URL("child.ts", import.meta.url).pathname;
const longest = 2000;
/** So long a process may take before it reads its first input. */
const starting = 60_000;

/**
 * Feeds a reader for so many milliseconds with what seeds make, in a process of its own with 500 MB. What takes over 2 s
 * is read again alone before it counts as a hang, since the machine may have been busy.
 */
export async function fuzz(reader: string, milliseconds: number, first: number, most = 5): Promise<Fuzzed> {
  // the time is counted from the first input on: a process may take its time to start
  let until = Date.now() + milliseconds + starting;
  let isStarted = false;
  const findings: Finding[] = [];
  let [seed, inputs] = [first, 0];
  let suspected: number | undefined;
  while (Date.now() < until && findings.length < most) {
    const end = await one(
      reader,
      seed,
      () => until,
      (said) => {
        if (!isStarted) until = Date.now() + milliseconds;
        isStarted = true;
        if (said.kind) findings.push({ reader, seed: said.seed, kind: said.kind, text: said.text ?? "" });
      },
    );
    inputs += Math.max(0, end.seed - seed);
    seed = end.seed;
    if (end.why === "time") break;
    if (end.why === "hang") {
      if (suspected === seed) {
        findings.push({ reader, seed, kind: "hang", text: `over ${longest / 1000} s, twice` });
        seed++;
      } else suspected = seed;
    } else {
      findings.push({ reader, seed, kind: "crash", text: `the process ended: ${end.why}` });
      seed++;
    }
  }
  return { inputs, findings };
}

interface Said {
  readonly seed: number;
  readonly kind?: "crash" | "memory";
  readonly text?: string;
}

function one(
  reader: string,
  first: number,
  until: () => number,
  hear: (said: Said) => void,
): Promise<{ seed: number; why: string }> {
  return new Promise((done) => {
    const process = fork(child, [reader, String(first)], {
      execArgv: ["--import", "tsx", "--max-old-space-size=500"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let [seed, since, error, started] = [first, Date.now(), "", false];
    let why: string | undefined;
    process.stderr!.on("data", (piece) => {
      error = (error + piece).slice(-2000);
    });
    process.on("message", (said: { seed: number; crash?: string; memory?: number }) => {
      [seed, since, started] = [said.seed, Date.now(), true];
      hear({ seed });
      if (said.crash !== undefined) hear({ seed, kind: "crash", text: said.crash });
      if (said.memory !== undefined)
        hear({ seed, kind: "memory", text: `${Math.round(said.memory / 1e6)} MB` });
    });
    const watch = setInterval(() => {
      if (started && Date.now() - since > longest) why = "hang";
      else if (Date.now() > until()) why = "time";
      if (why) process.kill("SIGKILL");
    }, 50);
    process.on("close", (code, signal) => {
      clearInterval(watch);
      done({
        seed,
        why:
          why ?? `${code ?? signal} ${error.split("\n").findLast((line) => /Error|FATAL/.test(line)) ?? ""}`,
      });
    });
  });
}
