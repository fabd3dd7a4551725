import type { Edit } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";

/** A formula of a document: its LaTeX, and where each part of it stands. */
export interface DocumentFormula {
  readonly latex: string;
  /** Where a reader sees it. */
  readonly span: Span;
  /** The place in the document of a part of the LaTeX. */
  readonly placeOf: (part: Span) => Span;
  /** The document's edits for an edit of the LaTeX: in an image link its address, its text and its title. */
  readonly editsFor: (edit: Edit) => readonly Edit[];
}

/** A heading's own text, and the headings that it stands under, outermost first. */
export interface Section {
  readonly title: string;
  readonly level: number;
  readonly parent: Section | undefined;
  readonly span: Span;
}

export interface DocumentFormulas {
  readonly formulas: readonly DocumentFormula[];
  readonly sections: readonly Section[];
  /** Fenced blocks that state a model in the maths language. */
  readonly models: readonly { readonly source: string; readonly span: Span }[];
}

const fence = /^( {0,3})(`{3,}|~{3,})\s*(.*?)\s*$/;

/** The formulas of a Markdown document: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, math fences, image links that carry LaTeX. */
export function readFormulas(text: string): DocumentFormulas {
  const formulas: DocumentFormula[] = [];
  const models: { source: string; span: Span }[] = [];
  const headings: { title: string; level: number; from: number }[] = [];
  // what is no prose is blanked, so that offsets stay
  const prose: string[] = [];
  let offset = 0;
  let open: { ticks: string; info: string; from: number } | undefined;
  for (const line of text.split("\n")) {
    const end = offset + line.length;
    const marks = fence.exec(line);
    let isProse = false;
    if (open) {
      if (line.trim().startsWith(open.ticks) && /^[`~]+\s*$/.test(line.trim())) {
        const span = { from: open.from, to: offset };
        const source = text.slice(span.from, span.to);
        if (/^\{?\.?(math|latex|tex)\b/i.test(open.info)) formulas.push(plain(text, span));
        else if (/^\{?\.?chain\b/i.test(open.info)) models.push({ source, span });
        open = undefined;
      }
    } else if (marks) open = { ticks: marks[2]!, info: marks[3]!, from: end + 1 };
    else if (!/^(?: {4}|\t)\s*\S/.test(line) || isListText(prose, line)) {
      isProse = true;
      const heading = /^ {0,3}(#{1,6})(?:\s+(.*?)\s*#*)?\s*$/.exec(line);
      if (heading) headings.push({ title: heading[2] ?? "", level: heading[1]!.length, from: offset });
    }
    prose.push(isProse ? withoutCode(line) : " ".repeat(line.length));
    offset = end + 1;
  }
  formulas.push(...inProse(text, prose.join("\n")));
  return {
    formulas: formulas.sort((a, b) => a.span.from - b.span.from),
    sections: sectionsOf(headings, text.length),
    models,
  };
}

/** A deeply indented line goes on with a list or a paragraph unless a blank line stands before it, far from any list. */
function isListText(before: readonly string[], line: string): boolean {
  const last = before[before.length - 1] ?? "";
  if (last.trim() !== "") return true;
  const indent = /^\s*/.exec(line)![0].length;
  for (let at = before.length - 1; at >= 0 && at > before.length - 40; at--) {
    const one = before[at]!;
    if (one.trim() === "") continue;
    const item = /^(\s*)(?:[-*+]|\d+[.)])\s/.exec(one);
    if (item) return indent < item[0].length + 4;
    if (!/^\s/.test(one)) return false;
  }
  return false;
}

