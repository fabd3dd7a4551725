import { sweepAside } from "../../host/files.ts";
import { allowRelaxed, startThread } from "../../host/thread.ts";
import { lowerCondition } from "../../language/lower.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../train/checkpoint.ts";
import type { Crew } from "../../train/engine.ts";
import { parametersOver } from "../../train/parameters-over.ts";
import { type Epoch, type Progress, startTraining } from "../../train/train.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { TrainFlags } from "../flags.ts";
import { onInterrupt } from "../interrupt.ts";
import { loadModel } from "../load.ts";
import { checkPicture, writePicture } from "../picture.ts";
import { reportText } from "../report.ts";
import { TrainingBar } from "../training-bar.ts";
import { jsonRows, sentenceRows, summarised } from "../training-rows.ts";

export default function train(this: Context, flags: TrainFlags, path: string): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    allowRelaxed();
    checkPicture(desk, flags.plot);
    const { name, source, model } = loadModel(desk, path, flags);
    const { rate, epochs, seed, optimizer, batch, validation, precision } = flags;
    const stop = flags.stop === undefined ? undefined : lowerCondition(flags.stop, model);
    if (stop && !stop.value) desk.refuse("--stop", flags.stop!, stop.diagnostics);
    const resumed =
      flags.resume === undefined || flags.engine === "torch" ? undefined : readSaved(desk, flags.resume);
    const settings = {
      ...(rate !== undefined && { rate }),
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
      ...(optimizer !== undefined && { optimizer }),
      ...(batch !== undefined && { batch }),
      ...(validation !== undefined && { validation }),
      ...(precision !== undefined && { precision }),
      ...(stop?.value && { stop: { condition: stop.value, text: flags.stop! } }),
    };
    if (flags.engine === "torch") {
      const { trainInTorch } = await import("../torch-engine.ts");
      const rows = flags.format === "json" ? jsonRows(desk) : sentenceRows(desk, model);
      await trainInTorch(desk, flags, { name, source, model, settings }, rows);
      return;
    }
    const started = startTraining(model, settings, { resumed, crew: crewOf(desk, flags.threads) });
    if (!started.value) desk.refuse(name, source, started.diagnostics);
    if (started.diagnostics.length > 0)
      desk.process.stderr.write(reportText(name, source, started.diagnostics, { colour: false }));

    if (flags.save !== undefined) sweepAside(flags.save);
    // listened for before the first line is out: whoever reads it may answer with Ctrl-C
    const interrupted = onInterrupt(desk);
    const told = flags.format === "json" ? jsonRows(desk) : sentenceRows(desk, model);
    const trace = flags.trace === undefined ? undefined : desk.lines(flags.trace);
    const bar = new TrainingBar(desk.process, settings.epochs ?? model.training?.epochs ?? 100);
    const losses: number[] = [];
    const rows: Epoch[] = [];
    let [breath, saved] = [Date.now(), Date.now()];
    let last: Progress | undefined;
    const save = (isLast: boolean): void => {
      if (flags.save !== undefined && last)
        desk.write(flags.save, writeCheckpoint(last.checkpoint()), isLast);
    };
    let next = started.value.next();
    for (; !next.done; next = started.value.next()) {
      last = next.value;
      const { row } = last;
      if (row) {
        bar.clear();
        told.row(row);
        trace?.line(JSON.stringify(summarised(row)));
        if (Date.now() - saved >= 1000 * (flags.saveEvery ?? 5)) {
          save(false);
          saved = Date.now();
        }
        if (flags.plot) losses.push(row.loss);
        if (flags.plot && flags.show === "parameters") rows.push(row);
      } else bar.show(last);
      if (Date.now() - breath < 50) continue;
      // a breath for Ctrl-C to be heard
      await new Promise((resolve) => setImmediate(resolve));
      breath = Date.now();
      if (interrupted.now) break;
    }
    bar.clear();
    trace?.end();
    interrupted.end();
    if (!next.done) {
      const reached = last?.row ? last.epoch : (last?.epoch ?? 1) - 1;
      told.interrupt(reached);
      desk.process.stderr.write(`\ninterrupted after epoch ${reached}\n`);
      save(true);
      started.value.return(undefined as never);
      desk.process.exitCode = 130;
      return;
    }
    const ended = next.value;
    told.end(ended);
    if (!ended.diverged) save(true);
    if (flags.plot) {
      const { curves } = await import("../../render/plot/curve.ts");
      losses.push(ended.final.loss);
      const picture =
        flags.show === "parameters"
          ? curves(parametersOver(rows), { title: `Parameters of ${name}` })
          : curves([{ name: "loss", values: losses }], { title: `Loss of ${name}`, log: true });
      await writePicture(desk, flags.plot, await picture);
    }
    if (ended.diverged) desk.process.exitCode = 1;
  });
}

const mostThreads = 64;

function crewOf(desk: Desk, threads = 1): Crew | undefined {
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads)
    desk.fail(`the number of threads is from 1 to ${mostThreads}, not ${threads}`);
  return threads > 1 ? { threads, start: startThread } : undefined;
}

function readSaved(desk: Desk, path: string): Checkpoint {
  const read = readCheckpoint(desk.readBytes(path));
  if ("problem" in read) desk.fail(`${path}: ${read.problem}`, "Name a file that --save wrote.");
  return read;
}
