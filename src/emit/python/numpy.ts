import { isName, type Node, nameOf } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { backwardPass, forwardPass, lossHint } from "../backward.ts";
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
import { numpyHelpers, numpyOperations } from "./numpy-operations.ts";
import { expectedText, loader, quoted, rowFormat, scheduleLines, valueText } from "./parts.ts";
import { arrayText, bracketed, indented, pythonFloat, pythonNumber } from "./syntax.ts";

const ownNames = [
  ...Object.keys(numpyHelpers),
  ..."np json math pathlib load tensors loss_and_gradients self_check rate_factor optimize".split(" "),
  ..."epoch rows order start total rng learning_rate rate step agree norm best waited validation_loss mean_loss".split(
    " ",
  ),
];

/** Whole numbers are no counts here. */
const numpyArray = (list: string, isWhole: boolean): string =>
  `np.array(${list}${isWhole ? ", dtype=float" : ""})`;

/** Backpropagation by hand, in the model's names, as a NumPy program. */
export function emitNumpy(exported: Exported): Emitted {
  const program = new NumpyProgram(exported);
  const tensors = companionTensors(exported);
  return { text: program.write(), ...(tensors && { tensors }) };
}

class NumpyProgram {
  readonly #names = new Names([...pythonWords, ...ownNames]);
  readonly #identifiers = new Map<Node, string>();
  readonly #gradients = new Map<Node, string>();
  readonly #helpers = new Set<string>();
  readonly #constants = new Map<Node, string>();
  /** Quantities that only the stop reads. */
  readonly #watched: readonly Node[];
  readonly #count: string;

  constructor(readonly exported: Exported) {
    const { model, plan } = exported;
    for (const { node } of [...model.inputs, ...model.parameters]) this.#claim(node);
    for (const node of model.quantities) this.#claim(node);
    const label = nameOf(model.loss);
    for (const { node } of model.parameters)
      this.#gradients.set(node, this.#names.claim(`d${label}_d${nameOf(node)}`));
    const quantities = new Set(model.quantities);
    this.#watched = plan.stop
      ? reachable([plan.stop.condition], isName).filter((node) => quantities.has(node) && node !== model.loss)
      : [];
    this.#count = this.#names.claim("n");
  }

  #claim(node: Node): void {
    if (!this.#identifiers.has(node)) this.#identifiers.set(node, this.#names.claim(nameOf(node)));
  }

