import type { Samples } from "../../graph/model.ts";
import type { Node } from "../../graph/node.ts";
import { operations } from "../../graph/operations/index.ts";
import { type Exported, isLarge } from "../exported.ts";
import { type Names, typescriptWords } from "../names.ts";
import { Program } from "../program.ts";
import { Writer } from "../writer.ts";
import { typescriptHelpers } from "./helpers.ts";
import { javascriptNumber, typescriptOperations } from "./operations.ts";
import { arrayText, bracketed } from "./syntax.ts";

const ownNames = [
  ...Object.keys(typescriptHelpers),
  ..."rankOf row lossAndGradients selfCheck agree rateFactor learningRate rate step norm load tensors".split(
    " ",
  ),
  ..."epoch order start total count held rowsOf shuffled state random dropoutMask best waited validationLoss meanLoss readFileSync".split(
    " ",
  ),
];
const letters = "p q r s u v a c d f g h i j k".split(" ");

/** Backpropagation by hand in TypeScript: its names, and how its one function is called. */
export class TypescriptProgram extends Program {
  readonly helpers = new Set<string>();
  /** Stand-ins in formulas for arrays that have no name. */
  readonly #letters: string[];
  #letter = 0;

  constructor(exported: Exported) {
    super(exported, [...typescriptWords, ...ownNames], { isByHand: true });
    this.#letters = letters.filter((letter) => this.names.isFree(letter));
    for (const letter of this.#letters) this.names.claim(letter);
  }

  /** A function that the program holds, with all that it calls. */
  need(helper: string): string {
    if (helper === "letter:") return this.#letters[this.#letter++ % this.#letters.length]!;
    const waiting = [helper];
    while (waiting.length > 0) {
      const one = waiting.pop()!;
      if (this.helpers.has(one)) continue;
      this.helpers.add(one);
      waiting.push(...(typescriptHelpers[one]!.needs ?? []));
    }
    return helper;
  }

  writer(roots: readonly Node[] = [], names: Names = this.names): Writer {
    return new Writer(
      {
        spellings: typescriptOperations,
        names,
        assign: (name, text) => `const ${name} = ${text};`,
        sizes: this.sizes,
        // inside a formula an array's name stands for one of its elements
        lifts: (node, operand) =>
          node.shape.length > 0 &&
          operations[node.op].scalar !== undefined &&
          operand.op !== "size" &&
          operand.shape.length === 0 &&
          operand.operands.some((one) => one.shape.length > 0),
        scope: {
          need: (helper) => this.need(helper),
          constant: (node) => {
            this.need("Tensor");
            return this.constant(node);
          },
        },
      },
      roots,
    );
  }

  /** A statement of its own begins with the first letter again. */
  define(writer: Writer, node: Node, identifier: string): void {
    this.#letter = 0;
    writer.define(node, identifier);
  }

  array(samples: Samples): string {
    const text = arrayText(samples);
    if (text.startsWith("reshape(")) this.need("reshape");
    return text;
  }

  /** A value as an expression, in place or from the file beside the program, where it has the name `key`. */
  value(samples: Samples, key: string): string {
    if (samples.shape.length === 0) return javascriptNumber(samples.data[0]!);
    return isLarge(this.exported) ? `tensors[${JSON.stringify(key)}]!` : this.array(samples);
  }

  get results(): string[] {
    return [this.loss, ...this.watched.map((node) => this.id(node)), ...this.gradients.values()];
  }

  /** `lossAndGradients(x, y, w, b)` */
  callAt(part: ((name: string) => string) | undefined, masks: readonly string[] = []): string {
    const given = [...this.given(part), ...this.parameters.map((node) => this.id(node)), ...masks];
    return bracketed("lossAndGradients(", given, ")");
  }

  /** Zeros in a parameter's shape. */
  zeros(node: Node): string {
    return node.shape.length === 0 ? "0" : `${this.need("map")}(() => 0, ${this.id(node)})`;
  }

  /** `w: number`, for each of the nodes. */
  declared(nodes: readonly Node[]): string[] {
    return nodes.map((node) => `${this.id(node)}: ${node.shape.length === 0 ? "number" : "Tensor"}`);
  }
}

export const slice =
  (from: number, to?: number) =>
  (name: string): string =>
    `(${name} as Tensor[]).slice(${from}${to === undefined ? "" : `, ${to}`})`;
