import type { Expression } from "../../lift/python/syntax.ts";

/** How made-up data are laid out: samples in rows or columns, targets as numbers, columns or classes. */
export interface Layout {
  /** The names that the program itself gives values to. */
  readonly globals?: ReadonlySet<string>;
  readonly inputs: number;
  readonly outputs: number;
  /** Python that makes the samples, and their targets. */
  readonly data: string;
  readonly targets: string;
  /** Python that makes a list of samples with their targets. */
  readonly pairs: string;
}

const inRows = "[(_X[k], _y[k]) for k in range(len(_X))]";
const inColumns = "[(_X[:, k:k + 1], _y[:, k:k + 1]) for k in range(_X.shape[1])]";
const asLists = "[[list(_X[k]), list(np.atleast_1d(_y[k]))] for k in range(len(_X))]";
const withClasses = "[list(_X[k]) + [int(np.max(_y[k]))] for k in range(len(_X))]";
const ofOne = "[(_X, _y), (_X, _y)]";

/** Layouts in which a net with this many inputs may want its data, likeliest first. */
export function layoutsFor(inputs: number, classes: number): readonly Layout[] {
  const rows = `_rng.randn(6, ${inputs})`;
  const columns = `_rng.randn(${inputs}, 6)`;
  const hot = `np.eye(${classes})[np.arange(6) % ${classes}]`;
  const one = { inputs, outputs: 1 };
  const many = { inputs, outputs: classes };
  return [
    { ...one, data: rows, targets: "(_rng.rand(6, 1) > 0.5).astype(float)", pairs: inRows },
    { ...many, data: rows, targets: `np.arange(6) % ${classes}`, pairs: withClasses },
    { ...many, data: rows, targets: hot, pairs: asLists },
    { ...one, data: columns, targets: "(_rng.rand(1, 6) > 0.5).astype(float)", pairs: inColumns },
    { ...many, data: columns, targets: `${hot}.T`, pairs: inColumns },
    { ...one, data: rows, targets: "(_rng.rand(6) > 0.5).astype(float)", pairs: inRows },
    { ...many, data: columns, targets: `np.arange(6) % ${classes}`, pairs: inColumns },
    {
      ...many,
      data: `_rng.randn(${inputs}, 1)`,
      targets: `np.eye(${classes})[:, 1:2]`,
      pairs: ofOne,
    },
    { ...many, data: `_rng.randn(${inputs})`, targets: `np.eye(${classes})[1]`, pairs: ofOne },
    {
      ...many,
      data: `_rng.randn(${inputs}).tolist()`,
      targets: `np.eye(${classes})[1].tolist()`,
      pairs: ofOne,
    },
    { ...one, data: `_rng.randn(${inputs}).tolist()`, targets: "1.0", pairs: ofOne },
  ];
}

/** What every driver begins with. */
export const common = "import numpy as np\n_rng = np.random.RandomState(0)\n_rate = 0.1\n";

/** The lines that drivers of training steps begin with. */
export const headOf = ({ data, targets, pairs }: Layout): string =>
  `${common}_X = ${data}\n_y = ${targets}\n_pairs = ${pairs}\n`;

const data =
  /^_?(x|inputs?|features|data|a0|a_?prev|samples?|images?|x_?train|train_?x|train_?data|input_(data|list|vals?|stat|vec(tor)?|layer)|inputs_list|training_inputs|batch|x_?(batch|data|val|valid|test|dev|i|points|values|arr(ay)?|inputs?|norm|scaled|bias|aug|b|set)|data_?x|(test|val|valid)_?(x|data)|row|example|point|pattern)$/i;
const targets =
  /^_?(y|t|targets?|labels?|outputs?_?true|y_?(true|train|batch|val|valid|test|dev|data|(one_?)?hot|i|points|values|arr(ay)?|enc(oded)?|actual|labels?|targets?|b|set)|data_?y|train_?y|(train|test|val)_?(labels?|targets?)|targets?_?(list|vec|vals?)|expected(_(out(put)?s?|results?|predict|vals?))?|desired(_outputs?)?|training_outputs|truth|ground_truth|actual|one_hot_y|y_one_hot|answers?|output_data)$/i;
const sets =
  /^_?(train(ing)?(_?(data|set|pairs|samples|examples))?|data_?set|patterns|pairs|data|examples|samples|mini_?batch)$/i;
/** Data that a net is only tested on: where there may be none, there is none. */
const held = /^_?(x|y|t)?_?(test|val|valid|validation|dev|eval|evaluation)/i;

const regularizing = /^(reg|lambd?a?|lambda_|decay|l2|l1|lambd|weight_decay|regularization|reg_strength)$/i;

/** `n_in`, `in_nodes`, `num_outputs`, `hidden_units`: how many there are. */
function counted(of: string): RegExp {
  const many = "nodes?|neurons?|units?|size|dims?|count|layer_size|len|n";
  return new RegExp(`^_?((n|nb|no|num|number)_?(of_?)?(${of})(e?s)?|(${of})s?_?(${many}))$`, "i");
}

