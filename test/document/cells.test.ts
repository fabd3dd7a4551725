import { expect, test } from "vitest";
import { codes, fence, markdown, neuron, html as page, ran } from "./build.ts";

const outputs = async (text: string): Promise<string[]> =>
  (await ran(text)).ran.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "output" ? [block.text] : [])),
  );

test("a derivative: as a formula and as SymPy prints it", async () => {
  const text = fence("diff wrt=x,y", "x^2 + 3*y^2");
  expect(await outputs(text)).toEqual(["[2*x, 6*y]"]);
  expect(await page(text)).toContain("<math");
});

test("a descent says what the command line says, and draws its path", async () => {
  const text = fence('descend #path start="x=4,y=-4" rate=0.2 stop="gradient<0.01"', "x^2 + 3*y^2");
  const [said] = await outputs(text);
  expect(said).toContain(
    "Starting with (x, y) = (4.0, -4.0) and gradient = [  8. -24.]\nIteration 1: x =  2.4000",
  );
  expect(said).toContain("Iteration 15: x =  0.0019, y =  0.0000, f(x, y) =  0.0000");
  expect(await page(text)).toContain("a path of 16 points");
});

test("a training prints its epochs, and prose asks it for numbers", async () => {
  const text = `${neuron}\n${fence("train #run of=neuron rate=0.1 epochs=20 stop=L<0.01")}
After \`{run} epochs\` epochs w is \`{run} w\`, the loss \`{run} L:.4f\`, and dL/dw began at \`{neuron} dL/dw\`; it stops at \`{run} stopped\`.
`;
  const [said] = await outputs(text);
  expect(said).toContain("Epoch: 1, Loss = 4.5000, w = 1.1000, b = 1.3000\n");
  expect(said).toContain("Stopping early at epoch 6");
  expect(await markdown(text)).toContain(
    "After 5 epochs w is 1.663, the loss 0.0044, and dL/dw began at -6; it stops at 6.",
  );
});

test("a number in prose that its cell does not compute is told, one that it does is not", async () => {
  const text = `${neuron}\n${fence("train #run of=neuron rate=0.1 epochs=20 stop=L<0.01")}`;
  expect(await codes(`${text}\nw ends at [1.6625](#run.w), near [1.66](#run.w).`)).toEqual([]);
  const { diagnostics } = await ran(`${text}\nw ends at [1.7213](#run.w).`);
  expect(diagnostics.map((one) => one.code)).toEqual(["document/contradiction"]);
  expect(diagnostics[0]!.message).toBe("the text says 1.7213, and run computes w = 1.6625");
  expect(await codes(`${text}\n[1](#rum.w) [1](#run.q)`)).toEqual([
    "document/unknown-cell",
    "document/no-value",
  ]);
});

test("Python cells share a namespace, are judged, and answer prose where it stands", async () => {
  const step = `x, y, w = 2.0, 5.0, 0.5
for epoch in range(3):
    y_hat = w * x
    loss = 0.5 * (y_hat - y) ** 2
    w = w - 0.1 * (y_hat - y) * x
print(f"{w:.4f}")`;
  const text = `${fence("python", "k = 1")}\nk is \`{python} k\`.\n\n${fence("python #loop", step)}\nw is [2.068](#loop.w), k \`{python} k + 1\`.\n`;
  const built = await markdown(text);
  expect(built).toContain("k is 1.");
  expect(built).toContain("k 2.");
  expect(built).toContain("> ✓ right: 1 of 1 parameters: the exact gradient of half squared error");
  expect(built).toContain("```text\n2.0680\n```");
  expect(await codes(text)).toEqual([]);
});

test("a planted fault is expected by its cell: found it does not count, missing it does", async () => {
  const wrong = (expect: string): string =>
    fence(
      `python${expect}`,
      `x, y, w, v = 2.0, 5.0, 0.5, 0.3
for epoch in range(3):
    y_hat = w * x + v
    loss = 0.5 * (y_hat - y) ** 2
    dw = (y_hat - y) * x
    dv = (y_hat - y)
    w = w - 0.1 * dw
    v = w - 0.1 * dv`,
    );
  expect(await codes(wrong(""))).toEqual(["update/wrong-target"]);
  expect(await codes(wrong(" expect=update/wrong-target"))).toEqual([]);
  expect(await codes(fence("python expect=update/sign", "k = 1"))).toEqual(["document/not-found"]);
  expect(await page(wrong(" expect=update/wrong-target"))).toContain("planted fault: ");
});

test("calls to matplotlib become pictures, two figures two", async () => {
  const text = fence(
    "python",
    `import numpy as np
import matplotlib.pyplot as plt
xs = np.linspace(-3, 3, 50)
plt.plot(xs, np.tanh(xs), label="tanh")
plt.title("An activation")
plt.show()
plt.scatter([1, 2, 3], [1, 4, 9], c=[0, 1, 0])
plt.show()`,
  );
  const pictures = (await ran(text)).ran[0]!.blocks.filter((block) => block.kind === "picture");
  expect(pictures.map((one) => one.alt)).toEqual(["An activation", "A picture of dots, dots"]);
  expect(pictures[0]!.svg).toContain("a line tanh of 50 points from (-3, -0.995) to (3, 0.995)");
});

