import letters from "../../examples/letters.chain?raw";
import many from "../../examples/many-points-sigmoid.chain?raw";
import identity from "../../examples/one-neuron-identity.chain?raw";
import sigmoid from "../../examples/one-neuron-sigmoid.chain?raw";
import layer from "../../examples/two-neurons-in-a-layer.chain?raw";
import series from "../../examples/two-neurons-in-series.chain?raw";
import digitsTable from "../../review/digits-train.csv?url";
import bowl from "./examples/bowl.chain?raw";
import digits from "./examples/digits.chain?raw";
import rings from "./examples/rings.chain?raw";
import saddle from "./examples/saddle.chain?raw";

/** The models to begin with: the review's, and others. */
export interface ModelExample {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly text: string;
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

/** An example with its tables, fetched from beside the page. */
export async function tablesOf(
  example: Pick<ModelExample, "tables">,
): Promise<Record<string, { text: string }>> {
  const entries = Object.entries(example.tables ?? {}).map(
    async ([name, address]) => [name, { text: await (await fetch(address)).text() }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
