import { type Node, nameOf } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { forwardPass } from "../backward.ts";
import { companionTensors, type Emitted, type Exported, isLarge } from "../exported.ts";
import { pythonWords } from "../names.ts";
import { Program } from "../program.ts";
import { Writer } from "../writer.ts";
import { jaxOperations } from "./jax-operations.ts";
import {
  checkedPart,
  companion,
  epochLines,
  joinedLines,
  numpySelfCheck,
  opening,
  optimizerStep,
  patienceLines,
  patienceReason,
  patienceStart,
  quoted,
  rowFormat,
  runLines,
  scheduleLines,
  standardImports,
  staysOnDisk,
  stopLines,
  valueText,
} from "./parts.ts";
import { arrayText, bracketed, indented, pythonNumber, tuple } from "./syntax.ts";

const ownNames = [
  ..."jax jnp np json math pathlib load tensors loss_of value_and_grad self_check update optimize rate_factor agree".split(
    " ",
  ),
  ..."params grads state name w g new rate step epoch rows order rng start total part best waited also key".split(
    " ",
  ),
  ..."learning_rate validation_loss mean_loss norm scale main dropout_mask".split(" "),
];

const jaxArray = (list: string, isWhole: boolean): string =>
  `jnp.array(${list}${isWhole ? ", dtype=float" : ""})`;

/** A loss as a pure function of its parameters, with grad and jit. */
export function emitJax(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: written(new JaxProgram(exported)), ...(tensors && { tensors }) };
}

class JaxProgram extends Program {
  constructor(exported: Exported) {
    super(exported, [...pythonWords, ...ownNames]);
  }

  writer(roots: readonly Node[] = []): Writer {
    return new Writer(
      {
        spellings: jaxOperations,
        names: this.names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: this.sizes,
        scope: { need: (helper) => helper, constant: (node) => this.constant(node) },
      },
      roots,
    );
  }

  /** `L, grads = value_and_grad(params, x[rows], y[rows])` */
  callAt(rows: string | undefined, masks: readonly string[] = []): string {
    const also = this.watched.map((node) => this.id(node)).join(", ");
    const result = also === "" ? this.loss : `(${this.loss}, (${also},))`;
    return `${result}, grads = value_and_grad(${this.arguments(rows, masks)})`;
  }

  arguments(rows: string | undefined, masks: readonly string[] = []): string {
    const part = rows === undefined ? undefined : (name: string) => `${name}[${rows}]`;
    return ["params", ...this.given(part), ...masks].join(", ");
  }
}

/** A parameter by the name under which it lies in `params`. */
const keyOf = (node: Node): string => `params[${quoted(nameOf(node))}]`;

function written(program: JaxProgram): string {
  const { exported, inputs, parameters } = program;
  const loss = lossOf(program);
  const { rule, loop } = training(program);
  const isRead = isLarge(exported);
  const value = (node: Node): string => {
    const make = staysOnDisk(exported, node) ? (list: string) => list : jaxArray;
    const text = valueText(exported, node, make);
    return node.shape.length === 0 ? `jnp.array(${text})` : text;
  };
  return joinedLines([
    ...opening(exported, ", in JAX."),
    ...standardImports(isRead && "json", program.hasSchedule && "math", isRead && "pathlib"),
    "import jax",
    "import jax.numpy as jnp",
    "import numpy as np",
    "",
    "# double precision, for the self-check",
    'jax.config.update("jax_enable_x64", True)',
    "",
    ...companion(exported),
    ...(inputs.length > 0
      ? ["# inputs", ...inputs.map((node) => `${program.id(node)} = ${value(node)}`), ""]
      : []),
    "# parameters, where they start",
    "params = {",
    ...parameters.map((node) => `    ${quoted(nameOf(node))}: ${value(node).replace(/\n/g, "\n    ")},`),
    "}",
    "",
    ...[...program.constants].map(
      ([node, name]) => `${name} = ${arrayText(node.attributes.array!, jaxArray)}`,
    ),
    `learning_rate = ${pythonNumber(exported.plan.rate)}`,
    "",
    "",
    ...loss,
    "",
    "",
    `value_and_grad = jax.jit(jax.value_and_grad(loss_of${program.watched.length > 0 ? ", has_aux=True" : ""}))`,
    "",
    "",
    ...scheduleLines(program, "math.cos"),
    ...rule,
    "",
    "",
    ...numpySelfCheck(
      program,
      [program.callAt(checkedPart(program))],
      (node) => `grads[${quoted(nameOf(node))}]`,
    ),
    ...runLines(loop),
  ]);
}

