import { takeText } from "./files.ts";
import { mode, notice, openModel } from "./state.ts";
import type { Table } from "./worker/protocol.ts";

/** What `chainrule open` was given on the command line. */

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
export async function openGiven(): Promise<void> {
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
    if (/\.(py|ts|js|mts|mjs|ipynb|md|qmd)$/i.test(given.name)) takeText(given.name, given.text);
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
