import { Markup } from "./markup.tsx";
import { math } from "./state.ts";

/** A formula by its LaTeX, as the worker has made it; until then, or where it is none, its text. */
export function Maths({ latex }: { latex: string }) {
  const html = math.value.get(latex);
  return html ? <Markup class="maths" html={html} /> : <span class="maths raw">{latex}</span>;
}

/** A number with a minus sign that is one. */
export const signed = (text: string): string => text.replace(/-/g, "−");
