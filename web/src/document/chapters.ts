import chapter1 from "../../../review/1-derivatives.md?url";
import chapter2 from "../../../review/2-gradient-descent.md?url";
import chapter3 from "../../../review/3-one-neuron.md?url";
import chapter4 from "../../../review/4-many-points.md?url";
import chapter5 from "../../../review/5-two-in-series.md?url";
import chapter6 from "../../../review/6-two-in-a-layer.md?url";
import chapter7 from "../../../review/7-from-scratch.md?url";
import chapter8 from "../../../review/8-trust.md?url";
import digitsTest from "../../../review/digits-test.csv?url";
import digitsTable from "../../../review/digits-train.csv?url";

/** The review's chapters. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly address: string;
  /** Tables that it names, by where they are fetched. */
  readonly tables?: Readonly<Record<string, string>>;
}

export const chapters: readonly Chapter[] = [
  { id: "chapter-1", title: "1. Derivatives", address: chapter1 },
  { id: "chapter-2", title: "2. Gradient descent", address: chapter2 },
  { id: "chapter-3", title: "3. One neuron", address: chapter3 },
  { id: "chapter-4", title: "4. Many points", address: chapter4 },
  { id: "chapter-5", title: "5. Two in series", address: chapter5 },
  { id: "chapter-6", title: "6. Two in a layer", address: chapter6 },
  {
    id: "chapter-7",
    title: "7. A network from scratch",
    address: chapter7,
    tables: { "digits-train.csv": digitsTable, "digits-test.csv": digitsTest },
  },
  { id: "chapter-8", title: "8. Trust", address: chapter8 },
];
