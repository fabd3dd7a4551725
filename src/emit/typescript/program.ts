import { type Node, nameOf } from "../../graph/node.ts";
import { backwardPass, forwardPass, lossHint } from "../backward.ts";
import {
  companionName,
  companionTensors,
  type Emitted,
  type Exported,
  isLarge,
  samplesAt,
  sourceLines,
  titleOf,
} from "../exported.ts";
import { slice, TypescriptProgram } from "./context.ts";
import { typescriptHelpers } from "./helpers.ts";
import { javascriptNumber } from "./operations.ts";
import { bracketed, indented, loader } from "./syntax.ts";
import { scheduleLines, training } from "./training.ts";

/** Backpropagation by hand, in the model's names, as a TypeScript program without dependencies. */
export function emitTypescript(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: written(new TypescriptProgram(exported)), ...(tensors && { tensors }) };
}

function written(program: TypescriptProgram): string {
  const { exported, inputs, parameters, helpers } = program;
  const passes = passesOf(program);
  const { rules, loop } = training(program);
  const check = selfCheck(program);
  if ([...inputs, ...parameters].some((node) => node.shape.length > 0)) program.need("Tensor");
  const declare = (keyword: string) => (node: Node) => {
    const type = node.shape.length === 0 ? "" : ": Tensor";
    return `${keyword} ${program.id(node)}${type} = ${program.value(samplesAt(exported, node), nameOf(node))};`;
  };
  const declared = [
    ...(inputs.length > 0 ? ["// inputs", ...inputs.map(declare("const")), ""] : []),
    "// parameters, where they start",
    ...parameters.map(declare("let")),
    "",
    ...[...program.constants].map(
      ([node, name]) => `const ${name}: Tensor = ${program.array(node.attributes.array!)};`,
    ),
    `const learningRate = ${javascriptNumber(exported.plan.rate)};`,
  ];
  const order = Object.keys(typescriptHelpers).filter((name) => helpers.has(name));
  const lines = [
    `// ${titleOf(exported)}: backpropagation by hand, in TypeScript without dependencies.`,
    "//",
    "// Written by chainrule export from the model below. Run it: it checks its loss and its",
    "// gradients against those of the model, then trains.",
    "//",
    ...sourceLines(exported, "//"),
    "",
    ...(isLarge(exported)
      ? ['import { readFileSync } from "node:fs";', "", ...loader(companionName(exported)), ""]
      : []),
    ...order.flatMap((name) => [...typescriptHelpers[name]!.code.split("\n"), ""]),
    ...declared,
    "",
    ...passes,
    "",
    ...scheduleLines(program),
    ...check,
    "",
    ...(rules.length > 0 ? [...rules, ""] : []),
    "selfCheck();",
    ...loop,
  ];
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

/** The forward and the backward pass, as one function. */
function passesOf(program: TypescriptProgram): string[] {
  const { exported, gradients, inputs, parameters, masks } = program;
  const { model } = exported;
  const forward = forwardPass(model, ...program.watched);
  const backward = backwardPass(model);
  const all = [...forward, ...backward.map((step) => step.adjoint)];
  const writer = program.writer(all);
  for (const node of [...inputs, ...parameters, ...masks]) writer.know(node, program.id(node));
  const counted = program.counted(all);
  if (counted !== undefined)
    writer.lines.push(`const ${program.count} = (${counted} as Tensor[]).length;`, "");
  writer.comment("//", "forward pass");
  const hint = lossHint(program.loss);
  if (hint) writer.comment("//", hint);
  for (const node of forward) program.define(writer, node, program.id(node));
  writer.lines.push("");
  writer.comment("//", "backward pass: the chain rule, from the loss down");
  const found = new Set(backward.map((step) => step.quantity));
  for (const { quantity, adjoint, comments } of backward) {
    for (const one of comments) writer.comment("//", one);
    program.define(writer, adjoint, program.gradient(quantity));
  }
  for (const [node, own] of gradients)
    if (!found.has(node))
      writer.lines.push(`const ${own} = ${program.zeros(node)}; // the loss does not read it`);
  const names = [
    ...program.declared([...inputs, ...parameters]),
    ...masks.map((node) => `${program.id(node)}: Tensor = 1`),
  ];
  return [
    bracketed("function lossAndGradients(", names, ") {"),
    ...indented(writer.lines),
    ...indented([bracketed("return { ", program.results, " };")]),
    "}",
  ];
}

function selfCheck(program: TypescriptProgram): string[] {
  const { exported, parameters, gradients, loss } = program;
  const { point, model } = exported;
  const part = program.checkedRows === undefined ? undefined : slice(0, program.checkedRows);
  const isArrays = parameters.some((node) => node.shape.length > 0);
  if (isArrays) program.need("flat");
  const refuse = (found: string, expected: string): string[] => [
    `if (!(Math.abs(${found} - ${expected}) <= 1e-10 * Math.abs(${expected}) + 1e-12))`,
    `  throw new Error(\`self-check: \${name} is \${${found}} and should be \${${expected}}\`);`,
  ];
  const agree = isArrays
    ? [
        "function agree(found: Tensor, expected: Tensor, name: string): void {",
        "  const numbers = flat(expected);",
        "  flat(found).forEach((one, i) => {",
        ...indented(indented(refuse("one", "numbers[i]!"))).map((line) =>
          line.replace("${numbers[i]!}", "${numbers[i]}"),
        ),
        "  });",
        "}",
      ]
    : [
        "function agree(found: number, expected: number, name: string): void {",
        ...indented(refuse("found", "expected")),
        "}",
      ];
  return [
    ...agree,
    "",
    "/** The loss and every gradient at the starting point, as chainrule found them. */",
    "function selfCheck(): void {",
    ...indented([
      bracketed("const { ", [loss, ...gradients.values()], ` } = ${program.callAt(part)};`),
      `agree(${loss}, ${javascriptNumber(point.loss)}, ${JSON.stringify(nameOf(model.loss))});`,
      ...[...gradients].map(([node, own]) => {
        const expected = program.value(point.gradients.get(node)!, `gradient/${nameOf(node)}`);
        return `agree(${own}, ${expected}, ${JSON.stringify(program.gradientTitle(node))});`;
      }),
      `console.log("self-check: ${program.checked} agree to 1e-10");`,
    ]),
    "}",
  ];
}
