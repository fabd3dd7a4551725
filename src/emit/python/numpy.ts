import { backwardPass, forwardPass, lossHint } from "../backward.ts";
import { companionTensors, type Emitted, type Exported, isLarge } from "../exported.ts";
import { numpyHelpers } from "./numpy-operations.ts";
import { NumpyProgram, numpyArray } from "./numpy-program.ts";
import { training } from "./numpy-training.ts";
import {
  checkedPart,
  companion,
  joinedLines,
  numpySelfCheck,
  opening,
  runLines,
  scheduleLines,
  standardImports,
  staysOnDisk,
  valueText,
} from "./parts.ts";
import { arrayText, bracketed, indented, pythonNumber } from "./syntax.ts";

/** Backpropagation by hand, in the model's names, as a NumPy program. */
export function emitNumpy(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: written(new NumpyProgram(exported)), ...(tensors && { tensors }) };
}

function written(program: NumpyProgram): string {
  const { exported, helpers, inputs, parameters } = program;
  const values = (nodes: NumpyProgram["inputs"]): string[] =>
    nodes.map((node) => {
      const make = staysOnDisk(exported, node) ? (list: string) => list : numpyArray;
      return `${program.id(node)} = ${valueText(exported, node, make)}`;
    });
  const passes = passesOf(program);
  const { rule, loop } = training(program);
  const isRead = isLarge(exported);
  return joinedLines([
    ...opening(exported, ": backpropagation by hand, in NumPy."),
    ...standardImports(isRead && "json", helpers.has("erf") && "math", isRead && "pathlib"),
    "import numpy as np",
    "",
    ...companion(exported),
    ...(inputs.length > 0 ? ["# inputs", ...values(inputs), ""] : []),
    "# parameters, where they start",
    ...values(parameters),
    "",
    ...[...program.constants].map(
      ([node, name]) => `${name} = ${arrayText(node.attributes.array!, numpyArray)}`,
    ),
    `learning_rate = ${pythonNumber(exported.plan.rate)}`,
    "",
    "",
    ...[...helpers].flatMap((name) => [...numpyHelpers[name]!.code.split("\n"), "", ""]),
    ...passes,
    "",
    "",
    ...scheduleLines(program, "np.cos"),
    ...rule,
    ...numpySelfCheck(
      program,
      program.callAt(checkedPart(program)).split("\n"),
      (node) => program.gradients.get(node)!,
    ),
    ...runLines(loop),
  ]);
}

/** The forward and the backward pass, as one function. */
function passesOf(program: NumpyProgram): string[] {
  const { exported, gradients, masks, inputs, parameters, results } = program;
  const { model } = exported;
  const forward = forwardPass(model, ...program.watched);
  const backward = backwardPass(model);
  const all = [...forward, ...backward.map((step) => step.adjoint)];
  const writer = program.writer(all);
  for (const node of [...inputs, ...parameters, ...masks]) writer.know(node, program.id(node));
  const counted = program.counted(all);
  if (counted !== undefined) writer.lines.push(`${program.count} = len(${counted})`, "");
  writer.comment("#", "forward pass");
  const hint = lossHint(program.loss);
  if (hint) writer.comment("#", hint);
  for (const node of forward) writer.define(node, program.id(node));
  writer.lines.push("");
  writer.comment("#", "backward pass: the chain rule, from the loss down");
  const found = new Set(backward.map((step) => step.quantity));
  for (const { quantity, adjoint, comments } of backward) {
    for (const one of comments) writer.comment("#", one);
    writer.define(adjoint, program.gradient(quantity));
  }
  for (const [node, identifier] of gradients)
    if (!found.has(node))
      writer.lines.push(`${identifier} = np.zeros_like(${program.id(node)})  # the loss does not read it`);
  const names = [
    ...[...inputs, ...parameters].map((node) => program.id(node)),
    ...masks.map((node) => `${program.id(node)}=1.0`),
  ];
  return [
    bracketed("def loss_and_gradients(", names, "):"),
    ...indented(writer.lines),
    bracketed("return ", results, "", "    ").includes("\n")
      ? bracketed("return (", results, ")", "    ")
      : `    return ${results.join(", ")}`,
  ];
}
