import { plain } from "../../base/decimal.ts";
import { type Node, nameOf } from "../../graph/node.ts";
import { companionName, type Exported, isLarge, samplesAt, sourceLines, titleOf } from "../exported.ts";
import { Names, pythonWords } from "../names.ts";
import type { Program } from "../program.ts";
import type { Writer } from "../writer.ts";
import { arrayText, indented, pythonFloat, pythonNumber } from "./syntax.ts";

/** How a program begins: what it is, and the model's own text. */
export const opening = (exported: Exported, kind: string, more: readonly string[] = []): string[] => [
  `"""${titleOf(exported)}${kind}`,
  "",
  "Written by chainrule export from the model below. Run it: it checks its loss and its",
  "gradients against those of the model, then trains.",
  ...more,
  '"""',
  "",
  ...sourceLines(exported, "#"),
  "",
];

/** The standard library's modules, in their order, with an empty line behind them. */
export const standardImports = (...names: readonly (string | false)[]): string[] => {
  const lines = names.filter((one) => one !== false).map((one) => `import ${one}`);
  return lines.length > 0 ? [...lines, ""] : [];
};

/** Reads the numbers beside a program, where they lie there. */
export const companion = (exported: Exported): string[] =>
  isLarge(exported) ? ["", ...loader(companionName(exported)), ""] : [];

const loader = (name: string): string[] =>
  `def load(name):
    """The arrays of a safetensors file beside this program, by name."""
    path = pathlib.Path(__file__).with_name(name)
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    kinds = {"F64": np.float64, "F32": np.float32, "U8": np.uint8}
    return {
        name: np.memmap(
            path,
            dtype=kinds[entry["dtype"]],
            mode="c",
            offset=8 + length + entry["data_offsets"][0],
            shape=tuple(entry["shape"]),
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


tensors = load(${JSON.stringify(name)})`.split("\n");

/** A library's call that makes an array of a list; `isWhole` where its numbers might be taken for counts. */
export type MakeArray = (list: string, isWhole: boolean) => string;

/** Each value of the model as a Python expression: in place, or from the file beside the program. */
export function valueText(exported: Exported, node: Node, make: MakeArray): string {
  const samples = samplesAt(exported, node);
  if (samples.shape.length === 0) return pythonFloat(samples.data[0]!);
  return isLarge(exported)
    ? make(`tensors[${JSON.stringify(nameOf(node))}]`, true)
    : arrayText(samples, make);
}

/** Rows that lie in the file beside the program stay there until a batch asks for them. */
export const staysOnDisk = (exported: Exported, node: Node): boolean =>
  isLarge(exported) && exported.rows?.samples.has(node) === true;

/** An expected gradient as a Python expression. */
export function expectedText(exported: Exported, parameter: Node, make: (list: string) => string): string {
  const value = exported.point.gradients.get(parameter)!;
  if (value.shape.length === 0) return pythonNumber(value.data[0]!);
  if (isLarge(exported)) return `tensors[${JSON.stringify(`gradient/${nameOf(parameter)}`)}]`;
  return arrayText(value, make);
}

/** The self-check of arrays that NumPy compares, from a call and how each gradient is read. */
export const numpySelfCheck = (
  program: Program,
  call: readonly string[],
  gradientOf: (parameter: Node) => string,
): string[] => [
  "def agree(found, expected, name):",
  "    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12, err_msg=name)",
  "",
  "",
  "def self_check():",
  ...indented([
    `"""The loss and every gradient at the starting point, as chainrule found them."""`,
    ...call,
    `agree(${program.loss}, ${pythonFloat(program.exported.point.loss)}, ${quoted(nameOf(program.exported.model.loss))})`,
    ...program.parameters.map((node) => {
      const expected = expectedText(program.exported, node, (list) => `np.array(${list})`);
      return `agree(${gradientOf(node)}, ${expected}, ${quoted(program.gradientTitle(node))})`;
    }),
    `print("self-check: ${program.checked} agree to 1e-10")`,
  ]),
];

/** The rows that the self-check looks at, as a slice; undefined where they are all. */
export const checkedPart = ({ checkedRows }: Program): string | undefined =>
  checkedRows === undefined ? undefined : `:${checkedRows}`;

/** What runs where the program is run and not imported: the self-check, then what trains. */
export const runLines = (loop: readonly string[]): string[] => [
  "",
  "",
  'if __name__ == "__main__":',
  "    self_check()",
  "",
  ...indented(loop),
];

