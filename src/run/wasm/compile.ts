import type { Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { cached, keyOf } from "./cache.ts";
import type { Compiled, CompileOptions, Place } from "./compiled.ts";
import { needsHost } from "./elementwise.ts";
import { Emitter } from "./emit.ts";
import { expand } from "./expand.ts";
import { features } from "./features.ts";
import { Layout } from "./layout.ts";
import { ModuleWriter } from "./module.ts";
import { Placement } from "./placement.ts";
import { precisions } from "./precision.ts";
import { blockColumns, blockRows } from "./product-block.ts";
import { emitRun } from "./run.ts";
import { type Assignment, schedule } from "./schedule.ts";
import { sizeAt } from "./size.ts";
import { isLeaf, unitsOf } from "./units.ts";
import { Views } from "./view.ts";

export type { Compiled, CompileOptions, Place } from "./compiled.ts";

/** The first bytes of memory belong to the barrier of the threads. */
export const barrierBytes = 256;

/**
 * Compiles a graph: one run computes `roots` and then gives each assigned variable its value, all from the values
 * that the variables have when it begins. An equal graph over equal shapes is compiled once. Throws where a size is open
 * that no option says.
 */
export function compileTensors(
  roots: readonly Node[],
  assignments: readonly Assignment[],
  { relaxed = features().relaxed, threads = 1, ...rest }: CompileOptions,
): Compiled {
  const options = { ...rest, relaxed, threads };
  return cached(keyOf(roots, assignments, options), () => compiled(roots, assignments, options));
}

function compiled(
  roots: readonly Node[],
  assignments: readonly Assignment[],
  {
    precision: name,
    rows,
    sizes = new Map(),
    threads: wanted,
    relaxed,
  }: CompileOptions & Required<Pick<CompileOptions, "relaxed" | "threads">>,
): Compiled {
  const precision = precisions[name];
  const { graph, images } = expand([...roots, ...assignments.flatMap((one) => [one.variable, one.value])]);
  const image = (node: Node): Node => images.get(node)!;
  const views = new Views({ ...(rows && { rows: rows.letter }), known: sizes });
  for (const node of reachable(images.values())) views.add(node);
  const targets = assignments.map(({ variable, value }) => {
    const made = image(value);
    // a variable's old value is taken down before the variable changes
    const isOld = views.of(made).base.op === "variable";
    return { variable: image(variable), value: isOld ? graph.multiply(made, 1) : made };
  });
  const needed = reachable([...roots.map(image), ...targets.map((one) => one.value)]);
  const order = reachable([...images.values(), ...needed]);
  const kept = new Set(
    [...roots.map(image), ...targets.map((one) => one.value)].map((node) => views.of(node).base),
  );
  const units = unitsOf(needed, views, kept);
  const plan = schedule(units, views, targets);

  const module = new ModuleWriter();
  const functions = [...new Set(needed.filter((node) => needsHost(node, name)).map((node) => node.op))];
  const threads = functions.length > 0 || !features().threads ? 1 : wanted;
  const imported = new Map(
    functions.map((op) => {
      const arity = needed.find((node) => node.op === op)!.operands.length;
      return [op, module.import(op, Array(arity).fill("f64"), ["f64"])] as const;
    }),
  );
  const thread = module.importGlobal("thread");
  const sleeps = module.importGlobal("sleeps");
  const most = rows?.most ?? 1;
  const layout = new Layout(barrierBytes);
  const scratch = layout.take(threads * blockRows(relaxed) * blockColumns(precision.lanes) * precision.bytes);
  const placement = new Placement(views, precision.bytes, most, layout);
  for (const node of order) if (node.op === "variable" || node.op === "array") placement.keep(node);
  const target = { precision, relaxed, scalar: (op: Node["op"]) => imported.get(op)! };
  const emitter = new Emitter(module, target, placement, { most, threads, scratch, thread });
  const packed = placement.plan(plan, kept, (unit) => emitter.packsOf(unit));
  for (const node of placement.stored) emitter.emitStored(node);
  for (const unit of plan.order) emitter.emitUnit(unit, packed.get(unit)!);
  for (const one of plan.copied) emitter.emitCopy(one.value, one.variable);
  emitRun(module, emitter.steps, threads > 1, sleeps);

  const constants = order
    .filter((node) => node.op === "array")
    .map((node) => ({ address: placement.address(node), data: node.attributes.array!.data }));
  const places = new Map<Node, Place>();
  for (const [node, made] of images) {
    const { base, ...view } = views.of(made);
    if (placement.has(base) && (isLeaf(base) || kept.has(base)))
      places.set(node, { ...view, address: placement.address(base) });
  }
  const pages = Math.ceil((layout.top + emitter.slack) / 65_536);
  return {
    bytes: module.bytes(pages, threads > 1),
    pages,
    shared: threads > 1,
    threads,
    precision: name,
    most,
    functions,
    constants: [...constants, ...emitter.tables],
    places,
    steps: emitter.steps.map(({ label, split }) => ({
      label,
      units: Math.ceil(sizeAt(split.size, most) / split.per),
    })),
  };
}
