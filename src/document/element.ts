import type { Element, ElementContent } from "hast";

/** An element; what is no element stands as text. */
export const h = (
  tagName: string,
  properties: Element["properties"],
  ...children: readonly (ElementContent | string)[]
): Element => ({
  type: "element",
  tagName,
  properties,
  children: children.map((one) => (typeof one === "string" ? { type: "text", value: one } : one)),
});

/** Markup of our own making, as it is. */
export const raw = (value: string): ElementContent => ({ type: "raw", value }) as unknown as ElementContent;
