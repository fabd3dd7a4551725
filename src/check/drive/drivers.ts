import type { Span } from "../../base/span.ts";
import type { ClassStatement, Statement } from "../../lift/python/syntax.ts";
import { isNamed } from "../../lift/python/walk.ts";
import { functionsIn, isFunction, lastByName, methodsIn } from "./callable.ts";
import { chainedClass, chainedFunctions, taking } from "./chain.ts";
import { costFunctions } from "./costs.ts";
import { callText, headOf, type Layout, layoutsFor } from "./layout.ts";
import { pairedClass, pairedFunctions, takingOwn } from "./pairs.ts";
import { instanceText, trainedClass, trainedFunctions } from "./training.ts";

/** A small program that calls what another program only defines. */
export interface Driver {
  readonly source: string;
  /** What it drives: one operation of a net, or a whole training step. */
  readonly kind: "step" | "operation";
  /** Where that is defined. */
  readonly home: Span;
}

/** What drivers are helped by: it runs before them. */
export const helping = `import numpy as np\n${taking}${takingOwn}`;

const stepping = /^_*(train_?(step|batch|on_batch|one|sample)?|step|loss|update|partial_fit|grad(ient)?s?)$/i;

/**
 * Drivers that train, likeliest first: classes are made and trained, functions called, with small seeded data under the
 * names that they ask for. `text` tells how many pixels a net expects.
 */
export function* trainingDrivers(statements: readonly Statement[], text: string): Generator<Driver> {
  const classes = statements.filter((one) => one.kind === "class");
  const functions = functionsIn(statements);
  const globals = new Set(
    statements.flatMap((one) =>
      one.kind === "assign"
        ? one.targets.flatMap((target) => (target.kind === "name" ? [target.name] : []))
        : [],
    ),
  );
  // what comes last is built of what comes before
  const whole = [...lastByName(classes)].reverse().map((one) => inherited(one, classes));
  const plains = netsIn(text).flatMap(({ inputs, classes }) => layoutsFor(inputs, classes));
  for (const plain of plains) {
    const layout = { ...plain, globals };
    const driver = (body: string, home: Span): Driver => ({
      source: headOf(layout) + body,
      kind: "step",
      home,
    });
    for (const one of whole) for (const body of drivenClass(one, layout)) yield driver(body, one.span);
    for (const body of trainedFunctions(functions, layout)) yield driver(body, functions[0]!.span);
    const chained = chainedFunctions(functions, layout);
    if (chained) yield driver(chained, functions[0]!.span);
    for (const { source, span } of costFunctions(functions, layout)) yield driver(source, span);
  }
}

/** A class with the methods that it has from others of the program: its own come first. */
function inherited(one: ClassStatement, all: readonly ClassStatement[]): ClassStatement {
  const others = all.filter((other) => other !== one);
  const bases = one.bases.flatMap((base) => others.findLast(({ name }) => isNamed(base, name)) ?? []);
  const methods = bases.flatMap((base) => inherited(base, others).body.filter(isFunction)).reverse();
  const names = new Set(one.body.filter(isFunction).map(({ name }) => name));
  const added = [...lastByName(methods)].reverse().filter(({ name }) => !names.has(name));
  return { ...one, body: [...one.body, ...added] };
}

const mostWidths = 3;

/** How many inputs and classes a net may have: as a list of its layers says, or what else speaks of inputs. */
function netsIn(text: string): { inputs: number; classes: number }[] {
  const lists = text.matchAll(
    /\b\w*(?:layers?|sizes|dims|dimensions|topology|structure|architecture)["']?\s*(?::\s*\w+(?:\[\w+\])?\s*)?[=,:(]\s*[[(]\s*(\d{1,3}),[^[\]()]*?(\d{1,2})\s*,?\s*[\])]/gi,
  );
  const listed = [...lists].map(([, first, last]) => ({ inputs: Number(first), classes: Number(last) }));
  const own = listed.filter(({ inputs }) => inputs > 1 && inputs < 40).slice(0, 1);
  return [
    ...own.map(({ inputs, classes }) => ({ inputs, classes: classes > 1 ? classes : 3 })),
    ...widthsIn(text)
      .filter((inputs) => own.every((one) => one.inputs !== inputs))
      .map((inputs) => ({ inputs, classes: inputs === 784 ? 10 : 3 })),
  ];
}

/** How many inputs a net may expect: as many as pixels, four, or numbers that weights are made with. */
function widthsIn(text: string): number[] {
  if (/\b78[45]\b/.test(text)) return [784];
  const made =
    /\b(?:rand|randn|random|random_sample|normal|uniform|zeros|ones|randint)\(([^()]*(?:\([^()]*\))?)/g;
  const told = [
    ...text.matchAll(/\b(?:n_?)?inputs?_?(?:dim|size|shape|nodes|features)?["']?\s*[:=]\s*(\d{1,3})\b/gi),
  ].map(([, number]) => Number(number));
  const found = [...text.matchAll(made)].flatMap(([, given]) =>
    [...given!.matchAll(/\b(\d{1,2})\b(?!\.)/g)].map(([number]) => Number(number)),
  );
  return [...new Set([...told, 4, ...found.filter((one) => one > 1 && one < 40)])].slice(0, mostWidths);
}

function* drivenClass(one: ClassStatement, layout: Layout): Generator<string> {
  yield* trainedClass(one, layout);
  const chained = chainedClass(one, layout);
  if (chained) yield chained;
  const made = instanceText(one, layout);
  if (!made) return;
  for (const method of methodsIn(one.body).filter(({ name }) => stepping.test(name))) {
    const call = callText(method.callee, method.parameters, layout);
    if (call) yield `${made}for _step in range(3):\n    _given = ${call}\n    _take(self, _given)\n`;
  }
}

/** Drivers of single operations: a forward function with its backward function, a layer with its two passes. */
export function* operationDrivers(statements: readonly Statement[]): Generator<readonly Driver[]> {
  const functions = functionsIn(statements);
  const byHome = new Map<number, Driver[]>();
  const add = (source: string, home: Span): void => {
    const driver: Driver = { source, kind: "operation", home };
    byHome.set(home.from, [...(byHome.get(home.from) ?? []), driver]);
  };
  for (const { source, back } of pairedFunctions(functions)) add(source, back.span);
  const [layout] = layoutsFor(4, 3);
  for (const one of statements)
    if (one.kind === "class")
      for (const { source, back } of pairedClass(one, layout!)) add(source, back.span);
  yield* byHome.values();
}
