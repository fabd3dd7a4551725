import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-plot-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const model = new URL("../../examples/one-neuron-sigmoid.chain", import.meta.url).pathname;

test("an activation, a surface, a slice: as SVG or PNG", async () => {
  expect((await chainrule("plot", "tanh(z)")).out).toContain("<title>tanh(z) and its derivative</title>");
  const path = join(place, "saddle.png");
  await chainrule("plot", "x^2 - y^2", "--x-range=-2:2", "--y-range=-2:2", "--output", path);
  expect([...readFileSync(path).subarray(1, 4)]).toEqual([80, 78, 71]);
  const slice = await chainrule("plot", model, "--over", "w,b", "--epochs", "5");
  expect(slice.out).toContain("a path of 6 points");
  const parameters = join(place, "parameters.svg");
  await chainrule("train", model, "--plot", parameters, "--show", "parameters");
  expect(readFileSync(parameters, "utf8")).toContain("w goes from 0.3054");
});

test("what cannot be drawn is misuse, told in a sentence", async () => {
  for (const [argv, said] of [
    [["plot", "x + y + z"], "two axes"],
    [["plot", "x +"], "expression:1:"],
    [["plot", model, "--over", "w"], "two parameters"],
    [["plot", model, "--over", "w,q"], "no parameter q"],
    [["plot", model, "--boundary"], "X[n, 2]"],
    [["plot", "x^2", "--x-range", "5:1"], "is no range"],
    [["plot", "x^2", "--output", "a.bmp"], ".svg or .png"],
  ] as const) {
    const { code, err } = await chainrule(...argv);
    expect([code, err.includes(said)], `${argv.join(" ")}: ${err}`).toEqual([2, true]);
  }
});