/** How the learning rate changes from update to update, as a function; nothing where it does not. */
export function scheduleLines({ schedule }: Program, cosine: string): string[] {
  if (!schedule) return [];
  const { kind, warmup, drop, every, rest } = schedule;
  const body: string[] = [];
  if (warmup > 0) body.push(`if update < ${warmup}:`, `    return (update + 1) / ${warmup}`);
  if (kind === "step") body.push(`return ${plain(drop)} ** (update // ${every})`);
  else if (kind === "cosine") {
    body.push(`done = min(1, (update - ${warmup}) / ${rest})`);
    body.push(`return (1 + ${cosine}(${cosine.replace(/cos$/, "pi")} * done)) / 2`);
  } else body.push("return 1");
  return [
    "def rate_factor(update):",
    `    """What the learning rate is multiplied by at an update, from 0 (schedule: ${kind})."""`,
    ...indented(body),
    "",
    "",
  ];
}

/** One step of an optimiser for one parameter, as statements that set `w` and what it carries. */
export function optimizerStep(program: Program, writer: Writer): { lines: string[]; carried: string[] } {
  const { rule } = program.exported;
  const names = new Names(pythonWords.concat("w", "g", "rate", "step", "np", "jnp"));
  const carried = rule.state.map((one) => names.claim(one.name));
  const known = [
    [rule.w, "w"],
    [rule.g, "g"],
    [rule.rate, "rate"],
    [rule.step, "step"],
    ...rule.state.map(({ variable }, at) => [variable, carried[at]!] as const),
  ] as const;
  for (const [node, name] of known) writer.know(node, name);
  for (const [at, { value }] of rule.state.entries()) writer.define(value, carried[at]!);
  return { lines: writer.lines, carried };
}

/** Ends training where the stop holds. */
export function stopLines(program: Program, writer: Writer): string[] {
  const { stop } = program.exported.plan;
  if (!stop) return [];
  const { condition, text } = writer.print(stop.condition);
  return [
    ...writer.lines,
    `if ${condition?.text ?? text}:`,
    `    print(f"stopped at epoch {epoch}: " + ${quoted(stop.text)})`,
    program.batch === undefined ? "    break" : "    raise SystemExit",
  ];
}

export const patienceStart = ({ patience }: Program): string[] =>
  patience === undefined ? [] : ['best, waited = float("inf"), 0'];

/** Ends training where validation has not become better for long; `end` says so. */
export const patienceLines = ({ patience }: Program, end: string): string[] =>
  patience === undefined
    ? []
    : [
        "best, waited = (validation_loss, 0) if validation_loss < best else (best, waited + 1)",
        `if waited >= ${patience}:`,
        `    ${end}`,
        "    break",
      ];

export const patienceReason = ({ patience }: Program): string =>
  `no better validation loss in ${patience} epochs`;

/** An epoch over mini-batches, or over all rows at once: `step` is one update, `tell` prints the row. */
export function epochLines(
  { batch, trained, loss }: Program,
  step: readonly string[],
  tell: (loss: string) => readonly string[],
): string[] {
  if (batch === undefined) return [...step, ...tell(loss)];
  return [
    `order = rng.permutation(${trained})`,
    "total = 0.0",
    `for start in range(0, ${trained}, ${batch}):`,
    `    rows = order[start : start + ${batch}]`,
    ...indented(step),
    `    total += ${loss} * len(rows)`,
    `mean_loss = total / ${trained}`,
    ...tell("mean_loss"),
  ];
}

/** The text of a row, as the command line prints it: numbers where they are few. */
export function rowFormat(program: Program, loss: string, read: (parameter: Node) => string): string {
  const shown = program.showsParameters
    ? program.parameters.map((node) => `${nameOf(node)} = {${read(node)}:.4f}`)
    : [];
  const validation = program.isSplit ? ["validation = {validation_loss:.4f}"] : [];
  return [`Epoch: {epoch}, Loss = {${loss}:.4f}`, ...shown, ...validation].join(", ");
}

/** Text inside a Python string between double quotes. */
export const quoted = (text: string): string => JSON.stringify(text.replace(/[^\x20-\x7e]/g, "?"));

/** A whole program of such parts. */
export const joinedLines = (lines: readonly string[]): string =>
  `${lines.join("\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
