import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { contour, curves, descend, type Model, mathml, model, page } from "chainrule";
import { checkFile, summaryText } from "chainrule/check";
import { png } from "chainrule/node";
import derivatives from "./01-derivatives.ts";
import gradientDescent from "./02-gradient-descent.ts";
import oneNeuron from "./03-one-neuron.ts";
import oneNeuronSigmoid from "./04-one-neuron-sigmoid.ts";
import manyPoints from "./05-many-points.ts";
import twoInSeries from "./06-two-neurons-in-series.ts";
import twoInALayer from "./07-two-neurons-in-a-layer.ts";
import network from "./08-network-from-scratch.ts";

/** Replays the review: prints each section's lines and writes the pictures and a page to out/. */

const here = new URL(".", import.meta.url);
const out = new URL("../../out/", import.meta.url);
mkdirSync(out, { recursive: true });
const written: string[] = [];

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(new URL(name, out), content);
  written.push(`out/${name}`);
}

const chain = (name: string): Model => model(readFileSync(new URL(`../${name}.chain`, here), "utf8"));

/** Each section with its code, the model it states, and what a reader should see in it. */
const chapters = [
  {
    section: derivatives,
    code: "01-derivatives.ts",
    prose: "Derivatives, simplified and printed as SymPy prints them.",
  },
  {
    section: gradientDescent,
    code: "02-gradient-descent.ts",
    prose:
      "Each step goes down the slope, its length the slope times the learning rate; where the slope is steeper, as along y, the step is longer.",
  },
  {
    section: oneNeuron,
    code: "03-one-neuron.ts",
    model: "one-neuron-identity",
    prose: "Without an activation the prediction is z itself, so that its derivative is 1.",
  },
  {
    section: oneNeuronSigmoid,
    code: "04-one-neuron-sigmoid.ts",
    model: "one-neuron-sigmoid",
    prose: "The sigmoid's derivative is known from its own output: ŷ(1 − ŷ).",
  },
  {
    section: manyPoints,
    code: "05-many-points.ts",
    model: "many-points-sigmoid",
    prose:
      "The document's loop reads x and y left over from the section before, where it means X and Y. Its loss falls all the same. Under each of its lines stands what is meant.",
  },
  {
    section: twoInSeries,
    code: "06-two-neurons-in-series.ts",
    model: "two-neurons-in-series",
    prose:
      "The document updates w1 from w2, and b1 with the gradient of b2. Its loss falls all the same, since the second neuron alone can lower it. Under each of its lines stands what is meant.",
  },
  {
    section: twoInALayer,
    code: "07-two-neurons-in-a-layer.ts",
    model: "two-neurons-in-a-layer",
    prose:
      "A quantity that two neurons read acts on the loss along two paths, and its derivative is the sum over both.",
  },
  {
    section: network,
    code: "08-network-from-scratch.ts",
    model: "letters",
    prose:
      "Three letters of 5 × 6 pixels, five hidden neurons, one output a letter. The chain rule is the same, with matrices for numbers.",
  },
] as const;

const sections = [];
for (const { section, code, prose, ...rest } of chapters) {
  console.log(`\n== ${section.title} ==\n`);
  const lines: string[] = [];
  section.run((line) => {
    console.log(line);
    lines.push(line);
  });
  const stated = "model" in rest ? chain(rest.model) : undefined;
  const pictures =
    section === gradientDescent
      ? await descentPictures()
      : stated
        ? await lossPicture(section.title, stated)
        : [];
  const formulas = stated ? stated.derive().latex.slice(0, 12) : [];
  sections.push({
    title: section.title,
    parts: [
      { kind: "prose", text: prose } as const,
      ...(stated ? [{ kind: "output", lines: [stated.source.trim()] } as const] : []),
      ...(await Promise.all(
        formulas.map(
          async (latex) => ({ kind: "formula", mathml: await mathml(latex, { block: true }) }) as const,
        ),
      )),
      { kind: "output", lines } as const,
      ...pictures,
      { kind: "code", language: "ts", text: readFileSync(new URL(code, here), "utf8") } as const,
    ],
  });
}

async function descentPictures() {
  const { path } = descend("x^2 + 3*y^2", {
    start: { x: 4, y: -4 },
    rate: 0.2,
    iterations: 20,
    stop: "gradient < 0.01",
  });
  const svg = await contour(
    (x, y) => x ** 2 + 3 * y ** 2,
    path.map(({ point }) => [point.x!, point.y!] as const),
    {
      x: [-5, 5],
      y: [-5, 5],
      title: "Gradient descent path on f(x, y) = x^2 + 3y^2",
      legend: "Gradient Descent Path",
    },
  );
  write("gradient-descent.svg", svg);
  write("gradient-descent.png", await png(svg));
  return [
    {
      kind: "picture",
      svg,
      caption: "The path from (4, −4): first down the steep side, then along the valley.",
    } as const,
  ];
}

async function lossPicture(title: string, stated: Model) {
  const { epochs } = stated.train();
  const svg = await curves([{ name: "loss", values: epochs.map((epoch) => epoch.loss) }], {
    title: `Loss: ${title}`,
    labels: ["epoch", "loss"],
    height: 300,
  });
  return [
    { kind: "picture", svg, caption: `The loss over ${epochs.length} epochs, from the model.` } as const,
  ];
}

for (const name of [
  "one-neuron-identity",
  "one-neuron-sigmoid",
  "two-neurons-in-series",
  "two-neurons-in-a-layer",
]) {
  write(`${name}.mmd`, chain(name).mermaid());
}
write(
  "review.html",
  page({
    title: "A review of backpropagation",
    lead: "Each section by hand and from its model, replayed. By hand and from the model agree to twelve digits; where the original's code says something else than it means, both are printed.",
    sections,
  }),
);

// The whole review as one Python document, read as its reader would write it, two of its loops wrong on purpose
console.log("\n== The review judged: chainrule check examples/review.md ==\n");
const judged = checkFile("examples/review.md", readFileSync(new URL("../review.md", here), "utf8"));
console.log(summaryText(judged));
console.log("\nIts faults, planted as exercises, and the repairs that were tried and are right:");
for (const { code, span, fix } of judged.diagnostics) {
  console.log(`  line ${judged.source.slice(0, span.from).split("\n").length}, ${code}: ${fix?.text ?? ""}`);
}

console.log(`\nBy hand and from the models: all ${chapters.length} sections agree.\n\nWritten:`);
for (const name of written) console.log(`  ${name}`);
console.log("Open out/review.html in a browser.");
