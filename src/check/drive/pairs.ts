import type { ClassStatement } from "../../lift/python/syntax.ts";
import { type Callable, methodsIn } from "./callable.ts";
import { callText, common, type Layout } from "./layout.ts";
import { madeText } from "./training.ts";

/** Arrays for the arguments of an operation, by the names that they have, in layouts that go together. */
type Shapes = readonly (readonly [name: RegExp, python: string])[];

const input = /^(x|xt|inputs?|input_data|data|a|a_prev|A_prev|Z|z|h|prev_output|input_tensor|image)$/i;
const given = {
  prob: [/dropout_param/i, '{"p": 0.5, "mode": "train", "seed": 1}'],
  bn: [/bn_param|ln_param|gn_param/i, '{"mode": "train"}'],
  conv: [/conv_param|hparam/i, '{"stride": 1, "pad": 1}'],
  pool: [/pool_param/i, '{"pool_height": 2, "pool_width": 2, "stride": 2}'],
  stride: [/^stride$/i, "1"],
  pad: [/^(pad|padding)$/i, "0"],
  activation: [/^activation$/i, '"relu"'],
} as const;
const options: Shapes = Object.values(given);

const recurrent = (gates: number): Shapes => [
  [/^(prev_h|h0|prev_c|c0)$/, "_rng.randn(5, 3)"],
  [/^Wx$/, `_rng.randn(4, ${3 * gates})`],
  [/^Wh$/, `_rng.randn(3, ${3 * gates})`],
  [/^b$/, `_rng.randn(${3 * gates})`],
  [/^x$/, "_rng.randn(5, 4)"],
];

const settings: readonly Shapes[] = [
  [
    [input, "_rng.randn(5, 4)"],
    [/^(w|weights?|theta)$/i, "_rng.randn(4, 3)"],
    [/^(b|bias(es)?)$/i, "_rng.randn(3)"],
    [/^(gamma|beta)$/i, "_rng.rand(4) + 0.5"],
  ],
  [
    [input, "_rng.randn(4, 5)"],
    [/^(w|weights?|theta)$/i, "_rng.randn(3, 4)"],
    [/^(b|bias(es)?)$/i, "_rng.randn(3, 1)"],
    [/^(gamma|beta)$/i, "_rng.rand(4, 1) + 0.5"],
  ],
  [
    [input, "_rng.randn(2, 3, 6, 6)"],
    [/^(w|weights?|filters?|kernels?)$/i, "_rng.randn(4, 3, 3, 3)"],
    [/^(b|bias(es)?)$/i, "_rng.randn(4)"],
    [/^(gamma|beta)$/i, "_rng.rand(3) + 0.5"],
  ],
  recurrent(1),
  recurrent(4),
];

/** Names of what flows back into an operation: the gradient of a loss by its outputs. */
const upstream =
  /^(d_?(out|outputs?|values?|z|a|y|h|next_h|h_next|a_next|curr|x)|d[AZYH]\w*|dL_d\w+|d_L_d_\w+|grads?|gradients?|(grad|gradient)_?(out|outputs?|y|z|a|curr|next|value)?|(out|outputs?|next|upstream|accum)_?(grads?|gradients?)|dout\w*)$/;

const isForward = (name: string): boolean => /forward|^fwd|_fwd|^__call__$/i.test(name);
const partnerOf = (name: string): RegExp =>
  new RegExp(
    `^${name.replace(/forward|fwd/i, "(backward|backprop|back|bwd|grad|gradient)")}(_?prop|_?pass)?$`,
    "i",
  );

/** A number that no parameter moves, for every number that comes out: the loss is their product's sum. */
const lossLines = `
    _handed = np.cos(np.arange(np.size(_out)) * 1.7 + 0.3).reshape(np.shape(_out))
    loss = np.sum(_out * _handed)
`;

const gradientsOf = (name: string): string[] => [
  `d${name}`,
  `d_${name}`,
  `grad_${name}`,
  `d${name.toLowerCase()}`,
];

/** A step along what a function and its backward function hand back. */
export function* pairedFunctions(
  functions: readonly Callable[],
): Generator<{ readonly source: string; readonly back: Callable }> {
  for (const forward of functions.filter(({ name }) => isForward(name))) {
    const partner = partnerOf(forward.name);
    const back = functions.find(({ name }) => partner.test(name));
    const handed = back?.parameters[0];
    if (!back || !handed || !upstream.test(handed.name)) continue;
    for (const shapes of settings) {
      const source = pairSource(forward, back, [...shapes, ...options]);
      if (source) yield { source, back };
    }
  }
}

