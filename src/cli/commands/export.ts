import { basename, dirname, join } from "node:path";
import { writeSafetensors } from "../../base/safetensors.ts";
import { companionOf } from "../../emit/exported.ts";
import { targets } from "../../emit/targets.ts";
import { exportedModel } from "../../train/exported.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { ExportFlags } from "../flags.ts";
import { loadModel } from "../load.ts";

export default function exportModel(this: Context, flags: ExportFlags, path: string): Promise<void> {
  return atDesk(this, { format: "text" }, async (desk: Desk) => {
    const { name, source, model } = loadModel(desk, path);
    const { output } = flags;
    const title = basename(output ?? name).replace(/\.[^.]+$/, "");
    const { value, diagnostics } = exportedModel(model, { name: title, source });
    if (!value) desk.refuse(name, source, diagnostics);
    const { text, tensors } = await targets[flags.to].emit(value);
    if (!tensors) {
      if (output !== undefined) desk.write(output, text);
      else if (typeof text === "string") desk.process.stdout.write(text);
      else desk.fail("an ONNX graph is no text", `Say where it goes: --output ${title}.onnx`);
      return;
    }
    if (output === undefined)
      desk.fail(
        "the model's numbers are too many to stand in a program: they go into a file beside it",
        `Say where: --output ${title}.${targets[flags.to].ending}`,
      );
    desk.write(output, text);
    desk.write(join(dirname(output), companionOf(title)), writeSafetensors(tensors));
  });
}
