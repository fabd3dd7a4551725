import type { ClassStatement, FunctionStatement, Parameter, Statement } from "../lift/python/syntax.ts";

/** A call that a driver makes, with what its arguments are made of. */
interface Callee {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** How made-up data are laid out: samples in rows or columns, targets as numbers, columns or classes. */
interface Layout {
  readonly outputs: number;
  readonly data: string;
  readonly targets: string;
}

const layouts: readonly Layout[] = [
  { outputs: 1, data: "_rng.randn(6, 4)", targets: "(_rng.rand(6, 1) > 0.5).astype(float)" },
  { outputs: 3, data: "_rng.randn(6, 4)", targets: "np.arange(6) % 3" },
  { outputs: 3, data: "_rng.randn(6, 4)", targets: "np.eye(3)[np.arange(6) % 3]" },
  { outputs: 1, data: "_rng.randn(4, 6)", targets: "(_rng.rand(1, 6) > 0.5).astype(float)" },
  { outputs: 3, data: "_rng.randn(4, 6)", targets: "np.eye(3)[np.arange(6) % 3].T" },
  { outputs: 1, data: "_rng.randn(6, 4)", targets: "(_rng.rand(6) > 0.5).astype(float)" },
  { outputs: 3, data: "_rng.randn(4, 1)", targets: "np.array([[0.0], [1.0], [0.0]])" },
  { outputs: 3, data: "_rng.randn(4)", targets: "np.array([0.0, 1.0, 0.0])" },
];

const data =
  /^(x|inputs?|features|data|a0|samples|images?|x_?train|train_?x|input_data|training_inputs|batch)$/i;
const targets =
  /^(y|t|targets?|labels?|outputs?_?true|y_?true|y_?train|train_?y|expected|desired|training_outputs|truth)$/i;
const words: readonly (readonly [RegExp, string | ((layout: Layout) => string)])[] = [
  [/(lr|learning_?rate|alpha|eta|step_?size|rate)$/i, "0.1"],
  [/(epochs?|iter|iters|iterations?|steps|n_iters?|max_iters?|num_iterations)$/i, "3"],
  [/batch/i, "6"],
  [/(reg|lambd?a?|decay|l2|l1|lambd)$/i, "0.01"],
  [/(momentum|beta\d?|mu|gamma)$/i, "0.9"],
  [
    /(layer_?(dims|sizes)|layers(_?(dims|sizes))?|sizes|dims|architecture|topology|structure)$/i,
    ({ outputs }) => `[4, 5, ${outputs}]`,
  ],
  [
    /(out|classes|labels|n_y|output_(size|dim|nodes)|num_?out|k|c)$|output|class/i,
    ({ outputs }) => String(outputs),
  ],
  [/(hid|n_h|h)/i, "5"],
  [/(in|features|n_x|d|input_(size|dim|nodes))$|input|feature/i, "4"],
];

function argumentFor({ name }: Parameter, layout: Layout): string | undefined {
  if (data.test(name)) return "_X";
  if (targets.test(name)) return "_y";
  const found = words.find(([word]) => word.test(name))?.[1];
  return typeof found === "function" ? found(layout) : found;
}

/** A call with an argument for every parameter that needs one; undefined where one is beyond guessing. */
function callText({ name, parameters }: Callee, layout: Layout): string | undefined {
  const args: string[] = [];
  for (const parameter of parameters) {
    if (parameter.star || parameter.name === "self") continue;
    const isData = data.test(parameter.name) || targets.test(parameter.name);
    if (parameter.default && !isData) continue;
    const value = argumentFor(parameter, layout);
    if (value === undefined) return undefined;
    args.push(`${parameter.name}=${value}`);
  }
  return `${name}(${args.join(", ")})`;
}

const training =
  /^(train|fit|sgd|optimi[sz]e|run|model|nn_model|gradient_descent|train_network|train_model|learn)/i;
const passes: readonly RegExp[] = [
  /^(feed_?forward|forward(_?(pass|prop|propagation|propagate))?|predict)$/i,
  /^(back_?prop(agation|agate)?|backward(_?(pass|prop|propagation))?)$/i,
  /^(update(_?(weights|parameters|params))?|step|apply_gradients)$/i,
];
const stepping = /^(train_?(step|batch|on_batch|one|sample)?|step|loss|update|partial_fit|grad(ient)?s?)$/i;

/**
 * Programs that call what a program only defines, likeliest first: classes are made and trained, functions called, with
 * small seeded data under the names that they ask for.
 */
export function* drivers(statements: readonly Statement[]): Generator<string> {
  // what comes last is built of what comes before
  const classes = statements.filter((one): one is ClassStatement => one.kind === "class").reverse();
  const functions = statements.filter((one): one is FunctionStatement => one.kind === "function");
  for (const layout of layouts) {
    const head = `import numpy as np\n_rng = np.random.RandomState(0)\n_X = ${layout.data}\n_y = ${layout.targets}\n`;
    for (const one of classes) for (const body of drivenClass(one, layout)) yield head + body;
    for (const one of functions.filter(({ name }) => training.test(name))) {
      const call = callText(one, layout);
      if (call) yield `${head}${call}\n`;
    }
  }
}

function* drivenClass({ name, body }: ClassStatement, layout: Layout): Generator<string> {
  const methods = body.filter((one): one is FunctionStatement => one.kind === "function");
  const init = methods.find((one) => one.name === "__init__");
  const made = callText({ name, parameters: init?.parameters ?? [] }, layout);
  if (!made) return;
  const called = (method: FunctionStatement): string | undefined =>
    callText({ name: `self.${method.name}`, parameters: method.parameters.slice(1) }, layout);
  for (const method of methods.filter((one) => training.test(one.name))) {
    const call = called(method);
    if (call) yield `self = ${made}\nfor _step in range(3):\n    ${call}\n`;
  }
  const calls = passes.flatMap((pass) => {
    const method = methods.find((one) => pass.test(one.name));
    return (method && called(method)) ?? [];
  });
  if (calls.length >= 2)
    yield `self = ${made}\nfor _step in range(3):\n${calls.map((call) => `    ${call}\n`).join("")}`;
  for (const method of methods.filter((one) => stepping.test(one.name))) {
    const call = called(method);
    if (call) yield `self = ${made}\nfor _step in range(3):\n    _given = ${call}\n    _take(self, _given)\n`;
  }
}

/** What a driver does with gradients that a method hands back: a step along them, where it finds their parameters. */
export const taking = `
def _take(net, given):
    grads = given[-1] if isinstance(given, tuple) else given
    if not isinstance(grads, dict):
        return
    own = vars(net)
    for holder in list(own.values()):
        if isinstance(holder, dict) and any(name in holder for name in grads):
            for name in grads:
                if name in holder:
                    holder[name] -= 0.1 * grads[name]
            return
    for name in grads:
        for plain in (name, name[1:], name.replace("grad_", ""), name.replace("d_", "")):
            if plain in own:
                setattr(net, plain, own[plain] - 0.1 * grads[name])
                break
`;
