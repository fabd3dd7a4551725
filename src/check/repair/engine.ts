import { adjoints } from "../../calculus/adjoints.ts";
import { knownCount } from "../../graph/shape.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Blame } from "./blame.ts";
import { settingOf } from "./places.ts";
import type { Scene } from "./scene.ts";
import type { Source } from "./source.ts";

/** The rules of an engine for derivatives: what each adds to an object's gradient, told from the one that it comes from. */
export function engineRules(scenes: readonly Scene[], source: Source): Omit<Blame, "mended">[] {
  const found = new Map<Expression, { statement: Statement; orders: number[] }>();
  for (const [order, event] of scenes[0]!.run.events.entries()) {
    const setting = event.local?.from && settingOf(source, event);
    if (!setting) continue;
    const { statement, place } = setting;
    const known = found.get(place) ?? { statement, orders: [] };
    known.orders.push(order);
    found.set(place, known);
  }
  return [...found].flatMap(([place, { statement, orders }]) => {
    const few = orders.slice(0, mostEvents);
    const wanted = scenes.map((scene) => few.flatMap((order) => addedAt(scene, order)));
    if (wanted.some((one) => one.length < few.length)) return [];
    return [
      {
        statement,
        place,
        orders: few,
        wanted,
        anyScale: false,
        orScaled: false,
        isAdded: true,
      },
    ];
  });
}

const mostEvents = 60;

/**
 * What an event should add to a gradient: that of what is computed from it, times the derivative in between; nothing
 * where the gradient has another size, or comes from nowhere at this point.
 */
function addedAt({ run }: Scene, order: number): Float64Array[] {
  const { local } = run.events[order]!;
  if (!local?.from) return [];
  const { of, from } = local;
  const { node: through, seed } = from;
  const size = knownCount(through.shape);
  if (size !== seed.length) return [];
  const given = run.graph.array({ shape: through.shape as number[], data: seed });
  const part = adjoints(run.graph, through, [of], { seed: given }).get(of)!;
  return [evaluate([part], run.values).get(part)!.data];
}
