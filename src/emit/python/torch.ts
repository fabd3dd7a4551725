import { isName, type Node, nameOf } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { forwardPass } from "../backward.ts";
import {
  companionName,
  companionTensors,
  type Emitted,
  type Exported,
  isLarge,
  sourceLines,
  titleOf,
  trainedRows,
} from "../exported.ts";
import { Names, pythonWords } from "../names.ts";
import { rolesOf } from "../roles.ts";
import { readsLetter, Writer } from "../writer.ts";
import { expectedText, loader, quoted, rowFormat, scheduleLines, valueText } from "./parts.ts";
import { arrayText, bracketed, indented, pythonFloat, pythonNumber } from "./syntax.ts";
import { torchHelpers, torchOperations } from "./torch-operations.ts";

const ownNames = [
  ..."F nn np torch math dist json os pathlib argparse Model placed load tensors self_check main agree rate_factor self".split(
    " ",
  ),
  ..."epoch rows order start total part own share value ranks rank device model net optimizer scheduler trace say".split(
    " ",
  ),
  ..."on_gpu arguments parser best waited validation_loss mean_loss mean_over_ranks numbers_of row stopped final batch_of settings last".split(
    " ",
  ),
];

/** What nn.Module calls its own: no parameter may be called so. */
const moduleNames = (
  "T train eval forward predict training double float half to cpu cuda type apply add_module buffers children modules " +
  "parameters named_parameters state_dict load_state_dict zero_grad requires_grad_ share_memory register_buffer compile"
).split(" ");

const optimizers: Readonly<Record<string, (plan: Exported["plan"]) => string>> = {
  sgd: ({ momentum }) => `SGD(${rate}${option("momentum", momentum)}`,
  momentum: ({ momentum = 0.9 }) => `SGD(${rate}${option("momentum", momentum)}`,
  nesterov: ({ momentum = 0.9 }) => `SGD(${rate}${option("momentum", momentum)}, nesterov=True`,
  adagrad: ({ epsilon = 1e-10 }) => `Adagrad(${rate}${option("eps", epsilon)}`,
  rmsprop: ({ momentum = 0.9, epsilon = 1e-8 }) =>
    `RMSprop(${rate}${option("alpha", momentum)}${option("eps", epsilon)}`,
  adam: (plan) => `Adam(${rate}${betas(plan)}`,
  adamw: (plan) => `AdamW(${rate}${betas(plan)}`,
};
const rate = "net.parameters(), lr=arguments.rate";
const option = (name: string, value: number | undefined): string =>
  value === undefined ? "" : `, ${name}=${pythonNumber(value)}`;
const betas = ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: Exported["plan"]): string =>
  `, betas=(${pythonNumber(beta1)}, ${pythonNumber(beta2)}), eps=${pythonNumber(epsilon)}`;

/** An nn.Module with a loop that trains it alone or on many ranks. */
export function emitTorch(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: new TorchProgram(exported).write(), ...(tensors && { tensors }) };
}

const torchArray = (list: string, isWhole: boolean): string =>
  `torch.tensor(${list}${isWhole ? ", dtype=torch.get_default_dtype()" : ""})`;

class TorchProgram {
  readonly #names = new Names([...pythonWords, ...ownNames]);
  readonly #identifiers = new Map<Node, string>();
  readonly #attributes = new Map<Node, string>();
  readonly #helpers = new Set<string>();
  readonly #constants = new Map<Node, string>();
  readonly #watched: readonly Node[];
  readonly #count: string;

  constructor(readonly exported: Exported) {
    const { model, plan } = exported;
    const own = new Names([...pythonWords, ...moduleNames]);
    for (const { node } of model.parameters) this.#attributes.set(node, own.claim(nameOf(node)));
    for (const node of [...model.inputs, ...model.parameters].map((one) => one.node).concat(model.quantities))
      if (!this.#identifiers.has(node)) this.#identifiers.set(node, this.#names.claim(nameOf(node)));
    const quantities = new Set(model.quantities);
    this.#watched = plan.stop
      ? reachable([plan.stop.condition], isName).filter((node) => quantities.has(node) && node !== model.loss)
      : [];
    this.#count = this.#names.claim("n");
  }

  #id(node: Node): string {
    return this.#identifiers.get(node)!;
  }