test("what is wrong with a cell is told at its place in the document", async () => {
  const place = async (text: string): Promise<[string, string]> => {
    const { diagnostics } = await ran(text);
    const { code, span } = diagnostics[0]!;
    return [code, text.slice(span.from, span.to)];
  };
  expect(await place(`# Title\n\n${fence("model", "param w = 1\nloss L = w*q")}`)).toEqual([
    "name/unknown",
    "q",
  ]);
  expect(await place(fence("train of=nobody"))).toEqual(["document/unknown-cell", "of=nobody"]);
  expect(await place(`${neuron}${fence("train of=neuron raet=0.1")}`)).toEqual([
    "document/option",
    "raet=0.1",
  ]);
  expect(await place(`${neuron}${fence("derive", "q")}`)).toEqual([
    "document/unknown-name",
    fence("derive", "q").trimEnd(),
  ]);
  expect(await place(`${neuron}${neuron}`)).toEqual(["document/same-id", neuron.trimEnd()]);
  expect(await place("---\ntitle: [\n---\n")).toEqual(["document/front-matter", "---\ntitle: [\n---"]);
});

const typed = `import * as Plot from "@observablehq/plot";
const [x, y] = [2, 5];
let w = 0.5;
const losses: { epoch: number; loss: number; of: string }[] = [];
for (let epoch = 0; epoch < 3; epoch++) {
  const yHat = w * x;
  const loss = 0.5 * (yHat - y) ** 2;
  losses.push({ epoch, loss, of: "one" }, { epoch, loss: loss + 1, of: "two" });
  w -= 0.1 * (yHat - y) * x;
}
console.log(w.toFixed(4));
Plot.plot({ title: "Losses", marks: [Plot.ruleY([0]), Plot.line(losses, { x: "epoch", y: "loss", stroke: "of" })] });
Plot.dot([[1, 2], [3, 4]]).plot();`;

test("TypeScript cells share a namespace, are judged, and answer prose where it stands", async () => {
  const text = `${fence("typescript #loop", typed)}\nw is [2.068](#loop.w), \`{typescript} losses.length\` of them.\n\n${fence("js", "console.log(w > 2)")}`;
  const built = await markdown(text);
  expect(built).toContain("> ✓ right: 1 of 1 parameters: the exact gradient of half squared error");
  expect(built).toContain("```text\n2.0680\n```");
  expect(built).toContain("w is [2.068](#loop), 6 of them.");
  expect(built).toContain("```js\nconsole.log(w > 2)\n```\n\n```text\ntrue\n```");
  expect(await codes(text)).toEqual([]);
  expect(await codes(`${text}\n\`{typescript} nobody\` [2.3](#loop.w)`)).toEqual([
    "document/no-value",
    "document/contradiction",
  ]);
});

test("what is wrong in TypeScript is told like what is wrong in Python", async () => {
  expect(await codes(fence("ts", typed.replace("w -= 0.1", "w += 0.1")))).toEqual(["update/sign"]);
  expect(await codes(fence("ts expect=update/sign", typed.replace("w -= 0.1", "w += 0.1")))).toEqual([]);
  expect(await codes(fence("js", "while (true) {}"))).toEqual(["javascript/budget"]);
  expect(await codes(fence("js", "console.log(1 +"))).toEqual(["javascript/syntax"]);
});

test("plots of Observable Plot become pictures, each series a line", async () => {
  const pictures = (await ran(fence("ts", typed))).ran[0]!.blocks.filter((one) => one.kind === "picture");
  expect(pictures.map((one) => one.alt)).toEqual(["Losses", "dots of 2 points from (1, 2) to (3, 4)."]);
  expect(pictures[0]!.svg).toContain("a rule; a line one of 3 points from (0, 8) to (2,");
  expect(pictures[0]!.svg).toContain("a line two of 3 points from (0, 9) to (2,");
  expect(pictures[1]!.svg).toContain("<title>dots of 2 points");
});

test("a link that leads to no heading and no cell of the document is told", async () => {
  const text = `# One thing\n\n${neuron}\nSee [](#neuron), [](#one-thing), [this](#nowhere) and [](#neurom).\n\n${fence('graph of=neuron caption="As [](#nothing)."')}`;
  const { diagnostics } = await ran(text);
  expect(diagnostics.map(({ code }) => code)).toEqual(Array(3).fill("document/unknown-reference"));
  expect(diagnostics[1]!.hint).toBe("Did you mean neuron?");
});

test("the formulas of Markdown hold no macro that GitHub refuses", async () => {
  const text = fence("model", "input x = [1, 2]\nparam w = 1\nloss L = mean(w*x)");
  expect(await markdown(text)).toContain("\\mathop{\\mathrm{mean}}");
});
