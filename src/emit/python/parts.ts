import { plain } from "../../base/decimal.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { type Exported, isLarge, samplesAt, updatesOf } from "../exported.ts";
import { arrayText, indented, pythonFloat, pythonNumber } from "./syntax.ts";

/** Reads the numbers beside a program. */
export const loader = (name: string): string[] =>
  `def load(name):
    """The arrays of a safetensors file beside this program, by name."""
    path = pathlib.Path(__file__).with_name(name)
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    kinds = {"F64": np.float64, "F32": np.float32, "U8": np.uint8}
    return {
        name: np.memmap(
            path,
            dtype=kinds[entry["dtype"]],
            mode="c",
            offset=8 + length + entry["data_offsets"][0],
            shape=tuple(entry["shape"]),
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


tensors = load(${JSON.stringify(name)})`.split("\n");

/** Each value of the model as a Python expression: in place, or from the file beside the program. */
export function valueText(
  exported: Exported,
  node: Node,
  make: (list: string, isWhole: boolean) => string,
): string {
  const samples = samplesAt(exported, node);
  if (samples.shape.length === 0) return pythonFloat(samples.data[0]!);
  return isLarge(exported)
    ? make(`tensors[${JSON.stringify(nameOf(node))}]`, true)
    : arrayText(samples, make);
}

/** An expected gradient as a Python expression. */
export function expectedText(exported: Exported, parameter: Node, make: (list: string) => string): string {
  const value = exported.point.gradients.get(parameter)!;
  if (value.shape.length === 0) return pythonNumber(value.data[0]!);
  if (isLarge(exported)) return `tensors[${JSON.stringify(`gradient/${nameOf(parameter)}`)}]`;
  return arrayText(value, make);
}

/** How the learning rate changes from update to update; nothing where it does not. */
export function scheduleLines(exported: Exported, cosine: string): string[] {
  const { schedule = "constant", warmup = 0, every = 10, drop = 0.1 } = exported.plan;
  if (schedule === "constant" && warmup === 0) return [];
  const { perEpoch, whole } = updatesOf(exported);
  const body: string[] = [];
  if (warmup > 0) body.push(`if update < ${warmup}:`, `    return (update + 1) / ${warmup}`);
  if (schedule === "step") body.push(`return ${plain(drop)} ** (update // ${perEpoch * every})`);
  else if (schedule === "cosine") {
    body.push(`done = min(1, (update - ${warmup}) / ${Math.max(1, whole - warmup)})`);
    body.push(`return (1 + ${cosine}(${cosine.replace(/cos$/, "pi")} * done)) / 2`);
  } else body.push("return 1");
  return [
    "def rate_factor(update):",
    `    """What the learning rate is multiplied by at an update, from 0 (schedule: ${schedule})."""`,
    ...indented(body),
  ];
}

/** The text of a row, as the command line prints it: numbers where they are few. */
export function rowFormat(
  exported: Exported,
  loss: string,
  identifiers: ReadonlyMap<Node, string>,
  number: (text: string) => string,
): string {
  const { parameters } = exported.model;
  const isShort = parameters.length <= 8 && parameters.every(({ node }) => node.shape.length === 0);
  const shown = isShort
    ? parameters.map(({ node }) => `${nameOf(node)} = {${number(identifiers.get(node)!)}:.4f}`)
    : [];
  return [`Epoch: {epoch}, Loss = {${loss}:.4f}`, ...shown].join(", ");
}

/** Text inside a Python string between double quotes. */
export const quoted = (text: string): string => JSON.stringify(text.replace(/[^\x20-\x7e]/g, "?"));
