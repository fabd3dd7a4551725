import { plain } from "../../base/decimal.ts";
import type { Samples } from "../../graph/model.ts";
import { isName, type Node, nameOf } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import { reachable } from "../../graph/walk.ts";
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
  trainedRows,
  updatesOf,
} from "../exported.ts";
import { Names, typescriptWords } from "../names.ts";
import { readsLetter, Writer } from "../writer.ts";
import { typescriptHelpers } from "./helpers.ts";
import { javascriptNumber, typescriptOperations } from "./operations.ts";

const ownNames = [
  ...Object.keys(typescriptHelpers),
  ..."rankOf row lossAndGradients selfCheck agree rateFactor learningRate rate step norm load tensors".split(
    " ",
  ),
  ..."epoch order start total count held rowsOf shuffled state best waited validationLoss meanLoss readFileSync".split(
    " ",
  ),
];
const letters = "p q r s u v a c d f g h i j k".split(" ");
const width = 96;

/** Backpropagation by hand, in the model's names, as a TypeScript program without dependencies. */
export function emitTypescript(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: new TypescriptProgram(exported).write(), ...(tensors && { tensors }) };
}

class TypescriptProgram {
  readonly #names = new Names([...typescriptWords, ...ownNames]);
  readonly #identifiers = new Map<Node, string>();
  readonly #gradients = new Map<Node, string>();
  readonly #helpers = new Set<string>();
  readonly #constants = new Map<Node, string>();
  readonly #watched: readonly Node[];
  readonly #count: string;
  /** Stand-ins in formulas for arrays that have no name. */
  readonly #letters: string[];
  #letter = 0;

