import { z } from "zod";
import type { NDArray } from "../base/array.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap } from "../base/span.ts";
import { derive } from "../calculus/derivation.ts";
import { differentiate } from "../calculus/differentiate.ts";
import { simplify } from "../calculus/simplify.ts";
import { checkFile } from "../check/check.ts";
import { reportJson } from "../check/report-json.ts";
import { summaryText } from "../check/report-pretty.ts";
import type { ModelGraph } from "../graph/model.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { knownCount } from "../graph/shape.ts";
import { lower, lowerCondition, lowerExpression } from "../language/lower.ts";
import { canonicalName } from "../language/name.ts";
import { sympy } from "../language/sympy.ts";
import { derivationLines, derivationText, stepsFor } from "../render/derivation.ts";
import { latex } from "../render/latex.ts";
import { evaluate } from "../run/evaluate.ts";
import { startingValues } from "../train/start.ts";
import { startTraining } from "../train/train.ts";

/** What a tool answers: for programs, and for whoever reads along. */
export interface Answer {
  readonly data: Record<string, unknown>;
  readonly text: string;
  readonly failed?: true;
}

export interface Tool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly title: string;
  readonly description: string;
  readonly input: Shape;
  readonly answer: (given: z.infer<z.ZodObject<Shape>>) => Answer;
}

const tool = <Shape extends z.ZodRawShape>(one: Tool<Shape>): Tool => one as unknown as Tool;

/** No text that is checked or trained is longer. */
const longest = 200_000;
const text = (description: string) => z.string().min(1).max(longest).describe(description);

const endings = { python: "py", typescript: "ts", javascript: "js", markdown: "md" } as const;

/** No model is computed here whose loss takes more multiplications and additions than this: some seconds. */
const mostWork = 2e9;

/** Why a model is too much for a conversation, where it is. One step of training cannot be ended in its middle. */
function tooMuch({ graph }: ModelGraph): string | undefined {
  const work = graph.nodes.reduce((sum, { op, operands, shape }) => {
    const inner = op === "matmul" ? operands[0]!.shape.at(-1)! : 1;
    return sum + knownCount(shape) * (typeof inner === "number" ? inner : 1);
  }, 0);
  return work > mostWork
    ? `this model takes ${work.toPrecision(2)} operations for its loss, and no more than ${mostWork} are made here: use the command line`
    : undefined;
}

/** The mistakes of a text, each with its place, a reason and a next step. */
function refused(source: string, diagnostics: readonly Diagnostic[]): Answer {
  const lines = new LineMap(source);
  const told = diagnostics.map(({ code, message, hint, span }) => ({
    code,
    ...lines.position(span.from),
    message,
    ...(hint !== undefined && { hint }),
  }));
  return {
    failed: true,
    data: { version: 1, diagnostics: told },
    text: told
      .map((one) => `${one.line}:${one.column}: ${one.message}${one.hint ? `\n  ${one.hint}` : ""}`)
      .join("\n"),
  };
}

const model = text(
  "The model in chainrule's language: input, param, named quantities, one loss, a train line",
);

const check = tool({
  title: "Check hand-written backpropagation",
  description:
    "Compares every parameter update of a training loop written by hand (Python with NumPy, TypeScript, JavaScript, or a Markdown document with code cells) with the gradient of its own loss. Names the wrong line and factor, and offers a repair that was tried. The code is interpreted, never executed. Use it before showing backpropagation code to anyone.",
  input: {
    code: text("The program or document"),
    language: z.enum(["python", "typescript", "javascript", "markdown"]).default("python"),
    loss: z
      .string()
      .regex(/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u)
      .optional()
      .describe("The name under which the loss is computed, where it is none of the usual ones"),
  },
  answer: ({ code, language, loss }) => {
    const file = checkFile(`program.${endings[language]}`, code, loss === undefined ? {} : { loss });
    const lines = file.diagnostics.map((one) => {
      const at = new LineMap(code).position(Math.min(one.span.from, code.length));
      return `${at.line}:${at.column}: ${one.severity}: ${one.message}${one.why ? `\n  ${one.why}` : ""}${one.fix ? `\n  ${one.fix.text}` : ""}`;
    });
    return {
      data: reportJson([file]) as Record<string, unknown>,
      text: [...lines, summaryText(file)].join("\n"),
    };
  },
});

const diff = tool({
  title: "Differentiate an expression",
  description: "Exact derivatives of an expression, simplified, in SymPy's notation and in LaTeX.",
  input: {
    expression: text("Such as (x + 3)^3 or x^2 + 3*y^2"),
    wrt: z.array(z.string().min(1).max(100)).max(50).optional().describe("The variables; all where left out"),
  },
  answer: ({ expression, wrt }) => {
    const { value, diagnostics } = lowerExpression(expression);
    if (!value) return refused(expression, diagnostics);
    const { graph, variables } = value;
    const opened = value.expression.op === "named" ? value.expression.operands[0]! : value.expression;
    if (opened.shape.length > 0)
      return failure("only a single number can be differentiated: sum or average the expression");
    const names = wrt?.map(canonicalName) ?? variables.map(nameOf);
    const derivatives = names.map((name) => {
      const x = variables.find((node) => nameOf(node) === name) ?? graph.variable(name);
      const found = simplify(graph, differentiate(graph, opened, x), { distribute: true });
      return { wrt: name, text: sympy(found), latex: latex(found) };
    });
    return {
      data: { version: 1, derivatives },
      text: derivatives.map((one) => `d/d${one.wrt} = ${one.text}`).join("\n"),
    };
  },
});

