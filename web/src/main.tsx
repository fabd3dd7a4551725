import { render } from "preact";
import "./style.css";
import { App } from "./app.tsx";
import { takeText } from "./files.ts";
import { openLink } from "./share.ts";
import { follow, mode, notice, openModel } from "./state.ts";
import { pause, play, stepBy } from "./steps.ts";
import type { Table } from "./worker/protocol.ts";

render(<App />, document.getElementById("page")!);
void begin();

async function begin(): Promise<void> {
  await openFromAddress();
  follow();
  document.documentElement.dataset.ready = "true";
  addEventListener("hashchange", () => void openFromAddress());
  addEventListener("keydown", keys);
  if ("serviceWorker" in navigator && import.meta.env.PROD) addEventListener("load", () => void register());
  if (document.readyState === "complete" && "serviceWorker" in navigator && import.meta.env.PROD)
    void register();
}

/** Kept for opening without a network; a host that allows no such worker is used as it is. */
async function register(): Promise<void> {
  await navigator.serviceWorker.register("./service-worker.js").catch(() => {});
}

async function openFromAddress(): Promise<void> {
  const { hash } = location;
  if (hash === "#open") return openGiven();
  if (await openLink(hash)) return;
  if (hash.length > 1 && hash !== "#main")
    notice.value = {
      text: "This address names nothing that the workbench knows.",
      hint: "Here is the page as it begins.",
    };
}

interface Given {
  readonly name: string;
  readonly text: string;
  readonly tables: Readonly<
    Record<
      string,
      | { readonly text: string }
      | {
          readonly arrays: readonly {
            readonly shape: readonly number[];
            readonly kind: string;
            readonly address: string;
          }[];
        }
    >
  >;
}

/** What `chainrule open` was given, asked of its own server. */
async function openGiven(): Promise<void> {
  try {
    const given = (await (await fetch("./opened.json")).json()) as Given;
    const entries = Object.entries(given.tables).map(
      async ([name, table]): Promise<readonly [string, Table]> => {
        if ("text" in table) return [name, table];
        const arrays = await Promise.all(
          table.arrays.map(async ({ shape, kind, address }) => {
            const bytes = await (await fetch(`./${address}`)).arrayBuffer();
            const data =
              kind === "Uint8Array"
                ? new Uint8Array(bytes)
                : kind === "Float32Array"
                  ? new Float32Array(bytes)
                  : new Float64Array(bytes);
            return { shape, data };
          }),
        );
        return [name, { arrays }];
      },
    );
    const tables = Object.fromEntries(await Promise.all(entries));
    if (/\.(py|ts|js|mts|mjs|md|qmd)$/i.test(given.name)) takeText(given.name, given.text);
    else {
      openModel(given.name.replace(/\.chain$/, ""), given.text, tables);
      mode.value = "model";
    }
  } catch {
    notice.value = {
      text: "What was opened cannot be had from the server.",
      hint: "Run chainrule open again.",
    };
  }
}

/** Keys that work wherever nothing is being typed. */
function keys(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (mode.value !== "model" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, textarea, select, dialog, .code, [data-point], .handle, button")) return;
  if (event.key === "]" || event.key === ".") {
    pause();
    stepBy(1);
  } else if (event.key === "[" || event.key === ",") {
    pause();
    stepBy(-1);
  } else if (event.key === " " && !target.closest("[role=button]")) {
    event.preventDefault();
    play();
  }
}
