import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Puts our own markup (formulas, pictures, documents) into the page. Styles that stand in attributes are set through
 * the object model, since the page's policy lets no text be a style.
 */
export function insert(into: Element | ShadowRoot, html: string): void {
  const { body, styles } = parsed(html);
  into.replaceChildren(...body.childNodes);
  styled(styles);
}

type Styles = readonly (readonly [HTMLElement, string])[];

/** Markup as elements that have no style yet, and what style each is to have. */
export function parsed(html: string): { readonly body: HTMLElement; readonly styles: Styles } {
  // in text a quote is written &quot;, so that this stands in tags alone
  const { body } = new DOMParser().parseFromString(html.replaceAll(' style="', ' data-style="'), "text/html");
  const styles = [...body.querySelectorAll<HTMLElement>("[data-style]")].map((element) => {
    const text = element.dataset.style ?? "";
    element.removeAttribute("data-style");
    return [element, text] as const;
  });
  return { body, styles };
}

export function styled(styles: Styles): void {
  for (const [element, text] of styles) element.style.cssText = text;
}

export function Markup({ html, class: name }: { html: string; class?: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => insert(place.current!, html), [html]);
  return <span class={name} ref={place} />;
}
