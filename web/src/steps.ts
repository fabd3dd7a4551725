import { computed, signal } from "@preact/signals";
import type { LinkedView, ViewDerivative, ViewNode } from "chainrule/view";
import { step, view } from "./state.ts";

/** One operation of the chain rule: a value that becomes known, or an adjoint that comes back. */
export interface ChainStep {
  readonly kind: "forward" | "backward";
  readonly node: ViewNode;
  /** How its adjoint is made of those of its readers. */
  readonly derivative?: ViewDerivative;
}

function stepsOf({ nodes, steps, loss }: LinkedView): readonly ChainStep[] {
  const byQuantity = new Map(steps.map((one) => [one.quantity, one]));
  const computedNodes = nodes.filter(
    ({ role }) => role !== "input" && role !== "parameter" && role !== "group",
  );
  const inOrder = [...computedNodes].sort((a, b) => Number(a.id === loss) - Number(b.id === loss));
  const back = [...nodes.filter(({ role }) => role !== "group")].reverse();
  // the loss first, then whatever all of its readers have been left behind
  const backward = [...back.filter(({ id }) => id === loss), ...back.filter(({ id }) => id !== loss)];
  return [
    ...inOrder.map((node): ChainStep => ({ kind: "forward", node })),
    ...backward.map((node): ChainStep => {
      const derivative = byQuantity.get(node.id);
      return { kind: "backward", node, ...(derivative && { derivative }) };
    }),
  ];
}

export const steps = computed(() => (view.value ? stepsOf(view.value) : []));
/** Whether boxes are layers of quantities, which have no numbers of their own. */
export const isLayered = computed(() => view.value?.nodes.some(({ role }) => role === "group") ?? false);
/** How many of them are shown. */
export const reached = computed(() => step.value ?? steps.value.length);
export const current = computed<ChainStep | null>(() =>
  step.value === null || step.value === 0 ? null : (steps.value[step.value - 1] ?? null),
);

/** Which values and adjoints are known by now. */
export const known = computed(() => {
  const forward = new Set<string>();
  const backward = new Set<string>();
  for (const { role, id } of view.value?.nodes ?? [])
    if (role === "input" || role === "parameter") forward.add(id);
  for (const one of steps.value.slice(0, reached.value))
    (one.kind === "forward" ? forward : backward).add(one.node.id);
  return { forward, backward };
});

export const isPlaying = signal(false);
let timer: ReturnType<typeof setTimeout> | undefined;

export function stepTo(next: number): void {
  const most = steps.value.length;
  step.value = Math.max(0, Math.min(most, next));
}
export const stepBy = (by: number): void => stepTo((step.value ?? (by > 0 ? -1 : steps.value.length)) + by);

/** Plays the steps one after another; from the start where all are shown. */
export function play(pace = 650): void {
  if (isPlaying.value) {
    pause();
    return;
  }
  isPlaying.value = true;
  if (step.value === null || step.value >= steps.value.length) step.value = 0;
  const next = (): void => {
    if (!isPlaying.value) return;
    if ((step.value ?? 0) >= steps.value.length) {
      pause();
      return;
    }
    stepBy(1);
    timer = setTimeout(next, pace);
  };
  timer = setTimeout(next, 250);
}

export function pause(): void {
  isPlaying.value = false;
  clearTimeout(timer);
}

export function showAll(): void {
  pause();
  step.value = null;
}
