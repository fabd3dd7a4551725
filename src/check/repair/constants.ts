import type { Expression } from "../../lift/python/syntax.ts";
import type { Event } from "../events.ts";
import type { Parameter } from "../parameter.ts";
import { claims, plainName } from "../rules/gradient-names.ts";
import type { Blame } from "./blame.ts";
import { claimedLocal } from "./claimed-names.ts";
import { settingOf } from "./places.ts";
import type { Scene } from "./scene.ts";
import type { Source } from "./source.ts";

const gradientName = /^d[A-Z]\w*$|^d[a-z]\d*$|grad|nabla|deriv/;

export interface ConstantGradient extends Blame {
  /** Whether its name says of which parameter it is the gradient. */
  readonly isNamed: boolean;
}

/**
 * Gradients that nothing has been computed for: `gradient = 1 / m`, `dw = x`. No record leads to them, and what they
 * should be is the loss's derivative by what they are named after, or by what is wrong, one by one.
 */
export function constantGradients(
  scenes: readonly Scene[],
  source: Source,
  wrong: readonly Parameter[],
): ConstantGradient[] {
  const [first] = scenes as [Scene];
  const groups = new Map<
    Expression,
    Pick<Blame, "statement" | "place"> & { orders: number[]; target: string }
  >();
  for (const [order, event] of first.run.events.entries()) {
    const { kind, target } = event;
    if (kind !== "assigned" || !isPlain(event) || !mayBeGradient(target, wrong)) continue;
    const setting = settingOf(source, event);
    if (setting?.statement.kind !== "assign") continue;
    const known = groups.get(setting.place);
    if (known) known.orders.push(order);
    else groups.set(setting.place, { ...setting, orders: [order], target });
  }
  return [...groups.values()].flatMap(({ target, ...group }) =>
    meant(target, group.orders.length, wrong).map((parameters) => ({
      ...group,
      mended: parameters,
      isConstant: true,
      isNamed: parameters.some(({ path }) => claims(target, path)),
      wanted: scenes.map(({ slope }) => parameters.map(({ path }) => slope.gradients.get(path)!)),
      anyScale: true,
      orScaled: true,
    })),
  );
}

/** Whether a value is handed on as it is, or a number that nothing marked went into: no sum that begins at 0. */
const isPlain = ({ node, numbers, isWhole }: Event): boolean =>
  numbers?.some((one) => one !== 0) === true && isWhole && (!node || node.operands.length === 0);

const mayBeGradient = (target: string, wrong: readonly Parameter[]): boolean =>
  claimedLocal(target) === undefined &&
  (gradientName.test(plainName(target)) || wrong.some(({ path }) => claims(target, path)));

/** The parameters whose gradients are set in so many rounds: in their order, or from the last to the first. */
function meant(target: string, rounds: number, wrong: readonly Parameter[]): (readonly Parameter[])[] {
  if (rounds === wrong.length && rounds > 1) return [wrong, [...wrong].reverse()];
  if (rounds !== 1) return [];
  const named = wrong.filter(({ path }) => claims(target, path));
  return (named.length > 0 ? named : wrong).map((one) => [one]);
}