const words: readonly (readonly [RegExp, string | ((layout: Layout) => string)])[] = [
  [/(lr|learning_?rate|l_?rate|alpha|(^|_)eta|step_?size|rate|learn_rate)$/i, "_rate"],
  [
    /(epochs?|iter|iters|iterations?|steps|n_?iters?|max_iters?|num_iterations|n_?epochs?|rounds|times)$/i,
    "3",
  ],
  [/batch/i, "6"],
  [regularizing, "0.01"],
  [/^(momentum|beta\d?|mu|gamma|rho)$/i, "0.9"],
  [/^(keep_?prob|dropout(_?rate)?|p)$/i, "0.5"],
  [/^(std|scale|weight_scale|sigma|init_scale|epsilon|eps)$/i, "0.1"],
  [/^(verbose|debug|print_cost|plot|show|log)$/i, "False"],
  [/seed|random_state/i, "0"],
  [/^(m|n_?samples|num_?samples|(num|n)_train|len_?data|data_?(len|size))$/i, "6"],
  [/^(training|is_training|train)$/i, "True"],
  [/filters|channels|kernels|depth/i, "2"],
  [/(kernel|filter|field)_?(size|dim)|^(kernel|f|k_size)$/i, "3"],
  [/pool/i, "2"],
  [/^(config|cfg)$/i, "{}"],
  [/^_?x_?(size|dim)$/i, ({ inputs }) => String(inputs)],
  [/^_?y_?(size|dim)$/i, ({ outputs }) => String(outputs)],
  [counted("in|inp|input|visible|vis|feature"), ({ inputs }) => String(inputs)],
  [counted("out|output|class|label|target"), ({ outputs }) => String(outputs)],
  [counted("hid|hidden|mid"), "5"],
  [
    /(layer_?(dims|sizes)|layers?(_?(dims|sizes|list))?|sizes|dims|architecture|topology|structure|^(shape|nodes|neurons)|nn_structure)$/i,
    ({ inputs, outputs }) => `[${inputs}, 5, ${outputs}]`,
  ],
  [/^(activation(_?(name|func|function|type))?|act)$/i, '"sigmoid"'],
  [
    /(out|classes|labels|n_y|n_?out(put)?s?|output_(size|dim|nodes|layer_size|neurons|units)|num_?out(puts)?|k|c)$|output|class/i,
    ({ outputs }) => String(outputs),
  ],
  [/(hid|n_h|^h$|hidden|units|neurons)/i, "5"],
  [
    /(in|features|n_x|^d$|^dim$|^n_dims?$|input_(size|dim|nodes|neurons|layer_size)|n_?in(put)?s?)$|input|feature/i,
    ({ inputs }) => String(inputs),
  ],
];

/** What a program says of a net's shape under a name of its own stands for an argument of that name. */
const settings = /architecture|structure|config|settings|h(yper)?_?params?$|options|opts/i;

/** What is known by name where a call is made: results of calls before it. */
export type Known = ReadonlyMap<string, string>;

const nothing: Known = new Map();

export const isData = (name: string): boolean => data.test(name);
export const isRegularizing = (name: string): boolean => regularizing.test(name);
export const isTarget = (name: string): boolean => targets.test(name);

/** What an argument of this name is given; undefined where it is beyond guessing. */
export function argumentFor(
  name: string,
  layout: Layout,
  known: Known,
  hasTargets: boolean,
): string | undefined {
  const own = known.get(name) ?? known.get(name.toLowerCase());
  if (own !== undefined) return own;
  if (layout.globals?.has(name) && settings.test(name)) return name;
  if (!hasTargets && sets.test(name)) return "_pairs";
  if (targets.test(name)) return "_y";
  if (data.test(name)) return "_X";
  if (sets.test(name)) return "_X";
  const found = words.find(([word]) => word.test(name))?.[1];
  return typeof found === "function" ? found(layout) : found;
}

interface Named {
  readonly name: string;
  readonly default?: Expression;
  readonly star?: unknown;
}

/** A call with an argument for every parameter that needs one; undefined where one is beyond guessing. */
export function callText(
  callee: string,
  parameters: readonly Named[],
  layout: Layout,
  known: Known = nothing,
): string | undefined {
  const asked = parameters.filter((one) => !one.star);
  const hasTargets = asked.some(({ name }) => targets.test(name));
  const args: string[] = [];
  for (const { name, default: given } of asked) {
    // a regulariser that is off by default says nothing of its gradient
    const matters = data.test(name) || targets.test(name) || known.has(name) || regularizing.test(name);
    const value = argumentFor(name, layout, known, hasTargets);
    // nor is there a net where the list of its layers is empty
    const hasNone = given?.kind === "list" && given.items.length === 0 && value !== undefined;
    if (given && ((!matters && !hasNone) || held.test(name))) continue;
    if (value === undefined) return undefined;
    args.push(`${name}=${value}`);
  }
  return `${callee}(${args.join(", ")})`;
}
