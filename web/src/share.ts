import { document_, path as documentPath, openDocument } from "./document/state.ts";
import { contents, openProgram, path } from "./program/state.ts";
import {
  detail,
  heading,
  isChosen,
  type Mode,
  mode,
  notice,
  openModel,
  over,
  source,
  tables,
} from "./state.ts";

/** The page's state as a fragment of its address: nothing of it is sent to any server. */

interface State {
  readonly mode: Mode;
  readonly title?: string;
  readonly source?: string;
  readonly tables?: Readonly<Record<string, { readonly text: string }>>;
  readonly detail?: "names" | "operations";
  readonly over?: readonly [string, string];
  readonly path?: string;
  readonly text?: string;
}

const modes: readonly Mode[] = ["model", "check", "digits", "document"];
const mostLetters = 2_000_000;
/** Longer links are cut off on their way. */
export const mostLink = 200_000;

export async function linkOf(): Promise<string> {
  const inMode: Partial<State> =
    mode.value === "check"
      ? { path: path.value, text: contents() }
      : mode.value === "document"
        ? { path: documentPath.value, text: document_.value }
        : {
            title: heading.value,
            source: source.value,
            detail: detail.value,
            ...(over.value && { over: over.value }),
            tables: Object.fromEntries(
              Object.entries(tables.value).flatMap(([name, table]) =>
                "text" in table && table.text.length < 60_000 ? [[name, { text: table.text }]] : [],
              ),
            ),
          };
  const state: State = { mode: mode.value, ...inMode };
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  const letters = btoa(Array.from(packed, (one) => String.fromCharCode(one)).join(""));
  const base = location.href.replace(/#.*$/, "");
  return `${base}#s=${letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  writer.write(bytes as BufferSource).catch(() => {});
  writer.close().catch(() => {});
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > mostLetters) {
      await reader.cancel();
      throw new Error("it holds more than two million letters");
    }
    parts.push(next.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Opens the state that a fragment holds behind `#s=`; what is none, is said. */
export async function openLink(fragment: string): Promise<void> {
  const packed = fragment.replace(/^#s=/, "");
  try {
    use(checked(await unpacked(packed)));
  } catch (failure) {
    notice.value = {
      text: `This link holds no state of the workbench: ${(failure as Error).message}.`,
      hint: "It may have been cut off on its way. Here is the page as it begins.",
    };
  }
}

async function unpacked(packed: string): Promise<unknown> {
  if (packed.length > mostLink) throw new Error("it is longer than any that this page makes");
  if (!/^[\w-]+$/.test(packed)) throw new Error("it has letters that no link has");
  let bytes: Uint8Array;
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  } catch {
    throw new Error("its letters are no bytes");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(
      await through(bytes, new DecompressionStream("deflate-raw")),
    );
  } catch (failure) {
    throw /two million/.test((failure as Error).message) ? failure : new Error("it cannot be unpacked");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("what it holds is cut off");
  }
}

function checked(found: unknown): State {
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new Error("it is no state");
  const own = found as Record<string, unknown>;
  const isText = (one: unknown): one is string => typeof one === "string";
  if (!modes.includes(own.mode as Mode))
    throw new Error(`there is no part ${JSON.stringify(own.mode)?.slice(0, 30)}`);
  for (const name of ["title", "source", "path", "text"])
    if (own[name] !== undefined && !isText(own[name])) throw new Error(`its ${name} is no text`);
  if (own.detail !== undefined && own.detail !== "names" && own.detail !== "operations")
    throw new Error("its detail is neither names nor operations");
  if (own.over !== undefined && !(Array.isArray(own.over) && own.over.length === 2 && own.over.every(isText)))
    throw new Error("it names no two parameters to look along");
  const given = own.tables ?? {};
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Error("its tables are none");
  for (const table of Object.values(given))
    if (typeof table !== "object" || table === null || !isText((table as { text?: unknown }).text))
      throw new Error("one of its tables is no text");
  return own as unknown as State;
}

function use(state: State): void {
  if (state.mode === "check") openProgram(state.path ?? "program.py", state.text ?? "");
  else if (state.mode === "document") openDocument(state.path ?? "document.md", state.text ?? "");
  else {
    openModel(state.title ?? "A model", state.source ?? source.value, state.tables ?? {});
    if (state.detail) detail.value = state.detail;
    if (state.over) {
      isChosen.value = true;
      over.value = state.over;
    }
  }
  mode.value = state.mode;
}
