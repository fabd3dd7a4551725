import { type Node, nameOf } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { forwardPass } from "../backward.ts";
import { companionTensors, type Emitted, type Exported, isLarge } from "../exported.ts";
import { rolesOf } from "../roles.ts";
import {
  companion,
  expectedText,
  joinedLines,
  opening,
  quoted,
  scheduleLines,
  standardImports,
  staysOnDisk,
  valueText,
} from "./parts.ts";
import { arrayText, bracketed, indented, pythonFloat, pythonNumber } from "./syntax.ts";
import { torchHelpers } from "./torch-operations.ts";
import { TorchProgram } from "./torch-program.ts";
import { mainOf } from "./torch-training.ts";

/** An nn.Module with a loop that trains it alone or on many ranks. */
export function emitTorch(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: written(new TorchProgram(exported)), ...(tensors && { tensors }) };
}

const torchArray = (list: string, isWhole: boolean): string =>
  `torch.tensor(${list}${isWhole ? ", dtype=torch.get_default_dtype()" : ""})`;

/** A plain number as a tensor. */
const tensorText = (text: string, node: Node): string =>
  node.shape.length === 0 ? `torch.tensor(${text})` : text;

function written(program: TorchProgram): string {
  const { exported, inputs, parameters, attributes } = program;
  const methods = methodsOf(program);
  const main = mainOf(program);
  const isRead = isLarge(exported);
  const input = (node: Node): string => {
    const text = staysOnDisk(exported, node)
      ? valueText(exported, node, (list) => list)
      : tensorText(valueText(exported, node, torchArray), node);
    return `${program.id(node)} = ${text}`;
  };
  const own = [
    ...parameters.map(
      (node) =>
        `self.${attributes.get(node)} = nn.Parameter(${tensorText(valueText(exported, node, torchArray), node)})`,
    ),
    ...[...program.constants].map(
      ([node, name]) =>
        `self.register_buffer("${name}", ${arrayText(node.attributes.array!, torchArray)}, persistent=False)`,
    ),
    ...(exported.dropout ? [`self.dropout = nn.Dropout(${pythonNumber(exported.dropout.part)})`] : []),
  ];
  return joinedLines([
    ...opening(exported, ", in PyTorch.", [
      "",
      "It runs alone, or on many ranks under any launcher of the env:// protocol, such as",
      "    torchrun --nproc-per-node=2 PROGRAM",
      "where each rank reads its share of every batch.",
    ]),
    ...standardImports("argparse", "json", "math", "os", isRead && "pathlib"),
    ...(isRead ? ["import numpy as np"] : []),
    "import torch",
    "import torch.distributed as dist",
    "import torch.nn.functional as F",
    "from torch import nn",
    "",
    "# the self-check is done in double precision",
    "torch.set_default_dtype(torch.float64)",
    "",
    ...companion(exported),
    ...(inputs.length > 0 ? ["# inputs", ...inputs.map(input), ""] : []),
    "",
    ...[...program.helpers].flatMap((name) => [...torchHelpers[name]!.code.split("\n"), "", ""]),
    "class Model(nn.Module):",
    "    def __init__(self):",
    "        super().__init__()",
    ...indented(own, "        "),
    "",
    ...indented(methods),
    "",
    "",
    ...scheduleLines(program, "math.cos"),
    ...selfCheck(program),
    "",
    "",
    "def batch_of(x, rows, device):",
    isRead
      ? "    return torch.as_tensor(np.asarray(x[rows]), device=device, dtype=torch.get_default_dtype())"
      : "    return x[rows].to(device, torch.get_default_dtype())",
    "",
    "",
    ...main,
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
  ]);
}

/** What the model predicts, where that stands apart from its loss, and the loss. */
function methodsOf(program: TorchProgram): string[] {
  const { exported, inputs, watched, loss } = program;
  const { model } = exported;
  const { targets, cut } = rolesOf(model);
  const all = forwardPass(model, ...watched);
  const before = cut ? new Set(reachable([cut])) : new Set<Node>();
  const isApart = cut !== undefined && watched.every((node) => !before.has(node) || node === cut);
  const count = (nodes: readonly Node[], from: readonly Node[]): string[] => {
    const counted = program.counted(nodes, from);
    return counted === undefined ? [] : [`${program.count} = len(${counted})`];
  };
  const names = (nodes: readonly Node[]): string[] => ["self", ...nodes.map((node) => program.id(node))];
  const forward = (lines: readonly string[]): string[] => [
    bracketed("def forward(", names(inputs), "):"),
    `    """The loss of these data."""`,
    ...indented([...lines, `return ${[loss, ...watched.map((node) => program.id(node))].join(", ")}`]),
  ];
  if (!isApart) {
    const writer = program.writer(all, "self");
    writer.lines.push(...count(all, inputs));
    for (const node of all) writer.define(node, program.id(node));
    return forward(writer.lines);
  }
  const read = inputs.filter((node) => !targets.has(node) && before.has(node));
  const first = all.filter((node) => before.has(node));
  const predict = program.writer(first, "self");
  predict.lines.push(...count(first, read));
  for (const node of first) predict.define(node, program.id(node));
  const rest = all.filter((node) => !before.has(node));
  const writer = program.writer(rest, "self");
  const handed = read.map((node) => program.id(node)).join(", ");
  writer.lines.push(...count(rest, inputs), `${program.id(cut)} = self.predict(${handed})`);
  writer.know(cut, program.id(cut));
  for (const node of rest) writer.define(node, program.id(node));
  return [
    `def predict(${names(read).join(", ")}):`,
    ...indented([...predict.lines, `return ${program.id(cut)}`]),
    "",
    ...forward(writer.lines),
  ];
}

function selfCheck(program: TorchProgram): string[] {
  const { exported, attributes, masks } = program;
  const { point, model } = exported;
  const read = new Set(reachable([model.loss]));
  return [
    "def agree(found, expected, name):",
    "    expected = torch.as_tensor(expected).to(found)",
    '    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12, msg=f"self-check: {name} differs")',
    "",
    "",
    "def self_check(model, device):",
    ...indented([
      '"""The loss and every gradient at the starting point, as chainrule found them."""',
      ...(masks.length > 0 ? ["model.eval()  # nothing is dropped here"] : []),
      `${program.watched.length > 0 ? "loss, *_" : "loss"} = model(${program.dealt(`slice(0, ${point.rows})`)})`,
      "loss.backward()",
      `agree(loss.detach(), ${pythonFloat(point.loss)}, ${quoted(nameOf(model.loss))})`,
      ...program.parameters.map((node) => {
        const found = `model.${attributes.get(node)}.grad`;
        if (!read.has(node)) return `assert ${found} is None  # the loss does not read it`;
        const expected = expectedText(exported, node, (list) => `torch.tensor(${list})`);
        return `agree(${found}, ${expected}, ${quoted(program.gradientTitle(node))})`;
      }),
      "model.zero_grad()",
      ...(masks.length > 0 ? ["model.train()"] : []),
    ]),
  ];
}
