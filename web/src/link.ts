import { computed, signal } from "@preact/signals";
import { source, view } from "./state.ts";

/** What is pointed at: a quantity, or the derivative of `to` by `from`, which is an arrow of the graph. */
export type Focus =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "edge"; readonly from: string; readonly to: string };

export const focus = signal<Focus | null>(null);

export const pointAt = (next: Focus | null): void => {
  const now = focus.peek();
  if (JSON.stringify(now) !== JSON.stringify(next)) focus.value = next;
};
export const node = (id: string): Focus => ({ kind: "node", id });
export const edge = (from: string, to: string): Focus => ({ kind: "edge", from, to });

/** Handlers of whatever stands for a part of the model: pointing and keyboard focus light it everywhere. */
export const pointing = (target: Focus) => ({
  onMouseEnter: () => pointAt(target),
  onMouseLeave: () => pointAt(null),
  onFocus: () => pointAt(target),
  onBlur: () => pointAt(null),
});

/** The same for the pointer alone: of SVG, browsers make a stop of Tab of whatever hears of focus. */
export const pointingByMouse = (target: Focus) => {
  const { onMouseEnter, onMouseLeave } = pointing(target);
  return { onMouseEnter, onMouseLeave };
};

export const isNodeLit = (id: string): boolean => {
  const now = focus.value;
  if (!now) return false;
  return now.kind === "node" ? now.id === id : now.from === id || now.to === id;
};
export const isEdgeLit = (from: string, to: string): boolean => {
  const now = focus.value;
  return now?.kind === "edge" && now.from === from && now.to === to;
};

/** The places of the text that what is pointed at stands for. */
export const litSpans = computed<readonly { from: number; to: number }[]>(() => {
  const now = focus.value;
  const shown = view.value;
  if (!now || !shown) return [];
  const found =
    now.kind === "node"
      ? shown.nodes.flatMap((one) => (one.id === now.id && one.span ? [one.span] : []))
      : shown.edges.flatMap((one) => (one.from === now.from && one.to === now.to ? one.uses : []));
  return found.filter(({ from, to }) => from < to && to <= source.value.length);
});

/** What a place of the text stands for: a name that a statement reads is an arrow, a stated name a quantity. */
export function focusAt(position: number): Focus | null {
  const shown = view.value;
  if (!shown) return null;
  const used = shown.edges.find(({ uses }) => uses.some(({ from, to }) => from <= position && position < to));
  if (used) return edge(used.from, used.to);
  const stated = shown.nodes.find(({ span }) => span && span.from <= position && position < span.to);
  return stated ? node(stated.id) : null;
}
