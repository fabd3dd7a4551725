import { openDocument } from "./document/state.ts";
import { models, tablesOf } from "./gallery.ts";
import { isMarkdown, openProgram } from "./program/state.ts";
import { epoch, mode, notice, openModel, source, tables, text, title, training } from "./state.ts";
import { modelFor, readTable } from "./table.ts";
import { modelDesk } from "./worker/client.ts";

/** What is dropped, pasted or opened, by what it is. */

const most = 60_000_000;

/** All of them: tables before the model that names them, checkpoints after it. */
export async function takeFiles(files: readonly File[]): Promise<void> {
  const rank = ({ name }: File): number =>
    /\.[ct]sv$/i.test(name) ? 0 : /\.safetensors$/i.test(name) ? 2 : 1;
  for (const file of [...files].sort((a, b) => rank(a) - rank(b))) await takeFile(file);
}

async function takeFile(file: File): Promise<void> {
  if (file.size > most) {
    notice.value = {
      text: `${file.name} is larger than ${most / 1e6} MB.`,
      hint: "Train such data from the command line.",
    };
    return;
  }
  if (/\.safetensors$/i.test(file.name)) return takeCheckpoint(file.name, await file.arrayBuffer());
  const bytes = await file.arrayBuffer();
  let content: string;
  try {
    content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    notice.value = {
      text: `${file.name} is no text.`,
      hint: "Models, programs, documents and tables are UTF-8 text.",
    };
    return;
  }
  takeText(file.name, content);
}

export function takeText(name: string, content: string): void {
  notice.value = null;
  // documents are pages of their own; where code is checked, theirs is
  const isCode = /\.(py|ts|js|mts|mjs|ipynb)$/i.test(name) || (mode.value === "check" && isMarkdown(name));
  if (isCode) {
    openProgram(name, content);
    mode.value = "check";
  } else if (isMarkdown(name)) {
    openDocument(name, content);
    mode.value = "document";
  } else if (/\.[ct]sv$/i.test(name)) takeTable(name, content);
  else if (/\.chain$/i.test(name)) openModel(name.replace(/\.chain$/i, ""), content, tables.value);
  else
    notice.value = {
      text: `${name} is nothing that the workbench knows.`,
      hint: "It opens models (.chain), programs (.py, .ts, .js, .ipynb), documents (.md, .qmd), tables (.csv) and checkpoints (.safetensors).",
    };
}

/** A table: given to the model that names it, or to a new model of its columns. */
export function takeTable(name: string, content: string): void {
  if (source.value.includes(`"${name}"`)) {
    tables.value = { ...tables.value, [name]: { text: content } };
    notice.value = { text: `${name} is here now.`, isGood: true };
    return;
  }
  const table = readTable(name, content);
  if (!table) {
    notice.value = {
      text: `${name} is no table of several columns.`,
      hint: "Its first line names the columns, the last of which is what the model learns.",
    };
    return;
  }
  openModel(name, modelFor(name, table), { ...tables.value, [name]: { text: table.text } });
  const { left } = table;
  if (left.length > 0)
    notice.value = {
      text: `${left.length === 1 ? "A row lacks a cell and is" : `${left.length} rows lack a cell and are`} left out:`,
      hint: `row ${left.slice(0, 8).join(", ")}${left.length > 8 ? " and others" : ""}.`,
    };
}

async function takeCheckpoint(name: string, bytes: ArrayBuffer): Promise<void> {
  // a checkpoint of the digits' network, where no model is open that has its shapes
  let answer = await modelDesk.ask<"load">({ kind: "load", ...text.value, bytes });
  if (answer.problem && mode.value === "digits") {
    const digits = models.find((one) => one.id === "digits")!;
    openModel(digits.title, digits.text, await tablesOf(digits));
    mode.value = "digits";
    answer = await modelDesk.ask<"load">({ kind: "load", ...text.value, bytes });
  }
  if (answer.problem) {
    notice.value = {
      text: `${name}: ${answer.problem}.`,
      hint: "Open the model that it was saved with first, then the checkpoint.",
    };
    return;
  }
  epoch.value = null;
  training.value = {
    losses: [],
    parameters: [],
    validation: [],
    done: true,
    outcome: `from ${name}: ${answer.told}`,
    epoch: 0,
    planned: 0,
  };
  // the same text is read again, now with the checkpoint's numbers
  tables.value = { ...tables.value };
  notice.value = { text: `${title.value} has the numbers of ${name}: ${answer.told}.`, isGood: true };
}
