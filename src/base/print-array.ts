import { fixed, shortest } from "./decimal.ts";

/** A vector of numbers as NumPy prints it: one width for all, as few decimals as all of them need, `[  8. -24.]`. */
export function array(values: readonly number[]): string {
  const decimals = Math.max(
    0,
    ...values.map((one) => (shortest(one).split(".")[1] ?? "0").replace(/^0$/, "").length),
  );
  const texts = values.map((one) => fixed(one, Math.min(decimals, 8)) + (decimals === 0 ? "." : ""));
  const width = Math.max(...texts.map((text) => text.length));
  return `[${texts.map((text) => text.padStart(width)).join(" ")}]`;
}
