export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The colours of ink and paper that pictures are written with; screens in the dark exchange them by `darkStyle`. */
export const ink = "#222";
export const paper = "#fff";
export const panel = "#f4f6f8";
/** What flows back: dark enough for text. */
export const backward = "#a84300";

/** Colours on white paper, and what stands for each on a dark screen: as far from the paper as before. */
const dark: Readonly<Record<string, string>> = {
  [ink]: "#e4e4e0",
  [paper]: "#1b1d20",
  [panel]: "#2a2e33",
  [backward]: "#ff9e57",
  "#0072b2": "#5cb8f2",
  "#d55e00": "#ff8a3d",
  "#009e73": "#2fd3a2",
  "#cc79a7": "#eaa0c8",
  "#b07b00": "#f0bb3c",
  "#3f8fbf": "#a4dcff",
  "#d7191c": "#ff6b6b",
};

const rules = Object.entries(dark).map(
  ([light, shade]) =>
    `[fill="${light}"]{fill:${shade}}[stroke="${light}"]{stroke:${shade}}[color="${light}"]{color:${shade}}`,
);

/**
 * A picture is written in the colours of print; on a dark screen its own style sheet exchanges them. Rasterisers and
 * printers read no such rule.
 */
export const darkStyle = `<style>@media screen and (prefers-color-scheme:dark){${rules.join("")}}</style>`;

/** A scale's colours on dark screens: the darker one is, the nearer it is brought to white. */
export function lighterOnDark(colours: Iterable<string>): string {
  const shades = [...colours].flatMap((colour) => {
    const parts = /^#(..)(..)(..)$/
      .exec(colour)
      ?.slice(1)
      .map((one) => Number.parseInt(one, 16));
    if (!parts) return [];
    const [r, g, b] = parts as [number, number, number];
    const towards = 0.5 * (1 - (0.3 * r + 0.6 * g + 0.1 * b) / 255);
    const hex = [r, g, b].map((one) =>
      Math.round(one + (255 - one) * towards)
        .toString(16)
        .padStart(2, "0"),
    );
    return [`[stroke="${colour}"]{stroke:#${hex.join("")}}`];
  });
  return `<style>@media screen and (prefers-color-scheme:dark){${shades.join("")}}</style>`;
}
