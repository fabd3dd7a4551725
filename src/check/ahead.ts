import type { Node } from "../graph/node.ts";
import { knownCount } from "../graph/shape.ts";
import { opened } from "./losses/form.ts";
import { growth, near } from "./moments.ts";
import { newNode, type StepRun } from "./step.ts";

/**
 * A place beside a parameter, own + share · state, that a step computes: Nesterov's methods take the gradient where the
 * velocity will have carried the parameter (Nesterov 1983; Sutskever et al. 2013).
 */
export interface Ahead {
  readonly node: Node;
  /** A velocity, or the value that the parameter had one step before. */
  readonly state: string;
  readonly share: number;
  /** Whether the state is that earlier value: the place is own + share · (state − own) then. */
  readonly follows: boolean;
}

/** Operations by which a place ahead is put together. */
const linear = new Set(["add", "subtract", "multiply", "divide", "negate", "reshape", "named", "broadcast"]);
const mostNodes = 24;

/** The places ahead of one parameter among the nodes of a run; `members` are the parameters, which are no velocities. */
export function aheadsOf(
  run: StepRun,
  path: string,
  members: ReadonlySet<string>,
  nodes: Iterable<Node>,
): Ahead[] {
  const own = run.variables.get(path)!.node;
  const states = new Map(
    [...run.variables].flatMap(([name, { node }]) => {
      const then = run.after.get(name)?.node;
      const isState = then && then !== node && !members.has(name) && node !== own;
      return isState && knownCount(node.shape) === knownCount(own.shape) ? [[node, name] as const] : [];
    }),
  );
  if (states.size === 0) return [];
  return [...nodes].flatMap((node): Ahead[] => {
    if (node.op !== "add" && node.op !== "subtract") return [];
    // numbers that only scale are factors
    const places = variablesBehind(node)?.filter(
      (one) => one === own || states.has(one) || one.shape.length > 0,
    );
    if (places?.length !== 2 || !places.includes(own)) return [];
    const state = places.find((one) => one !== own)!;
    const name = states.get(state);
    if (name === undefined) return [];
    // a state that becomes what a parameter was is its value of one step before
    const follows = opened(newNode(run, name)) === own;
    const at = (ownValue: number, stateValue: number) => [
      [own, ownValue] as const,
      [state, stateValue] as const,
    ];
    const working = { run, entry: node, after: node };
    const share = growth(working, node, at(0, 0), at(0, 1));
    const whole = growth(working, node, at(0, 0), follows ? at(1, 1) : at(1, 0));
    if (!near(whole, 1) || !(Math.abs(share) > 1e-7)) return [];
    return [{ node, state: name, share, follows }];
  });
}

/** The variables behind a node that only adds and scales; undefined where it does more. */
function variablesBehind(root: Node): Node[] | undefined {
  const seen = new Set([root]);
  for (const node of seen) {
    if (seen.size > mostNodes) return undefined;
    if (node.op === "variable" || node.op === "number") continue;
    if (!linear.has(node.op)) return undefined;
    for (const one of node.operands) seen.add(one);
  }
  return [...seen].filter(({ op }) => op === "variable");
}
