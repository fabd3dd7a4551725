import type { Span } from "../../base/span.ts";
import type { Machine } from "../../lift/machine.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import { PyFunction, PyInstance, type PyValue, type Scope } from "../../lift/python/values.ts";
import type { StepRun } from "../step.ts";
import { lossText } from "./form.ts";
import type { Loss } from "./loss.ts";
import { isNamedLoss, namesLoss } from "./stated.ts";

/** A loss that a program defines and computes elsewhere: its function, called with the step's own values. */
export interface DefinedLoss {
  readonly name: string;
  readonly call: Expression;
}

/** How many functions of a program may be its loss. */
const mostDefined = 4;

/**
 * The functions named as losses are whose parameters are all names of the step: `compute_error(b, m, points)`, printed
 * before the training and after it.
 */
export function definedLosses({ globals }: Machine, scope: Scope, moved: readonly string[]): DefinedLoss[] {
  const names = namesAbout(scope, globals);
  const roots = new Set(moved.map((path) => /^[^.[]+/.exec(path)![0]));
  const found: DefinedLoss[] = [];
  const note = (name: string, value: PyValue, object?: string): void => {
    const text = object === undefined ? name : `${object}.${name}`;
    if (!(value instanceof PyFunction) || !namesLoss(name, undefined)) return;
    const given = value.parameters.slice(object === undefined ? 0 : 1);
    const call = callOf(text.split("."), given, names);
    // what has nothing to do with what the step moves is no loss of it
    const isAbout = object !== undefined || given.some(({ name: one }) => roots.has(one));
    if (call && isAbout) found.push({ name: text, call });
  };
  for (const [name, value] of names) {
    note(name, value);
    if (!(value instanceof PyInstance) || (name !== "self" && name !== "this")) continue;
    for (const type of value.type.order)
      for (const [method, member] of type.members) note(method, member, name);
  }
  const weak = ({ name }: DefinedLoss): number => (isNamedLoss(name, undefined) ? 0 : 1);
  return found.sort((a, b) => weak(a) - weak(b)).slice(0, mostDefined);
}

function namesAbout(scope: Scope, globals: Scope): Map<string, PyValue> {
  const found = new Map<string, PyValue>();
  for (let one: Scope | undefined = scope; one; one = one === globals ? undefined : (one.parent ?? globals))
    for (const [name, value] of one.names) if (!found.has(name)) found.set(name, value);
  return found;
}

const nowhere = { from: -1, to: -1 };

/** A call with the values that bear the names of the parameters; undefined where one of them is nowhere. */
function callOf(
  path: readonly string[],
  parameters: PyFunction["parameters"],
  names: ReadonlyMap<string, PyValue>,
): Expression | undefined {
  if (parameters.length === 0 && path.length === 1) return undefined;
  const given = parameters.filter(({ name }) => names.has(name));
  const isComplete = parameters.every((one) => one.default !== undefined || given.includes(one));
  if (!isComplete || parameters.some(({ star }) => star)) return undefined;
  const isInOrder = given.every((one, at) => one === parameters[at]);
  if (!isInOrder) return undefined;
  const [first, ...rest] = path as [string, ...string[]];
  const callee = rest.reduce<Expression>(
    (object, name) => ({ kind: "attribute", object, name, span: nowhere }),
    {
      kind: "name",
      name: first,
      span: nowhere,
    },
  );
  return {
    kind: "call",
    callee,
    arguments: given.map(({ name }) => ({ value: { kind: "name", name, span: nowhere } })),
    span: nowhere,
  } as Expression;
}

/** What such a function gives, as a loss that the program does not state in its step. */
export function definedLoss(name: string, { loss }: StepRun, place: Span): Loss | undefined {
  return (
    loss && {
      name,
      span: place,
      stated: false,
      isNamed: isNamedLoss(name, undefined),
      text: lossText(loss.node) ?? `function \`${name}\``,
      find: (run) => run.loss,
    }
  );
}