function pairSource(forward: Callable, back: Callable, shapes: Shapes): string | undefined {
  const made: string[] = [];
  const arrays: string[] = [];
  const known = new Map<string, string>();
  for (const { name, default: usual } of forward.parameters) {
    const python = shapes.find(([names]) => names.test(name))?.[1];
    if (python === undefined) {
      if (usual) continue;
      return undefined;
    }
    made.push(`${name} = ${python}`);
    known.set(name, name);
    if (python.startsWith("_rng")) arrays.push(name);
  }
  if (arrays.length === 0 || forward.results.length === 0) return undefined;
  const names = forward.results.map((name, at) => (at === 0 ? "_out" : (name ?? `_r${at}`)));
  for (const name of names.slice(1)) known.set(name, name);
  known.set("cache", names[1] ?? "_out");
  known.set("out", "_out");
  const rest = back.parameters.slice(1).filter(({ default: usual }) => !usual);
  if (rest.some(({ name }) => !known.has(name))) return undefined;
  const call = `${back.callee}(_handed${rest.map(({ name }) => `, ${known.get(name)}`).join("")})`;
  const steps = arrays.map((name, at) => {
    const own = back.results.findIndex((one) => one !== undefined && gradientsOf(name).includes(one));
    const place = own >= 0 ? own : at;
    const isOne = back.results.length <= 1;
    if (isOne && at > 0) return "";
    const value = isOne ? "_given" : `_given[${place}]`;
    return `    if np.shape(${value}) == np.shape(${name}):\n        ${name} = ${name} - _rate * ${value}\n`;
  });
  return `${common}${made.join("\n")}\nfor _step in range(3):\n    ${names.join(", ")} = ${forward.callee}(${forward.parameters
    .filter(({ name }) => known.has(name))
    .map(({ name }) => `${name}=${name}`)
    .join(", ")})${lossLines}    _given = ${call}\n${steps.join("")}`;
}

/** A step along what a layer's backward pass stores, takes or hands back. */
export function* pairedClass(
  one: ClassStatement,
  layout: Layout,
): Generator<{ readonly source: string; readonly back: Callable }> {
  const methods = methodsIn(one.body);
  const forward = methods.find(({ name }) => /^(forward(_?(prop|propagation|pass))?|__call__)$/i.test(name));
  const back = methods.find(({ name }) =>
    /^(backward(_?(prop|propagation|pass))?|back_?prop(agation)?|backpropagate)$/i.test(name),
  );
  const made = madeText(one, layout);
  const [handed, ...others] = back?.parameters ?? [];
  if (!forward || !back || !made || !handed || !upstream.test(handed.name)) return;
  if (
    [...others, ...forward.parameters.slice(1)].some(({ name }) =>
      /^(y|t|targets?|labels?|y_true)$/i.test(name),
    )
  )
    return;
  const [taken, ...more] = forward.parameters;
  if (!taken) return;
  const known = new Map([[handed.name, "_handed"]]);
  const call = callText(back.callee, back.parameters, layout, known);
  const ahead = callText(forward.callee, more, layout)?.replace("(", more.length > 0 ? "(x, " : "(x");
  if (!call || !ahead) return;
  for (const data of [
    "_rng.randn(5, 4)",
    "_rng.randn(4, 5)",
    "_rng.randn(4, 1)",
    "_rng.randn(1, 4)",
    "_rng.randn(6, 6)",
    "_rng.randn(2, 3, 6, 6)",
  ])
    yield {
      back,
      source: `${common}x = ${data}
self = ${made}
for _step in range(3):
    _out = ${ahead.replace(", )", ")")}
    if _out is None:
        _out = self.output${lossLines}    _given = ${call}
    _take_own(self)
    if _given is None:
        _given = getattr(self, "dinputs", None)
    if np.shape(_given) == np.shape(x):
        x = x - _rate * _given
`,
    };
}

/** A step along the gradients that an object stores beside its parameters. */
export const takingOwn = `
def _take_own(layer):
    own = vars(layer)
    for name in list(own):
        for stored in ("d" + name, "d_" + name, "grad_" + name, name + "_grad", name + "_gradient", "d" + name.lower(), "grad_" + name.lower(), name + "_grads", "gradient_" + name):
            if stored in own and own[stored] is not None and np.shape(own[stored]) == np.shape(own[name]) and stored != name:
                setattr(layer, name, own[name] - _rate * own[stored])
                break
    for holder in ("params", "parameters"):
        for grads in ("grads", "gradients", "grad"):
            if isinstance(own.get(holder), dict) and isinstance(own.get(grads), dict):
                _take_from([own[holder]], own[grads])
`;
