import { effect, signal } from "@preact/signals";
import { tablesOf } from "../gallery.ts";
import { notice } from "../state.ts";
import { documentDesk, Ended } from "../worker/client.ts";
import type { DocumentResponse, Table } from "../worker/protocol.ts";
import { chapters } from "./chapters.ts";

/** A document, and the page that it becomes. */
export const path = signal("");
export const document_ = signal("");
export const built = signal<DocumentResponse | null>(null);
export const building = signal(false);
export const found = signal<DocumentResponse["problems"]>([]);

const given = signal<Readonly<Record<string, Table>>>({});

export function openDocument(name: string, text: string, tables: Readonly<Record<string, Table>> = {}): void {
  given.value = tables;
  path.value = name;
  document_.value = text;
  built.value = null;
  found.value = [];
}

export async function openChapter(id: string): Promise<void> {
  const chapter = chapters.find((one) => one.id === id) ?? chapters[0]!;
  try {
    const [text, tables] = await Promise.all([(await fetch(chapter.address)).text(), tablesOf(chapter)]);
    openDocument(`${chapter.id}.md`, text, tables);
  } catch {
    notice.value = {
      text: "The chapter could not be fetched.",
      hint: "Open the page again with its server.",
    };
  }
}

let asked = 0;
let isFollowing = false;
export function followDocument(): void {
  if (isFollowing) return;
  isFollowing = true;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const [name, text] = [path.value, document_.value];
    clearTimeout(waiting);
    if (text === "") return;
    waiting = setTimeout(() => void build(name, text), built.peek() ? 500 : 0);
  });
}

async function build(name: string, text: string): Promise<void> {
  const own = ++asked;
  if (building.peek()) documentDesk.end();
  building.value = true;
  try {
    const answer = await documentDesk.ask<"document">({
      kind: "document",
      path: name,
      text,
      tables: given.peek(),
    });
    if (own !== asked) return;
    built.value = answer;
    found.value = answer.problems;
  } catch (failure) {
    if (failure instanceof Ended) return;
    console.error(failure);
    notice.value = { text: `The document failed: ${(failure as Error).message.split("\n")[0]}` };
  }
  if (own === asked) building.value = false;
}
