import type { Code, Local } from "./code.ts";
import type { Target } from "./vectors.ts";

/** How many rows of C are computed at once, in registers; each with two vectors of columns. */
export const blockRows = (relaxed: boolean): number => (relaxed ? 6 : 4);
export const blockColumns = (lanes: number): number => 2 * lanes;
/** So much of the inner axis is multiplied at a time: a block of B then stays in the nearest cache. */
export const innerBlock = 384;
/** What a group of row blocks may take of the second cache, and its part of C of the first. */
const secondCache = 240_000;
const firstCache = 12_000;

/**
 * So many blocks of rows are finished together: a group of A stays in the second cache while the columns of B go by.
 * Where B is small and what is done with finished rows follows, their part of C stays in the first.
 */
export function groupOf(
  height: number,
  bytes: number,
  { k, n, hasTail }: { readonly k: number; readonly n: number; readonly hasTail: boolean },
): number {
  const bySecond = Math.floor(secondCache / (height * Math.min(k, innerBlock) * bytes));
  const isSmall = hasTail && k * n * bytes <= firstCache;
  const byFirst = isSmall ? Math.floor(firstCache / (height * n * bytes)) : bySecond;
  return Math.max(2, Math.min(bySecond, byFirst, 64));
}

/** A step through memory that is the same for every batch, in bytes. */
export interface Steps {
  readonly a: { readonly row: number; readonly inner: number };
  readonly b: { readonly inner: number };
}

/** One block of C: rows × two vectors of sums, kept in registers while the inner axis is walked. */
export function emitBlock(code: Code, target: Target, { a, b }: Steps, height: number): void {
  const { precision, relaxed } = target;
  const [pointA, pointB, pointC, stepC, inner, adds] = [0, 1, 2, 3, 4, 5] as Local[];
  const sums = Array.from({ length: height * 2 }, () => code.local("v128"));
  const [left, right, factor] = [code.local("v128"), code.local("v128"), code.local("v128")];
  const step = (at: number): void => {
    code
      .get(pointB!)
      .memory("v128.load", at * b.inner)
      .set(left);
    code
      .get(pointB!)
      .memory("v128.load", at * b.inner + 16)
      .set(right);
    for (let row = 0; row < height; row++) {
      code
        .get(pointA!)
        .memory(precision.loadSplat, row * a.row + at * a.inner)
        .set(factor);
      for (const [side, column] of [left, right].entries()) {
        const sum = sums[row * 2 + side]!;
        if (relaxed) code.get(factor).get(column).get(sum).op(precision.vector("relaxed_madd")).set(sum);
        else
          code
            .get(sum)
            .get(factor)
            .get(column)
            .op(precision.vector("mul"))
            .op(precision.vector("add"))
            .set(sum);
      }
    }
  };
  const advance = (by: number): void => {
    code
      .get(pointA!)
      .i32(by * a.inner)
      .op("i32.add")
      .set(pointA!);
    code
      .get(pointB!)
      .i32(by * b.inner)
      .op("i32.add")
      .set(pointB!);
    code.get(inner!).i32(by).op("i32.sub").set(inner!);
  };
  code.while(
    () => code.get(inner!).i32(2).op("i32.ge_s"),
    () => {
      step(0);
      step(1);
      advance(2);
    },
  );
  code.get(inner!).if(() => step(0));
  code.get(adds!).if(
    () => store(true),
    () => store(false),
  );

  function store(adding: boolean): void {
    const place = code.local("i32");
    code.get(pointC!).set(place);
    for (let row = 0; row < height; row++) {
      for (let side = 0; side < 2; side++) {
        code.get(place).get(sums[row * 2 + side]!);
        if (adding)
          code
            .get(place)
            .memory("v128.load", side * 16)
            .op(precision.vector("add"));
        code.memory("v128.store", side * 16);
      }
      code.get(place).get(stepC!).op("i32.add").set(place);
    }
  }
}
