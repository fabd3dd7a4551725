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
import { readsLetter, Writer } from "../writer.ts";
import { jaxOperations } from "./jax-operations.ts";
import { expectedText, loader, quoted, rowFormat, scheduleLines, valueText } from "./parts.ts";
import { arrayText, indented, pythonFloat, pythonNumber } from "./syntax.ts";

const ownNames = [
  ..."jax jnp np json math pathlib load tensors loss_of value_and_grad self_check update optimize rate_factor agree".split(
    " ",
  ),
  ..."params grads state name w g new rate step epoch rows order rng start total part best waited also".split(
    " ",
  ),
  ..."learning_rate validation_loss mean_loss norm scale main".split(" "),
];

const jaxArray = (list: string, isWhole: boolean): string =>
  `jnp.array(${list}${isWhole ? ", dtype=float" : ""})`;

/** A loss as a pure function of its parameters, with grad and jit. */
export function emitJax(exported: Exported): Emitted {
  const tensors = companionTensors(exported);
  return { text: new JaxProgram(exported).write(), ...(tensors && { tensors }) };
}

class JaxProgram {
  readonly #names = new Names([...pythonWords, ...ownNames]);
  readonly #identifiers = new Map<Node, string>();
  readonly #constants = new Map<Node, string>();
  readonly #watched: readonly Node[];
  readonly #count: string;

  constructor(readonly exported: Exported) {
    const { model, plan } = exported;
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

  #writer(roots: readonly Node[] = []): Writer {
    const { rows } = this.exported;
    return new Writer(
      {
        spellings: jaxOperations,
        names: this.#names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: new Map(rows ? [[rows.letter, this.#count]] : []),
        scope: {
          need: (helper) => helper,
          constant: (node) => {
            const known = this.#constants.get(node) ?? this.#names.fresh("constant");
            this.#constants.set(node, known);
            return known;
          },
        },
      },
      roots,
    );
  }

