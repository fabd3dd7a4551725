import { defaultPrintOptions, type PrintOptions } from "./printing.ts";
import { RandomStream } from "./random/streams.ts";

/** What a program can change in the module: how arrays print, and the numbers that `np.random` draws next. */
export class NumpyState {
  readonly print: PrintOptions = { ...defaultPrintOptions, formatter: {} };
  readonly random = RandomStream.legacy(0);
  /** Whether the program seeded `np.random`; without a seed real NumPy draws other numbers each time. */
  seeded = false;
  /** Whether numbers were drawn that real NumPy would draw differently in every run. */
  drewUnseeded = false;
  /** Generators beside NumPy's own: each takes a snapshot, and gives the way back to it. */
  readonly generators: (() => () => void)[] = [];

  /** A snapshot to go back to; generators that the program holds are its own. */
  save(): () => void {
    const print = { ...this.print, formatter: { ...this.print.formatter } };
    const random = this.random.copy();
    const others = this.generators.map((save) => save());
    const { seeded, drewUnseeded } = this;
    return () => {
      Object.assign(this.print, print);
      this.random.restore(random);
      for (const restore of others) restore();
      this.seeded = seeded;
      this.drewUnseeded = drewUnseeded;
    };
  }
}
