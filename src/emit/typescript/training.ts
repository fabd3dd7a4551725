import { plain } from "../../base/decimal.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { Names } from "../names.ts";
import { slice, type TypescriptProgram } from "./context.ts";
import { javascriptNumber } from "./operations.ts";
import { bracketed, indented } from "./syntax.ts";

/** How the learning rate changes from update to update, as a function; nothing where it does not. */
export function scheduleLines({ schedule }: TypescriptProgram): string[] {
  if (!schedule) return [];
  const { kind, warmup, drop, every, rest } = schedule;
  const body: string[] = [];
  if (warmup > 0) body.push(`if (update < ${warmup}) return (update + 1) / ${warmup};`);
  if (kind === "step") body.push(`return ${plain(drop)} ** Math.floor(update / ${every});`);
  else if (kind === "cosine")
    body.push(
      `const done = Math.min(1, (update - ${warmup}) / ${rest});`,
      "return (1 + Math.cos(Math.PI * done)) / 2;",
    );
  else body.push("return 1;");
  return [
    `/** What the learning rate is multiplied by at an update, from 0 (schedule: ${kind}). */`,
    "function rateFactor(update: number): number {",
    ...indented(body),
    "}",
    "",
  ];
}

/** What stands before the loop, and the loop. */
export function training(program: TypescriptProgram): { rules: string[]; loop: string[] } {
  const { batch, trained, patience, masks, exported } = program;
  const { plan } = exported;
  const updates = updatesOf(program);
  const isLabelled = batch !== undefined && plan.stop !== undefined;
  return {
    rules: [
      ...(program.countsSteps ? ["let step = 0;"] : []),
      ...(program.hasSchedule ? ["let rate = learningRate;"] : []),
      ...updates.rules,
      ...(batch === undefined ? [] : [rowsOf(program), ""]),
      ...(batch !== undefined || masks.length > 0 ? chance(plan.seed) : []),
      ...(batch === undefined ? [] : shuffled),
      ...(masks.length > 0 ? dropoutMask(exported.dropout!.part) : []),
    ],
    loop: [
      ...updates.start,
      ...(patience === undefined ? [] : ["let [best, waited] = [Infinity, 0];"]),
      `${isLabelled ? "training: " : ""}for (let epoch = 1; epoch <= ${plan.epochs}; epoch++) {`,
      ...indented(epochOf(program, updates.each, trained)),
      "}",
    ],
  };
}

function rowsOf(program: TypescriptProgram): string {
  program.need("Tensor");
  return "const rowsOf = (x: Tensor, rows: number[]): Tensor => rows.map((i) => (x as Tensor[])[i]!);";
}

const chance = (seed: number): string[] => [
  `let state = ${seed};`,
  "/** A number from 0 up to but not 1, drawn from the seed. */",
  "function random(): number {",
  "  state = (state * 1664525 + 1013904223) % 2 ** 32;",
  "  return state / 2 ** 32;",
  "}",
  "",
];

const shuffled = [
  "/** The numbers from 0 to count, in an order drawn from the seed. */",
  "function shuffled(count: number): number[] {",
  "  const order = Array.from({ length: count }, (_, i) => i);",
  "  for (let last = count - 1; last > 0; last--) {",
  "    const other = Math.floor(random() * (last + 1));",
  "    const held = order[last]!;",
  "    order[last] = order[other]!;",
  "    order[other] = held;",
  "  }",
  "  return order;",
  "}",
  "",
];

const dropoutMask = (part: number): string[] => [
  `/** Inverted dropout: each number is dropped with chance ${part}, and what is kept grows to match. */`,
  "const dropoutMask = ([length, ...rest]: number[]): Tensor =>",
  `  length === undefined ? (random() < ${javascriptNumber(part)} ? 0 : 1 / ${javascriptNumber(1 - part)}) : Array.from({ length }, () => dropoutMask(rest));`,
  "",
];

