import type { Diagnostic } from "../../base/diagnostic.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import { isNumber, type Node } from "../../graph/node.ts";
import { reachable, reaches } from "../../graph/walk.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Event } from "../events.ts";
import { opened } from "../losses/form.ts";
import type { FoundLoss, Loss } from "../losses/loss.ts";
import type { Program } from "../program.ts";
import type { StepRun } from "../step.ts";

/** How small the largest derivative of an activation is that lets nothing through. */
const nothing = 1e-7;
const leastNumbers = 2;

/**
 * Layers all of whose outputs stand on the flat ends of their activation when training begins, for every sample: the
 * error ends there, and nothing before them learns. Rectified units that are off are another matter, and so is a net that
 * has learnt.
 */
export function vanishing(program: Program, runs: readonly StepRun[], loss: Loss): Diagnostic[] {
  const all = [program.first, ...runs].flatMap((run) => {
    const found = loss.find(run);
    return found ? [{ run, found }] : [];
  });
  const layers = all.map(({ run, found }) => flatIn(run, found, program));
  const told = layers[0]!.filter(({ span }) =>
    layers.every((some) => some.some((one) => one.span.from === span.from)),
  );
  const [nearest] = told.slice(-1);
  return nearest
    ? [
        {
          code: "gradient/vanishing",
          severity: "warning",
          span: nearest.span,
          message: `\`${nearest.target}\` is saturated: no error flows back through it to what it is computed from`,
          why: "All its values lie on the flat ends of the activation, where its derivative is zero to all digits. The formulas may be right, and the parameters before it stay where they are all the same.",
          hint: "Scale the inputs (to 0…1, or to mean 0 and deviation 1), or begin with smaller weights.",
        },
      ]
    : [];
}

/** The named activations of a step whose derivative is nothing in all their entries, though the loss asks for a change. */
function flatIn(run: StepRun, found: FoundLoss, program: Program): Event[] {
  const variables = new Set(program.moved.flatMap((path) => run.variables.get(path)?.node ?? []));
  const read = new Set(reachable([found.node]));
  return run.events.filter(({ kind, node, numbers, span }) => {
    if (kind !== "assigned" || span.from < 0 || !node || !read.has(node)) return false;
    if (numbers!.length < leastNumbers) return false;
    const slopes = slopesOf(node, numbers!, variables);
    if (!slopes) return false;
    const asked = adjoints(run.graph, found.node, [node]).get(node)!;
    const [slope, change] = [largest(slopes), largest(evaluate([asked], run.values).get(asked)!.data)];
    // where the error grows as the derivative falls, as cross-entropy's does, their product is what it should be
    return slope < nothing && slope * change < nothing && change > 1e-9;
  });
}

/** The largest of what is a number: where an exponential overflows, a derivative that is zero comes out as none. */
const largest = (all: Float64Array): number =>
  all.reduce((most, one) => (Number.isNaN(one) ? most : Math.max(most, Math.abs(one))), 0);

/** The derivatives of a saturating activation, from its values; undefined where it is none. */
function slopesOf(node: Node, values: Float64Array, variables: ReadonlySet<Node>): Float64Array | undefined {
  const inner = opened(node);
  if (inner.op === "tanh") return values.map((one) => 1 - one * one);
  const isSigmoid = inner.op === "sigmoid" || isLogistic(inner, variables);
  return isSigmoid ? values.map((one) => one * (1 - one)) : undefined;
}

/** 1 / (1 + e^(−z)) */
function isLogistic({ op, operands }: Node, variables: ReadonlySet<Node>): boolean {
  const [over, under] = operands as [Node, Node];
  if (op !== "divide" || !isNumber(over, 1) || under.op !== "add") return false;
  const power = under.operands.find((one) => one.op === "exp");
  return (
    power !== undefined &&
    under.operands.some((one) => isNumber(one, 1)) &&
    reaches([power], (one) => variables.has(one))
  );
}
