import firstView from "virtual:first-view";
import { batch, computed, effect, signal } from "@preact/signals";
import type { LinkedView, ViewNode } from "chainrule/view";
import { first } from "./gallery.ts";
import { Lane, modelDesk, Refused } from "./worker/client.ts";
import type {
  DecideResponse,
  FitResponse,
  ModelText,
  Problem,
  SliceResponse,
  Table,
  TrainProgress,
  ViewResponse,
} from "./worker/protocol.ts";

/** What the page is about: the model's text, and all that the worker makes of it. */

export type Mode = "model" | "check" | "digits" | "document";
export const mode = signal<Mode>("model");
export const title = signal(first.title);
export const source = signal(first.text);
export const tables = signal<Readonly<Record<string, Table>>>({});
/** What the text was when it was opened. */
const opened = signal(first.text);
const namesIn = (text: string): string =>
  [...new Set(text.replace(/#.*$/gm, "").match(/[A-Za-z_]\w*/g) ?? [])].sort().join(" ");
const openedNames = computed(() => namesIn(opened.value));
/** The model's title; of a text that is about other names, none that it was opened by. */
export const heading = computed(() =>
  namesIn(source.value) === openedNames.value || problems.value.length > 0 ? title.value : "Your model",
);
/** A message for the whole page, with what to do. */
export const notice = signal<{
  readonly text: string;
  readonly hint?: string;
  readonly isGood?: boolean;
} | null>(null);

export const detail = signal<"names" | "operations">("names");
export const direction = signal<"LR" | "TB">("LR");
/** After how many epochs parameters are shown; null for those of the text. */
export const epoch = signal<number | null>(null);
/** How many steps of the chain rule are shown; null for all. */
export const step = signal<number | null>(null);

export const problems = signal<readonly Problem[]>([]);
const answer = signal<ViewResponse | null>(null);
/** The last view, and the text that it is of. */
export const shown = signal<{ readonly view: LinkedView; readonly source: string } | null>(null);
export const view = computed(() => shown.value?.view ?? null);
export const facts = computed(() => answer.value);
export const math = signal<ReadonlyMap<string, string>>(new Map());
/** Whether training is being played. */
export const isPlayed = signal(false);
export const training = signal<TrainProgress | null>(null);
/** The two numbers over which the loss is drawn. */
export const over = signal<readonly [string, string] | null>(null);
/** Whether they were chosen by hand; else those that training moves most are taken. */
export const isChosen = signal(false);
export const slice = signal<SliceResponse | null>(null);
export const decided = signal<DecideResponse | null>(null);
export const fitted = signal<FitResponse | null>(null);

export const text = computed<ModelText>(() => ({ source: source.value, tables: tables.value }));
export const isCurrent = computed(() => shown.value?.source === source.value);

const say = (failure: Error): void => {
  if (failure instanceof Refused) problems.value = failure.problems;
  else {
    console.error(failure);
    notice.value = { text: `The workbench failed: ${failure.message.split("\n")[0]}` };
  }
};

const views = new Lane<"view">(
  modelDesk,
  (found, asked) => {
    batch(() => {
      const known = new Map(math.value);
      for (const [latex, html] of Object.entries(found.math)) known.set(latex, html);
      math.value = known;
      problems.value = found.problems;
      if (!found.view) return;
      answer.value = found;
      shown.value = { view: found.view, source: asked.source };
      const { coordinates } = found;
      if (!over.value?.every((name) => coordinates.includes(name)))
        over.value = coordinates.length >= 2 ? [coordinates[0]!, coordinates[1]!] : null;
    });
  },
  say,
  ({ source, tables, detail, direction, epoch }) =>
    source === first.text && Object.keys(tables).length === 0 && detail === "names" && epoch === null
      ? firstView[direction]
      : undefined,
);
const slices = new Lane<"slice">(modelDesk, (found) => (slice.value = found), say);
const decisions = new Lane<"decide">(
  modelDesk,
  (found) => (decided.value = found.problem ? null : found),
  say,
);
const fits = new Lane<"fit">(modelDesk, (found) => (fitted.value = found.problem ? null : found), say);

/** Asks for all that shows the model, whenever what it depends on changes. */
export function follow(): void {
  effect(() => {
    views.ask({
      kind: "view",
      ...text.value,
      detail: detail.value,
      direction: direction.value,
      epoch: epoch.value,
    });
  });
  effect(() => {
    // whatever is shown now is asked again when training has made more states
    void training.value?.epoch;
    const asked = { ...text.value, epoch: epoch.value };
    if (problems.value.length > 0 || !shown.value) return;
    const isReady = trainsAlone.value || (training.value?.done === true && mode.value === "model");
    // of a large model each place of the picture costs a pass over all its data
    if (over.value && isReady) slices.ask({ kind: "slice", ...asked, over: over.value });
    else slice.value = null;
    const moment = { ...asked, epoch: epoch.value ?? (training.value?.done ? training.value.epoch : null) };
    if (answer.value?.canBeDecided) decisions.ask({ kind: "decide", ...moment });
    else decided.value = null;
    fits.ask({ kind: "fit", ...moment });
  });
  effect(() => {
    if (!shown.value) return;
    if (!late) {
      if (shown.value.source === source.peek()) held.value = new Map();
      return;
    }
    const changes = late;
    late = undefined;
    restate(changes);
  });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const found = shown.value;
    if (!found || found.source === trained) return;
    clearTimeout(waiting);
    batch(() => {
      training.value = null;
      epoch.value = null;
    });
    trained = undefined;
    if (isSmall(found.view)) waiting = setTimeout(() => void train(), 120);
  });
}

/** The text that the last training was of. */
let trained: string | undefined;

/** Small enough to be trained at each change. */
const isSmall = ({ nodes }: LinkedView): boolean =>
  nodes.length <= 60 &&
  (answer.value?.planned.epochs ?? 0) <= 3000 &&
  !answer.value?.isBatched &&
  nodes.every(({ shape }) => shape.reduce((product, one) => product * one, 1) <= 600);
export const trainsAlone = computed(() => (view.value ? isSmall(view.value) : true));

/** Trains as the text says, and shows each epoch as it comes. */
export async function train(): Promise<void> {
  const asked = text.value;
  trained = asked.source;
  const use = (found: TrainProgress): void => {
    if (trained !== asked.source) return;
    training.value = found;
    if (found.done && !isChosen.value) over.value = mostMoved(found) ?? over.value;
    if (found.problems && found.problems.length > 0) problems.value = found.problems;
  };
  try {
    use(await modelDesk.ask<"train">({ kind: "train", ...asked }, use));
  } catch (failure) {
    say(failure as Error);
  }
}

function mostMoved({ parameters }: TrainProgress): readonly [string, string] | undefined {
  const [first, last] = [parameters[0] ?? {}, parameters[parameters.length - 1] ?? {}];
  const moved = Object.keys(first).sort(
    (a, b) => Math.abs(last[b]! - first[b]!) - Math.abs(last[a]! - first[a]!),
  );
  const names = Object.keys(first).filter((name) => moved.slice(0, 2).includes(name));
  return names.length === 2 ? [names[0]!, names[1]!] : undefined;
}

export const stopTraining = (): void => modelDesk.send({ kind: "stop" });

/** Another model, from its beginning. */
export function openModel(name: string, model: string, given: Readonly<Record<string, Table>> = {}): void {
  batch(() => {
    mode.value = "model";
    isPlayed.value = false;
    title.value = name;
    source.value = model;
    opened.value = model;
    tables.value = given;
    epoch.value = null;
    step.value = null;
    over.value = null;
    isChosen.value = false;
    training.value = null;
    notice.value = null;
  });
}

export interface Restated {
  readonly name: string;
  /** Which of its numbers. */
  readonly at: number;
  readonly value: number;
}
let late: readonly Restated[] | undefined;
/** Numbers that were set by hand and that the view has not caught up with, by name and place. */
export const held = signal<ReadonlyMap<string, number>>(new Map());

/** Writes numbers into the text where they are stated; the text stays the one truth. */
export function restate(changes: readonly Restated[]): void {
  isPlayed.value = false;
  const now = new Map(held.peek());
  for (const { name, at, value } of changes) now.set(`${name} ${at}`, value);
  held.value = now;
  const found = shown.peek();
  // spans are of the text that was shown: while it is older than the text, a drag waits for the next answer
  if (!found || found.source !== source.peek()) {
    late = changes;
    return;
  }
  const edits = changes.flatMap(({ name, at, value }) => {
    const stated = found.view.numbers[name]?.[at];
    return stated ? [{ ...stated.span, value }] : [];
  });
  let next = found.source;
  for (const { from, to, value } of edits.sort((a, b) => b.from - a.from))
    next = next.slice(0, from) + short(value) + next.slice(to);
  batch(() => {
    epoch.value = null;
    source.value = next;
  });
}

/** A number as one would write it down: three decimals, none that say nothing. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return String(Number(value.toFixed(decimals)));
};

export const nodeOf = (id: string): ViewNode | undefined => view.value?.nodes.find((one) => one.id === id);
