import { toNested } from "../base/array.ts";
import { general } from "../base/decimal.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { derive } from "../calculus/derivation.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { formatShape } from "../graph/shape.ts";
import { format } from "../language/format.ts";
import { functions } from "../language/functions.ts";
import { type Load, lower } from "../language/lower.ts";
import { canonicalName } from "../language/name.ts";
import { print } from "../language/print.ts";
import { stepLine } from "../render/derivation.ts";
import { evaluate } from "../run/evaluate.ts";
import { initialRules } from "../train/initialise.ts";
import { optimizerNames } from "../train/optimizers.ts";
import { startingValues } from "../train/start.ts";

/** What an editor asks of a model's text. */
export interface Chain {
  readonly diagnostics: readonly Diagnostic[];
  readonly model?: ModelGraph;
}

export function readChain(text: string, load: Load): Chain {
  const { value, diagnostics } = lower(text, { load });
  if (!value) return { diagnostics };
  const start = startingValues(value, value.training?.seed);
  // an input by shape alone is enough to derive and to draw
  const open = start.diagnostics.filter((one) => one.code !== "input/no-value");
  return { diagnostics: [...diagnostics, ...open], model: value };
}

const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*/gu;

/** The word at an offset, with where it stands. */
export function wordAt(
  text: string,
  offset: number,
): { readonly text: string; readonly from: number } | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end < 0 ? undefined : end);
  for (const found of line.matchAll(word)) {
    const from = start + found.index;
    if (from <= offset && offset <= from + found[0].length) return { text: found[0], from };
  }
  return undefined;
}

const mostShown = 8;

/** What a name is, its value and its derivative, in Markdown; or what a function is called with. */
export function hover({ model }: Chain, name: string): string | undefined {
  const node = model && named(model).find((one) => nameOf(one) === canonicalName(name));
  if (!node) {
    const known = functions.get(name);
    return known && `\`${known.form}\``;
  }
  const kind = model.parameters.some((one) => one.node === node)
    ? "parameter"
    : model.inputs.some((one) => one.node === node)
      ? "input"
      : node === model.loss
        ? "loss"
        : "quantity";
  const lines = [`**${name}**: ${kind}, ${formatShape(node.shape)}`];
  if (node.op === "named") lines.push(`\`${nameOf(node)} = ${print(node.operands[0]!)}\``);
  const start = startingValues(model, model.training?.seed).value;
  const value = start && evaluate([node], start).get(node);
  if (value) lines.push(`value: ${shown(toNested(value), value.data.length)}`);
  if (node !== model.loss && kind !== "input") {
    const derivation = derive(model.graph, model.loss, [node]);
    const step = derivation.steps.find((one) => one.quantity === node);
    if (step) {
      const { name: derivative, forms } = stepLine(step, model.loss);
      lines.push(`\`${[derivative, ...forms].join(" = ")}\``);
      const slope = start && evaluate([step.adjoint], start).get(step.adjoint);
      if (slope) lines.push(`gradient: ${shown(toNested(slope), slope.data.length)}`);
    } else lines.push("the loss does not read it");
  }
  return lines.join("\n\n");
}

function shown(value: unknown, count: number): string {
  if (count > mostShown) return `${count} numbers`;
  return JSON.stringify(value, (_, one) =>
    typeof one === "number" ? Number(general(one, 6)) : one,
  ).replaceAll(",", ", ");
}

const named = ({ inputs, parameters, quantities }: ModelGraph): Node[] =>
  [...inputs, ...parameters].map((one) => one.node).concat(quantities);

export interface Proposal {
  readonly label: string;
  readonly kind: "name" | "function" | "keyword" | "value";
  readonly detail?: string;
}

const keywords = ["input", "data", "param", "loss", "train"];
const options = (
  "rate epochs batch seed stop momentum beta1 beta2 epsilon decay clip schedule warmup every drop validation patience " +
  "standardise precision"
).split(" ");

/** What may be written at an offset. */
export function proposals(text: string, offset: number, names: readonly string[]): Proposal[] {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  if (/^\s*train\b/.test(before)) {
    const isFirst = /^\s*train\s+\w*$/.test(before);
    return [
      ...(isFirst
        ? optimizerNames.map((label): Proposal => ({ label, kind: "value", detail: "optimiser" }))
        : []),
      ...options.map((label): Proposal => ({ label: `${label}=`, kind: "keyword" })),
    ];
  }
  if (/~\s*\w*$/.test(before))
    return initialRules.map((label) => ({ label, kind: "value", detail: "how it is drawn" }));
  return [
    ...(/^\s*\w*$/.test(before) ? keywords.map((label): Proposal => ({ label, kind: "keyword" })) : []),
    ...names.map((label): Proposal => ({ label, kind: "name" })),
    ...[...functions].map(([label, { form }]): Proposal => ({ label, kind: "function", detail: form })),
  ];
}

/** The names that a text states, read from its words too, since a text that is being typed is rarely a model. */
export function namesIn(text: string, { model }: Chain): string[] {
  const known = new Set(model ? named(model).map(nameOf) : []);
  for (const [, name] of text.matchAll(/^\s*(?:loss\s+)?([\p{L}_][\p{L}\p{M}\p{N}_]*)\s*=/gmu))
    known.add(name!);
  for (const [, list] of text.matchAll(/^\s*(?:input|param|data)\s+(.*)$/gm))
    for (const [name] of list!.replace(/"[^"]*"|\[[^\]]*\]|\([^)]*\)/g, "").matchAll(word))
      if (!functions.has(name)) known.add(name);
  return [...known].filter((name) => !initialRules.includes(name) && !keywords.includes(name));
}

/** The text in its canonical form; nothing where it has mistakes. */
export const formatted = (text: string): string | undefined => format(text).value;
