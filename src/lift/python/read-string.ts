import type { Expression, FormatPart } from "./syntax.ts";

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "0": "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

/** A literal's letters without its prefix and quotes. */
function opened(literal: string): { body: string; raw: boolean; start: number } {
  const [, prefix, quote] = /^([A-Za-z]*)("""|'''|"|')/.exec(literal)!;
  const start = prefix!.length + quote!.length;
  return { body: literal.slice(start, literal.length - quote!.length), raw: /r/i.test(prefix!), start };
}

function unescaped(text: string): string {
  return text.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (all, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]+$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return escapes[code] ?? all;
    },
  );
}

/** The value of a string literal. */
export function readString(literal: string): string {
  const { body, raw } = opened(literal);
  return raw ? body : unescaped(body);
}

/** The parts of a format string literal: text and holes. `from` is where the literal begins. */
export function readFormat(
  literal: string,
  from: number,
  readHole: (text: string, from: number) => Expression,
): FormatPart[] {
  const { body, raw, start } = opened(literal);
  return formatParts(body, from + start, raw, readHole);
}

function formatParts(
  body: string,
  from: number,
  raw: boolean,
  readHole: (text: string, from: number) => Expression,
): FormatPart[] {
  const parts: FormatPart[] = [];
  let text = "";
  const close = (): void => {
    if (text !== "") parts.push(raw ? text : unescaped(text));
    text = "";
  };
  for (let at = 0; at < body.length; ) {
    const letter = body[at]!;
    if ((letter === "{" || letter === "}") && body[at + 1] === letter) {
      text += letter;
      at += 2;
    } else if (letter === "{") {
      close();
      const end = matching(body, at);
      parts.push(hole(body.slice(at + 1, end), from + at + 1, raw, readHole));
      at = end + 1;
    } else {
      text += letter;
      at++;
    }
  }
  close();
  return parts;
}

/** The place of the brace that closes the one at `open`. */
function matching(body: string, open: number): number {
  let depth = 0;
  let quote = "";
  for (let at = open; at < body.length; at++) {
    const letter = body[at]!;
    if (quote) {
      if (letter === quote) quote = "";
    } else if (letter === "'" || letter === '"') quote = letter;
    else if ("{[(".includes(letter)) depth++;
    else if ("}])".includes(letter) && --depth === 0) return at;
  }
  return body.length;
}

function hole(
  inside: string,
  from: number,
  raw: boolean,
  readHole: (text: string, from: number) => Expression,
): FormatPart {
  let depth = 0;
  let quote = "";
  let end = inside.length;
  let colon = -1;
  for (let at = 0; at < inside.length; at++) {
    const letter = inside[at]!;
    if (quote) {
      if (letter === quote) quote = "";
    } else if (letter === "'" || letter === '"') quote = letter;
    else if ("{[(".includes(letter)) depth++;
    else if ("}])".includes(letter)) depth--;
    else if (depth === 0 && letter === ":") {
      colon = at;
      end = at;
      break;
    }
  }
  const [, code, conversion = ""] = /^([\s\S]*?)(?:!([rsa]))?$/.exec(inside.slice(0, end)) as unknown as [
    string,
    string,
    "r" | "s" | "a" | undefined,
  ];
  const debug = /[^=!<>]=\s*$/.test(code);
  const expression = debug ? code.replace(/=\s*$/, "") : code;
  return {
    value: readHole(expression, from),
    text: code,
    debug,
    conversion,
    spec: colon < 0 ? [] : formatParts(inside.slice(colon + 1), from + colon + 1, raw, readHole),
  };
}
