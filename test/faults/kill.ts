import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/base/random.ts";
import { readCheckpoint } from "../../src/train/checkpoint.ts";

const cli = new URL("../../dist/cli.js", import.meta.url).pathname;

const model = `data X, y = "rows.csv" columns(a, b; y)
param W1[2, 40] ~ he, b1[40] = 0
param W2[40, 1] ~ he, b2[1] = 0
H = tanh(X @ W1 + b1)
loss L = mean((reshape(H @ W2 + b2, [60]) - y)^2)
train adam rate=0.01 epochs=EPOCHS
`;

export interface Killed {
  readonly kills: number;
  /** Kills after which a checkpoint was there, and whole. */
  readonly resumed: number;
  /** Kills between two of which nothing could be lost: no checkpoint had been written yet. */
  readonly early: number;
  readonly runs: number;
  readonly problems: readonly string[];
}

/**
 * Trains with --save, is killed by SIGKILL at random moments, resumes, and so on until the run ends; then the next run.
 * Each must end as the one that nobody disturbed, to the bit.
 */
export async function killed(wanted: number, seed: number): Promise<Killed> {
  const random = new Random(seed);
  const place = mkdtempSync(join(tmpdir(), "chainrule-kill-"));
  const problems: string[] = [];
  let [kills, resumed, early, runs] = [0, 0, 0, 0];
  try {
    const rows = Array.from({ length: 60 }, (_, k) => `${(k % 7) / 7},${(k % 5) / 5},${((k * k) % 11) / 11}`);
    writeFileSync(join(place, "rows.csv"), `a,b,y\n${rows.join("\n")}\n`);
    const path = join(place, "model.chain");
    writeFileSync(path, model.replace("EPOCHS", "700"));
    const saved = join(place, "run.safetensors");
    const train = (...flags: string[]) => {
      const child = spawn(process.execPath, [cli, "train", path, "--format", "json", ...flags], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      let [out, err] = ["", ""];
      child.stdout.on("data", (piece) => (out += piece));
      child.stderr.on("data", (piece) => (err += piece));
      const ended = new Promise<{ code: number | null; out: string; err: string }>((done) =>
        child.on("close", (code) => done({ code, out, err })),
      );
      return { child, ended };
    };
    const begun = Date.now();
    const whole = await train().ended;
    const least = Date.now() - begun;
    const due = JSON.stringify(JSON.parse(whole.out).final);
    while (kills < wanted && problems.length < 5) {
      runs++;
      rmSync(saved, { force: true });
      for (;;) {
        const isThere = existsSync(saved);
        const { child, ended } = train(
          "--save",
          saved,
          "--save-every",
          "0",
          ...(isThere ? ["--resume", saved] : []),
        );
        const timer =
          kills < wanted && setTimeout(() => child.kill("SIGKILL"), random.uniform(0.15, 1.1) * least);
        const { code, out, err } = await ended;
        if (timer) clearTimeout(timer);
        if (code === 0) {
          const final = JSON.stringify(JSON.parse(out).final);
          if (final !== due) problems.push(`run ${runs} ended elsewhere: ${final.slice(0, 200)}`);
          break;
        }
        if (code !== null) {
          problems.push(`run ${runs} failed with ${code}: ${err.slice(-300)}`);
          break;
        }
        kills++;
        if (!existsSync(saved)) {
          if (isThere) problems.push(`kill ${kills}: the checkpoint is gone`);
          early++;
          continue;
        }
        const read = readCheckpoint(readFileSync(saved));
        if ("problem" in read) problems.push(`kill ${kills}: ${read.problem}`);
        resumed++;
      }
      const left = readdirSync(place).filter((name) => name.startsWith(".run"));
      if (left.length > 0) problems.push(`run ${runs} left ${left.join(", ")}`);
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return { kills, resumed, early, runs, problems };
}
