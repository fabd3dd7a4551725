import { type Node, nameOf } from "../../graph/node.ts";
import type { Exported } from "../exported.ts";
import { Names, pythonWords } from "../names.ts";
import { callOf } from "../printed.ts";
import { Program } from "../program.ts";
import { Writer } from "../writer.ts";
import { torchOperations } from "./torch-operations.ts";

const ownNames = [
  ..."F nn np torch math dist json os pathlib argparse Model placed load tensors self_check main agree rate_factor self".split(
    " ",
  ),
  ..."epoch rows order start total part own share value ranks rank device model net optimizer scheduler trace say".split(
    " ",
  ),
  ..."on_gpu arguments parser best waited validation_loss mean_loss mean_over_ranks numbers_of row stopped final batch_of settings last".split(
    " ",
  ),
];

/** What nn.Module calls its own: no parameter may be called so. */
const moduleNames = (
  "T train eval forward predict training double float half to cpu cuda type apply add_module buffers children modules " +
  "parameters named_parameters state_dict load_state_dict zero_grad requires_grad_ share_memory register_buffer compile dropout"
).split(" ");

/** An nn.Module: its names, and how it is called. */
export class TorchProgram extends Program {
  /** The module's own names for its parameters. */
  readonly attributes: ReadonlyMap<Node, string>;
  readonly helpers = new Set<string>();

  constructor(exported: Exported) {
    super(exported, [...pythonWords, ...ownNames]);
    const own = new Names([...pythonWords, ...moduleNames]);
    this.attributes = new Map(this.parameters.map((node) => [node, own.claim(nameOf(node))]));
  }

  /** `holder` is how the module is called where the statements stand. */
  writer(roots: readonly Node[], holder: string): Writer {
    const masks = new Set(this.masks);
    const writer = new Writer(
      {
        spellings: {
          ...torchOperations,
          // nn.Dropout draws its masks itself
          multiply: (operands, node, scope) =>
            masks.has(node.operands[1]!)
              ? callOf(`${holder}.dropout`, operands[0]!.text)
              : torchOperations.multiply(operands, node, scope),
        },
        names: this.names,
        assign: (name, text) => `${name} = ${text}`,
        sizes: this.sizes,
        scope: {
          need: (helper) => {
            this.helpers.add(helper);
            return helper;
          },
          constant: (node) => `${holder}.${this.constant(node)}`,
        },
      },
      roots,
    );
    for (const node of [...this.inputs, ...this.masks]) writer.know(node, this.id(node));
    for (const [node, name] of this.attributes) writer.know(node, `${holder}.${name}`);
    return writer;
  }

  /** The inputs on the device and in the precision that training has come to, some rows of those that have some. */
  dealt(rows: string): string {
    const samples = this.exported.rows?.samples;
    return this.inputs
      .map((node) =>
        samples?.has(node)
          ? `batch_of(${this.id(node)}, ${rows}, device)`
          : `${this.id(node)}.to(device, torch.get_default_dtype())`,
      )
      .join(", ");
  }
}
