import { expect, test } from "vitest";
import { Random } from "../../src/base/random.ts";

test("one seed gives the same numbers, another seed others", () => {
  const draw = (seed: number): number[] =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.uniform()
      )(new Random(seed)),
    );
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("uniform and normal numbers have the moments that they should", () => {
  const random = new Random(1);
  const count = 20_000;
  const uniforms = Array.from({ length: count }, () => random.uniform(-1, 3));
  const normals = Array.from({ length: count }, () => random.normal(2, 0.5));
  const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / count;
  expect(mean(uniforms)).toBeCloseTo(1, 1);
  expect(mean(normals)).toBeCloseTo(2, 1);
  expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...uniforms)).toBeLessThan(3);
});

test("a shuffle keeps every item", () => {
  const items = Array.from({ length: 50 }, (_, at) => at);
  const shuffled = new Random(3).shuffle([...items]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.sort((a, b) => a - b)).toEqual(items);
});
