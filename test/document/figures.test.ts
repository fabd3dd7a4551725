import { expect, test } from "vitest";
import { fixed, spaced } from "../../src/base/decimal.ts";
import { traces } from "../fixtures/models.ts";
import { fence, ran } from "./build.ts";

/** The figures that the seed printed, kept in the project, as cells of a document print them. */

const four = (value: number | undefined): string => fixed(value!, 4);

const outputOf = async (text: string): Promise<string> => {
  const { ran: cells, diagnostics } = await ran(text);
  expect(diagnostics).toEqual([]);
  return cells
    .flatMap(({ blocks }) => blocks.flatMap((one) => (one.kind === "output" ? [one.text] : [])))
    .join("\n");
};

for (const { id, f, start, rate, iterations, rows } of traces.descent) {
  test(`a descend cell prints ${id}`, async () => {
    const names = Object.keys(start);
    const from = Object.entries(start).map(([name, value]) => `${name}=${value}`);
    const options = `start=${from.join(",")} rate=${rate} iterations=${iterations} stop=gradient<0.01 plot=false`;
    const lines = rows.map((row, at) => {
      const moved = names.map((name) => `${name} = ${spaced(row[name]!, 4)}`).join(", ");
      return `Iteration ${at + 1}: ${moved}, f(${names.join(", ")}) = ${spaced(row.f!, 4)}`;
    });
    expect(await outputOf(fence(`descend ${options}`, f))).toContain(lines.join("\n"));
  });
}

test("a train cell prints one-neuron-identity, stopping as it stopped", async () => {
  const { rows, final } = traces.training.find((one) => one.id === "one-neuron-identity")!;
  const model = "input x = 2, y = 5\nparam w = 0.5, b = 1\ny_hat = w*x + b\nloss L = (y_hat - y)^2 / 2";
  const text = `${fence("model", model)}${fence("train rate=0.1 epochs=20 stop=L<0.01 plot=false")}`;
  const said = await outputOf(text);
  for (const [at, row] of rows.entries())
    expect(said).toContain(
      `Epoch: ${at + 1}, Loss = ${four(row.loss)}, w = ${four(row.w)}, b = ${four(row.b)}`,
    );
  expect(said).toContain(`Loss = ${four(final!.loss)}, w = ${four(final!.w)}, b = ${four(final!.b)}`);
});

for (const { f, wrt, prints } of traces.symbolic) {
  test(`a diff cell prints ${prints} for ${f} by ${wrt}`, async () => {
    expect(await outputOf(fence(`diff wrt=${wrt.join(",")}`, f))).toBe(prints);
  });
}
