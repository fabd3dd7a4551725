import { operationDrivers, trainingDrivers } from "../../../src/check/drive/drivers.ts";
import { javascriptDrivers, javascriptOperations } from "../../../src/check/drive/javascript/drivers.ts";
import { parseJavaScript } from "../../../src/lift/javascript/parse.ts";
import { parsePython } from "../../../src/lift/python/parse.ts";
import { programs } from "../corpus.ts";
import { programs as javascriptPrograms } from "../corpus-javascript.ts";
import { compareKept } from "./kept-text.ts";

const mostDrivers = 40;

/**
 * The small programs that call what another one only defines: how many there are, and every line that stands in one of
 * them, once.
 */
function drivers(path: string, text: string): string[] {
  const isPython = path.endsWith(".py");
  const { statements } = isPython ? parsePython(text) : parseJavaScript(text);
  const steps: string[] = [];
  for (const { source, home } of isPython
    ? trainingDrivers(statements, text)
    : javascriptDrivers(statements)) {
    if (steps.push(`# at ${text.slice(0, home.from).split("\n").length}\n${source}`) >= mostDrivers) break;
  }
  const operations = [...(isPython ? operationDrivers(statements) : javascriptOperations(statements))].map(
    (some) =>
      some.map(({ source, home }) => `# at ${text.slice(0, home.from).split("\n").length}\n${source}`),
  );
  const lines = new Set([...steps, ...operations.flat()].flatMap((one) => one.split("\n")));
  return [
    `${steps.length} that train, ${operations.map((some) => some.length).join(" ") || "none"} of operations`,
    ...[...lines].filter((line) => line.trim() !== "").map((line) => `  ${line}`),
  ];
}

/** Programs that define a class, or several functions. */
const defines = (text: string): boolean =>
  /^(export )?class \w/m.test(text) || (text.match(/^(export )?(def|function) \w+/gm) ?? []).length > 2;

const files = [
  ...[...programs("right"), ...programs("quiet")].map(([name, text]) => [`${name}.py`, text] as const),
  ...javascriptPrograms("right"),
  ...javascriptPrograms("quiet"),
].filter(([, text]) => defines(text));

compareKept("drivers", Object.fromEntries(files.map(([name, text]) => [name, () => drivers(name, text)])));
