import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Places, placeText } from "../../../src/base/places.ts";
import { checkFile } from "../../../src/check/check.ts";
import { repairedFiles } from "../../../src/check/fixes.ts";
import { treeOf } from "../../../src/host/tree.ts";

const folder = fileURLToPath(new URL("../../../examples/review/", import.meta.url));

/** Checks a file of the review, with a line of it changed. */
function check(name: string, change: readonly (readonly [from: string, to: string])[] = []) {
  const path = `${folder}${name}`;
  let source = readFileSync(path, "utf8");
  for (const [from, to] of change) {
    expect(source.split(from)).toHaveLength(2);
    source = source.replace(from, to);
  }
  const checked = checkFile(name, source, { tree: treeOf(path) });
  const places = new Places(checked.pieces);
  return {
    source,
    checked,
    kinds: checked.programs.flatMap((one) => one.parameters.map((each) => `${each.path} ${each.kind}`)),
    faults: checked.diagnostics
      .filter((one) => one.severity !== "info")
      .map((one) => `${one.code} ${placeText(places.place(one.span))}`),
  };
}

const lineOf = (source: string, text: string): number =>
  source.slice(0, source.indexOf(text)).split("\n").length;

// the sections run inside a function of another file, and print what a package writes
describe("the sections of the review", () => {
  for (const name of ["03-one-neuron.ts", "04-one-neuron-sigmoid.ts", "07-two-neurons-in-a-layer.ts"])
    test(`${name} is right`, () => {
      const { kinds, faults } = check(name);
      expect(faults).toEqual([]);
      expect(kinds.length).toBeGreaterThan(1);
      for (const kind of kinds) expect(kind).toMatch(/ right$/);
    });

  // the section keeps the slip of the document that it replays
  const meant = [
    ["    w1 = slip ? w2 - rate * dL_dw2 : w1 - rate * dL_dw1;", "    w1 = w1 - rate * dL_dw1;"],
    ["    b1 = slip ? b1 - rate * dL_db2 : b1 - rate * dL_db1;", "    b1 = b1 - rate * dL_db1;"],
  ] as const;

  test("06 without the document's slip is right", () => {
    expect(check("06-two-neurons-in-series.ts", meant)).toMatchObject({
      kinds: ["w1 right", "w2 right", "b1 right", "b2 right"],
      faults: [],
    });
  });

  test("an update from another weight is found and repaired", () => {
    const slip = "    w1 = w2 - rate * dL_dw2;";
    const { source, checked, faults } = check("06-two-neurons-in-series.ts", [[meant[0][0], slip], meant[1]]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      new RegExp(`^update/wrong-target 06-two-neurons-in-series.ts:${lineOf(source, slip)}:`),
    );
    const right = check("06-two-neurons-in-series.ts", meant).source;
    expect(repairedFiles([checked]).map((one) => one.after)).toEqual([right]);
  });

  test("a last factor x in place of a1 is found and repaired", () => {
    const line = "    const dL_dw2 = dL_dy_hat * dy_hat_dz2 * x;";
    const { source, checked, faults } = check("06-two-neurons-in-series.ts", [
      ...meant,
      ["    const dL_dw2 = dL_dy_hat * dy_hat_dz2 * dz2_dw2;", line],
    ]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      new RegExp(`^gradient/wrong-operand 06-two-neurons-in-series.ts:${lineOf(source, line)}:`),
    );
    // a1 and dz2_dw2 are the same number
    expect(repairedFiles([checked]).map((one) => one.after)).toEqual([
      source.replace(line, line.replace("* x", "* a1")),
    ]);
  });

  test("the same in a function that gives back all gradients makes its parameter wrong, and no other", () => {
    const { kinds } = check("07-two-neurons-in-a-layer.ts", [["w21: dL_dz2 * a1,", "w21: dL_dz2 * x,"]]);
    expect(kinds.filter((one) => !one.endsWith(" right"))).toEqual(["parameters.w21 wrong"]);
  });
});