const withoutCode = (line: string): string =>
  line.replace(/(`+)(?!`)(.*?[^`])\1(?!`)/g, (whole: string) => " ".repeat(whole.length));

function sectionsOf(
  headings: readonly { title: string; level: number; from: number }[],
  end: number,
): Section[] {
  const root: Section = {
    title: "",
    level: 0,
    parent: undefined,
    span: { from: 0, to: headings[0]?.from ?? end },
  };
  const sections = [root];
  const stack = [root];
  for (const [at, { title, level, from }] of headings.entries()) {
    while (stack[stack.length - 1]!.level >= level) stack.pop();
    const section: Section = {
      title,
      level,
      parent: stack[stack.length - 1],
      span: { from, to: headings[at + 1]?.from ?? end },
    };
    sections.push(section);
    stack.push(section);
  }
  return sections;
}

function inProse(text: string, prose: string): DocumentFormula[] {
  const found: DocumentFormula[] = [];
  const pattern =
    /\\[\\$]|!\[|\$\$([\s\S]{1,20000}?)\$\$|\$(?=[^\s$])((?:\\[\s\S]|[^$\\\n]|\n(?!\s*\n)){1,4000}?)(?<=[^\s\\])\$(?!\d)|\\\(([\s\S]{1,4000}?)\\\)|\\\[([\s\S]{1,20000}?)\\\]/g;
  for (let match = pattern.exec(prose); match; match = pattern.exec(prose)) {
    const body = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (match[0] === "![") {
      const image = imageAt(text, match.index);
      if (!image) continue;
      pattern.lastIndex = image.to;
      if (image.formula) found.push(image.formula);
    } else if (body !== undefined) {
      const mark = match[0].startsWith("$") && !match[0].startsWith("$$") ? 1 : 2;
      const from = match.index + mark;
      found.push(plain(text, { from, to: from + body.length }));
    }
  }
  return found;
}

const shifted = ({ from, to }: Span, by: number): Span => ({ from: from + by, to: to + by });

function plain(text: string, span: Span): DocumentFormula {
  return {
    // a quotation's marks are no part of it
    latex: text.slice(span.from, span.to).replace(/\n[ \t]*>/g, (mark) => `\n${" ".repeat(mark.length - 1)}`),
    span,
    placeOf: (part) => shifted(part, span.from),
    editsFor: (edit) => [{ ...edit, span: shifted(edit.span, span.from) }],
  };
}

// ---- image links

/** Services that draw the LaTeX in an address: where in it the LaTeX begins. */
const services = [
  /^https?:\/\/latex\.codecogs\.com\/[\w.]*(?:\.latex|\.image|\.svg|\.png|\.gif|svg|png|gif)\?/i,
  /^https?:\/\/(?:www\.)?codecogs\.com\/\w+\.latex\?/i,
  /^https?:\/\/render\.githubusercontent\.com\/render\/math\?math=/i,
  /^https?:\/\/chart\.(?:googleapis|apis\.google)\.com\/chart\?cht=tx&chl=/i,
  /^https?:\/\/i\.upmath\.me\/(?:svg|png)\//i,
  /^https?:\/\/math\.vercel\.app\/?\?(?:from|inline)=/i,
];

function imageAt(text: string, start: number): { to: number; formula?: DocumentFormula } | undefined {
  const close = altEnd(text, start + 2);
  if (close < 0 || text[close + 1] !== "(") return undefined;
  const from = close + 2;
  let to = from;
  for (let depth = 0; to < text.length && to - from < 60_000; to++) {
    const letter = text[to]!;
    if (/\s/.test(letter) || (letter === ")" && depth === 0)) break;
    if (letter === "(") depth++;
    else if (letter === ")") depth--;
  }
  const address = text.slice(from, to);
  const service = services.map((one) => one.exec(address)).find(Boolean);
  if (!service) return { to };
  const decoded = decode(text, from + service[0].length, to);
  if (!decoded) return { to };
  const { latex } = decoded;
  const title = /^\s+(["'])/.exec(text.slice(to, to + 20));
  // the image's text and title repeat the formula: a repair keeps them the same
  const copies: number[] = [];
  if (text.slice(start + 2, close) === latex) copies.push(start + 2);
  if (title) {
    const at = to + title[0].length;
    if (text.slice(at, at + latex.length + 1) === `${latex}${title[1]}`) copies.push(at);
  }
  const [seen] = copies;
  const inAddress = (part: Span): Span => ({ from: decoded.at[part.from]!, to: decoded.at[part.to]! });
  const placeOf = (part: Span): Span => (seen === undefined ? inAddress(part) : shifted(part, seen));
  return {
    to,
    formula: {
      latex,
      span: placeOf({ from: 0, to: latex.length }),
      placeOf,
      editsFor: ({ span, replacement }) => [
        ...copies.map((copy) => ({ span: shifted(span, copy), replacement })),
        { span: inAddress(span), replacement: encode(replacement) },
      ],
    },
  };
}

/** Where the bracket of `![…]` closes; brackets in it are balanced or escaped. */
function altEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length && at - from < 20_000; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") depth++;
    else if (text[at] === "]" && depth-- === 0) return at;
  }
  return -1;
}

/** An address's LaTeX, and for each of its UTF-16 units the place in the document; the end's too. */
function decode(text: string, from: number, to: number): { latex: string; at: number[] } | undefined {
  let latex = "";
  const at: number[] = [];
  const pattern = /((?:%[0-9a-f]{2})+)|&space;|&plus;|&amp;|[\s\S]/giy;
  const source = text.slice(from, to);
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const begin = from + match.index;
    if (match[1] === undefined) {
      const entity: Record<string, string> = { "&space;": " ", "&plus;": "+", "&amp;": "&" };
      latex += entity[match[0].toLowerCase()] ?? match[0];
      at.push(begin);
      continue;
    }
    let said: string;
    try {
      said = decodeURIComponent(match[1]);
    } catch {
      return undefined;
    }
    let byte = 0;
    for (const letter of said) {
      for (let unit = 0; unit < letter.length; unit++) at.push(begin + byte * 3);
      byte += new TextEncoder().encode(letter).length;
    }
    latex += said;
  }
  at.push(to);
  return { latex, at };
}

const encode = (latex: string): string =>
  encodeURIComponent(latex).replace(
    /[()'!*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
