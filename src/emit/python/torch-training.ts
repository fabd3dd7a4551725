import { nameOf } from "../../graph/node.ts";
import type { TrainingPlan } from "../exported.ts";
import { patienceLines, patienceReason, patienceStart, quoted, rowFormat } from "./parts.ts";
import { indented, pythonNumber } from "./syntax.ts";
import type { TorchProgram } from "./torch-program.ts";

const optimizers: Readonly<Record<string, (plan: TrainingPlan) => string>> = {
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
const betas = ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: TrainingPlan): string =>
  `, betas=(${pythonNumber(beta1)}, ${pythonNumber(beta2)}), eps=${pythonNumber(epsilon)}`;

function optimizerText(plan: TrainingPlan): string {
  const isApart = plan.optimizer === "adamw";
  const decay = isApart ? (plan.decay ?? 0.01) : (plan.decay ?? 0);
  const decays = decay > 0 || isApart ? option("weight_decay", decay) : "";
  return `torch.optim.${optimizers[plan.optimizer]!(plan)}${decays})`;
}

/** The program's main function, and what it calls. */
export function mainOf(program: TorchProgram): string[] {
  const { exported, loss, batch, masks, watched } = program;
  const { plan, rows } = exported;
  const isEvaluated = masks.length > 0;
  return [
    "def mean_over_ranks(value, ranks):",
    "    value = value.detach().clone()",
    "    if ranks > 1:",
    "        dist.all_reduce(value)",
    "    return value.item() / ranks",
    "",
    "",
    "def numbers_of(model):",
    ...numbersOf(program),
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
      `        print("self-check: ${program.checked} agree to 1e-10", flush=True)`,
      ...(plan.precision === "float32" ? ["torch.set_default_dtype(torch.float32)", "model.float()"] : []),
      "net = nn.parallel.DistributedDataParallel(model) if ranks > 1 else model",
      `optimizer = ${optimizerText(plan)}`,
      ...(program.hasSchedule
        ? ["scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, rate_factor)"]
        : []),
      ...(batch === undefined ? [] : [`order = torch.Generator().manual_seed(${plan.seed})`]),
      ...(isEvaluated
        ? [`torch.manual_seed(${plan.seed} + rank)  # each rank drops numbers of its own`]
        : []),
      ...patienceStart(program),
      "",
      "stopped = None",
      "for epoch in range(1, arguments.epochs + 1):",
      ...indented(epochOf(program)),
      "else:",
      ...(isEvaluated ? ["    model.eval()"] : []),
      "    with torch.no_grad():",
      `        value${watched.length > 0 ? ", *_" : ""} = model(${program.dealt(rows ? "part" : "slice(None)")})`,
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

/** The parameters by the model's names, which are not always attributes. */
function numbersOf({ attributes }: TorchProgram): string[] {
  const all = [...attributes];
  if (all.every(([node, name]) => nameOf(node) === name))
    return ["    return {name: parameter.tolist() for name, parameter in model.named_parameters()}"];
  return [
    "    return {",
    ...all.map(([node, name]) => `        ${quoted(nameOf(node))}: model.${name}.tolist(),`),
    "    }",
  ];
}

/** The statements of one epoch: its updates, validation, and its row. */
function epochOf(program: TorchProgram): string[] {
  const { exported, batch, trained, isSplit, masks, watched, loss } = program;
  const { plan, rows } = exported;
  const step = stepOf(program);
  const body = rows
    ? [
        batch === undefined
          ? `rows = torch.arange(${trained})`
          : `rows = torch.randperm(${trained}, generator=order)  # the same on every rank`,
        "total = 0.0",
        `for part in rows.split(${plan.batch ?? trained}):`,
        ...indented(step),
        "if stopped:",
        "    break",
        `mean_loss = total / ${trained}`,
      ]
    : [...step, `mean_loss = ${loss}`];
  if (isSplit) {
    const value = `model(${program.dealt(`slice(${trained}, ${rows!.count})`)})${watched.length > 0 ? "[0]" : ""}.item()`;
    body.push(
      ...(masks.length > 0 ? ["model.eval()"] : []),
      "with torch.no_grad():",
      `    validation_loss = ${value}`,
      ...(masks.length > 0 ? ["model.train()"] : []),
    );
  }
  const shown = rowFormat(program, "mean_loss", (node) => `model.${program.attributes.get(node)}.item()`);
  body.push(
    `row = {"epoch": epoch, "loss": mean_loss, "parameters": numbers_of(model)}`,
    ...(isSplit ? ['row["validation"] = {"loss": validation_loss}'] : []),
    `say(row, f"${shown}")`,
  );
  const end = `stopped = {"epoch": epoch, "reason": "${patienceReason(program)}"}`;
  body.push(...patienceLines(program, end));
  return body;
}

/** One update, of which each rank computes its share. */
function stepOf(program: TorchProgram): string[] {
  const { exported, watched, loss } = program;
  const { plan, rows, model } = exported;
  const { stop, clip } = plan;
  const isShared = rows !== undefined && rows.split !== "whole";
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
  step.push(
    `${["value", ...watched.map((node) => program.id(node))].join(", ")} = net(${program.dealt("own")})`,
    ...(isShared ? ["value = value * share"] : []),
    `${loss} = mean_over_ranks(value, ranks)`,
    `if not math.isfinite(${loss}):`,
    `    stopped = {"epoch": epoch, "reason": ${quoted(`diverged: ${nameOf(model.loss)} is no finite number; a smaller rate may help`)}}`,
    "    break",
  );
  if (stop) {
    const writer = program.writer([], "model");
    writer.know(model.loss, loss);
    for (const node of watched) writer.know(node, program.id(node));
    const { condition, text } = writer.print(stop.condition);
    if (watched.length > 0)
      step.push('assert ranks == 1, "this stop reads single rows: run the program on one rank"');
    step.push(
      ...writer.lines,
      `if ${condition?.text ?? text}:`,
      `    stopped = {"epoch": epoch, "reason": ${quoted(stop.text)}}`,
      "    break",
    );
  }
  step.push("optimizer.zero_grad()", "value.backward()");
  if (clip !== undefined) step.push(`nn.utils.clip_grad_norm_(net.parameters(), ${pythonNumber(clip)})`);
  step.push("optimizer.step()");
  if (program.hasSchedule) step.push("scheduler.step()");
  if (rows) step.push(`total += ${loss} * len(part)`);
  return step;
}
