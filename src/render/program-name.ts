import { latexName } from "./latex.ts";

/** A name of a program as mathematicians write it: `dL_dw1` is a derivative, `dW1` what is short for one. */
export function programName(given: string): string {
  // as JavaScript writes them: yHat
  const name = given.replace(
    /^([A-Za-z])(Hat|Bar|Tilde)(?=\d*$)/,
    (_, letter: string, accent: string) => `${letter}_${accent.toLowerCase()}`,
  );
  const [, of, wrt] = /^d_?([A-Za-z]\w*?)_d_?(\w+)$/.exec(name) ?? [];
  if (of !== undefined) return latexName(`d${of}/d${wrt}`);
  const [, short] = /^d([A-Z]\w*|[a-z]\d*)$/.exec(name) ?? [];
  if (short !== undefined) return `d${latexName(short)}`;
  // words are no letters with words below them
  return /^[a-z]{3,}(_[a-z]{2,})+$/.test(name) ? `\\mathrm{${name.replaceAll("_", "\\_")}}` : latexName(name);
}