  constructor(readonly exported: Exported) {
    const { model, plan } = exported;
    for (const node of [...model.inputs, ...model.parameters].map((one) => one.node).concat(model.quantities))
      if (!this.#identifiers.has(node)) this.#identifiers.set(node, this.#names.claim(nameOf(node)));
    const label = nameOf(model.loss);
    for (const { node } of model.parameters)
      this.#gradients.set(node, this.#names.claim(`d${label}_d${nameOf(node)}`));
    const quantities = new Set(model.quantities);
    this.#watched = plan.stop
      ? reachable([plan.stop.condition], isName).filter((node) => quantities.has(node) && node !== model.loss)
      : [];
    this.#count = this.#names.claim("n");
    this.#letters = letters.filter((letter) => this.#names.isFree(letter));
    for (const letter of this.#letters) this.#names.claim(letter);
  }

  #id(node: Node): string {
    return this.#identifiers.get(node)!;
  }

  /** A function that the program holds, with all that it calls. */
  #need(helper: string): string {
    if (helper === "letter:") return this.#letters[this.#letter++ % this.#letters.length]!;
    const waiting = [helper];
    while (waiting.length > 0) {
      const one = waiting.pop()!;
      if (this.#helpers.has(one)) continue;
      this.#helpers.add(one);
      waiting.push(...(typescriptHelpers[one]!.needs ?? []));
    }
    return helper;
  }

  #writer(roots: readonly Node[] = [], names = this.#names): Writer {
    const { rows } = this.exported;
    return new Writer(
      {
        spellings: typescriptOperations,
        names,
        assign: (name, text) => `const ${name} = ${text};`,
        sizes: new Map(rows ? [[rows.letter, this.#count]] : []),
        // inside a formula an array's name stands for one of its elements
        lifts: (node, operand) =>
          node.shape.length > 0 &&
          operations[node.op].scalar !== undefined &&
          operand.op !== "size" &&
          operand.shape.length === 0 &&
          operand.operands.some((one) => one.shape.length > 0),
        scope: {
          need: (helper) => this.#need(helper),
          constant: (node) => {
            const known = this.#constants.get(node) ?? this.#names.fresh("constant");
            this.#constants.set(node, known);
            this.#need("Tensor");
            return known;
          },
        },
      },
      roots,
    );
  }

  write(): string {
    const { exported } = this;
    const { model, plan } = exported;
    const passes = this.#passes();
    const { rules, loop } = this.#training();
    const check = this.#selfCheck();
    const schedule = this.#schedule();
    const isArrays = [...model.inputs, ...model.parameters].some(({ node }) => node.shape.length > 0);
    if (isArrays) this.#need("Tensor");
    const declared = [
      ...(model.inputs.length > 0
        ? ["// inputs", ...model.inputs.map(({ node }) => this.#declare(node, "const")), ""]
        : []),
      "// parameters, where they start",
      ...model.parameters.map(({ node }) => this.#declare(node, "let")),
      "",
      ...[...this.#constants].map(
        ([node, name]) => `const ${name}: Tensor = ${arrayText(node.attributes.array!)};`,
      ),
      `const learningRate = ${javascriptNumber(plan.rate)};`,
    ];
    const order = Object.keys(typescriptHelpers).filter((name) => this.#helpers.has(name));
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
      ...(schedule.length > 0 ? [...schedule, ""] : []),
      ...check,
      "",
      ...(rules.length > 0 ? [...rules, ""] : []),
      "selfCheck();",
      ...loop,
    ];
    return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
  }

  #declare(node: Node, keyword: string): string {
    const samples = samplesAt(this.exported, node);
    if (node.shape.length === 0)
      return `${keyword} ${this.#id(node)} = ${javascriptNumber(samples.data[0]!)};`;
    const text = isLarge(this.exported) ? `tensors[${JSON.stringify(nameOf(node))}]!` : this.#array(samples);
    return `${keyword} ${this.#id(node)}: Tensor = ${text};`;
  }

  #array(samples: Samples): string {
    const text = arrayText(samples);
    if (text.startsWith("reshape(")) this.#need("reshape");
    return text;
  }

  #parameterList(): string[] {
    const { inputs, parameters } = this.exported.model;
    return [...inputs, ...parameters].map(
      ({ node }) => `${this.#id(node)}: ${node.shape.length === 0 ? "number" : "Tensor"}`,
    );
  }

  get #results(): string[] {
    const { model } = this.exported;
    return [model.loss, ...this.#watched].map((node) => this.#id(node)).concat([...this.#gradients.values()]);
  }

  /** The forward and the backward pass, as one function. */
  #passes(): string[] {
    const { model, rows } = this.exported;
    const forward = forwardPass(model, ...this.#watched);
    const backward = backwardPass(model);
    const all = [...forward, ...backward.map((step) => step.adjoint)];
    const writer = this.#writer(all);
    for (const { node } of [...model.inputs, ...model.parameters]) writer.know(node, this.#id(node));
    const open = rows && [...rows.samples.keys()][0];
    if (open && reachable(all).some((node) => readsLetter(node, rows.letter)))
      writer.lines.push(`const ${this.#count} = (${this.#id(open)} as Tensor[]).length;`, "");
    writer.comment("//", "forward pass");
    const hint = lossHint(this.#id(model.loss));
    if (hint) writer.comment("//", hint);
    for (const node of forward) this.#define(writer, node, this.#id(node));
    writer.lines.push("");
    writer.comment("//", "backward pass: the chain rule, from the loss down");
    const found = new Set<Node>();
    const label = nameOf(model.loss);
    for (const { quantity, adjoint, comments } of backward) {
      for (const one of comments) writer.comment("//", one);
      const own = this.#gradients.get(quantity) ?? this.#names.claim(`d${label}_d${nameOf(quantity)}`);
      this.#define(writer, adjoint, own);
      found.add(quantity);
    }
    for (const [node, own] of this.#gradients) {
      if (found.has(node)) continue;
      const zero = node.shape.length === 0 ? "0" : `${this.#need("map")}(() => 0, ${this.#id(node)})`;
      writer.lines.push(`const ${own} = ${zero}; // the loss does not read it`);
    }
    return [
      bracketed("function lossAndGradients(", this.#parameterList(), ") {"),
      ...indented(writer.lines),
      ...indented([bracketed("return { ", this.#results, " };")]),
      "}",
    ];
  }

  #define(writer: Writer, node: Node, identifier: string): void {
    this.#letter = 0;
    writer.define(node, identifier);
  }

  #callAt(rows: ((name: string) => string) | undefined): string {
    const samples = this.exported.rows?.samples;
    const { inputs, parameters } = this.exported.model;
    const given = [
      ...inputs.map(({ node }) => (rows && samples?.has(node) ? rows(this.#id(node)) : this.#id(node))),
      ...parameters.map(({ node }) => this.#id(node)),
    ];
    return bracketed("lossAndGradients(", given, ")");
  }

  #slice(from: number, to?: number): (name: string) => string {
    return (name) => `(${name} as Tensor[]).slice(${from}${to === undefined ? "" : `, ${to}`})`;
  }

  #selfCheck(): string[] {
    const { point, rows, model } = this.exported;
    const label = nameOf(model.loss);
    const part = rows && point.rows < rows.count ? this.#slice(0, point.rows) : undefined;
    const isArrays = model.parameters.some(({ node }) => node.shape.length > 0);
    if (isArrays) this.#need("flat");
    const expected = (node: Node): string => {
      const value = point.gradients.get(node)!;
      if (value.shape.length === 0) return javascriptNumber(value.data[0]!);
      return isLarge(this.exported)
        ? `tensors[${JSON.stringify(`gradient/${nameOf(node)}`)}]!`
        : this.#array(value);
    };
    const agrees = [
      "if (!(Math.abs(found - expected) <= 1e-10 * Math.abs(expected) + 1e-12))",
      "  throw new Error(`self-check: ${name} is ${found} and should be ${expected}`);",
    ];
    const agree = isArrays
      ? [
          "function agree(found: Tensor, expected: Tensor, name: string): void {",
          "  const numbers = flat(expected);",
          "  flat(found).forEach((one, i) => {",
          "    if (!(Math.abs(one - numbers[i]!) <= 1e-10 * Math.abs(numbers[i]!) + 1e-12))",
          "      throw new Error(`self-check: ${name} is ${one} and should be ${numbers[i]}`);",
          "  });",
          "}",
        ]
      : ["function agree(found: number, expected: number, name: string): void {", ...indented(agrees), "}"];
    return [
      ...agree,
      "",
      "/** The loss and every gradient at the starting point, as chainrule found them. */",
      "function selfCheck(): void {",
      ...indented([
        bracketed(
          "const { ",
          [this.#id(model.loss), ...this.#gradients.values()],
          ` } = ${this.#callAt(part)};`,
        ),
        `agree(${this.#id(model.loss)}, ${javascriptNumber(point.loss)}, ${JSON.stringify(label)});`,
        ...[...this.#gradients].map(
          ([node, own]) =>
            `agree(${own}, ${expected(node)}, ${JSON.stringify(`d${label}/d${nameOf(node)}`)});`,
        ),
        `console.log("self-check: the loss and ${this.#gradients.size === 1 ? "its gradient" : `${this.#gradients.size} gradients`} agree to 1e-10");`,
      ]),
      "}",
    ];
  }

  #schedule(): string[] {
    const { schedule = "constant", warmup = 0, every = 10, drop = 0.1 } = this.exported.plan;
    if (schedule === "constant" && warmup === 0) return [];
    const { perEpoch, whole } = updatesOf(this.exported);
    const body: string[] = [];
    if (warmup > 0) body.push(`if (update < ${warmup}) return (update + 1) / ${warmup};`);
    if (schedule === "step") body.push(`return ${plain(drop)} ** Math.floor(update / ${perEpoch * every});`);
    else if (schedule === "cosine")
      body.push(
        `const done = Math.min(1, (update - ${warmup}) / ${Math.max(1, whole - warmup)});`,
        "return (1 + Math.cos(Math.PI * done)) / 2;",
      );
    else body.push("return 1;");
    return [
      `/** What the learning rate is multiplied by at an update, from 0 (schedule: ${schedule}). */`,
      "function rateFactor(update: number): number {",
      ...indented(body),
      "}",
    ];
  }

  #training(): { rules: string[]; loop: string[] } {
    const { rule, plan, rows, model } = this.exported;
    const { batch, patience, stop, clip } = plan;
    const hasSchedule = this.#schedule().length > 0;
    const countsSteps = hasSchedule || reachable([rule.value]).includes(rule.step);
    const isBatched = rows !== undefined && batch !== undefined;
    const trained = rows ? trainedRows(rows.count, plan) : 0;
    const isSplit = rows !== undefined && trained < rows.count;
    const updates = this.#updates(hasSchedule ? "rate" : "learningRate");
    const loss = this.#id(model.loss);

    const update: string[] = [];
    if (stop) {
      const writer = this.#writer();
      for (const [node, name] of this.#identifiers) writer.know(node, name);
      const condition = writer.print(stop.condition);
      update.push(...writer.lines, `if (${condition.condition?.text ?? `${condition.text} !== 0`}) {`);
      update.push(`  console.log(\`stopped at epoch \${epoch}: \` + ${JSON.stringify(stop.text)});`);
      update.push(`  break${isBatched ? " training" : ""};`, "}");
    }
    if (countsSteps) update.push("step++;");
    if (hasSchedule) update.push("rate = learningRate * rateFactor(step - 1);");
    if (clip !== undefined) update.push(...this.#clipping(clip));
    update.push(...updates.each);

    const shown = (value: string): string[] => {
      const isShort =
        model.parameters.length <= 8 && model.parameters.every(({ node }) => node.shape.length === 0);
      const parts = [
        "Epoch: ${epoch}",
        `Loss = \${${value}.toFixed(4)}`,
        ...(isShort
          ? model.parameters.map(({ node }) => `${nameOf(node)} = \${${this.#id(node)}.toFixed(4)}`)
          : []),
        ...(isSplit ? ["validation = ${validationLoss.toFixed(4)}"] : []),
      ];
      return [
        ...(isSplit ? [`const validationLoss = ${this.#callAt(this.#slice(trained))}.${loss};`] : []),
        `console.log(\`${parts.join(", ")}\`);`,
      ];
    };
    const results = `${clip === undefined ? "const" : "let"} { `;
    const taken = (rowsOf: ((name: string) => string) | undefined): string =>
      bracketed(results, this.#results, ` } = ${this.#callAt(rowsOf)};`);
    const body: string[] = [];
    if (isBatched) {
      body.push(
        `const order = shuffled(${trained});`,
        "let total = 0;",
        `for (let start = 0; start < ${trained}; start += ${batch}) {`,
        ...indented([
          `const rows = order.slice(start, start + ${batch});`,
          taken((name) => `rowsOf(${name}, rows)`).replace(/\browsOf\b/g, "rowsOf"),
          ...update,
          `total += ${loss} * rows.length;`,
        ]),
        "}",
        `const meanLoss = total / ${trained};`,
        ...shown("meanLoss"),
      );
    } else body.push(taken(isSplit ? this.#slice(0, trained) : undefined), ...update, ...shown(loss));
    if (isSplit && patience !== undefined)
      body.push(
        "[best, waited] = validationLoss < best ? [validationLoss, 0] : [best, waited + 1];",
        `if (waited >= ${patience}) {`,
        `  console.log(\`stopped at epoch \${epoch}: no better validation loss in ${patience} epochs\`);`,
        "  break;",
        "}",
      );
    const rules = [...updates.rules];
    if (isBatched) {
      this.#need("Tensor");
      rules.push(
        "const rowsOf = (x: Tensor, rows: number[]): Tensor => rows.map((i) => (x as Tensor[])[i]!);",
        "",
        `let state = ${plan.seed};`,
        "/** The numbers from 0 to count, in an order drawn from the seed. */",
        "function shuffled(count: number): number[] {",
        "  const order = Array.from({ length: count }, (_, i) => i);",
        "  for (let last = count - 1; last > 0; last--) {",
        "    state = (state * 1664525 + 1013904223) % 2 ** 32;",
        "    const other = Math.floor((state / 2 ** 32) * (last + 1));",
        "    const held = order[last]!;",
        "    order[last] = order[other]!;",
        "    order[other] = held;",
        "  }",
        "  return order;",
        "}",
      );
    }
    const clock = [
      ...(countsSteps ? ["let step = 0;"] : []),
      ...(hasSchedule ? ["let rate = learningRate;"] : []),
    ];
    return {
      rules: [...clock, ...rules],
      loop: [
        ...updates.start,
        ...(patience !== undefined ? ["let [best, waited] = [Infinity, 0];"] : []),
        `${isBatched && stop ? "training: " : ""}for (let epoch = 1; epoch <= ${plan.epochs}; epoch++) {`,
        ...indented(body),
        "}",
      ],
    };
  }

  #clipping(clip: number): string[] {
    const all = [...this.#gradients];
    const squares = all.map(([node, own]) =>
      node.shape.length === 0
        ? `${own} ** 2`
        : `${this.#need("sumAll")}(${this.#need("map")}((${own}) => ${own} ** 2, ${own}))`,
    );
    const limit = javascriptNumber(clip);
    return [
      `const norm = Math.sqrt(${squares.join(" + ")});`,
      `if (norm > ${limit}) {`,
      ...all.map(([node, own]) =>
        node.shape.length === 0
          ? `  ${own} *= ${limit} / norm;`
          : `  ${own} = map((${own}) => (${own} * ${limit}) / norm, ${own});`,
      ),
      "}",
    ];
  }

  /** The statements that move each parameter; what an optimiser carries along is moved by functions of numbers. */
  #updates(rate: string): { rules: string[]; start: string[]; each: string[] } {
    const { rule, model, plan } = this.exported;
    const printed = (value: Node, known: ReadonlyMap<Node, string>): string => {
      const writer = this.#writer([], new Names([]));
      for (const [node, name] of known) writer.know(node, name);
      // numbers only: nothing is cut into statements, since the rule is one formula
      const text = writer.print(value).text;
      return writer.lines.length === 0
        ? text
        : `{\n${indented([...writer.lines, `return ${text};`]).join("\n")}\n}`;
    };
    const clock = new Map([
      [rule.rate, rate],
      [rule.step, "step"],
    ]);
    if (rule.state.length === 0) {
      const each = model.parameters.map(({ node }) => {
        const [w, g] = [this.#id(node), this.#gradients.get(node)!];
        const known = new Map([...clock, [rule.w, w], [rule.g, g]]);
        if (node.shape.length > 0)
          return `${w} = ${this.#need("map")}((${w}, ${g}) => ${printed(rule.value, known)}, ${w}, ${g});`;
        const { op, operands } = rule.value;
        return op === "subtract" && operands[0] === rule.w
          ? `${w} -= ${printed(operands[1]!, known)};`
          : `${w} = ${printed(rule.value, known)};`;
      });
      return { rules: [], start: [], each };
    }
    const names = ["w", "g", ...rule.state.map((one) => one.name)];
    const given = names.map((name) => `${name}: number`).join(", ");
    const known = new Map([...clock, [rule.w, "w"], [rule.g, "g"]]);
    const rules: string[] = [`// ${plan.optimizer}, for one number: w is moved along its gradient g`];
    const moved = (name: string): string => `next${name[0]!.toUpperCase()}${name.slice(1)}`;
    for (const { name, variable } of rule.state) known.set(variable, name);
    for (const { name, value } of rule.state) {
      rules.push(`const ${moved(name)} = (${given}): number => ${printed(value, known)};`);
      known.set(value, name);
    }
    rules.push(`const ${moved("w")} = (${given}): number => ${printed(rule.value, known)};`);
    const own = new Map(
      model.parameters.map(({ node }) => [
        node,
        rule.state.map((one) => this.#names.claim(`${nameOf(node)}_${one.name}`)),
      ]),
    );
    return {
      rules,
      start: model.parameters.flatMap(({ node }) =>
        own
          .get(node)!
          .map((one) =>
            node.shape.length === 0
              ? `let ${one} = 0;`
              : `let ${one} = ${this.#need("map")}(() => 0, ${this.#id(node)});`,
          ),
      ),
      each: model.parameters.flatMap(({ node }) => {
        const [w, g] = [this.#id(node), this.#gradients.get(node)!];
        const kept = own.get(node)!;
        const all = [w, g, ...kept].join(", ");
        const move = (target: string, name: string): string =>
          node.shape.length === 0 ? `${target} = ${name}(${all});` : `${target} = map(${name}, ${all});`;
        return [...kept.map((one, at) => move(one, moved(rule.state[at]!.name))), move(w, moved("w"))];
      }),
    };
  }
}

const indented = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.split("\n")).map((line) => (line === "" ? "" : `  ${line}`));

/** Items between brackets, one line where they fit. */
function bracketed(head: string, items: readonly string[], tail: string): string {
  const flat = `${head}${items.join(", ")}${tail}`;
  if (flat.length <= width) return flat;
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line && line.length + item.length + 4 > width) {
      lines.push(line);
      line = "";
    }
    line += `${line ? " " : ""}${item},`;
  }
  return `${head.trimEnd()}\n${[...lines, line].map((one) => `  ${one}`).join("\n")}\n${tail.trimStart()}`;
}

function arrayText({ shape, data }: Samples): string {
  const texts = Array.from(data, javascriptNumber);
  const nested = (from: number, axis: number): string => {
    if (axis === shape.length) return texts[from]!;
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return `[${Array.from({ length: shape[axis]! }, (_, i) => nested(from + i * inner, axis + 1)).join(", ")}]`;
  };
  const flat = nested(0, 0);
  if (flat.length < width - 20) return flat;
  if (shape.length === 1) return bracketed("[", texts, "]");
  const inner = texts.length / shape[0]!;
  const lines = Array.from({ length: shape[0]! }, (_, i) => nested(i * inner, 1));
  if (lines.every((line) => line.length < width - 4))
    return `[\n${lines.map((line) => `  ${line},`).join("\n")}\n]`;
  return `reshape(${bracketed("[", texts, "]")}, [${shape.join(", ")}])`;
}

const loader = (name: string): string[] =>
  `/** The arrays of a safetensors file beside this program, by name. */
function load(name: string): Record<string, Tensor> {
  const { buffer, byteOffset } = new Uint8Array(readFileSync(new URL(name, import.meta.url)));
  const start = 8 + Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 8, start - 8)));
  const kinds = { F64: Float64Array, F32: Float32Array, U8: Uint8Array };
  const entries = Object.entries<{ dtype: keyof typeof kinds; shape: number[]; data_offsets: number[] }>(header);
  return Object.fromEntries(
    entries.map(([key, { dtype, shape, data_offsets: [from, to] }]) => {
      const bytes = buffer.slice(byteOffset + start + from!, byteOffset + start + to!);
      return [key, reshape(Array.from(new kinds[dtype](bytes)), shape)];
    }),
  );
}

const tensors = load(${JSON.stringify(name)});`.split("\n");
