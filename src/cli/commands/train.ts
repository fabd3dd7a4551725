import type { ModelGraph } from "../../graph/model.ts";
import { lowerCondition } from "../../language/lower.ts";
import { parametersOver } from "../../train/parameters-over.ts";
import { tellingOf } from "../../train/sentences.ts";
import { type Epoch, startTraining, type Training } from "../../train/train.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { TrainFlags } from "../flags.ts";
import { onInterrupt } from "../interrupt.ts";
import { JsonRows } from "../json-rows.ts";
import { loadModel } from "../load.ts";
import { checkPicture, writePicture } from "../picture.ts";

export default function train(this: Context, flags: TrainFlags, path: string): Promise<void> {
  return atDesk(this, flags, async (desk: Desk) => {
    checkPicture(desk, flags.plot);
    const { name, source, model } = loadModel(desk, path);
    const { rate, epochs, seed, optimizer } = flags;
    const stop = flags.stop === undefined ? undefined : lowerCondition(flags.stop, model);
    if (stop && !stop.value) desk.refuse("--stop", flags.stop!, stop.diagnostics);
    const started = startTraining(model, {
      ...(rate !== undefined && { rate }),
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
      ...(optimizer !== undefined && { optimizer }),
      ...(stop?.value && { stop: { condition: stop.value, text: flags.stop! } }),
    });
    if (!started.value) desk.refuse(name, source, started.diagnostics);

    const told = flags.format === "json" ? jsonRows(desk) : sentenceRows(desk, model);
    const losses: number[] = [];
    const rows: Epoch[] = [];
    const interrupted = onInterrupt(desk);
    let breath = Date.now();
    let last = 0;
    let next = started.value.next();
    for (; !next.done && !interrupted.now; next = started.value.next()) {
      last = next.value.epoch;
      told.row(next.value);
      if (flags.plot) losses.push(next.value.loss);
      if (flags.plot && flags.show === "parameters") rows.push(next.value);
      if (Date.now() - breath < 50) continue;
      // a breath for Ctrl-C to be heard
      await new Promise((resolve) => setImmediate(resolve));
      breath = Date.now();
    }
    interrupted.end();
    if (!next.done) {
      told.interrupt(last);
      desk.process.stderr.write(`\ninterrupted after epoch ${last}\n`);
      desk.process.exitCode = 130;
      return;
    }
    const ended = next.value;
    told.end(ended);
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

interface Rows {
  readonly row: (epoch: Epoch) => void;
  readonly end: (training: Training) => void;
  readonly interrupt: (epoch: number) => void;
}

function sentenceRows(desk: Desk, model: ModelGraph): Rows {
  const telling = tellingOf(model, desk.width);
  if (telling.header) desk.print(telling.header);
  return {
    row: (epoch) => desk.print(telling.line(epoch)),
    end: (training) => {
      if (training.stopped) desk.print(telling.end(training));
    },
    interrupt: () => undefined,
  };
}

function jsonRows(desk: Desk): Rows {
  const rows = new JsonRows(desk, "epochs");
  return {
    row: (epoch) => rows.row(epoch),
    end: ({ stopped, final }) => rows.end({ stopped, final }),
    interrupt: (epoch) => rows.end({ stopped: { epoch, reason: "interrupted" }, final: null }),
  };
}