  /** A parameter by the name under which it lies in `params`. */
  #key(node: Node): string {
    return `params[${quoted(nameOf(node))}]`;
  }

  write(): string {
    const { exported } = this;
    const { model, plan } = exported;
    const loss = this.#loss();
    const { rule, loop } = this.#training();
    const isRead = isLarge(exported);
    const schedule = scheduleLines(exported, "math.cos");
    const lines = [
      `"""${titleOf(exported)}, in JAX.`,
      "",
      "Written by chainrule export from the model below. Run it: it checks its loss and its",
      "gradients against those of the model, then trains.",
      '"""',
      "",
      ...sourceLines(exported, "#"),
      "",
      ...(isRead ? ["import json"] : []),
      ...(schedule.length > 0 ? ["import math"] : []),
      ...(isRead ? ["import pathlib"] : []),
      ...(isRead || schedule.length > 0 ? [""] : []),
      "import jax",
      "import jax.numpy as jnp",
      "import numpy as np",
      "",
      "# double precision, for the self-check",
      'jax.config.update("jax_enable_x64", True)',
      "",
      ...(isRead ? ["", ...loader(companionName(exported)), ""] : []),
      ...(model.inputs.length > 0
        ? ["# inputs", ...model.inputs.map(({ node }) => `${this.#id(node)} = ${this.#value(node)}`), ""]
        : []),
      "# parameters, where they start",
      "params = {",
      ...model.parameters.map(
        ({ node }) => `    ${quoted(nameOf(node))}: ${this.#value(node).replace(/\n/g, "\n    ")},`,
      ),
      "}",
      "",
      ...[...this.#constants].map(
        ([node, name]) => `${name} = ${arrayText(node.attributes.array!, jaxArray)}`,
      ),
      `learning_rate = ${pythonNumber(plan.rate)}`,
      "",
      "",
      ...loss,
      "",
      "",
      `value_and_grad = jax.jit(jax.value_and_grad(loss_of${this.#watched.length > 0 ? ", has_aux=True" : ""}))`,
      "",
      "",
      ...(schedule.length > 0 ? [...schedule, "", ""] : []),
      ...rule,
      "",
      "",
      ...this.#selfCheck(),
      "",
      "",
      'if __name__ == "__main__":',
      "    self_check()",
      "",
      ...indented(loop),
    ];
    return `${lines.join("\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  }

  #value(node: Node): string {
    const isRows = isLarge(this.exported) && this.exported.rows?.samples.has(node);
    const text = valueText(this.exported, node, (list, isWhole) => (isRows ? list : jaxArray(list, isWhole)));
    return node.shape.length === 0 ? `jnp.array(${text})` : text;
  }

  /** The loss as a function of the parameters and the data. */
  #loss(): string[] {
    const { model, rows } = this.exported;
    const all = forwardPass(model, ...this.#watched);
    const writer = this.#writer(all);
    for (const { node } of [...model.inputs, ...model.parameters]) writer.know(node, this.#id(node));
    const read = model.parameters.filter(({ node }) => reachable([model.loss, ...all]).includes(node));
    for (const { node } of read) writer.lines.push(`${this.#id(node)} = ${this.#key(node)}`);
    const open = rows && [...rows.samples.keys()][0];
    if (open && reachable(all).some((node) => readsLetter(node, rows.letter)))
      writer.lines.push(`${this.#count} = len(${this.#id(open)})`);
    writer.lines.push("");
    for (const node of all) writer.define(node, this.#id(node));
    const also = this.#watched.map((node) => this.#id(node));
    const inputs = model.inputs.map(({ node }) => this.#id(node));
    return [
      `def loss_of(${["params", ...inputs].join(", ")}):`,
      ...indented(writer.lines),
      `    return ${this.#id(model.loss)}${also.length > 0 ? `, (${also.join(", ")},)` : ""}`,
    ];
  }

  #given(rows: string | undefined): string {
    const { model, rows: open } = this.exported;
    return [
      "params",
      ...model.inputs.map(({ node }) =>
        rows && open?.samples.has(node) ? `${this.#id(node)}[${rows}]` : this.#id(node),
      ),
    ].join(", ");
  }

  get #result(): string {
    const loss = this.#id(this.exported.model.loss);
    return this.#watched.length > 0
      ? `(${loss}, (${this.#watched.map((node) => this.#id(node)).join(", ")},)), grads`
      : `${loss}, grads`;
  }

  #selfCheck(): string[] {
    const { exported } = this;
    const { point, rows, model } = exported;
    const label = nameOf(model.loss);
    const part = rows && point.rows < rows.count ? `:${point.rows}` : undefined;
    return [
      "def agree(found, expected, name):",
      "    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12, err_msg=name)",
      "",
      "",
      "def self_check():",
      ...indented([
        '"""The loss and every gradient at the starting point, as chainrule found them."""',
        `${this.#result} = value_and_grad(${this.#given(part)})`,
        `agree(${this.#id(model.loss)}, ${pythonFloat(point.loss)}, ${quoted(label)})`,
        ...model.parameters.map(
          ({ node }) =>
            `agree(grads[${quoted(nameOf(node))}], ${expectedText(exported, node, (list) => `np.array(${list})`)}, ${quoted(`d${label}/d${nameOf(node)}`)})`,
        ),
        `print("self-check: the loss and ${model.parameters.length === 1 ? "its gradient" : `${model.parameters.length} gradients`} agree to 1e-10")`,
      ]),
    ];
  }

  #training(): { rule: string[]; loop: string[] } {
    const { exported } = this;
    const { rule, plan, rows, model } = exported;
    const { batch, patience, stop, clip } = plan;
    const names = new Names(pythonWords.concat("w", "g", "rate", "step", "jnp"));
    const state = rule.state.map((one) => ({ ...one, identifier: names.claim(one.name) }));
    const writer = this.#writer();
    for (const [node, name] of [
      [rule.w, "w"],
      [rule.g, "g"],
      [rule.rate, "rate"],
      [rule.step, "step"],
    ] as const)
      writer.know(node, name);
    for (const { variable, identifier } of state) writer.know(variable, identifier);
    for (const { value, identifier } of state) writer.define(value, identifier);
    const moved = writer.print(rule.value).text;
    const carried = state.map((one) => one.identifier);
    const update =
      state.length === 0
        ? [
            "@jax.jit",
            "def update(params, grads, state, rate, step):",
            `    """One step of ${plan.optimizer}."""`,
            ...indented(writer.lines),
            `    params = {name: ${moved.replace(/\bw\b/g, "params[name]").replace(/\bg\b/g, "grads[name]")} for name in params}`,
            "    return params, state",
          ]
        : [
            `def optimize(${["w", "g", ...carried, "rate", "step"].join(", ")}):`,
            `    """One step of ${plan.optimizer} for one parameter."""`,
            ...indented([...writer.lines, `w = ${moved}`, `return ${["w", ...carried].join(", ")}`]),
            "",
            "",
            "@jax.jit",
            "def update(params, grads, state, rate, step):",
            "    new = {name: optimize(params[name], grads[name], *state[name], rate, step) for name in params}",
            "    return {name: one[0] for name, one in new.items()}, {name: one[1:] for name, one in new.items()}",
          ];
    const hasSchedule = scheduleLines(exported, "math.cos").length > 0;
    const isBatched = rows !== undefined && batch !== undefined;
    const trained = rows ? trainedRows(rows.count, plan) : 0;
    const isSplit = rows !== undefined && trained < rows.count;
    const loss = this.#id(model.loss);

    const step: string[] = [];
    if (stop) {
      const condition = this.#writer();
      for (const [node, name] of this.#identifiers) condition.know(node, name);
      for (const { node } of model.parameters) condition.know(node, this.#key(node));
      const printed = condition.print(stop.condition);
      step.push(
        ...condition.lines,
        `if ${printed.condition?.text ?? printed.text}:`,
        `    print(f"stopped at epoch {epoch}: " + ${quoted(stop.text)})`,
        isBatched ? "    raise SystemExit" : "    break",
      );
    }
    step.push("step += 1");
    if (clip !== undefined)
      step.push(
        "norm = jnp.sqrt(sum(jnp.sum(g ** 2) for g in grads.values()))",
        `scale = jnp.minimum(1, ${pythonNumber(clip)} / norm)`,
        "grads = {name: g * scale for name, g in grads.items()}",
      );
    const now = hasSchedule ? "learning_rate * rate_factor(step - 1)" : "learning_rate";
    step.push(`params, state = update(params, grads, state, ${now}, step)`);

    const start =
      state.length === 0
        ? "state = {}"
        : `state = {name: (${carried.map(() => "jnp.zeros_like(w)").join(", ")},) for name, w in params.items()}`;
    const loop: string[] = [];
    if (plan.precision === "float32")
      loop.push(
        "# training itself goes on in single precision",
        "params = {name: w.astype(jnp.float32) for name, w in params.items()}",
      );
    loop.push(start, "step = 0");
    if (isBatched) loop.push(`rng = np.random.default_rng(${plan.seed})`);
    if (isSplit && patience !== undefined) loop.push('best, waited = float("inf"), 0');
    const shown = rowFormat(
      exported,
      isBatched ? "mean_loss" : loss,
      new Map(model.parameters.map(({ node }) => [node, `params['${nameOf(node)}']`])),
      (text) => text,
    );
    const tell = [
      ...(isSplit
        ? [`validation_loss = loss_of(${this.#given(`${trained}:`)})${this.#watched.length > 0 ? "[0]" : ""}`]
        : []),
      `print(f"${isSplit ? `${shown}, validation = {validation_loss:.4f}` : shown}")`,
      ...(isSplit && patience !== undefined
        ? [
            "best, waited = (validation_loss, 0) if validation_loss < best else (best, waited + 1)",
            `if waited >= ${patience}:`,
            `    print(f"stopped at epoch {epoch}: no better validation loss in ${patience} epochs")`,
            "    break",
          ]
        : []),
    ];
    const body = isBatched
      ? [
          `order = rng.permutation(${trained})`,
          "total = 0.0",
          `for start in range(0, ${trained}, ${batch}):`,
          `    rows = order[start : start + ${batch}]`,
          `    ${this.#result} = value_and_grad(${this.#given("rows")})`,
          ...indented(step),
          `    total += ${loss} * len(rows)`,
          `mean_loss = total / ${trained}`,
          ...tell,
        ]
      : [
          `${this.#result} = value_and_grad(${this.#given(isSplit ? `:${trained}` : undefined)})`,
          ...step,
          ...tell,
        ];
    loop.push(`for epoch in range(1, ${plan.epochs + 1}):`, ...indented(body));
    return { rule: update, loop };
  }
}
