import { sizeOf } from "../../base/array.ts";
import type { Ndarray } from "./array.ts";
import { valueError } from "./failure.ts";
import { matmul } from "./linear.ts";
import { sum } from "./reduction.ts";
import { expandDims, reshape, transpose } from "./shaping.ts";
import { call } from "./ufunc-table.ts";

/** An operand whose axes have letters. */
interface Lettered {
  readonly array: Ndarray;
  readonly letters: readonly string[];
}

/** Letters for the axes that an ellipsis stands for; capitals that nobody writes. */
const dotsLetters = (count: number): string[] => Array.from({ length: count }, (_, k) => `.${k - count}`);

function lettersOf(text: string, rank: number): string[] {
  const [before, after, ...more] = text.split("...");
  if (more.length > 0) throw valueError("einstein sum subscripts string contains more than one ellipsis");
  const plain = [...(before ?? ""), ...(after ?? "")];
  if (plain.some((letter) => !/[A-Za-z]/.test(letter))) {
    const odd = plain.find((letter) => !/[A-Za-z]/.test(letter));
    throw valueError(
      `invalid subscript '${odd}' in einstein sum subscripts string, subscripts must be letters`,
    );
  }
  if (after === undefined) return plain;
  return [...(before ?? ""), ...dotsLetters(rank - plain.length), ...after];
}

/** A letter twice in one operand is its diagonal: one axis with both strides. */
function diagonals({ array, letters }: Lettered): Lettered {
  const unique = [...new Set(letters)];
  if (unique.length === letters.length) return { array, letters };
  const shape = unique.map((letter) => array.shape[letters.indexOf(letter)]!);
  const strides = unique.map((letter) =>
    letters.reduce((total, one, axis) => total + (one === letter ? array.strides[axis]! : 0), 0),
  );
  return { array: array.view(shape, strides), letters: unique };
}

/** Sums away the letters that nobody else needs. */
function reduceTo({ array, letters }: Lettered, needed: ReadonlySet<string>): Lettered {
  const gone = letters.flatMap((letter, axis) => (needed.has(letter) ? [] : [axis]));
  if (gone.length === 0) return { array, letters };
  return { array: sum(array, { axes: gone }), letters: letters.filter((letter) => needed.has(letter)) };
}

/** The axes in the order of `letters`; a letter that the operand lacks becomes an axis of 1. */
function arranged({ array, letters }: Lettered, order: readonly string[]): Ndarray {
  const present = order.filter((letter) => letters.includes(letter));
  const turned = transpose(
    array,
    present.map((letter) => letters.indexOf(letter)),
  );
  return expandDims(
    turned,
    order.flatMap((letter, axis) => (letters.includes(letter) ? [] : [axis])),
  );
}

/** The product of two operands, letters summed that only they have. */
function join(a: Lettered, b: Lettered, needed: ReadonlySet<string>): Lettered {
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const summed = shared.filter((letter) => !needed.has(letter));
  const batch = shared.filter((letter) => needed.has(letter));
  const aFree = a.letters.filter((letter) => !shared.includes(letter));
  const bFree = b.letters.filter((letter) => !shared.includes(letter));
  const letters = [...batch, ...aFree, ...bFree];
  if (summed.length === 0) {
    return { array: call("multiply", arranged(a, letters), arranged(b, letters)), letters };
  }
  const length = (of: Lettered, which: readonly string[]): number[] =>
    which.map((letter) => of.array.shape[of.letters.indexOf(letter)]!);
  const inner = sizeOf(length(a, summed));
  const batchShape = length(a, batch);
  const left = arranged(a, [...batch, ...aFree, ...summed]);
  const right = arranged(b, [...batch, ...summed, ...bFree]);
  const result = matmul(
    reshape(left, [...batchShape, sizeOf(length(a, aFree)), inner]),
    reshape(right, [...batchShape, inner, sizeOf(length(b, bFree))]),
  );
  return { array: reshape(result, [...batchShape, ...length(a, aFree), ...length(b, bFree)]), letters };
}

/** `np.einsum(subscripts, *operands)`, operands joined from left to right. */
export function einsum(subscripts: string, operands: readonly Ndarray[]): Ndarray {
  const [inputs = "", given] = subscripts.replaceAll(" ", "").split("->");
  const texts = inputs.split(",");
  if (texts.length !== operands.length) {
    throw valueError(
      texts.length > operands.length
        ? "fewer operands provided to einstein sum function than specified in the subscripts string"
        : "more operands provided to einstein sum function than specified in the subscripts string",
    );
  }
  const sizes = new Map<string, number>();
  const parts = operands.map((array, k): Lettered => {
    const letters = lettersOf(texts[k]!, array.rank);
    if (letters.length !== array.rank) {
      const many = letters.length > array.rank;
      throw valueError(
        many
          ? `einstein sum subscripts string contains too many subscripts for operand ${k}`
          : `operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.`,
      );
    }
    for (const [axis, letter] of letters.entries()) {
      const known = sizes.get(letter);
      const size = array.shape[axis]!;
      if (known !== undefined && known !== size && known !== 1 && size !== 1) {
        throw valueError(
          `operands could not be broadcast together with remapped shapes [original->remapped]: ${operands.map((one) => `(${one.shape.join(",")})->(${one.shape.join(",")})`).join(" ")} `,
        );
      }
      sizes.set(letter, Math.max(known ?? 1, size));
    }
    return diagonals({ array, letters });
  });
  const counts = new Map<string, number>();
  for (const [k, text] of texts.entries()) {
    for (const letter of lettersOf(text, operands[k]!.rank))
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  const dots = [...counts.keys()]
    .filter((letter) => letter.startsWith("."))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const output =
    given === undefined
      ? [
          ...dots,
          ...[...counts]
            .filter(([letter, count]) => count === 1 && !letter.startsWith("."))
            .map(([letter]) => letter)
            .sort(),
        ]
      : lettersOf(given, given.replace("...", "").length + (given.includes("...") ? dots.length : 0));
  const missing = output.find((letter) => !counts.has(letter));
  if (missing !== undefined) {
    throw valueError(
      `einstein sum subscripts string included output subscript '${missing}' which never appeared in an input`,
    );
  }
  const neededAfter = (k: number): Set<string> =>
    new Set([...output, ...parts.slice(k + 1).flatMap((part) => part.letters)]);
  let result = parts[0]!;
  if (parts.length === 1) result = reduceTo(result, new Set(output));
  for (let k = 1; k < parts.length; k++) {
    const needed = neededAfter(k);
    const left = reduceTo(result, new Set([...needed, ...parts[k]!.letters]));
    const right = reduceTo(parts[k]!, new Set([...needed, ...left.letters]));
    result = join(left, right, needed);
  }
  return transpose(
    result.array,
    output.map((letter) => result.letters.indexOf(letter)),
  );
}
