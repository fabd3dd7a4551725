import { batch, effect, signal } from "@preact/signals";
import { programs } from "../gallery.ts";
import { notice } from "../state.ts";
import { checkDesk, Ended } from "../worker/client.ts";
import type { CheckedProblem, CheckResponse } from "../worker/protocol.ts";

/** A hand-written program, and what the checker says of it. */
export const path = signal(programs[0]!.path);
export const program = signal(programs[0]!.text);
export const verdicts = signal<CheckResponse | null>(null);
export const checking = signal(false);
export const found = signal<readonly CheckedProblem[]>([]);
/** What the verdicts are of: while the text is another, they are older than it. */
export const checkedText = signal("");

let asked = 0;

async function check(name: string, text: string): Promise<void> {
  const own = ++asked;
  // a check that is not over judges an older text: it is ended, and typing never waits for it
  if (checking.peek()) checkDesk.end();
  checking.value = true;
  try {
    const answer = await checkDesk.ask<"check">({ kind: "check", path: name, source: text });
    if (own !== asked) return;
    batch(() => {
      verdicts.value = answer;
      found.value = answer.problems;
      checkedText.value = text;
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
    const [name, text] = [path.value, program.value];
    clearTimeout(waiting);
    waiting = setTimeout(() => void check(name, text), verdicts.peek() ? 350 : 0);
  });
}

export function openProgram(name: string, text: string): void {
  batch(() => {
    path.value = name;
    program.value = text;
    verdicts.value = null;
    found.value = [];
  });
}

/** Makes these repairs in the text, the last place first. */
export function repair(problems: readonly CheckedProblem[]): void {
  if (checkedText.value !== program.value) return;
  const edits = new Map<string, { from: number; to: number; replacement: string }>();
  for (const { fix } of problems) for (const one of fix?.edits ?? []) edits.set(`${one.from} ${one.to}`, one);
  let text = program.value;
  for (const { from, to, replacement } of [...edits.values()].sort((a, b) => b.from - a.from))
    text = text.slice(0, from) + replacement + text.slice(to);
  program.value = text;
}