  #id(node: Node): string {
    return this.#identifiers.get(node)!;
  }

  #writer(roots: readonly Node[] = []): Writer {
    const { rows } = this.exported;
    return new Writer(
      {
        spellings: numpyOperations,
        names: this.#names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: new Map(rows ? [[rows.letter, this.#count]] : []),
        scope: {
          need: (helper) => {
            for (const other of numpyHelpers[helper]!.needs ?? []) this.#helpers.add(other);
            this.#helpers.add(helper);
            return helper;
          },
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

  write(): string {
    const { exported } = this;
    const { model, plan } = exported;
    const passes = this.#passes();
    const training = this.#training();
    const helpers = [...this.#helpers].flatMap((name) => [...numpyHelpers[name]!.code.split("\n"), "", ""]);
    const isErf = this.#helpers.has("erf");
    const schedule = scheduleLines(exported, "np.cos");
    const lines = [
      `"""${titleOf(exported)}: backpropagation by hand, in NumPy.`,
      "",
      "Written by chainrule export from the model below. Run it: it checks its loss and its",
      "gradients against those of the model, then trains.",
      '"""',
      "",
      ...sourceLines(exported, "#"),
      "",
      ...(isLarge(exported) ? ["import json"] : []),
      ...(isErf ? ["import math"] : []),
      ...(isLarge(exported) ? ["import pathlib"] : []),
      ...(isErf || isLarge(exported) ? [""] : []),
      "import numpy as np",
      "",
      ...(isLarge(exported) ? ["", ...loader(companionName(exported)), ""] : []),
      ...(model.inputs.length > 0
        ? ["# inputs", ...model.inputs.map(({ node }) => this.#value(node)), ""]
        : []),
      "# parameters, where they start",
      ...model.parameters.map(({ node }) => this.#value(node)),
      "",
      ...[...this.#constants].map(
        ([node, name]) => `${name} = ${arrayText(node.attributes.array!, numpyArray)}`,
      ),
      `learning_rate = ${pythonNumber(plan.rate)}`,
      "",
      "",
      ...helpers,
      ...passes,
      "",
      "",
      ...(schedule.length > 0 ? [...schedule, "", ""] : []),
      ...training.rule,
      ...this.#selfCheck(),
      "",
      "",
      'if __name__ == "__main__":',
      "    self_check()",
      "",
      ...indented(training.loop),
    ];
    return `${lines.join("\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
  }

  #value(node: Node): string {
    // rows stay as they lie on the disk until a batch asks for them
    const isRead = isLarge(this.exported) && this.exported.rows?.samples.has(node);
    const array = (list: string, isWhole: boolean): string => (isRead ? list : numpyArray(list, isWhole));
    return `${this.#id(node)} = ${valueText(this.exported, node, array)}`;
  }

  get #arguments(): string[] {
    const { inputs, parameters } = this.exported.model;
    return [...inputs, ...parameters].map(({ node }) => this.#id(node));
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
    const writer = this.#writer([...forward, ...backward.map((step) => step.adjoint)]);
    for (const { node } of [...model.inputs, ...model.parameters]) writer.know(node, this.#id(node));
    const open = rows && [...rows.samples.keys()][0];
    const counted = [...forward, ...backward.map((step) => step.adjoint)];
    const isCounted = open && reachable(counted).some((node) => readsLetter(node, rows.letter));
    if (isCounted) writer.lines.push(`${this.#count} = len(${this.#id(open)})`, "");
    writer.comment("#", "forward pass");
    const hint = lossHint(this.#id(model.loss));
    if (hint) writer.comment("#", hint);
    for (const node of forward) writer.define(node, this.#id(node));
    writer.lines.push("");
    writer.comment("#", "backward pass: the chain rule, from the loss down");
    const found = new Set<Node>();
    const label = nameOf(model.loss);
    for (const { quantity, adjoint, comments } of backward) {
      for (const one of comments) writer.comment("#", one);
      const identifier = this.#gradients.get(quantity) ?? this.#names.claim(`d${label}_d${nameOf(quantity)}`);
      writer.define(adjoint, identifier);
      found.add(quantity);
    }
    for (const [node, identifier] of this.#gradients) {
      if (!found.has(node))
        writer.lines.push(`${identifier} = np.zeros_like(${this.#id(node)})  # the loss does not read it`);
    }
    return [
      bracketed("def loss_and_gradients(", this.#arguments, "):"),
      ...indented(writer.lines),
      bracketed("return ", this.#results, "", "    ").includes("\n")
        ? bracketed("return (", this.#results, ")", "    ")
        : `    return ${this.#results.join(", ")}`,
    ];
  }

  /** `L, dL_dw, dL_db = loss_and_gradients(x[rows], y[rows], w, b)` */
  #callAt(rows: string | undefined, results = this.#results): string {
    const samples = this.exported.rows?.samples;
    const { inputs, parameters } = this.exported.model;
    const given = [
      ...inputs.map(({ node }) =>
        rows && samples?.has(node) ? `${this.#id(node)}[${rows}]` : this.#id(node),
      ),
      ...parameters.map(({ node }) => this.#id(node)),
    ];
    const [left, right] = [results.join(", "), "loss_and_gradients("];
    const flat = `${left} = ${right}${given.join(", ")})`;
    if (flat.length < 80) return flat;
    return left.length < 50
      ? bracketed(`${left} = ${right}`, given, ")", "", 0)
      : `${bracketed("(", results, ")", "", 0)} = ${bracketed(right, given, ")", "", 0)}`;
  }

  #selfCheck(): string[] {
    const { exported } = this;
    const { point, rows, model } = exported;
    const label = nameOf(model.loss);
    const part = rows && point.rows < rows.count ? `:${point.rows}` : undefined;
    const body = [
      `"""The loss and every gradient at the starting point, as chainrule found them."""`,
      ...this.#callAt(part).split("\n"),
      `agree(${this.#id(model.loss)}, ${pythonFloat(point.loss)}, ${quoted(label)})`,
      ...[...this.#gradients].flatMap(([node, identifier]) =>
        `agree(${identifier}, ${expectedText(exported, node, (list) => `np.array(${list})`)}, ${quoted(`d${label}/d${nameOf(node)}`)})`.split(
          "\n",
        ),
      ),
      `print("self-check: the loss and ${this.#gradients.size === 1 ? "its gradient" : `${this.#gradients.size} gradients`} agree to 1e-10")`,
    ];
    return [
      "def agree(found, expected, name):",
      "    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12, err_msg=name)",
      "",
      "",
      "def self_check():",
      ...indented(body),
    ];
  }

  /** The optimiser's rule, where it is a function of its own, and the loop. */
  #training(): { rule: string[]; loop: string[] } {
    const { exported } = this;
    const { rule, plan, rows, model } = exported;
    const updates = this.#updates();
    const { batch, patience, stop, clip } = plan;
    const loss = this.#id(model.loss);
    const hasSchedule = scheduleLines(exported, "np.cos").length > 0;
    const countsSteps = hasSchedule || reachable([rule.value]).includes(rule.step);
    const isBatched = rows !== undefined && batch !== undefined;
    const trained = rows ? trainedRows(rows.count, plan) : 0;
    const isSplit = rows !== undefined && trained < rows.count;

    const update: string[] = [];
    if (stop) {
      const writer = this.#writer();
      for (const [node, name] of this.#identifiers) writer.know(node, name);
      const condition = writer.print(stop.condition);
      update.push(...writer.lines);
      update.push(`if ${condition.condition?.text ?? condition.text}:`);
      update.push(`    print(f"stopped at epoch {epoch}: " + ${quoted(stop.text)})`);
      update.push(isBatched ? "    raise SystemExit" : "    break");
    }
    if (countsSteps) update.push("step += 1");
    if (hasSchedule) update.push(`rate = learning_rate * rate_factor(step - 1)`);
    if (clip !== undefined) update.push(...this.#clipping(clip));
    update.push(...updates.each);

    const loop: string[] = [...updates.start];
    if (countsSteps) loop.push("step = 0");
    if (patience !== undefined) loop.push('best, waited = float("inf"), 0');
    const row = (value: string): string[] => {
      const text = rowFormat(exported, value, this.#identifiers, (one) => one);
      const shown = isSplit ? `${text}, validation = {validation_loss:.4f}` : text;
      const measure = isSplit
        ? [`validation_loss = ${this.#callAt(`${trained}:`, ["_"]).replace(/^_ = /, "")}[0]`]
        : [];
      return [...measure, `print(f"${shown}")`];
    };
    const body: string[] = [];
    if (isBatched) {
      loop.push(`rng = np.random.default_rng(${plan.seed})`);
      body.push(
        `order = rng.permutation(${trained})`,
        "total = 0.0",
        `for start in range(0, ${trained}, ${batch}):`,
        `    rows = order[start : start + ${batch}]`,
        ...indented(this.#callAt("rows").split("\n")),
        ...indented(update),
        `    total += ${loss} * len(rows)`,
        `mean_loss = total / ${trained}`,
        ...row("mean_loss"),
      );
    } else {
      body.push(...this.#callAt(isSplit ? `:${trained}` : undefined).split("\n"), ...update, ...row(loss));
    }
    if (isSplit && patience !== undefined)
      body.push(
        "best, waited = (validation_loss, 0) if validation_loss < best else (best, waited + 1)",
        `if waited >= ${patience}:`,
        `    print(f"stopped at epoch {epoch}: no better validation loss in ${patience} epochs")`,
        "    break",
      );
    loop.push(`for epoch in range(1, ${plan.epochs + 1}):`, ...indented(body));
    return { rule: updates.rule, loop };
  }

  #clipping(clip: number): string[] {
    const all = [...this.#gradients.values()];
    const squares = all.map((one) => `np.sum(${one} ** 2)`).join(" + ");
    return [
      `norm = np.sqrt(${squares})`,
      `if norm > ${pythonNumber(clip)}:`,
      ...all.map((one) => `    ${one} = ${one} * (${pythonNumber(clip)} / norm)`),
    ];
  }

  /** The statements that move each parameter; with state they call one function. */
  #updates(): { rule: string[]; start: string[]; each: string[] } {
    const { rule, plan, model } = this.exported;
    const rate = scheduleLines(this.exported, "np.cos").length > 0 ? "rate" : "learning_rate";
    if (rule.state.length === 0) {
      const each = model.parameters.map(({ node }) => {
        const writer = this.#writer();
        writer.know(rule.w, this.#id(node));
        writer.know(rule.g, this.#gradients.get(node)!);
        writer.know(rule.rate, rate);
        writer.know(rule.step, "step");
        const { op, operands } = rule.value;
        return op === "subtract" && operands[0] === rule.w
          ? `${this.#id(node)} -= ${writer.print(operands[1]!).text}`
          : `${this.#id(node)} = ${writer.print(rule.value).text}`;
      });
      return { rule: [], start: [], each };
    }
    const writer = this.#writer();
    const needsStep = reachable([rule.value]).includes(rule.step);
    const names = new Names(pythonWords.concat("w", "g", "rate", "step", "np"));
    const state = rule.state.map((one) => ({ ...one, identifier: names.claim(one.name) }));
    writer.know(rule.w, "w");
    writer.know(rule.g, "g");
    writer.know(rule.rate, "rate");
    writer.know(rule.step, "step");
    for (const { variable, identifier } of state) writer.know(variable, identifier);
    for (const { value, identifier } of state) writer.define(value, identifier);
    writer.lines.push(`w = ${writer.print(rule.value).text}`);
    const carried = state.map((one) => one.identifier);
    const clock = needsStep ? ["step"] : [];
    const lines = [
      `def optimize(${["w", "g", ...carried, "rate", ...clock].join(", ")}):`,
      `    """One step of ${plan.optimizer} for one parameter."""`,
      ...indented(writer.lines),
      `    return ${["w", ...carried].join(", ")}`,
      "",
      "",
    ];
    const own = new Map(
      model.parameters.map(({ node }) => [
        node,
        carried.map((one) => this.#names.claim(`${nameOf(node)}_${one}`)),
      ]),
    );
    return {
      rule: lines,
      start: model.parameters.flatMap(({ node }) =>
        own
          .get(node)!
          .map((one) => `${one} = ${node.shape.length === 0 ? "0.0" : `np.zeros_like(${this.#id(node)})`}`),
      ),
      each: model.parameters.map(({ node }) => {
        const kept = own.get(node)!;
        const given = [this.#id(node), this.#gradients.get(node)!, ...kept, rate, ...clock];
        return bracketed(`${[this.#id(node), ...kept].join(", ")} = optimize(`, given, ")");
      }),
    };
  }
}
