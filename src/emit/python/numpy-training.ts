import { type Node, nameOf } from "../../graph/node.ts";
import type { NumpyProgram } from "./numpy-program.ts";
import {
  epochLines,
  optimizerStep,
  patienceLines,
  patienceReason,
  patienceStart,
  rowFormat,
  stopLines,
} from "./parts.ts";
import { bracketed, indented, pythonNumber, tuple } from "./syntax.ts";

/** The optimiser's rule, where it is a function of its own, and the loop. */
export function training(program: NumpyProgram): { rule: string[]; loop: string[] } {
  const { plan } = program.exported;
  const { batch, trained, isSplit, masks } = program;
  const updates = updatesOf(program);
  const stop = program.writer();
  for (const [node, name] of program.identifiers) stop.know(node, name);
  const part = batch !== undefined ? "rows" : isSplit ? `:${trained}` : undefined;
  const step = [
    ...maskLines(program),
    ...program.callAt(part, { masks: masks.map((node) => program.id(node)) }).split("\n"),
    ...stopLines(program, stop),
    ...(program.countsSteps ? ["step += 1"] : []),
    ...(program.hasSchedule ? ["rate = learning_rate * rate_factor(step - 1)"] : []),
    ...(plan.clip === undefined ? [] : clipping(program, plan.clip)),
    ...updates.each,
  ];
  const tell = (value: string): string[] => [
    ...(isSplit
      ? [`validation_loss = ${program.callAt(`${trained}:`, { results: ["_"] }).replace(/^_ = /, "")}[0]`]
      : []),
    `print(f"${rowFormat(program, value, (node) => program.id(node))}")`,
  ];
  const end = `print(f"stopped at epoch {epoch}: ${patienceReason(program)}")`;
  return {
    rule: [...(masks.length > 0 ? maskFunction(program.exported.dropout!.part) : []), ...updates.rule],
    loop: [
      ...updates.start,
      ...(program.countsSteps ? ["step = 0"] : []),
      ...patienceStart(program),
      ...(batch !== undefined || masks.length > 0 ? [`rng = np.random.default_rng(${plan.seed})`] : []),
      `for epoch in range(1, ${plan.epochs + 1}):`,
      ...indented([...epochLines(program, step, tell), ...patienceLines(program, end)]),
    ],
  };
}

const maskFunction = (part: number): string[] => [
  "def dropout_mask(rng, shape):",
  `    """Inverted dropout: each number is dropped with chance ${pythonNumber(part)}, and what is kept grows to match."""`,
  `    return (rng.random(shape) >= ${pythonNumber(part)}) / ${pythonNumber(1 - part)}`,
  "",
  "",
];

/** New masks for one update. */
const maskLines = (program: NumpyProgram): string[] =>
  program.masks.map((node) => {
    const shape = tuple(
      node.shape.map((size) => (typeof size === "number" ? String(size) : program.dealtRows("len(rows)"))),
    );
    return `${program.id(node)} = dropout_mask(rng, ${shape})`;
  });

function clipping({ gradients }: NumpyProgram, clip: number): string[] {
  const all = [...gradients.values()];
  const squares = all.map((one) => `np.sum(${one} ** 2)`).join(" + ");
  return [
    `norm = np.sqrt(${squares})`,
    `if norm > ${pythonNumber(clip)}:`,
    ...all.map((one) => `    ${one} = ${one} * (${pythonNumber(clip)} / norm)`),
  ];
}

/** The statements that move each parameter; with state they call one function. */
function updatesOf(program: NumpyProgram): { rule: string[]; start: string[]; each: string[] } {
  const { exported, parameters, gradients } = program;
  const { rule, plan } = exported;
  const rate = program.hasSchedule ? "rate" : "learning_rate";
  if (rule.state.length === 0) {
    const each = parameters.map((node) => {
      const writer = program.writer();
      writer.know(rule.w, program.id(node));
      writer.know(rule.g, gradients.get(node)!);
      writer.know(rule.rate, rate);
      writer.know(rule.step, "step");
      const { op, operands } = rule.value;
      return op === "subtract" && operands[0] === rule.w
        ? `${program.id(node)} -= ${writer.print(operands[1]!).text}`
        : `${program.id(node)} = ${writer.print(rule.value).text}`;
    });
    return { rule: [], start: [], each };
  }
  const writer = program.writer();
  const { lines, carried } = optimizerStep(program, writer);
  lines.push(`w = ${writer.print(rule.value).text}`);
  const clock = program.readsStep ? ["step"] : [];
  const kept = new Map<Node, string[]>(
    parameters.map((node) => [node, carried.map((one) => program.names.claim(`${nameOf(node)}_${one}`))]),
  );
  return {
    rule: [
      `def optimize(${["w", "g", ...carried, "rate", ...clock].join(", ")}):`,
      `    """One step of ${plan.optimizer} for one parameter."""`,
      ...indented(lines),
      `    return ${["w", ...carried].join(", ")}`,
      "",
      "",
    ],
    start: parameters.flatMap((node) =>
      kept
        .get(node)!
        .map((one) => `${one} = ${node.shape.length === 0 ? "0.0" : `np.zeros_like(${program.id(node)})`}`),
    ),
    each: parameters.map((node) => {
      const own = kept.get(node)!;
      const given = [program.id(node), gradients.get(node)!, ...own, rate, ...clock];
      return bracketed(`${[program.id(node), ...own].join(", ")} = optimize(`, given, ")");
    }),
  };
}
