import { escaped } from "./svg.ts";

/** What a notebook may show of a value, by the type of the form: it takes the richest that it knows. */
export type Display = Readonly<Record<string, string>>;

/** The name under which Deno's Jupyter kernel asks a value for its forms. */
export const jupyter = Symbol.for("Jupyter.display");

/** Gives a plain value its forms, out of sight of JSON, comparisons and loops over its names. */
export function shown<T extends object>(value: T, forms: () => Display | Promise<Display>): T {
  return Object.defineProperty(value, jupyter, { value: forms, enumerable: false, configurable: true });
}

/** An SVG picture that a notebook shows as one. */
export class Picture {
  constructor(readonly svg: string) {}

  toString(): string {
    return this.svg;
  }

  [jupyter](): Display {
    const words = /<title>(.*?)<\/title>/s.exec(this.svg)?.[1] ?? "picture";
    return { "image/svg+xml": this.svg, "text/plain": unescaped(words) };
  }
}

/** The text of an SVG picture, such as `draw` and `drawGraph` give, as a value that a notebook shows. */
export const picture = (svg: string): Picture => new Picture(svg);

const unescaped = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name]!,
  );

/** Of more rows than these the middle is left out. */
const mostRows = 20;

/** A table as HTML, numbers to the right; of many rows the first and the last. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = head.map((_, at) => rows.every((row) => /^[-−]?[\d.]+(e[-+]?\d+)?$|^$/i.test(row[at]!)));
  const cell = (tag: "td" | "th", text: string, at: number): string =>
    `<${tag} style="text-align:${isNumeric[at] ? "right" : "left"}">${escaped(text)}</${tag}>`;
  const line = (tag: "td" | "th", row: readonly string[]): string =>
    `<tr>${row.map((text, at) => cell(tag, text, at)).join("")}</tr>`;
  const half = mostRows / 2;
  const left = rows.length - mostRows;
  const body =
    left > 1
      ? [
          ...rows.slice(0, half).map((row) => line("td", row)),
          `<tr><td colspan="${head.length}">… ${left} more</td></tr>`,
          ...rows.slice(-half).map((row) => line("td", row)),
        ]
      : rows.map((row) => line("td", row));
  return `<table><thead>${line("th", head)}</thead><tbody>${body.join("")}</tbody></table>`;
}
