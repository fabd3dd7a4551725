const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
};

/** The text between the marks of a string or a template, its escapes read. */
export const readString = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|(\r\n|[\s\S]))/g,
    (_, two?: string, braced?: string, four?: string, one?: string) => {
      const code = two ?? braced ?? four;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      if (one === "\n" || one === "\r\n") return "";
      return escapes[one!] ?? one!;
    },
  );

/** `1_000`, `0x1F`, `.5e3`; a bigint is the number that it stands for. */
export const readNumber = (text: string): number => Number(text.replaceAll("_", "").replace(/n$/, ""));
