import letters from "../../examples/letters.chain?raw";
import many from "../../examples/many-points-sigmoid.chain?raw";
import identity from "../../examples/one-neuron-identity.chain?raw";
import sigmoid from "../../examples/one-neuron-sigmoid.chain?raw";
import layer from "../../examples/two-neurons-in-a-layer.chain?raw";
import series from "../../examples/two-neurons-in-series.chain?raw";
import chapter1 from "../../review/1-derivatives.md?url";
import chapter2 from "../../review/2-gradient-descent.md?url";
import chapter3 from "../../review/3-one-neuron.md?url";
import chapter4 from "../../review/4-many-points.md?url";
import chapter5 from "../../review/5-two-in-series.md?url";
import chapter6 from "../../review/6-two-in-a-layer.md?url";
import chapter7 from "../../review/7-from-scratch.md?url";
import chapter8 from "../../review/8-trust.md?url";
import digitsTest from "../../review/digits-test.csv?url";
import digitsTable from "../../review/digits-train.csv?url";
import bowl from "./examples/bowl.chain?raw";
import digits from "./examples/digits.chain?raw";
import right from "./examples/right.py?raw";
import rings from "./examples/rings.chain?raw";
import saddle from "./examples/saddle.chain?raw";
import stale from "./examples/stale.py?raw";
import wrong from "./examples/wrong-factor.py?raw";
import wrongTs from "./examples/wrong-factor.ts?raw";

/** What there is to begin with: the review's models, programs with faults, its chapters. */
export interface ModelExample {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly text: string;
  /** Tables that it names, by where they are fetched. */
  readonly tables?: Readonly<Record<string, string>>;
}

export interface ProgramExample {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly path: string;
  readonly text: string;
}

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly address: string;
  /** Tables that it names, by where they are fetched. */
  readonly tables?: Readonly<Record<string, string>>;
}

export const first: ModelExample = {
  id: "series",
  title: "Two neurons in series",
  says: "The chain rule over four names",
  text: series,
};

export const models: readonly ModelExample[] = [
  { id: "bowl", title: "Gradient descent", says: "A bowl, steeper one way than the other", text: bowl },
  { id: "saddle", title: "A saddle", says: "Where the gradient says nothing", text: saddle },
  { id: "identity", title: "One neuron", says: "A line through one point", text: identity },
  { id: "sigmoid", title: "One neuron, sigmoid", says: "The same, squashed", text: sigmoid },
  { id: "many", title: "Many points", says: "Seven points, one neuron", text: many },
  first,
  { id: "layer", title: "Two neurons in a layer", says: "Two ways back, added up", text: layer },
  { id: "letters", title: "Three letters", says: "A network from scratch", text: letters },
  { id: "rings", title: "A decision boundary", says: "Points in a plane, two classes", text: rings },
  {
    id: "digits",
    title: "Handwritten digits",
    says: "600 digits of ten by ten pixels",
    text: digits,
    tables: { "digits-train.csv": digitsTable },
  },
];

export const programs: readonly ProgramExample[] = [
  {
    id: "wrong",
    title: "A wrong factor",
    says: "Python; the loss falls all the same",
    path: "loop.py",
    text: wrong,
  },
  {
    id: "wrong-ts",
    title: "A wrong factor in TypeScript",
    says: "A forgotten derivative",
    path: "loop.ts",
    text: wrongTs,
  },
  {
    id: "stale",
    title: "Stale data",
    says: "A loop that reads the section before",
    path: "many.py",
    text: stale,
  },
  { id: "right", title: "Nothing wrong", says: "And shown to be right", path: "right.py", text: right },
];

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

/** An example with its tables, fetched from beside the page. */
export async function tablesOf(
  example: Pick<ModelExample, "tables">,
): Promise<Record<string, { text: string }>> {
  const entries = Object.entries(example.tables ?? {}).map(
    async ([name, address]) => [name, { text: await (await fetch(address)).text() }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
