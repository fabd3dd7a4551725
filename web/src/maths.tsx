import { Markup } from "./markup.tsx";
import { math } from "./state.ts";

/** A formula by its LaTeX, as the worker has made it; until then, or where it is none, its text. */
export function Maths({ latex }: { latex: string }) {
  const html = math.value.get(latex);
  if (html) return <Markup class="maths" html={html} />;
  if (/^\w+$/.test(latex)) return <span class="maths name">{pretty(latex)}</span>;
  return <span class="maths raw">{latex}</span>;
}

const below = "₀₁₂₃₄₅₆₇₈₉";
const above = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const accents: Readonly<Record<string, string>> = {
  hat: "\u0302",
  bar: "\u0304",
  tilde: "\u0303",
  dot: "\u0307",
};

/** A line of the maths language as it is read in a picture: `w_1*x` is w₁·x, `y_hat` is ŷ. */
export const pretty = (text: string): string =>
  text
    .replace(
      /\b([A-Za-z])_(hat|bar|tilde|dot)\b/g,
      (_, letter: string, accent: string) => letter + accents[accent]!,
    )
    .replace(/\b([A-Za-z])(\d+)\b/g, "$1_$2")
    .replace(/_(\d+)/g, (_, digits: string) => digits.replace(/\d/g, (one) => below[Number(one)]!))
    .replace(/\^(\d+)\b/g, (_, digits: string) => digits.replace(/\d/g, (one) => above[Number(one)]!))
    .replace(/(?<=\S)\*(?=\S)/g, "·")
    .replace(/ @ /g, " ")
    .replace(/-/g, "−")
    .normalize("NFC");

/** A number with a minus sign that is one. */
export const signed = (text: string): string => text.replace("Infinity", "∞").replace(/-/g, "−");
