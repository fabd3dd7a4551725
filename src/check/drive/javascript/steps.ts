import type { Known, Layout } from "../layout.ts";
import { callOf, plainName, type Text } from "./arguments.ts";
import { type Callable, resultsOf, type Type } from "./definitions.ts";

const trainings = [
  /^_?(train|fit|learn|teach|gradient_?descent|sgd|optimi[sz]e|descend)/i,
  /^_?(back_?prop|propagate|run|step|update|adjust|batch|mini_?batch|epoch|iterate|regress)/i,
];
const passes = [
  /^_?(feed_?forward|forward|predict|activate|propagate_?forward|compute|run|process|query|call)/i,
  /^_?(compute_?|calc(ulate)?_?)?(loss|cost|error|mse|cross_?entropy)/i,
  /^_?(back|compute_?grad|calc(ulate)?_?(grad|delta|error)|gradients?|propagate_?(back|error))/i,
  /^_?(update|step|apply|adjust|optimi[sz]e|descend)/i,
] as const;
const makings = /^_?(init|create|build|make|random|setup|new)/i;

export const repeated = (lines: readonly string[]): string =>
  `for (let _pass = 0; _pass < 4; _pass++) {\n${lines.map((line) => `  ${line};\n`).join("")}}\n`;

/** How an object of a class is made. */
export function madeText(type: Type, text: Text, layout: Layout): string {
  const make = callOf(`new ${type.name}`, type.parameters, text, layout).text;
  const adding = type.methods.find(
    ({ name, parameters }) => /^add_?layer$/i.test(name) && parameters.length > 0,
  );
  if (!adding) return `const _net = ${make};\n`;
  const sizes =
    adding.parameters.filter((one) => !one.default).length > 1 ? layersOf(layout) : widthsOf(layout);
  return `const _net = ${make};\n${sizes.map((args) => `_net.${adding.name}(${args});\n`).join("")}`;
}

const widthsOf = ({ outputs }: Layout): string[] => ["5", String(outputs)];
const layersOf = ({ inputs, outputs }: Layout): string[] => [`${inputs}, 5`, `5, ${outputs}`];

/** Calls of methods that train, likeliest first, and the chain of those that only stand beside one another. */
export function* classSteps(type: Type, types: readonly Type[], layout: Layout): Generator<string> {
  const text = { parts: type.parts, types: types.filter((one) => one !== type) };
  const start = madeText(type, text, layout);
  for (const words of trainings)
    for (const method of type.methods.filter(({ name }) => words.test(name))) {
      const call = callOf(`_net.${method.name}`, method.parameters, text, layout);
      if (
        call.isFed ||
        (method.parameters.length === 0 &&
          /data|inputs?|[xX]s?$/.test(type.parameters.map((one) => one.name).join()))
      )
        yield start + repeated([call.text]);
    }
  const chain = chained(type.methods, (name) => `_net.${name}`, text, layout, ["_net"]);
  if (chain) yield start + chain;
}

/** Calls of functions that train, with what others make; and the chain of those that only stand beside one another. */
export function* functionSteps(
  functions: readonly Callable[],
  text: Text,
  layout: Layout,
): Generator<string> {
  const known = new Map<string, string>();
  let made = "";
  for (const [place, one] of functions.filter(({ name }) => makings.test(name)).entries()) {
    const results = resultsOf(one);
    if (!results) continue;
    const name = `_made${place}`;
    made += `const ${name} = ${callOf(one.name, one.parameters, text, layout, known).text};\n`;
    for (const [at, own] of results.names.entries())
      if (own !== undefined)
        known.set(
          plainName(own),
          results.kind === "list" ? `${name}[${at}]` : results.kind === "object" ? `${name}.${own}` : name,
        );
    if (results.kind !== "list")
      for (const asked of ["params", "parameters", "weights", "network", "net", "model", "nn", "layers"])
        if (!known.has(asked)) known.set(asked, name);
  }
  const rest = functions.filter(({ name }) => !makings.test(name));
  for (const words of trainings)
    for (const one of rest.filter(({ name }) => words.test(name.replace(/^.*\./, "")))) {
      const alone = callOf(one.name, one.parameters, text, layout);
      if (alone.isFed) yield repeated([alone.text]);
      const call = callOf(one.name, one.parameters, text, layout, known);
      if (call.isFed && call.text !== alone.text) yield made + repeated([call.text]);
    }
  const chain = chained(rest, (name) => name, text, layout, [...new Set(known.values())], known);
  if (chain) yield made + chain;
}

/** A step of calls in turn, each with what those before it hand back under the names that it asks for. */
function chained(
  callables: readonly Callable[],
  calleeOf: (name: string) => string,
  text: Text,
  layout: Layout,
  holders: readonly string[],
  start: Known = new Map(),
): string | undefined {
  const known = new Map(start);
  const lines: string[] = [];
  let last: string | undefined;
  let isStepped = false;
  let steps = 0;
  for (const [at, words] of passes.entries()) {
    const one = callables.find(({ name }) => words.test(name.replace(/^.*\./, "")));
    if (!one) continue;
    const call = callOf(calleeOf(one.name), one.parameters, text, layout, known);
    if (at === 0 && !call.isFed) continue;
    const name = at === 1 ? "loss" : `_given${at}`;
    const results = resultsOf(one);
    lines.push(results ? `const ${name} = ${call.text}` : call.text);
    steps++;
    if (at === 3) isStepped = true;
    if (!results) continue;
    for (const [k, own] of results.names.entries())
      if (own !== undefined)
        known.set(
          plainName(own),
          results.kind === "list" ? `${name}[${k}]` : results.kind === "object" ? `${name}.${own}` : name,
        );
    const usual =
      at === 0
        ? [
            "output",
            "outputs",
            "out",
            "pred",
            "prediction",
            "predictions",
            "predicted",
            "y_hat",
            "yhat",
            "y_pred",
            "cache",
            "activations",
            "result",
            "results",
            "probs",
            "a",
          ]
        : at === 2
          ? ["grads", "gradients", "grad", "gradient", "deltas"]
          : [];
    for (const asked of usual) if (!known.has(asked)) known.set(asked, name);
    if (at === 2) last = name;
  }
  if (steps < 2) return undefined;
  if (!isStepped && last !== undefined) lines.push(`_take([${holders.join(", ")}], ${last})`);
  return repeated(lines);
}
