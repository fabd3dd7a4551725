import { unnamed } from "../../graph/node.ts";
import type { Expression } from "../../lift/python/syntax.ts";
import type { Event } from "../events.ts";
import { memberPoints } from "../judge.ts";
import type { Parameter } from "../parameter.ts";
import { newNode } from "../step.ts";
import type { Blame, Wrongness } from "./blame.ts";
import type { Group } from "./groups.ts";
import { settingOf } from "./places.ts";

/** The updates themselves: what should be added is the gradient. */
export function updateBlames({ scenes, source, wrong, lengths, hasState, isUnmeasured }: Wrongness): Blame[] {
  if (hasState) return [];
  const [length] = lengths;
  const places = new Map<Expression, { group: Group; mended: Set<Parameter>; members: string[] }>();
  const { run } = scenes[0]!;
  for (const parameter of wrong)
    for (const path of parameter.members) {
      const value = unnamed(newNode(run, path));
      const isSet = (one: Event): boolean =>
        one.kind !== "called" && (one.node && unnamed(one.node)) === value;
      const update = source.statementAt(parameter.span);
      // a function that gives the new value has the arithmetic in it, and is looked at before its call
      const given = run.events.findIndex((one) => isSet(one) && one.kind === "returned");
      const own = run.events.findLastIndex((one) => isSet(one) && source.statementAt(one.span) === update);
      for (const order of given >= 0 && given < own ? [given, own] : [own]) {
        const event = run.events[order];
        const setting = event && settingOf(source, event);
        if (!setting || event.numbers?.length !== run.start.get(path)!.length) continue;
        const known = places.get(setting.place) ?? {
          group: { ...setting, orders: [] },
          mended: new Set(),
          members: [],
        };
        known.group.orders.push(order);
        known.members.push(path);
        known.mended.add(parameter);
        places.set(setting.place, known);
      }
    }
  const slopes = scenes.map(({ slope }) => slope);
  const points = new Map(
    wrong.flatMap((one) => memberPoints(one, slopes)).map((one) => [one.path, one.points]),
  );
  return [...places.values()].map(({ group, mended, members }) => {
    const before = scenes.map((scene) => members.map((path) => scene.run.start.get(path)!));
    const wanted = before.map((row, at) =>
      row.map((start, k) => {
        const { gradient } = points.get(members[k]!)![at]!;
        return start.map((one, i) => one - (length ?? 1) * gradient[i]!);
      }),
    );
    return {
      ...group,
      wanted,
      before,
      anyScale: length === undefined,
      orScaled: isUnmeasured,
      mended: [...mended],
    };
  });
}
