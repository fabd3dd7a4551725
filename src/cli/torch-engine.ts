import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSafetensors } from "../base/safetensors.ts";
import { companionOf } from "../emit/exported.ts";
import { emitTorch } from "../emit/python/torch.ts";
import type { ModelGraph } from "../graph/model.ts";
import { runLines } from "../host/child.ts";
import { exportedModel } from "../train/exported.ts";
import type { TrainSettings } from "../train/settings.ts";
import type { Epoch, Training } from "../train/train.ts";
import type { Desk } from "./context.ts";
import type { TrainFlags } from "./flags.ts";
import { onInterrupt } from "./interrupt.ts";

interface Told {
  readonly row: (epoch: Epoch) => void;
  readonly end: (training: Training) => void;
  readonly interrupt: (epoch: number) => void;
}

const unasked = ["resume", "save", "threads", "plot"] as const;

/** Training by the exported PyTorch program: what it prints is told as this package's own training is. */
export async function trainInTorch(
  desk: Desk,
  flags: TrainFlags,
  {
    name,
    source,
    model,
    settings,
  }: { name: string; source: string; model: ModelGraph; settings: TrainSettings },
  told: Told,
): Promise<void> {
  for (const flag of unasked)
    if (flags[flag] !== undefined)
      desk.fail(
        `--${flag} is of the own engine, not of PyTorch`,
        "Export the program and change it: chainrule export --to torch",
      );
  const { value, diagnostics } = exportedModel(model, { name: "model", source }, settings);
  if (!value) desk.refuse(name, source, diagnostics);
  const folder = mkdtempSync(join(tmpdir(), "chainrule-torch-"));
  const trace = flags.trace === undefined ? undefined : desk.lines(flags.trace);
  try {
    const { text, tensors } = emitTorch(value);
    const path = join(folder, "model.py");
    writeFileSync(path, text);
    if (tensors) writeFileSync(join(folder, companionOf("model")), writeSafetensors(tensors));
    const python = desk.process.env.CHAINRULE_PYTHON || "python3";
    let reached = 0;
    let last: Pick<Training, "stopped" | "final"> | undefined;
    const program = runLines(python, [path, "--json"], (line) => {
      const row = JSON.parse(line) as Epoch | Pick<Training, "stopped" | "final">;
      if (!("epoch" in row)) {
        last = row;
        return;
      }
      reached = row.epoch;
      told.row(row);
      trace?.line(JSON.stringify(row));
    });
    const interrupted = onInterrupt(desk);
    const watch = setInterval(() => {
      if (interrupted.now) program.stop();
    }, 100);
    const { code, err, found } = await program.ended;
    clearInterval(watch);
    interrupted.end();
    if (interrupted.now) {
      told.interrupt(reached);
      desk.process.stderr.write(`\ninterrupted after epoch ${reached}\n`);
      desk.process.exitCode = 130;
      return;
    }
    if (!found)
      desk.fail(
        `there is no ${python}`,
        "Install Python 3 with PyTorch, or name one: CHAINRULE_PYTHON=/usr/bin/python3",
      );
    const missing = /No module named '(torch|numpy)/.exec(err)?.[1];
    if (missing)
      desk.fail(
        `${python} has no ${missing === "torch" ? "PyTorch" : "NumPy"}`,
        missing === "torch"
          ? `Install it: ${python} -m pip install torch (on Debian: apt-get install python3-torch libopenblas0-pthread), or name another one: CHAINRULE_PYTHON=/usr/bin/python3`
          : `Install it: ${python} -m pip install numpy`,
      );
    if (code !== 0 || !last)
      desk.fail(`the PyTorch program failed:\n${err.trim().split("\n").slice(-6).join("\n")}`);
    const diverged = last.stopped?.reason.startsWith("diverged") ?? false;
    told.end({ ...last, diverged });
    if (diverged) desk.process.exitCode = 1;
  } finally {
    trace?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
