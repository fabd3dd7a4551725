import { checkFile } from "../../src/check/check.ts";

/** What is told of a program: each loss with the verdicts on its parameters, and each code with its line. */
export function told(
  text: string,
  path = "program.py",
): { readonly verdicts: string[]; readonly found: string[] } {
  const { programs, diagnostics } = checkFile(path, text);
  return {
    verdicts: programs.map(({ loss, parameters }) =>
      [
        `${loss.name}:`,
        ...parameters.map(({ path: own, kind, reason }) => [own, kind, reason].filter(Boolean).join(" ")),
      ].join(" "),
    ),
    found: diagnostics.map(
      ({ code, span }) => `${code} in line ${text.slice(0, span.from).split("\n").length}`,
    ),
  };
}
