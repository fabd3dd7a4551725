/**
 * Documents that were rendered for places without maths hold their formulas as pictures of a service, whose address is
 * the formula: `https://latex.codecogs.com/svg.latex?f%28x%29`. They are formulas again here.
 */
const service =
  /^https?:\/\/(?:latex\.codecogs\.com|chart\.googleapis\.com|math\.now\.sh|render\.githubusercontent\.com)\//i;

/** The LaTeX of a formula's picture; nothing for any other address. */
export function latexOf(url: string): string | undefined {
  if (!service.test(url)) return undefined;
  const query = url.slice(url.indexOf("?") + 1);
  const named = /(?:^|&)(?:chl|from|math)=([^&]*)/.exec(query)?.[1];
  try {
    return decodeURIComponent((named ?? query).replaceAll("+", named ? " " : "+"));
  } catch {
    return undefined;
  }
}