/** The loss as a function of the parameters and the data. */
function lossOf(program: JaxProgram): string[] {
  const { exported, inputs, masks, watched, loss } = program;
  const { model } = exported;
  const all = forwardPass(model, ...watched);
  const writer = program.writer(all);
  const read = new Set(reachable([model.loss, ...all]));
  for (const node of [...inputs, ...program.parameters, ...masks]) writer.know(node, program.id(node));
  for (const node of program.parameters)
    if (read.has(node)) writer.lines.push(`${program.id(node)} = ${keyOf(node)}`);
  const counted = program.counted(all);
  if (counted !== undefined) writer.lines.push(`${program.count} = len(${counted})`);
  writer.lines.push("");
  for (const node of all) writer.define(node, program.id(node));
  const also = watched.map((node) => program.id(node)).join(", ");
  const names = [
    "params",
    ...inputs.map((node) => program.id(node)),
    ...masks.map((node) => `${program.id(node)}=1.0`),
  ];
  return [
    bracketed("def loss_of(", names, "):"),
    ...indented(writer.lines),
    `    return ${loss}${also === "" ? "" : `, (${also},)`}`,
  ];
}

function training(program: JaxProgram): { rule: string[]; loop: string[] } {
  const { plan } = program.exported;
  const { batch, trained, isSplit, masks, watched } = program;
  const { lines, carried } = ruleOf(program);
  const stop = program.writer();
  for (const [node, name] of program.identifiers) stop.know(node, name);
  for (const node of program.parameters) stop.know(node, keyOf(node));
  const part = batch !== undefined ? "rows" : isSplit ? `:${trained}` : undefined;
  const now = program.hasSchedule ? "learning_rate * rate_factor(step - 1)" : "learning_rate";
  const step = [
    ...maskLines(program),
    program.callAt(
      part,
      masks.map((node) => program.id(node)),
    ),
    ...stopLines(program, stop),
    "step += 1",
    ...(plan.clip === undefined
      ? []
      : [
          "norm = jnp.sqrt(sum(jnp.sum(g ** 2) for g in grads.values()))",
          `scale = jnp.minimum(1, ${pythonNumber(plan.clip)} / norm)`,
          "grads = {name: g * scale for name, g in grads.items()}",
        ]),
    `params, state = update(params, grads, state, ${now}, step)`,
  ];
  const tell = (value: string): string[] => [
    ...(isSplit
      ? [`validation_loss = loss_of(${program.arguments(`${trained}:`)})${watched.length > 0 ? "[0]" : ""}`]
      : []),
    `print(f"${rowFormat(program, value, (node) => `params['${nameOf(node)}']`)}")`,
  ];
  const zeros = tuple(carried.map(() => "jnp.zeros_like(w)"));
  const end = `print(f"stopped at epoch {epoch}: ${patienceReason(program)}")`;
  return {
    rule: lines,
    loop: [
      ...(plan.precision === "float32"
        ? [
            "# training itself goes on in single precision",
            "params = {name: w.astype(jnp.float32) for name, w in params.items()}",
          ]
        : []),
      carried.length === 0 ? "state = {}" : `state = {name: ${zeros} for name, w in params.items()}`,
      "step = 0",
      ...(batch === undefined ? [] : [`rng = np.random.default_rng(${plan.seed})`]),
      ...(masks.length === 0 ? [] : [`key = jax.random.PRNGKey(${plan.seed})`]),
      ...patienceStart(program),
      `for epoch in range(1, ${plan.epochs + 1}):`,
      ...indented([...epochLines(program, step, tell), ...patienceLines(program, end)]),
    ],
  };
}

/** New masks for one update, each of a key of its own. */
function maskLines(program: JaxProgram): string[] {
  const { masks, exported } = program;
  if (masks.length === 0) return [];
  const keep = pythonNumber(1 - exported.dropout!.part);
  return [
    "# inverted dropout: what is kept grows to match what is dropped",
    `key, *keys = jax.random.split(key, ${masks.length + 1})`,
    ...masks.map((node, at) => {
      const shape = node.shape.map((size) =>
        typeof size === "number" ? String(size) : program.dealtRows("len(rows)"),
      );
      return `${program.id(node)} = jax.random.bernoulli(keys[${at}], ${keep}, ${tuple(shape)}) / ${keep}`;
    }),
  ];
}

/** The optimiser's rule, and one update of all parameters by it. */
function ruleOf(program: JaxProgram): { lines: string[]; carried: string[] } {
  const { rule, plan } = program.exported;
  const writer = program.writer();
  const { lines, carried } = optimizerStep(program, writer);
  const moved = writer.print(rule.value).text;
  if (carried.length === 0) {
    const each = moved.replace(/\bw\b/g, "params[name]").replace(/\bg\b/g, "grads[name]");
    return {
      carried,
      lines: [
        "@jax.jit",
        "def update(params, grads, state, rate, step):",
        `    """One step of ${plan.optimizer}."""`,
        ...indented(lines),
        `    params = {name: ${each} for name in params}`,
        "    return params, state",
      ],
    };
  }
  return {
    carried,
    lines: [
      `def optimize(${["w", "g", ...carried, "rate", "step"].join(", ")}):`,
      `    """One step of ${plan.optimizer} for one parameter."""`,
      ...indented([...lines, `w = ${moved}`, `return ${["w", ...carried].join(", ")}`]),
      "",
      "",
      "@jax.jit",
      "def update(params, grads, state, rate, step):",
      "    new = {name: optimize(params[name], grads[name], *state[name], rate, step) for name in params}",
      "    return {name: one[0] for name, one in new.items()}, {name: one[1:] for name, one in new.items()}",
    ],
  };
}
