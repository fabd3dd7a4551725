import type { Expression, Parameter } from "../../../lift/python/syntax.ts";
import { isNamed, type Part } from "../../../lift/python/walk.ts";
import { argumentFor, isData, isRegularizing, isTarget, type Known, type Layout } from "../layout.ts";
import type { Type } from "./definitions.ts";

/** A parameter's name as the field writes it: `inputArray` is `input`. */
export const plainName = (name: string): string =>
  name
    .replace(/^_+/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/_?(array|arr|values|vector|vec|matrix|mat|data|set|samples?)$/, "")
    .replace(/^(num|number|no|count|size|amount)_(of_)?/, "n_") || name.toLowerCase();

const functional = /^(activation|act|activate|transfer)(_?(function|func|fn))?$/;
const derived = /deriv|prime|^d_?act|^df$/;
const optional =
  /^(options?|opts?|configs?|configuration|cfg|settings|params|hyper_?param(eter)?s?|args|props)$/;

/** How a function's text treats one of its parameters. */
interface Use {
  readonly isCalled: boolean;
  readonly isList: boolean;
  /** The properties that are read of it. */
  readonly properties: readonly string[];
}

const listed = new Set(["length", "map", "forEach", "reduce", "slice", "concat", "entries", "push"]);

function useOf(name: string, parts: readonly Part[]): Use {
  const isIt = (one: Part): boolean =>
    isNamed(one, name) || (one.kind === "attribute" && one.name === name && isNamed(one.object, "this"));
  const properties = new Set<string>();
  let isCalled = false;
  let isList = false;
  for (const part of parts) {
    if (part.kind === "call" && isIt(part.callee)) isCalled = true;
    if (part.kind === "attribute" && isIt(part.object)) {
      if (listed.has(part.name)) isList = true;
      else properties.add(part.name);
    }
    if (part.kind === "subscript" && isIt(part.object)) isList = true;
    if (part.kind === "for" && isIt(part.iterable)) isList = true;
    if (part.kind === "starred" && isIt(part.value)) isList = true;
  }
  return { isCalled, isList, properties: [...properties] };
}

/** Whether objects of a class, made without more, have all the methods that a parameter is asked for. */
const isMeant = ({ parameters, methods }: Type, { properties }: Use): boolean =>
  parameters.every((one) => one.default) &&
  properties.every((name) => methods.some((method) => method.name === name));

/** What is known of a program beside a call: what it does with its names, and its classes. */
export interface Text {
  readonly parts: readonly Part[];
  readonly types: readonly Type[];
}

export interface Call {
  readonly text: string;
  /** Whether it is given data, targets or what calls before it made. */
  readonly isFed: boolean;
}

/** A call with an argument for every parameter that needs one, in their order; what is beyond guessing is left out. */
export function callOf(
  callee: string,
  parameters: readonly Parameter[],
  { parts, types }: Text,
  layout: Layout,
  known: Known = new Map(),
): Call {
  const names = parameters.map((one) => plainName(one.name));
  const hasTargets = names.some(isTarget);
  let isFed = false;
  const args: string[] = [];
  for (const [at, parameter] of parameters.entries()) {
    if (parameter.star) break;
    const name = names[at]!;
    const penalty = penaltyIn(parameter, name);
    if (penalty !== undefined) {
      args.push(penalty);
      continue;
    }
    if (parameter.default && !known.has(name) && !isTarget(name) && !isData(name)) {
      // a default says as much as any guess
      args.push("undefined");
      continue;
    }
    const own = known.get(name) ?? known.get(parameter.name);
    const value =
      own ??
      (parameter.target
        ? ofPattern(parameter, layout)
        : guessed(name, useOf(parameter.name, parts), layout, hasTargets, types));
    if (own !== undefined || (value !== undefined && /_X|_y|_pairs/.test(value))) isFed = true;
    args.push(value ?? "undefined");
  }
  while (args.at(-1) === "undefined") args.pop();
  return { text: `${callee}(${args.join(", ")})`, isFed };
}

/** A penalty that is off by default says nothing of its gradient. */
function penaltyIn({ default: given, target }: Parameter, name: string): string | undefined {
  const isOff = (one: Expression | undefined): boolean => one?.kind === "constant" && Number(one.value) === 0;
  if (isRegularizing(name) && isOff(given)) return "0.01";
  if (!given || target?.kind !== "dict") return undefined;
  const off = target.entries.flatMap(({ key, value }) =>
    key?.kind === "constant" &&
    isRegularizing(plainName(String(key.value))) &&
    value.kind === "assign" &&
    isOff(value.value)
      ? [`${key.value}: 0.01`]
      : [],
  );
  return off.length > 0 ? `{ ${off.join(", ")} }` : undefined;
}

function guessed(
  name: string,
  use: Use,
  layout: Layout,
  hasTargets: boolean,
  types: readonly Type[] = [],
): string | undefined {
  if (optional.test(name) && use.properties.length > 0) return objectOf(use.properties, layout);
  if (derived.test(name)) return "_one";
  const own = use.properties.length > 0 ? types.find((type) => isMeant(type, use)) : undefined;
  if (own) return `new ${own.name}()`;
  if (functional.test(name) && (use.isCalled || use.properties.length > 0)) return "_same";
  const value = argumentFor(name, layout, new Map(), hasTargets);
  if (value === "True" || value === "False") return value.toLowerCase();
  // how many there are, or how wide each of them is
  return value !== undefined && use.isList && /^\d+$/.test(value) ? `[${value}]` : value;
}

const ofPattern = ({ target }: Parameter, layout: Layout): string | undefined =>
  target?.kind === "dict"
    ? objectOf(
        target.entries.flatMap(({ key, value }) =>
          key?.kind === "constant" && value.kind !== "assign" ? [String(key.value)] : [],
        ),
        layout,
      )
    : undefined;

function objectOf(properties: readonly string[], layout: Layout): string {
  const entries = properties.flatMap((name) => {
    const value = guessed(plainName(name), { isCalled: false, isList: false, properties: [] }, layout, true);
    return value === undefined || functional.test(plainName(name)) ? [] : [`${name}: ${value}`];
  });
  return `{ ${entries.join(", ")} }`;
}