  #writer(roots: readonly Node[], holder: string): Writer {
    const { model, rows } = this.exported;
    const writer = new Writer(
      {
        spellings: torchOperations,
        names: this.#names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: new Map(rows ? [[rows.letter, this.#count]] : []),
        scope: {
          need: (helper) => {
            this.#helpers.add(helper);
            return helper;
          },
          constant: (node) => {
            const known = this.#constants.get(node) ?? this.#names.fresh("constant");
            this.#constants.set(node, known);
            return `${holder}.${known}`;
          },
        },
      },
      roots,
    );
    for (const { node } of model.inputs) writer.know(node, this.#id(node));
    for (const [node, name] of this.#attributes) writer.know(node, `${holder}.${name}`);
    return writer;
  }

  write(): string {
    const { exported } = this;
    const { model } = exported;
    const methods = this.#methods();
    const main = this.#main();
    const isRead = isLarge(exported);
    const schedule = scheduleLines(exported, "math.cos");
    const parameters = model.parameters.map(
      ({ node }) =>
        `self.${this.#attributes.get(node)} = nn.Parameter(${tensorText(valueText(exported, node, torchArray), node)})`,
    );
    const constants = [...this.#constants].map(
      ([node, name]) =>
        `self.register_buffer("${name}", ${arrayText(node.attributes.array!, torchArray)}, persistent=False)`,
    );
    const lines = [
      `"""${titleOf(exported)}, in PyTorch.`,
      "",
      "Written by chainrule export from the model below. Run it: it checks its loss and its",
      "gradients against those of the model, then trains.",
      "",
      "It runs alone, or on many ranks under any launcher of the env:// protocol, such as",
      "    torchrun --nproc-per-node=2 PROGRAM",
      "where each rank reads its share of every batch.",
      '"""',
      "",
      ...sourceLines(exported, "#"),
      "",
      "import argparse",
      "import json",
      "import math",
      "import os",
      ...(isRead ? ["import pathlib"] : []),
      "",
      ...(isRead ? ["import numpy as np"] : []),
      "import torch",
      "import torch.distributed as dist",
      "import torch.nn.functional as F",
      "from torch import nn",
      "",
      "# the self-check is done in double precision",
      "torch.set_default_dtype(torch.float64)",
      "",
      ...(isRead ? ["", ...loader(companionName(exported)), ""] : []),
      ...(model.inputs.length > 0
        ? ["# inputs", ...model.inputs.map(({ node }) => this.#input(node)), ""]
        : []),
      "",
      ...[...this.#helpers].flatMap((name) => [...torchHelpers[name]!.code.split("\n"), "", ""]),
      "class Model(nn.Module):",
      "    def __init__(self):",
      "        super().__init__()",
      ...indented([...parameters, ...constants], "        "),
      "",
      ...indented(methods),
      "",
      "",
      ...(schedule.length > 0 ? [...schedule, "", ""] : []),
      ...this.#selfCheck(),
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
    ];
    return `${lines.join("\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  }

  #input(node: Node): string {
    const isRows = isLarge(this.exported) && this.exported.rows?.samples.has(node);
    const text = valueText(this.exported, node, (list, isWhole) =>
      isRows ? list : torchArray(list, isWhole),
    );
    return `${this.#id(node)} = ${isRows ? text : tensorText(text, node)}`;
  }

  /** What the model predicts, where that stands apart from its loss, and the loss. */
  #methods(): string[] {
    const { model, rows } = this.exported;
    const { targets, cut } = rolesOf(model);
    const inputs = model.inputs.map((one) => one.node);
    const all = forwardPass(model, ...this.#watched);
    const before = cut ? new Set(reachable([cut])) : new Set<Node>();
    const isApart = cut !== undefined && this.#watched.every((node) => !before.has(node) || node === cut);
    const count = (nodes: readonly Node[], from: readonly Node[]): string[] => {
      const open = from.find((node) => rows?.samples.has(node));
      return open && rows && reachable(nodes).some((node) => readsLetter(node, rows.letter))
        ? [`${this.#count} = len(${this.#id(open)})`]
        : [];
    };
    const results = [model.loss, ...this.#watched].map((node) => this.#id(node)).join(", ");
    if (!isApart) {
      const writer = this.#writer(all, "self");
      writer.lines.push(...count(all, inputs));
      for (const node of all) writer.define(node, this.#id(node));
      return [
        bracketed(
          "def forward(self, ",
          inputs.map((node) => this.#id(node)),
          "):",
        ).replace("self, )", "self)"),
        `    """The loss of these data."""`,
        ...indented([...writer.lines, `return ${results}`]),
      ];
    }
    const read = inputs.filter((node) => !targets.has(node) && before.has(node));
    const first = all.filter((node) => before.has(node));
    const predict = this.#writer(first, "self");
    predict.lines.push(...count(first, read));
    for (const node of first) predict.define(node, this.#id(node));
    const rest = all.filter((node) => !before.has(node));
    const forward = this.#writer(rest, "self");
    const arguments_ = read.map((node) => this.#id(node)).join(", ");
    forward.lines.push(...count(rest, inputs), `${this.#id(cut)} = self.predict(${arguments_})`);
    forward.know(cut, this.#id(cut));
    for (const node of rest) forward.define(node, this.#id(node));
    return [
      `def predict(self, ${arguments_}):`,
      ...indented([...predict.lines, `return ${this.#id(cut)}`]),
      "",
      `def forward(self, ${inputs.map((node) => this.#id(node)).join(", ")}):`,
      `    """The loss of these data."""`,
      ...indented([...forward.lines, `return ${results}`]),
    ];
  }

  #given(rows: string, device: string): string {
    const { model, rows: open } = this.exported;
    return model.inputs
      .map(({ node }) =>
        open?.samples.has(node)
          ? `batch_of(${this.#id(node)}, ${rows}, ${device})`
          : `${this.#id(node)}.to(${device}, torch.get_default_dtype())`,
      )
      .join(", ");
  }

  #selfCheck(): string[] {
    const { exported } = this;
    const { point, model } = exported;
    const label = nameOf(model.loss);
    const loss = this.#watched.length > 0 ? "loss, *_" : "loss";
    return [
      "def agree(found, expected, name):",
      "    expected = torch.as_tensor(expected).to(found)",
      '    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12, msg=f"self-check: {name} differs")',
      "",
      "",
      "def self_check(model, device):",
      ...indented([
        '"""The loss and every gradient at the starting point, as chainrule found them."""',
        `${loss} = model(${this.#given(`slice(0, ${point.rows})`, "device")})`,
        "loss.backward()",
        `agree(loss.detach(), ${pythonFloat(point.loss)}, ${quoted(label)})`,
        ...model.parameters.map(({ node }) => {
          const found = `model.${this.#attributes.get(node)}.grad`;
          const name = quoted(`d${label}/d${nameOf(node)}`);
          const isRead = reachable([model.loss]).includes(node);
          if (!isRead) return `assert ${found} is None  # the loss does not read it`;
          return `agree(${found}, ${expectedText(exported, node, (list) => `torch.tensor(${list})`)}, ${name})`;
        }),
        "model.zero_grad()",
      ]),
    ];
  }

  #main(): string[] {
    const { exported } = this;
    const { plan, rows, model } = exported;
    const { batch, patience, stop, clip, decay = 0 } = plan;
    const hasSchedule = scheduleLines(exported, "math.cos").length > 0;
    const trained = rows ? trainedRows(rows.count, plan) : 1;
    const isSplit = rows !== undefined && trained < rows.count;
    const decays = plan.optimizer === "adamw" ? (plan.decay ?? 0.01) : decay;
    const made = `${optimizers[plan.optimizer]!(plan)}${decays > 0 || plan.optimizer === "adamw" ? option("weight_decay", decays) : ""})`;
    const isShared = rows !== undefined && rows.split !== "whole";
    const watched = this.#watched.map((node) => this.#id(node));
    const loss = this.#id(model.loss);
    const step: string[] = [];
    if (rows) {
      step.push(
        isShared
          ? "own = part[rank::ranks]  # this rank's share of the batch"
          : "own = part  # the loss is no mean over rows: every rank computes all of it",
      );
      if (rows.split === "mean")
        step.push(
          "# the gradients of the ranks are averaged: each counts by its number of rows",
          "share = len(own) * ranks / len(part)",
          "own = own if len(own) > 0 else part[:1]",
        );
      else if (rows.split === "sum")
        step.push("share = ranks if len(own) > 0 else 0", "own = own if len(own) > 0 else part[:1]");
    }
    const share = isShared ? " * share" : "";
    step.push(
      `${["value", ...watched].join(", ")} = net(${this.#given("own", "device")})`,
      ...(isShared ? [`value = value${share}`] : []),
      `${loss} = mean_over_ranks(value, ranks)`,
      `if not math.isfinite(${loss}):`,
      `    stopped = {"epoch": epoch, "reason": ${quoted(`diverged: ${nameOf(model.loss)} is no finite number; a smaller rate may help`)}}`,
      "    break",
    );
    if (stop) {
      const writer = this.#writer([], "model");
      writer.know(model.loss, loss);
      for (const node of this.#watched) writer.know(node, this.#id(node));
      const condition = writer.print(stop.condition);
      if (watched.length > 0)
        step.push('assert ranks == 1, "this stop reads single rows: run the program on one rank"');
      step.push(
        ...writer.lines,
        `if ${condition.condition?.text ?? condition.text}:`,
        `    stopped = {"epoch": epoch, "reason": ${quoted(stop.text)}}`,
        "    break",
      );
    }
    step.push("optimizer.zero_grad()", "value.backward()");
    if (clip !== undefined) step.push(`nn.utils.clip_grad_norm_(net.parameters(), ${pythonNumber(clip)})`);
    step.push("optimizer.step()");
    if (hasSchedule) step.push("scheduler.step()");
    if (rows) step.push(`total += ${loss} * len(part)`);

    const body: string[] = [];
    if (rows) {
      body.push(
        batch === undefined
          ? `rows = torch.arange(${trained})`
          : `rows = torch.randperm(${trained}, generator=order)  # the same on every rank`,
        "total = 0.0",
        `for part in rows.split(${batch ?? trained}):`,
        ...indented(step),
        "if stopped:",
        "    break",
        `mean_loss = total / ${trained}`,
      );
    } else body.push(...step, `mean_loss = ${loss}`);
    if (isSplit)
      body.push(
        "with torch.no_grad():",
        `    validation_loss = model(${this.#given(`slice(${trained}, ${rows!.count})`, "device")})${watched.length > 0 ? "[0]" : ""}.item()`,
      );
    const shown = rowFormat(
      exported,
      "mean_loss",
      new Map([...this.#attributes].map(([node, name]) => [node, `model.${name}.item()`])),
      (text) => text,
    );
    body.push(
      `row = {"epoch": epoch, "loss": mean_loss, "parameters": numbers_of(model)}`,
      ...(isSplit ? ['row["validation"] = {"loss": validation_loss}'] : []),
      `say(row, f"${isSplit ? `${shown}, validation = {validation_loss:.4f}` : shown}")`,
    );
    if (isSplit && patience !== undefined)
      body.push(
        "best, waited = (validation_loss, 0) if validation_loss < best else (best, waited + 1)",
        `if waited >= ${patience}:`,
        `    stopped = {"epoch": epoch, "reason": "no better validation loss in ${patience} epochs"}`,
        "    break",
      );
    const count = rows ? "part" : "slice(None)";
    return [
      "def mean_over_ranks(value, ranks):",
      "    value = value.detach().clone()",
      "    if ranks > 1:",
      "        dist.all_reduce(value)",
      "    return value.item() / ranks",
      "",
      "",
      "def numbers_of(model):",
      "    return {name: parameter.tolist() for name, parameter in model.named_parameters()}",
      "",
      "",
      "def main():",
      ...indented([
        "parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
        `parser.add_argument("--epochs", type=int, default=${plan.epochs})`,
        `parser.add_argument("--rate", type=float, default=${pythonNumber(plan.rate)})`,
        `parser.add_argument("--json", action="store_true", help="print each epoch as a line of JSON")`,
        `parser.add_argument("--save", metavar="FILE", help="write the parameters with torch.save")`,
        "arguments = parser.parse_args()",
        "",
        `ranks = int(os.environ.get("WORLD_SIZE", "1"))`,
        `rank = int(os.environ.get("RANK", "0"))`,
        "on_gpu = torch.cuda.is_available()",
        `device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if on_gpu else torch.device("cpu")`,
        "if ranks > 1:",
        `    dist.init_process_group("nccl" if on_gpu else "gloo")`,
        "",
        "def say(row, text):",
        "    if rank == 0:",
        "        print(json.dumps(row) if arguments.json else text, flush=True)",
        "",
        "model = Model().to(device)",
        "if rank == 0:",
        "    self_check(model, device)",
        "    if not arguments.json:",
        `        print("self-check: the loss and ${model.parameters.length === 1 ? "its gradient" : `${model.parameters.length} gradients`} agree to 1e-10", flush=True)`,
        ...(plan.precision === "float32" ? ["torch.set_default_dtype(torch.float32)", "model.float()"] : []),
        "net = nn.parallel.DistributedDataParallel(model) if ranks > 1 else model",
        `optimizer = torch.optim.${made}`,
        ...(hasSchedule ? ["scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, rate_factor)"] : []),
        ...(batch !== undefined && rows ? [`order = torch.Generator().manual_seed(${plan.seed})`] : []),
        ...(patience !== undefined && isSplit ? ['best, waited = float("inf"), 0'] : []),
        "",
        "stopped = None",
        "for epoch in range(1, arguments.epochs + 1):",
        ...indented(body),
        "else:",
        "    with torch.no_grad():",
        `        value${watched.length > 0 ? ", *_" : ""} = model(${this.#given(count, "device")})`,
        `    ${loss} = value.item()`,
        "",
        `say(`,
        `    {"stopped": stopped, "final": {"loss": ${loss}, "parameters": numbers_of(model)}},`,
        `    f"stopped at epoch {stopped['epoch']}: {stopped['reason']}" if stopped else f"final loss = {${loss}:.4f}",`,
        ")",
        "if arguments.save and rank == 0:",
        "    torch.save(model.state_dict(), arguments.save)",
        "if ranks > 1:",
        "    dist.destroy_process_group()",
      ]),
    ];
  }
}

/** A plain number as a tensor. */
const tensorText = (text: string, node: Node): string =>
  node.shape.length === 0 ? `torch.tensor(${text})` : text;