/** One epoch: its updates, and its row. */
function epochOf(program: TypescriptProgram, moves: readonly string[], trained: number): string[] {
  const { batch, loss, masks, isSplit, patience, exported } = program;
  const { clip } = exported.plan;
  const drawn = masks.map((node) => {
    const shape = node.shape.map((size) =>
      typeof size === "number" ? String(size) : program.dealtRows("rows.length"),
    );
    return `const ${program.id(node)} = dropoutMask([${shape.join(", ")}]);`;
  });
  const results = `${clip === undefined ? "const" : "let"} { `;
  const part =
    batch !== undefined ? (name: string) => `rowsOf(${name}, rows)` : isSplit ? slice(0, trained) : undefined;
  const handed = masks.map((node) => program.id(node));
  const step = [
    ...drawn,
    bracketed(results, program.results, ` } = ${program.callAt(part, handed)};`),
    ...stopLines(program),
    ...(program.countsSteps ? ["step++;"] : []),
    ...(program.hasSchedule ? ["rate = learningRate * rateFactor(step - 1);"] : []),
    ...(clip === undefined ? [] : clipping(program, clip)),
    ...moves,
  ];
  const row = (value: string): string[] => {
    const parts = [
      "Epoch: ${epoch}",
      `Loss = \${${value}.toFixed(4)}`,
      ...(program.showsParameters
        ? program.parameters.map((node) => `${nameOf(node)} = \${${program.id(node)}.toFixed(4)}`)
        : []),
      ...(isSplit ? ["validation = ${validationLoss.toFixed(4)}"] : []),
    ];
    return [
      ...(isSplit ? [`const validationLoss = ${program.callAt(slice(trained))}.${loss};`] : []),
      `console.log(\`${parts.join(", ")}\`);`,
    ];
  };
  const end =
    patience === undefined
      ? []
      : [
          "[best, waited] = validationLoss < best ? [validationLoss, 0] : [best, waited + 1];",
          `if (waited >= ${patience}) {`,
          `  console.log(\`stopped at epoch \${epoch}: no better validation loss in ${patience} epochs\`);`,
          "  break;",
          "}",
        ];
  if (batch === undefined) return [...step, ...row(loss), ...end];
  return [
    `const order = shuffled(${trained});`,
    "let total = 0;",
    `for (let start = 0; start < ${trained}; start += ${batch}) {`,
    ...indented([
      `const rows = order.slice(start, start + ${batch});`,
      ...step,
      `total += ${loss} * rows.length;`,
    ]),
    "}",
    `const meanLoss = total / ${trained};`,
    ...row("meanLoss"),
    ...end,
  ];
}

function stopLines(program: TypescriptProgram): string[] {
  const { stop } = program.exported.plan;
  if (!stop) return [];
  const writer = program.writer();
  for (const [node, name] of program.identifiers) writer.know(node, name);
  const { condition, text } = writer.print(stop.condition);
  return [
    ...writer.lines,
    `if (${condition?.text ?? `${text} !== 0`}) {`,
    `  console.log(\`stopped at epoch \${epoch}: \` + ${JSON.stringify(stop.text)});`,
    `  break${program.batch === undefined ? "" : " training"};`,
    "}",
  ];
}

function clipping(program: TypescriptProgram, clip: number): string[] {
  const all = [...program.gradients];
  const squares = all.map(([node, own]) =>
    node.shape.length === 0
      ? `${own} ** 2`
      : `${program.need("sumAll")}(${program.need("map")}((${own}) => ${own} ** 2, ${own}))`,
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
function updatesOf(program: TypescriptProgram): { rules: string[]; start: string[]; each: string[] } {
  const { exported, parameters, gradients } = program;
  const { rule, plan } = exported;
  const printed = (value: Node, known: ReadonlyMap<Node, string>): string => {
    const writer = program.writer([], new Names([]));
    for (const [node, name] of known) writer.know(node, name);
    // numbers only: nothing is cut into statements, since the rule is one formula
    const text = writer.print(value).text;
    return writer.lines.length === 0
      ? text
      : `{\n${indented([...writer.lines, `return ${text};`]).join("\n")}\n}`;
  };
  const clock = new Map([
    [rule.rate, program.hasSchedule ? "rate" : "learningRate"],
    [rule.step, "step"],
  ]);
  if (rule.state.length === 0) {
    const each = parameters.map((node) => {
      const [w, g] = [program.id(node), gradients.get(node)!];
      const known = new Map([...clock, [rule.w, w], [rule.g, g]]);
      if (node.shape.length > 0)
        return `${w} = ${program.need("map")}((${w}, ${g}) => ${printed(rule.value, known)}, ${w}, ${g});`;
      const { op, operands } = rule.value;
      return op === "subtract" && operands[0] === rule.w
        ? `${w} -= ${printed(operands[1]!, known)};`
        : `${w} = ${printed(rule.value, known)};`;
    });
    return { rules: [], start: [], each };
  }
  const given = ["w", "g", ...rule.state.map((one) => one.name)].map((name) => `${name}: number`).join(", ");
  const known = new Map([...clock, [rule.w, "w"], [rule.g, "g"]]);
  const moved = (name: string): string => `next${name[0]!.toUpperCase()}${name.slice(1)}`;
  const rules: string[] = [`// ${plan.optimizer}, for one number: w is moved along its gradient g`];
  for (const { name, variable } of rule.state) known.set(variable, name);
  for (const { name, value } of rule.state) {
    rules.push(`const ${moved(name)} = (${given}): number => ${printed(value, known)};`);
    known.set(value, name);
  }
  rules.push(`const ${moved("w")} = (${given}): number => ${printed(rule.value, known)};`);
  const kept = new Map(
    parameters.map((node) => [
      node,
      rule.state.map((one) => program.names.claim(`${nameOf(node)}_${one.name}`)),
    ]),
  );
  return {
    rules,
    start: parameters.flatMap((node) => kept.get(node)!.map((one) => `let ${one} = ${program.zeros(node)};`)),
    each: parameters.flatMap((node) => {
      const own = kept.get(node)!;
      const all = [program.id(node), gradients.get(node)!, ...own].join(", ");
      const move = (target: string, name: string): string =>
        node.shape.length === 0 ? `${target} = ${name}(${all});` : `${target} = map(${name}, ${all});`;
      return [
        ...own.map((one, at) => move(one, moved(rule.state[at]!.name))),
        move(program.id(node), moved("w")),
      ];
    }),
  };
}
