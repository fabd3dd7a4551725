import { lowerCondition } from "../../language/lower.ts";
import { type Epoch, startTraining, type Training } from "../../train/train.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { TrainFlags } from "../flags.ts";
import { loadModel } from "../load.ts";
import { checkPicture, writePicture } from "../picture.ts";
import { tellingOf } from "../sentences.ts";

export default function train(this: Context, flags: TrainFlags, path: string): Promise<void> {
  return atDesk(this, async (desk: Desk) => {
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

    const telling = tellingOf(model);
    const rows: Epoch[] = [];
    const isJson = flags.format === "json";
    if (!isJson && telling.header) desk.print(telling.header);
    const interrupted = onInterrupt(desk);
    let next = started.value.next();
    for (; !next.done && !interrupted.now; next = started.value.next()) {
      rows.push(next.value);
      if (!isJson) desk.print(telling.line(next.value));
      // a breath for Ctrl-C to be heard
      if (rows.length % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    interrupted.end();
    if (interrupted.now) {
      desk.process.stderr.write(`\ninterrupted after epoch ${rows.length}\n`);
      desk.process.exitCode = 130;
      return;
    }
    const ended = next.value as Training;
    if (isJson) desk.json({ version: 1, epochs: rows, stopped: ended.stopped, final: ended.final });
    else if (ended.stopped) desk.print(telling.end(ended));
    if (flags.plot) {
      const { curves } = await import("../../render/plot/curve.ts");
      const losses = [...rows.map((row) => row.loss), ended.final.loss];
      await writePicture(
        desk,
        flags.plot,
        await curves([{ name: "loss", values: losses }], { title: `Loss of ${name}`, log: true }),
      );
    }
    if (ended.diverged) desk.process.exitCode = 1;
  });
}

function onInterrupt(desk: Desk): { now: boolean; end: () => void } {
  const state = { now: false, end: (): void => void process.removeListener("SIGINT", listener) };
  const listener = (): void => {
    state.now = true;
  };
  if (desk.process === (process as unknown)) process.once("SIGINT", listener);
  return state;
}
