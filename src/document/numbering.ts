import { type Block, type Cell, isSourceShown } from "./cell.ts";
import type { RanCell } from "./run.ts";

type PictureBlock = Extract<Block, { kind: "picture" }>;

/** Numbers of figures and listings, in the order of the text: a picture with a caption or in a cell with an id has one. */
export class Numbering {
  readonly #figures = new Map<PictureBlock, string>();
  readonly #labels = new Map<string, string>();

  constructor(ran: readonly RanCell[]) {
    let figures = 0;
    let listings = 0;
    for (const { cell, blocks } of ran) {
      const { id } = cell.fence;
      const pictures = blocks.filter((block) => block.kind === "picture");
      for (const picture of pictures)
        if (picture.caption !== "" || id !== undefined) this.#figures.set(picture, `Figure ${++figures}`);
      // of a cell that shows nothing there is nothing to number
      if (id === undefined || (blocks.length === 0 && !isSourceShown(cell))) continue;
      this.#labels.set(id, pictures[0] ? this.#figures.get(pictures[0])! : `Listing ${++listings}`);
    }
  }

  picture(block: PictureBlock): string {
    return this.#figures.get(block) ?? "";
  }

  /** What a reference to a cell says: `Figure 2`, `Listing 1`; nothing for a cell without an id. */
  label({ fence }: Cell): string | undefined {
    return fence.id === undefined ? undefined : this.#labels.get(fence.id);
  }

  of(id: string): string | undefined {
    return this.#labels.get(id);
  }
}
