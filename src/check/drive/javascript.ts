import type { Span } from "../../base/span.ts";
import type { ClassStatement, FunctionStatement, Parameter, Statement } from "../../lift/python/syntax.ts";
import type { Driver } from "./drivers.ts";
import { argumentFor, isTarget, type Layout } from "./layout.ts";

const rows = "Array.from({ length: 6 }, () => Array.from({ length: 4 }, _random))";
const one = "Array.from({ length: 4 }, _random)";
const pairs =
  "_X.map((x, i) => ({ x, input: x, inputs: x, features: x, y: _y[i], output: _y[i], outputs: _y[i], target: _y[i], targets: _y[i], label: _y[i] }))";
const hot = "[0, 1, 2, 0, 1, 2].map((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0)))";

const layouts: readonly Layout[] = [
  { inputs: 4, outputs: 1, data: rows, targets: "[1, 0, 1, 1, 0, 0]", pairs },
  { inputs: 4, outputs: 1, data: one, targets: "[1]", pairs: "[]" },
  { inputs: 4, outputs: 1, data: rows, targets: "[[1], [0], [1], [1], [0], [0]]", pairs },
  { inputs: 4, outputs: 1, data: one, targets: "1", pairs: "[]" },
  { inputs: 4, outputs: 3, data: one, targets: "[0, 1, 0]", pairs: "[]" },
  { inputs: 4, outputs: 3, data: rows, targets: hot, pairs },
];

const headOf = ({ data, targets, pairs: list }: Layout): string => `let _seed = 1;
const _random = () => {
  _seed = (_seed * 16807) % 2147483647;
  return _seed / 2147483647 - 0.5;
};
const _rate = 0.1;
const _X = ${data};
const _y = ${targets};
const _pairs = ${list};
`;

/** A parameter's name as the field writes it: `inputArray` is `input`. */
const plainName = (name: string): string =>
  name
    .replace(/^_+/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/_?(array|arr|values|vector|vec)$/, "");

const training = /^_?(train|fit|learn|optimi[sz]e|run|step|backprop|update)/i;
const passes = [/^(feed_?forward|forward|predict)/i, /^back/i, /^(update|step|apply)/i] as const;

/** A call with an argument for every parameter that needs one; undefined where one is beyond guessing. */
function callText(callee: string, parameters: readonly Parameter[], layout: Layout): string | undefined {
  const names = parameters.map((parameter) => plainName(parameter.name));
  const hasTargets = names.some(isTarget);
  const args: string[] = [];
  for (const [at, parameter] of parameters.entries()) {
    if (parameter.star || parameter.default) break;
    const value = parameter.target ? undefined : argumentFor(names[at]!, layout, new Map(), hasTargets);
    if (value === undefined) return undefined;
    args.push(value === "True" || value === "False" ? value.toLowerCase() : value);
  }
  return `${callee}(${args.join(", ")})`;
}

const repeated = (calls: readonly string[]): string =>
  `for (let _step = 0; _step < 3; _step++) {\n${calls.map((call) => `  ${call};\n`).join("")}}\n`;

function* drivenClass({ name, body }: ClassStatement, layout: Layout): Generator<string> {
  const methods = body.filter(
    (member): member is FunctionStatement =>
      member.kind === "function" && !member.isStatic && !member.accessor,
  );
  const init = methods.find((method) => method.name === "constructor");
  const made = callText(`new ${name}`, init?.parameters ?? [], layout);
  if (!made) return;
  const called = (method: FunctionStatement | undefined): string[] =>
    method
      ? [callText(`_net.${method.name}`, method.parameters, layout)].filter((call) => call !== undefined)
      : [];
  const start = `const _net = ${made};\n`;
  for (const method of methods.filter((member) => training.test(member.name)))
    if (called(method).length > 0) yield start + repeated(called(method));
  const calls = passes.flatMap((pass) => called(methods.find((method) => pass.test(method.name))));
  if (calls.length > 1) yield start + repeated(calls);
}

/** The functions of a program's top level: declared ones, and those that are given to a name. */
const functionsIn = (
  statements: readonly Statement[],
): { name: string; parameters: readonly Parameter[]; span: Span }[] =>
  statements.flatMap((statement) => {
    if (statement.kind === "function") return [statement];
    if (statement.kind !== "assign" || statement.value.kind !== "closure") return [];
    const [target] = statement.targets;
    const { parameters } = statement.value;
    return target?.kind === "name" ? [{ name: target.name, parameters, span: statement.span }] : [];
  });

/** Small programs that make and train what a JavaScript program only defines, likeliest first. */
export function* javascriptDrivers(statements: readonly Statement[]): Generator<Driver> {
  // what comes last is built of what comes before
  const classes = statements.filter((statement) => statement.kind === "class").reverse();
  for (const layout of layouts) {
    const driver = (body: string, home: Span): Driver => ({
      source: headOf(layout) + body,
      kind: "step",
      home,
    });
    for (const type of classes) for (const body of drivenClass(type, layout)) yield driver(body, type.span);
    for (const { name, parameters, span } of functionsIn(statements)) {
      const call = training.test(name) ? callText(name, parameters, layout) : undefined;
      if (call) yield driver(repeated([call]), span);
    }
  }
}
