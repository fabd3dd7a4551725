import { scalar } from "../base/array.ts";
import { type Diagnostic, hasError, type Result } from "../base/diagnostic.ts";
import { adjoints } from "../calculus/adjoints.ts";
import { type Node, nameOf } from "../graph/node.ts";
import { type LoweredExpression, lowerExpression } from "../language/lower.ts";
import { print } from "../language/print.ts";
import { evaluate } from "../run/evaluate.ts";
import { compileScalars, isScalarGraph, type ScalarFunction } from "../run/javascript.ts";

export interface DescendSettings {
  /** Where the descent begins: a number for each variable of the expression. */
  readonly start: Readonly<Record<string, number>>;
  /** The learning rate. */
  readonly rate: number;
  /** The most steps to take; 100 where it is left out. */
  readonly iterations?: number;
  /** A condition such as `gradient < 0.01`, in which `gradient` is the size of each component in turn. */
  readonly stop?: string;
}

/** A place on the way, with the function's value and gradient there. */
export interface PathEntry {
  readonly iteration: number;
  readonly point: Readonly<Record<string, number>>;
  readonly value: number;
  readonly gradient: Readonly<Record<string, number>>;
}

export interface Descent {
  readonly path: readonly PathEntry[];
  readonly stopped: { readonly iteration: number; readonly reason: string } | null;
}

/**
 * Gradient descent on an expression: x ← x − rate · ∂f/∂x for every variable at once. The stop is tested after
 * each step, on the gradient at the point before the step. A value or a gradient that is no finite number
 * ends the descent.
 */
export function descend(
  { graph, expression, variables }: LoweredExpression,
  settings: DescendSettings,
): Result<Descent> {
  const diagnostics = misuse(expression, variables, settings);
  const stop = settings.stop === undefined ? undefined : readStop(settings.stop);
  if (stop) diagnostics.push(...stop.diagnostics);
  if (hasError(diagnostics)) return { diagnostics };

  const names = variables.map(nameOf);
  const gradients = adjoints(graph, expression, variables);
  const roots = [expression, ...variables.map((variable) => gradients.get(variable)!)];
  const compute = isScalarGraph(roots) ? compileScalars(roots, variables) : interpret(roots, variables);
  const point = Float64Array.from(names, (name) => settings.start[name]!);
  const outputs = new Float64Array(roots.length);
  const record = (values: Float64Array): Record<string, number> =>
    Object.fromEntries(names.map((name, at) => [name, values[at]!]));
  const entry = (iteration: number): PathEntry => {
    compute(point, outputs);
    return { iteration, point: record(point), value: outputs[0]!, gradient: record(outputs.subarray(1)) };
  };

  const path = [entry(0)];
  const { iterations = 100 } = settings;
  const lost = (at: PathEntry): Result<Descent> | undefined => {
    const reason = whyLost(at);
    return reason
      ? { value: { path, stopped: { iteration: at.iteration, reason } }, diagnostics }
      : undefined;
  };
  const atStart = lost(path[0]!);
  if (atStart) return atStart;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const slopes = outputs.slice(1);
    for (const [at, slope] of slopes.entries()) point[at]! -= settings.rate * slope;
    const reached = entry(iteration);
    path.push(reached);
    const away = lost(reached);
    if (away) return away;
    if (stop?.value && slopes.every((slope) => stop.value.holds(Math.abs(slope)))) {
      return { value: { path, stopped: { iteration, reason: stop.value.reason } }, diagnostics };
    }
  }
  return { value: { path, stopped: null }, diagnostics };
}

/** Why no step leads on from here; nothing where one does. */
function whyLost({ iteration, value, gradient }: PathEntry): string | undefined {
  const begun = iteration === 0 ? "no step: at the start" : "diverged:";
  if (!Number.isFinite(value)) return `${begun} the value is no finite number`;
  const [name] = Object.entries(gradient).find(([, slope]) => !Number.isFinite(slope)) ?? [];
  return name && `${begun} the derivative by ${name} is no finite number`;
}

const interpret =
  (roots: readonly Node[], variables: readonly Node[]): ScalarFunction =>
  (inputs, outputs) => {
    const trace = evaluate(roots, new Map(variables.map((variable, at) => [variable, scalar(inputs[at]!)])));
    for (const [at, root] of roots.entries()) outputs[at] = trace.get(root)!.data[0]!;
  };

function misuse(
  expression: Node,
  variables: readonly Node[],
  { start, rate, iterations }: DescendSettings,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const say = (code: string, message: string, hint: string): void =>
    void found.push({ code: `descend/${code}`, severity: "error", span: { from: 0, to: 0 }, message, hint });
  const names = variables.map(nameOf);
  if (expression.shape.length > 0)
    say("not-scalar", "only a single number can be descended", "Sum or average the expression.");
  if (names.length === 0)
    say("constant", "the expression has no variable to move", "Use a name, such as x^2.");
  const missing = names.filter((name) => !Number.isFinite(start[name]));
  if (missing.length > 0) {
    const example = names.map((name) => `${name}=${start[name] ?? 1}`).join(",");
    say("start", `no starting value for ${missing.join(", ")}`, `Give each variable a number: ${example}`);
  }
  const unknown = Object.keys(start).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    say("start", `the expression has no variable ${unknown.join(", ")}`, `It has ${names.join(", ")}.`);
  if (!(Number.isFinite(rate) && rate > 0))
    say("rate", `the rate is a number above 0, not ${rate}`, "Try 0.1.");
  if (iterations !== undefined && !(Number.isInteger(iterations) && iterations >= 0)) {
    say("iterations", `the number of iterations is a whole number, not ${iterations}`, "Try 100.");
  }
  return found;
}

/** A condition on one component's size. */
function readStop(text: string): Result<{ holds: (gradient: number) => boolean; reason: string }> {
  const lowered = lowerExpression(text);
  if (!lowered.value) return lowered;
  const { expression, variables } = lowered.value;
  const [only] = variables;
  if (variables.length !== 1 || nameOf(only!) !== "gradient" || !isScalarGraph([expression])) {
    const message = `the stop ${text} is no condition on the gradient`;
    const hint = "Write for example gradient < 0.01: every component is compared by its size.";
    return {
      diagnostics: [{ code: "descend/stop", severity: "error", span: { from: 0, to: 0 }, message, hint }],
    };
  }
  const compute = compileScalars([expression], [only!]);
  const output = new Float64Array(1);
  const holds = (gradient: number): boolean => {
    compute(Float64Array.of(gradient), output);
    return output[0] === 1;
  };
  return { value: { holds, reason: print(expression) }, diagnostics: lowered.diagnostics };
}
