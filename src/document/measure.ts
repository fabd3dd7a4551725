/** How much of a text is read as Markdown: the work of reading it grows faster than the text where it is made to. */

/** A document that is larger is shown as it is written from there on. */
export const limits = {
  fences: 2_000,
  /** Delimiters of one paragraph that may open or close emphasis: each is compared with those before it. */
  delimiters: 4_000,
  /** Notes are looked up among all others. */
  footnotes: 2_000,
  /** Lines, marks and, by the twenty, letters. */
  marks: 100_000,
  /** Columns of indentation and marks of quotes beyond twenty a line, summed: each line asks for all that it stands in. */
  nesting: 20_000,
} as const;

export type Limit = keyof typeof limits;

const fence = /^[ \t>]*(`{3,}|~{3,})/;
const marks = /[`*_~$[\]<|&\\!]+/g;
const delimiters = /[*_~]+/g;
const footnotes = /\[\^/g;
const free = 20;

/** Where a document is too large to be read on, and what there is too much of; nothing where all of it is read. */
export function tooLarge(text: string): { readonly at: number; readonly limit: Limit } | undefined {
  const count = { fences: 0, footnotes: 0, delimiters: 0, marks: 0, nesting: 0 };
  let open: { readonly mark: string; readonly at: number } | undefined;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at) + 1 || text.length;
    const line = text.slice(at, end);
    const mark = fence.exec(line)?.[1];
    if (open === undefined && mark !== undefined) {
      open = { mark, at };
      count.fences++;
    } else if (open && mark?.startsWith(open.mark)) open = undefined;
    count.marks += 1 + line.length / 20;
    count.nesting += Math.max(0, /^[ \t>]*/.exec(line)![0].length - free);
    if (open === undefined) {
      const of = (what: RegExp): number => line.match(what)?.length ?? 0;
      count.marks += of(marks);
      count.footnotes += of(footnotes);
      count.delimiters = /^\s*$/.test(line) ? 0 : count.delimiters + of(delimiters);
    }
    for (const limit of Object.keys(limits) as Limit[])
      if (count[limit] > limits[limit]) return { at: open?.at ?? at, limit };
    at = end;
  }
  return undefined;
}
