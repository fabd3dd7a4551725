import type { Node } from "../../graph/node.ts";
import type { Exported } from "../exported.ts";
import { pythonWords } from "../names.ts";
import { Program } from "../program.ts";
import { Writer } from "../writer.ts";
import { numpyHelpers, numpyOperations } from "./numpy-operations.ts";
import { bracketed } from "./syntax.ts";

const ownNames = [
  ...Object.keys(numpyHelpers),
  ..."np json math pathlib load tensors loss_and_gradients self_check rate_factor optimize dropout_mask".split(
    " ",
  ),
  ..."epoch rows order start total rng learning_rate rate step agree norm best waited validation_loss mean_loss".split(
    " ",
  ),
];

/** Whole numbers are no counts here. */
export const numpyArray = (list: string, isWhole: boolean): string =>
  `np.array(${list}${isWhole ? ", dtype=float" : ""})`;

/** Backpropagation by hand in NumPy: its names, and how its one function is called. */
export class NumpyProgram extends Program {
  readonly helpers = new Set<string>();

  constructor(exported: Exported) {
    super(exported, [...pythonWords, ...ownNames], { isByHand: true });
  }

  writer(roots: readonly Node[] = []): Writer {
    const need = (helper: string): string => {
      for (const other of numpyHelpers[helper]!.needs ?? []) this.helpers.add(other);
      this.helpers.add(helper);
      return helper;
    };
    return new Writer(
      {
        spellings: numpyOperations,
        names: this.names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: this.sizes,
        scope: { need, constant: (node) => this.constant(node) },
      },
      roots,
    );
  }

  get results(): string[] {
    return [this.loss, ...this.watched.map((node) => this.id(node)), ...this.gradients.values()];
  }

  /** `L, dL_dw, dL_db = loss_and_gradients(x[rows], y[rows], w, b)` */
  callAt(rows: string | undefined, { results = this.results, masks = [] as readonly string[] } = {}): string {
    const given = [
      ...this.given(rows === undefined ? undefined : (name) => `${name}[${rows}]`),
      ...this.parameters.map((node) => this.id(node)),
      ...masks,
    ];
    const [left, right] = [results.join(", "), "loss_and_gradients("];
    const flat = `${left} = ${right}${given.join(", ")})`;
    if (flat.length < 80) return flat;
    return left.length < 50
      ? bracketed(`${left} = ${right}`, given, ")", "", 0)
      : `${bracketed("(", results, ")", "", 0)} = ${bracketed(right, given, ")", "", 0)}`;
  }
}
