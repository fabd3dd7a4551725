import { expect, test } from "vitest";
import { properties } from "./index.ts";
import { failure } from "./property.ts";

const runs = 200;
const first = Number(process.env.CHAINRULE_SEED ?? 1);

for (const property of properties) {
  const count = Math.max(2, Math.round((runs * property.share) / 1000));
  test(`${property.name}: seeds ${first} to ${first + count - 1}`, async () => {
    for (let seed = first; seed < first + count; seed++)
      expect(await failure(property, seed), `seed ${seed} (CHAINRULE_SEED=${seed})`).toBeUndefined();
  }, 300_000);
}

/** What longer runs have found, so that it stays mended. */
test.each([
  ["check(export(model)) is right", 34],
  ["check(export(model)) is right", 2078400715],
  ["gradient triangle", 2078400492],
])("%s: seed %i, which once failed", async (name, seed) => {
  const property = properties.find((one) => one.name === name)!;
  expect(await failure(property, seed)).toBeUndefined();
});
