/** Cell magics whose cell is still Python of the same namespace. */
const transparent = /^%%(?:time|timeit|capture|prun|memit|matplotlib)\b/;

const help = /^(?:\?{1,2}[\w.*]+|[A-Za-z_][\w.]*\?{1,2})\s*$/;
const assigned = /^([ \t]*[A-Za-z_][\w.]*[ \t]*=[ \t]*)([!%][^\n]*)$/;

/**
 * A notebook cell's source with what is IPython's and not Python's made harmless, letter for letter in its place:
 * `%matplotlib inline`, `!pip install`, `?help`, `%%time`. `%time fit()` still runs. A cell of another language,
 * `%%bash`, is empty.
 */
export function withoutMagics(source: string): string {
  if (!/[!%?]/.test(source)) return source;
  const first = /\S[^\n]*/.exec(source)?.[0] ?? "";
  if (first.startsWith("%%") && !transparent.test(first)) return source.replace(/[^\n\r]/g, " ");
  const inside = { bracket: 0, quote: "" };
  let continued = false;
  return source
    .split("\n")
    .map((line) => {
      const isStart = inside.bracket === 0 && inside.quote === "" && !continued;
      const plain = isStart ? harmless(line) : line;
      continued = /\\\r?$/.test(line) && inside.quote === "";
      if (plain === line) scan(line, inside);
      return plain;
    })
    .join("\n");
}

/** A line at the start of a statement, as long as it was. */
function harmless(line: string): string {
  const [, indent = "", rest = ""] = /^([ \t]*)(.*?)\r?$/s.exec(line)!;
  const end = line.slice(indent.length + rest.length);
  const timed = /^%time[ \t]+(?=\S)/.exec(rest);
  if (timed) return `${indent}pass;${" ".repeat(timed[0].length - 5)}${rest.slice(timed[0].length)}${end}`;
  if (/^[!%?]/.test(rest) || help.test(rest)) return indent + nothing(rest.length, indent !== "") + end;
  const [, target, magic] = assigned.exec(indent + rest) ?? [];
  return target !== undefined && magic !== undefined
    ? `${target}[]${" ".repeat(Math.max(0, magic.length - 2))}${end}`
    : line;
}

/** So many letters that do nothing; a block needs a statement. */
const nothing = (length: number, inBlock: boolean): string =>
  inBlock && length >= 4 ? "pass".padEnd(length) : "#".padEnd(length);

/** Follows brackets and strings over one line. */
function scan(line: string, inside: { bracket: number; quote: string }): void {
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (inside.quote !== "") {
      if (letter === "\\") at++;
      else if (line.startsWith(inside.quote, at)) {
        at += inside.quote.length - 1;
        inside.quote = "";
      }
    } else if (letter === "#") return;
    else if (letter === '"' || letter === "'") {
      const triple = letter.repeat(3);
      inside.quote = line.startsWith(triple, at) ? triple : letter;
      at += inside.quote.length - 1;
    } else if ("([{".includes(letter)) inside.bracket++;
    else if (")]}".includes(letter)) inside.bracket = Math.max(0, inside.bracket - 1);
  }
  // a plain string ends with its line
  if (inside.quote.length === 1 && !line.endsWith("\\")) inside.quote = "";
}
