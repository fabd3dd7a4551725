import type { ClassStatement } from "../../lift/python/syntax.ts";
import { type Callable, methodsIn } from "./callable.ts";
import { callText, type Layout } from "./layout.ts";
import { instanceText, madeBy, namesFor } from "./training.ts";

/** The stages of a step, each by the names that its functions have. */
const stages: readonly (readonly [stage: string, names: RegExp])[] = [
  [
    "forward",
    /^_*((feed_?)?forward|predict|propagate|(full_)?forward|compute_(output|activations?)|model|net)(?!.*back)/i,
  ],
  ["loss", /(cost|loss|error$|cross_entropy)(?!.*prime)/i],
  ["backward", /back|grad|^_*(cost|loss)_?(function|func|fn)?_?prime$/i],
  ["update", /^_*(update|step|apply|optimi[sz]e|adjust|descend|gradient_step)/i],
];

/** Helpers of one operation, which are no stage of their own. */
const isHelper =
  /linear|activation|relu|sigmoid|softmax|tanh|single|cell|layer_|_layer|helper|deriv|(?<!(cost|loss)_?(function|func|fn)?_?)prime|check|numerical/i;

/**
 * A step put together of functions that only stand beside each other: each is called with what those before it hand
 * back under the names that it asks for. Undefined where there is no backward pass, or where something is missing.
 */
function chained(
  callables: readonly Callable[],
  layout: Layout,
  known: Map<string, string>,
): string | undefined {
  const lines: string[] = [];
  let hasBackward = false;
  for (const [stage, names] of stages) {
    const all = callables.filter(({ name }) => names.test(name) && !isHelper.test(name));
    const one = all.find((callable) => callText(callable.callee, callable.parameters, layout, known));
    if (!one) continue;
    const call = callText(one.callee, one.parameters, layout, known)!;
    const isStep = stage === "loss" && /back|grad/i.test(one.results.join(" "));
    const given = namesFor(one, callables);
    if (stage === "loss" && given.length === 1) lines.push(`loss = ${call}`);
    else lines.push(given.length > 0 ? `${given.join(", ")} = ${call}` : call);
    for (const name of given) known.set(name, name);
    if (stage === "backward" || isStep) {
      hasBackward = true;
      if (given.length > 0 && !callables.some((other) => stages[3]![1].test(other.name)))
        lines.push(...taken(given, known));
    }
  }
  return hasBackward && lines.length > 1
    ? `for _step in range(3):\n${lines.map((line) => `    ${line}\n`).join("")}`
    : undefined;
}

/** Steps along gradients that are handed back: by their names where those tell, else by the keys of a dict. */
function taken(given: readonly string[], known: ReadonlyMap<string, string>): string[] {
  const steps = given.flatMap((name) => {
    const plain = plainNames(name).find((one) => known.has(one) && !given.includes(one));
    return plain ? [`${plain} = ${plain} - _rate * ${name}`] : [];
  });
  if (steps.length > 0) return steps;
  const own = known.has("self")
    ? given.flatMap((name) => {
        const plain = plainNames(name).find((one) => one !== name);
        return plain ? [`_take_named(self, "${plain}", ${name})`] : [];
      })
    : [];
  if (own.length > 1) return own;
  const holders = [...known.values()].filter((one) => !given.includes(one));
  return [
    known.has("self")
      ? `_take(self, ${given.length > 1 ? `(${given.join(", ")})` : given[0]})`
      : `_take_from([${holders.join(", ")}], ${given.at(-1)})`,
  ];
}

/** What a gradient's name says that it is the gradient of: `dW1` of `W1`, `grad_b` of `b`. */
const plainNames = (name: string): string[] => [
  name.replace(/^d_?/, ""),
  name.replace(/^d_?(J|L|E|C|[Ll]oss|[Cc]ost)_?d_?/, ""),
  name.replace(/^(grad|gradient|delta|nabla)_/, ""),
  name.replace(/_?(grad|gradient)$/, ""),
];

const making = /^_*(init|create|build|make|random|setup)/i;

/** A step of a module's functions. */
export function chainedFunctions(functions: readonly Callable[], layout: Layout): string | undefined {
  const makings = functions.filter(({ name }) => making.test(name));
  const { made, known } = madeBy(makings, functions, layout);
  const rest = functions.filter(({ name }) => !making.test(name));
  const loop = chained(rest, layout, known);
  return loop && made + loop;
}

/** A step of a class's methods. */
export function chainedClass(one: ClassStatement, layout: Layout): string | undefined {
  const made = instanceText(one, layout);
  const loop = made && chained(methodsIn(one.body), layout, new Map([["self", "self"]]));
  return loop && `${made}${loop}`;
}

/** What drivers do with gradients in a dict that is handed back: a step along them, where it finds their parameters. */
export const taking = `
_rate = 0.1

def _plain(name, own):
    for plain in (name, name[1:], name[2:], name.replace("grad_", ""), name.replace("d_", ""), name.replace("_grad", "")):
        if plain in own:
            return plain

def _take_named(net, name, gradient):
    own = vars(net)
    if name in own and np.shape(own[name]) == np.shape(gradient):
        setattr(net, name, own[name] - _rate * gradient)

def _take_from(holders, grads):
    if not isinstance(grads, dict):
        return
    for own in holders:
        if isinstance(own, dict) and own is not grads:
            for name in grads:
                plain = _plain(name, own)
                if plain is not None and np.shape(own[plain]) == np.shape(grads[name]):
                    own[plain] = own[plain] - _rate * grads[name]

def _shapes(values):
    return [np.shape(one) for one in values]

def _take_lists(net, given):
    for grads in given:
        for name, own in list(vars(net).items()):
            if isinstance(own, list) and isinstance(grads, list) and own is not grads and len(own) > 0:
                if _shapes(own) == _shapes(grads):
                    setattr(net, name, [w - _rate * dw for w, dw in zip(own, grads)])
                    break

def _take(net, given):
    if isinstance(given, tuple) and not isinstance(given[-1], dict):
        _take_lists(net, given)
    grads = given[-1] if isinstance(given, tuple) else given
    if not isinstance(grads, dict):
        return
    own = vars(net)
    for holder in list(own.values()):
        if isinstance(holder, dict) and any(name in holder for name in grads):
            _take_from([holder], grads)
            return
    for name in grads:
        plain = _plain(name, own)
        if plain is not None:
            setattr(net, plain, own[plain] - _rate * grads[name])
`;