const failure = (message: string): Answer => ({
  failed: true,
  data: { version: 1, diagnostics: [{ code: "misuse", message }] },
  text: message,
});

function parametersOf(given: ModelGraph, names: readonly string[] | undefined): readonly Node[] | string {
  const known = [...given.parameters, ...given.inputs].map((one) => one.node).concat(given.quantities);
  if (!names) return given.parameters.map((one) => one.node);
  const found = names.map((name) => known.find((node) => nameOf(node) === canonicalName(name)));
  const missing = names.find((_, at) => !found[at]);
  return missing === undefined
    ? (found as Node[])
    : `the model has no quantity ${missing}: it has ${known.map(nameOf).join(", ")}`;
}

const deriveTool = tool({
  title: "Derive a model's gradients",
  description:
    "The chain rule over a model's named quantities, step by step from the loss down to each parameter, as text and LaTeX, with the numbers at the starting values.",
  input: {
    model,
    wrt: z
      .array(z.string().min(1).max(100))
      .max(200)
      .optional()
      .describe("The parameters; all where left out"),
  },
  answer: ({ model: source, wrt }) => {
    const { value, diagnostics } = lower(source);
    if (!value) return refused(source, diagnostics);
    const large = tooMuch(value);
    if (large) return failure(large);
    const nodes = parametersOf(value, wrt);
    if (typeof nodes === "string") return failure(nodes);
    if (nodes.length === 0) return failure("the model has no parameter: name what to derive by");
    const derivation = derive(value.graph, value.loss, nodes);
    const [plain, formulas] = [
      derivationLines(derivation, nodes),
      derivationLines(derivation, nodes, "latex"),
    ];
    const adjoints = new Map(stepsFor(derivation, nodes).map((step) => [step.quantity, step.adjoint]));
    const start = startingValues(value, value.training?.seed).value;
    const trace = start && evaluate(adjoints.values(), start);
    const derivatives = plain.map((line, at) => {
      const found: NDArray | undefined = trace?.get(adjoints.get(line.quantity)!);
      return {
        wrt: nameOf(line.quantity),
        parameter: nodes.includes(line.quantity),
        text: [line.name, ...line.forms].join(" = "),
        latex: [formulas[at]!.name, ...formulas[at]!.forms].join(" = "),
        shape: line.quantity.shape,
        ...(found && found.data.length <= 1000 && { value: { data: [...found.data] } }),
      };
    });
    return { data: { version: 1, loss: nameOf(value.loss), derivatives }, text: derivationText(plain) };
  },
});

/** Training ends after so long, wherever it is. */
const mostMilliseconds = 30_000;
const mostRows = 50;

const train = tool({
  title: "Train a small model",
  description:
    "Trains a model by its train line and what is said beside it, and gives the loss of each epoch (at most 50 rows, evenly chosen), the reason for stopping, and the final parameters. Data stand in the model; files are not read.",
  input: {
    model,
    rate: z.number().positive().optional(),
    epochs: z.int().positive().max(100_000).optional(),
    optimizer: z.enum(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]).optional(),
    batch: z.int().positive().optional(),
    seed: z.int().optional(),
    stop: z.string().max(1000).optional().describe("A condition such as L < 0.01"),
  },
  answer: ({ model: source, stop, rate, epochs, optimizer, batch, seed }) => {
    const { value, diagnostics } = lower(source);
    if (!value) return refused(source, diagnostics);
    const large = tooMuch(value);
    if (large) return failure(large);
    const condition = stop === undefined ? undefined : lowerCondition(stop, value);
    if (condition && !condition.value) return refused(stop!, condition.diagnostics);
    const started = startTraining(value, {
      ...(rate !== undefined && { rate }),
      ...(epochs !== undefined && { epochs }),
      ...(optimizer !== undefined && { optimizer }),
      ...(batch !== undefined && { batch }),
      ...(seed !== undefined && { seed }),
      ...(condition?.value && { stop: { condition: condition.value, text: stop! } }),
    });
    if (!started.value) return refused(source, started.diagnostics);
    const rows: { epoch: number; loss: number }[] = [];
    const end = Date.now() + mostMilliseconds;
    let next = started.value.next();
    for (; !next.done && Date.now() < end; next = started.value.next())
      if (next.value.row) rows.push({ epoch: next.value.row.epoch, loss: next.value.row.loss });
    const every = Math.max(1, Math.ceil(rows.length / mostRows));
    const shown = rows.filter((_, at) => at % every === 0 || at === rows.length - 1);
    if (!next.done) {
      started.value.return(undefined as never);
      const stopped = {
        epoch: rows.length,
        reason: `no more than ${mostMilliseconds / 1000} seconds are given here`,
      };
      return {
        data: { version: 1, epochs: shown, stopped, final: null },
        text: `stopped after epoch ${rows.length}: ${stopped.reason}`,
      };
    }
    const { stopped, final, diverged } = next.value;
    const last = `final loss ${final.loss}`;
    return {
      data: { version: 1, epochs: shown, stopped, diverged, final },
      text: stopped ? `epoch ${stopped.epoch}: ${stopped.reason}; ${last}` : `${rows.length} epochs; ${last}`,
    };
  },
});

export const tools: Readonly<Record<string, Tool>> = { check, derive: deriveTool, diff, train };
