import type { NDArray } from "../base/array.ts";
import { readSafetensors } from "../base/safetensors.ts";
import { readArchive } from "./binary.ts";
import { type FileProblem, readWhole } from "./files.ts";

/** The arrays of a .safetensors or .npz file, by name. */
export function readWeights(path: string): ReadonlyMap<string, NDArray> | FileProblem {
  const read = readWhole(path);
  if ("problem" in read) return read;
  const { bytes } = read;
  if (path.toLowerCase().endsWith(".npz")) return readArchive(bytes);
  if (bytes[0] === 0x80 || (bytes[0] === 0x50 && bytes[1] === 0x4b))
    return {
      problem: "it is a pickle, which can run code when it is read",
      hint: "Save the state dictionary with safetensors.torch.save_file(model.state_dict(), …).",
    };
  return readSafetensors(bytes);
}
