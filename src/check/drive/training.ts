import type { ClassStatement, Expression, FunctionStatement, Statement } from "../../lift/python/syntax.ts";
import { isNamed, walk } from "../../lift/python/walk.ts";
import { askedOf, type Callable, isFunction, methodsIn } from "./callable.ts";
import { callText, isData, isTarget, type Known, type Layout } from "./layout.ts";

const training =
  /^_*(train|fit|sgd|optimi[sz]e|run|model|nn_model|gradient_descent|(batch|mini_?batch|stochastic)_gradient|train_network|train_model|learn|start_training|back_?prop(agation)?_?train)/i;
const making = /^_*(init|create|build|make|get|new|random|setup)/i;

/** What the functions that make something give: the lines that call them, and their names for it. */
export function madeBy(
  makings: readonly Callable[],
  functions: readonly Callable[],
  layout: Layout,
): { readonly made: string; readonly known: Map<string, string> } {
  const known = new Map<string, string>();
  let made = "";
  for (const one of makings) {
    const call = callText(one.callee, one.parameters, layout, known);
    if (!call || one.results.length === 0) continue;
    const names = namesFor(one, functions);
    made += `${names.join(", ")} = ${call}\n`;
    for (const name of names) known.set(name, name);
  }
  return { made, known };
}

/** Calls of functions that train, and of those that make what they ask for. */
export function* trainedFunctions(functions: readonly Callable[], layout: Layout): Generator<string> {
  const makings = functions.filter(({ name }) => making.test(name));
  const { made, known } = madeBy(makings, functions, layout);
  for (const one of functions.filter(({ name }) => training.test(name))) {
    const alone = callText(one.callee, one.parameters, layout);
    if (alone) yield `${alone}\n`;
    const call = callText(one.callee, one.parameters, layout, known);
    if (call && call !== alone) yield `${made}${call}\n`;
    if (alone || call) continue;
    for (const weights of weightsFor(layout)) {
      const started = callText(one.callee, one.parameters, layout, new Map([...weights, ...known]));
      if (started) yield `${made}${started}\n`;
    }
  }
}

const weightNames = [
  "w",
  "theta",
  "weights",
  "weight",
  "coef",
  "beta",
  "params",
  "initial_w",
  "w_init",
  "initial_theta",
];
const biasNames = ["b", "bias", "intercept", "initial_b", "b_init"];

/** Weights that a function of one layer is started from, `gradient_descent(X, y, theta)`: a column, a row of numbers, a table. */
function* weightsFor({ inputs, outputs }: Layout): Generator<Map<string, string>> {
  const shapes = outputs > 1 ? [`${inputs}, ${outputs}`] : [`${inputs}, 1`, `${inputs}`];
  for (const shape of shapes)
    yield new Map([
      ...weightNames.map((name) => [name, `_rng.randn(${shape}) * 0.1`] as const),
      ...biasNames.map((name) => [name, outputs > 1 ? `np.zeros(${outputs})` : "0.1"] as const),
    ]);
}

/** Names for what a call gives: its own, or the first that others ask for and nobody gives. */
export function namesFor({ name, results }: Callable, others: readonly Callable[]): string[] {
  const given = new Set(others.flatMap((one) => one.results));
  const asked = others.flatMap((one) => one.parameters.map((parameter) => parameter.name));
  const nets = /^(params?|parameters|network|net|model|weights|theta|W)$/;
  return results.map(
    (one, at) => one ?? asked.find((other) => nets.test(other) && !given.has(other)) ?? `_${name}_${at}`,
  );
}

const initOf = (body: readonly Statement[]): FunctionStatement | undefined =>
  body.filter(isFunction).find(({ name }) => name === "__init__");

/** How an instance of a class is made; undefined where an argument is beyond guessing. */
export function madeText({ name, body }: ClassStatement, layout: Layout): string | undefined {
  const init = initOf(body);
  return callText(name, init ? askedOf(init).slice(1) : [], layout, init && sizesIn(init.body, layout));
}

/** Names of data that are numbers of neurons where an array is made with them: `np.random.randn(inputs, hidden)`. */
function sizesIn(body: readonly Statement[], { inputs, outputs }: Layout): Known {
  const found = new Map<string, string>();
  for (const one of walk(body)) {
    if (one.kind !== "call" || one.callee.kind !== "attribute") continue;
    if (!/^(rand|randn|random|normal|uniform|zeros|ones|empty|full)$/.test(one.callee.name)) continue;
    const given = one.arguments.map(({ value }) => value);
    // the shape of data is a shape, and the data are data
    for (const part of given.flatMap((value) => (value.kind === "tuple" ? value.items : [value])))
      if (part.kind === "name" && isData(part.name)) found.set(part.name, String(inputs));
      else if (part.kind === "name" && isTarget(part.name)) found.set(part.name, String(outputs));
  }
  return found;
}

/**
 * How an instance named `self` is made ready: what it has as None to begin with is given to it, data by their names, the
 * rest by the methods that set it. Undefined where an argument is beyond guessing.
 */
export function instanceText(one: ClassStatement, layout: Layout): string | undefined {
  const made = madeText(one, layout);
  if (!made) return undefined;
  const init = initOf(one.body);
  const asked = new Set(init?.parameters.map(({ name }) => name));
  const open = [...attributesSet(init?.body ?? [], isNone)].filter((name) => !asked.has(name));
  const lines = [`self = ${made}`];
  const left = new Set(open);
  for (const name of open) {
    if (!isData(name) && !isTarget(name)) continue;
    lines.push(`self.${name} = ${isData(name) ? "_X" : "_y"}`);
    left.delete(name);
  }
  const bodies = new Map(one.body.filter(isFunction).map((part) => [part.name, part.body]));
  for (const { name, callee, parameters } of methodsIn(one.body)) {
    if (training.test(name) || /^__|forward|predict/.test(name)) continue;
    const given = [...attributesSet(bodies.get(name)!, (value) => !isNone(value))].filter((own) =>
      left.has(own),
    );
    const call = given.length > 0 && callText(callee, parameters, layout);
    if (!call) continue;
    lines.push(call);
    for (const own of given) left.delete(own);
  }
  return `${lines.join("\n")}\n`;
}

const isNone = (value: Expression): boolean => value.kind === "constant" && value.value === null;

/** The attributes of `self` that are set to such a value. */
function attributesSet(body: readonly Statement[], to: (value: Expression) => boolean): Set<string> {
  const found = new Set<string>();
  for (const one of walk(body))
    if (one.kind === "assign" && "targets" in one && to(one.value))
      for (const target of one.targets)
        if (target.kind === "attribute" && isNamed(target.object, "self")) found.add(target.name);
  return found;
}

/** Calls of methods that train a new instance. */
export function* trainedClass(one: ClassStatement, layout: Layout): Generator<string> {
  const made = instanceText(one, layout);
  if (!made) return;
  const methods = methodsIn(one.body).filter(({ name }) => training.test(name));
  for (const method of methods) {
    const own: Known = new Map(
      method.parameters
        .map(({ name }) => [name, `getattr(self, "${name}")`] as const)
        .filter(([name]) => nets.test(name)),
    );
    const call = callText(method.callee, method.parameters, layout, own);
    if (call) yield `${made}for _step in range(3):\n    ${call}\n`;
  }
}

const nets = /^(network|net|weights|params|parameters|layers)$/i;
