import { batch, computed, effect, signal } from "@preact/signals";
import { notice } from "../state.ts";
import { checkDesk, Ended } from "../worker/client.ts";
import type { CheckedProblem, CheckResponse } from "../worker/protocol.ts";
import { isNotebook, type Notebook, readNotebook } from "./notebook.ts";
import { programs } from "./programs.ts";

/** A hand-written program, and what the checker says of it. */
export const path = signal(programs[0]!.path);
/** Its text; of a notebook the cells hold it. */
export const program = signal(programs[0]!.text);
export const notebook = signal<Notebook | null>(null);
export const verdicts = signal<CheckResponse | null>(null);
export const checking = signal(false);
export const found = signal<readonly CheckedProblem[]>([]);

/** What is written now: another object as soon as a letter is another. */
const written = computed(() => ({
  path: path.value,
  texts: notebook.value?.cells.map((one) => one.text.value) ?? [program.value],
}));
const checked = signal<unknown>(null);
/** Whether the text is newer than its verdicts. */
export const isOld = computed(() => checked.value !== written.value);

/** The file as it would be saved. */
export const contents = (): string => notebook.peek()?.contents() ?? program.peek();

let asked = 0;

async function check(): Promise<void> {
  const own = ++asked;
  const given = written.peek();
  // a check that is not over judges an older text: it is ended, and typing never waits for it
  if (checking.peek()) checkDesk.end();
  checking.value = true;
  try {
    const answer = await checkDesk.ask<"check">({ kind: "check", path: given.path, source: contents() });
    if (own !== asked) return;
    batch(() => {
      verdicts.value = answer;
      found.value = answer.problems;
      checked.value = given;
    });
  } catch (failure) {
    if (failure instanceof Ended) return;
    console.error(failure);
    notice.value = { text: `The check failed: ${(failure as Error).message.split("\n")[0]}` };
  }
  if (own === asked) checking.value = false;
}

let isFollowing = false;
/** Checks whenever the program changes, a moment after the last letter. */
export function followProgram(): void {
  if (isFollowing) return;
  isFollowing = true;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void written.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => void check(), verdicts.peek() ? 350 : 0);
  });
}

export function openProgram(name: string, text: string): void {
  batch(() => {
    path.value = name;
    notebook.value = /\.ipynb$/i.test(name) ? (readNotebook(text) ?? null) : null;
    program.value = text;
    verdicts.value = null;
    found.value = [];
  });
}

const fence = /^ {0,3}(`{3,}|~{3,})\s*\{?\.?(py|python|python3|ts|typescript|js|javascript)\b/im;

/** Whether a document holds programs that are read. */
export const hasCode = (text: string): boolean => fence.test(text);

/** A name for a text that came without one, by what it is. */
export const nameFor = (text: string): string =>
  isNotebook(text)
    ? "pasted.ipynb"
    : hasCode(text)
      ? "pasted.md"
      : /^\s*(const|let|var|import .* from|export|function) |=>|;\s*$/m.test(text)
        ? "pasted.ts"
        : "pasted.py";

/** What is typed or pasted over all of a text: a notebook or a document opens as such. */
export function edit(text: string): void {
  const old = program.peek();
  const isNew = old.trim() === "" || !(text.startsWith(old.slice(0, 30)) || text.endsWith(old.slice(-30)));
  const name = isNew ? nameFor(text) : "";
  if (/\.ipynb$/.test(name) || (/\.md$/.test(name) && !isMarkdown(path.peek()))) openProgram(name, text);
  else program.value = text;
}

export const isMarkdown = (name: string): boolean => /\.(md|qmd|markdown|rmd)$/i.test(name);

/** Makes these repairs in the text, the last place first. */
export function repair(problems: readonly CheckedProblem[]): void {
  if (isOld.value) return;
  const edits = new Map<string, NonNullable<CheckedProblem["fix"]>["edits"][number]>();
  for (const { fix } of problems)
    for (const one of fix?.edits ?? []) edits.set(`${one.cell} ${one.from} ${one.to}`, one);
  const last = [...edits.values()].sort((a, b) => b.from - a.from);
  batch(() => {
    for (const { cell, from, to, replacement } of last) {
      const text = cell === undefined ? program : notebook.value?.cells.find(({ at }) => at === cell)?.text;
      if (text) text.value = text.value.slice(0, from) + replacement + text.value.slice(to);
    }
  });
}
